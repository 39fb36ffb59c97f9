/**
 * The programs that stand at a container's port on the machine, and what their command lines say of
 * it. Words only: whether such a program may be believed is decided by who runs it.
 */
import { isProxyName, type ProxyName } from './proxy-names.ts';
import { isPort } from './records.ts';
import type { Transport } from '../../../../../../core/transport.ts';

/** What a program that passes connections on into a container says of itself. */
export type Proxy =
  /** Docker's, one for each port. */
  | {
      readonly kind: 'address';
      readonly transport: Transport;
      readonly hostPort: number;
      readonly address: string;
      readonly port: number;
    }
  /** It names the container. */
  | { readonly kind: 'container'; readonly id: string }
  /** It names a process in the container, and with `port` where it leads. */
  | {
      readonly kind: 'process';
      readonly pid: number;
      readonly address?: string;
      readonly port?: number;
    }
  /** It names the file of a network namespace, and perhaps which ports lead where. */
  | { readonly kind: 'network'; readonly path: string; readonly port?: number }
  /** One of its children is in the container's network namespace. */
  | { readonly kind: 'child' }
  /** Only its engine's records tell. */
  | { readonly kind: 'records' };

/** The socket in question. */
interface Knock {
  readonly transport: Transport;
  readonly port: number;
}

type Reader = (words: readonly string[], knock: Knock) => Proxy | undefined;

const READERS: Readonly<Record<ProxyName, Reader>> = {
  'docker-proxy': dockerProxy,
  conmon,
  rootlessport: () => ({ kind: 'child' }),
  exe: reexecuted,
  rootlesskit: () => ({ kind: 'records' }),
  dockerd: () => ({ kind: 'records' }),
  slirp4netns,
  pasta,
  'pasta.avx2': pasta,
  passt: pasta,
  'passt.avx2': pasta,
  lxd: forkProxy,
  incusd: forkProxy,
};

/**
 * What a program says of the container behind one of its sockets; undefined when it says nothing.
 * @param name the kernel's name of the program
 * @param words its command line
 */
export function readProxy(name: string, words: readonly string[], knock: Knock): Proxy | undefined {
  return isProxyName(name) ? READERS[name](words, knock) : undefined;
}

/** `docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 80 -container-ip … -container-port …` */
function dockerProxy(words: readonly string[], knock: Knock): Proxy | undefined {
  const value = (flag: string) => valueOf(words, flag);
  const [hostPort, port] = [Number(value('-host-port')), Number(value('-container-port'))];
  const address = value('-container-ip');
  if (value('-proto') !== knock.transport || hostPort !== knock.port) return undefined;
  if (!isPort(port) || address === undefined) return undefined;
  return { kind: 'address', transport: knock.transport, hostPort, address, port };
}

/** Podman has it hold the ports that the packet filter forwards: `conmon … -c ID …`. */
function conmon(words: readonly string[]): Proxy | undefined {
  const id = containerOfConmon(words);
  return id === undefined ? undefined : { kind: 'container', id };
}

/** The container that a conmon watches over. */
export function containerOfConmon(words: readonly string[]): string | undefined {
  const id = valueOf(words, '-c') ?? valueOf(words, '--cid');
  return id !== undefined && /^[0-9a-f]{12,64}$/.test(id) ? id : undefined;
}

/** Podman before 4.0 ran itself again under another name. */
function reexecuted(words: readonly string[]): Proxy | undefined {
  return words[0] === 'containers-rootlessport' ? { kind: 'child' } : undefined;
}

/** `slirp4netns … --netns-type=path /run/…/netns-… tap0`, or the number of a process. */
function slirp4netns(words: readonly string[]): Proxy | undefined {
  const target = words.at(-2) ?? '';
  if (valueOf(words, '--netns-type') === 'path') return { kind: 'network', path: target };
  const pid = processNumber(target);
  return pid === undefined ? undefined : { kind: 'process', pid };
}

/** `pasta … -t 8080-8080:80-80 … --netns /run/…/netns-…`, or the number of a process at the end. */
function pasta(words: readonly string[], { transport, port }: Knock): Proxy | undefined {
  const flags = transport === 'tcp' ? ['-t', '--tcp-ports'] : ['-u', '--udp-ports'];
  const specifications = flags.flatMap((flag) => valuesOf(words, flag));
  const inner = transport === 'sctp' ? undefined : forwarded(specifications, port);
  const found = inner === undefined ? {} : { port: inner };
  const path = valueOf(words, '--netns');
  if (path !== undefined) return { kind: 'network', path, ...found };
  const pid = processNumber(words.at(-1) ?? '');
  return pid === undefined ? undefined : { kind: 'process', pid, ...found };
}

/** The port inside that the first fitting one of `192.0.2.1%eth0/22-30:32-40,…` leads to. */
function forwarded(specifications: readonly string[], port: number): number | undefined {
  for (const specification of specifications) {
    const ports = specification.slice(specification.indexOf('/') + 1);
    for (const range of ports.split(',')) {
      const [, from, to = from, target = from] =
        /^(\d{1,5})(?:-(\d{1,5}))?(?::(\d{1,5})(?:-\d{1,5})?)?$/.exec(range) ?? [];
      if (Number(from) <= port && port <= Number(to)) {
        const inner = Number(target) + port - Number(from);
        return isPort(inner) ? inner : undefined;
      }
    }
  }
  return undefined;
}

/**
 * `lxd forkproxy -- 1 3 tcp:0.0.0.0:80 4711 4 tcp:127.0.0.1:8080 …`: from where, and to where in
 * which process's network. Older ones do without the third and the fifth word.
 */
function forkProxy(words: readonly string[], { transport }: Knock): Proxy | undefined {
  const start = words.indexOf('forkproxy');
  if (start < 0) return undefined;
  const rest = words.slice(start + 1);
  const [, to] = rest.flatMap((word, index) => (/^(tcp|udp):./.test(word) ? [index] : []));
  const from = rest.findIndex((word) => /^(tcp|udp):./.test(word));
  const pid = processNumber(rest[from + 1] ?? '');
  if (to === undefined || pid === undefined) return undefined;
  const [, kind, address, port] = /^(tcp|udp):(.+):(\d{1,5})$/.exec(rest[to] ?? '') ?? [];
  const plain = address?.replace(/^\[(.*)\]$/, '$1');
  const sound = kind === transport && plain !== undefined && isPort(Number(port));
  return { kind: 'process', pid, ...(sound && { address: plain, port: Number(port) }) };
}

/** A flag's value: the word after it, or what stands behind `=`. */
function valueOf(words: readonly string[], flag: string): string | undefined {
  return valuesOf(words, flag)[0];
}

function valuesOf(words: readonly string[], flag: string): string[] {
  return words.flatMap((word, index) => {
    if (word === flag) return words[index + 1] ?? [];
    return word.startsWith(`${flag}=`) ? word.slice(flag.length + 1) : [];
  });
}

function processNumber(word: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(word) ? Number(word) : undefined;
}
