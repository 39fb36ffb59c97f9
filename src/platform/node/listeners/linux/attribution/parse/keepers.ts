/**
 * The programs that stand outside a container and watch over it. Its processes are their
 * descendants, whatever control group the engine put them in, so they name the container where no
 * control group does: without groups (`--cgroups=disabled`), in a user's own session, or under an
 * engine that leaves no mark.
 */
import type { Container } from '../../../../../../survey/listener.ts';
import { label } from './label.ts';
import { containerOfConmon } from './proxies.ts';

/**
 * The container that a program watches over; undefined when it is no such program.
 * @param name the kernel's name of the program, cut at 15 characters
 * @param words its command line
 */
export function readKeeper(name: string, words: readonly string[]): Container | undefined {
  if (name === 'conmon') return ofConmon(words);
  if (name.startsWith('containerd-shim')) return ofShim(words);
  if (name === 'systemd-nspawn') return ofNspawn(words);
  return ofLxc(words);
}

function ofConmon(words: readonly string[]): Container | undefined {
  const id = containerOfConmon(words);
  if (id === undefined) return undefined;
  const exits = after(words, '--exit-dir') ?? '';
  const name = label(after(words, '-n') ?? after(words, '--name'));
  if (exits.includes('crio')) return { engine: 'cri-o', id };
  return { engine: 'podman', id, ...(name !== undefined && { name }) };
}

/** `containerd-shim-runc-v2 -namespace moby -id …`: Docker's containers are in `moby`. */
function ofShim(words: readonly string[]): Container | undefined {
  const id = label(after(words, '-id'));
  if (id === undefined || id === 'docker') return undefined;
  return { engine: after(words, '-namespace') === 'moby' ? 'docker' : 'containerd', id };
}

function ofNspawn(words: readonly string[]): Container | undefined {
  const folder = after(words, '-D') ?? after(words, '--directory');
  const named = after(words, '-M') ?? after(words, '--machine');
  const id = label(named ?? folder?.replace(/\/+$/, '').replace(/^.*\//, ''));
  return id === undefined ? undefined : { engine: 'systemd-nspawn', id };
}

/** A monitor writes over its command line: `[lxc monitor] /var/lib/lxc web01`. */
function ofLxc(words: readonly string[]): Container | undefined {
  const [, folder = '', name] =
    /^\[lxc monitor\] (\/\S*) (\S+)$/.exec(words.join(' ').trim()) ?? [];
  const id = label(name);
  if (id === undefined) return undefined;
  const manager = /\/(incus|lxd)(?=\/|$)/.exec(folder)?.[1];
  return { engine: manager ?? 'lxc', id };
}

/** A flag's value: the word after it, or what stands behind `=`. */
function after(words: readonly string[], flag: string): string | undefined {
  const word = words.find((each) => each === flag || each.startsWith(`${flag}=`));
  if (word === undefined) return undefined;
  return word === flag ? words[words.indexOf(word) + 1] : word.slice(flag.length + 1);
}
