/** What people call network namespaces: `ip netns add NAME` mounts one on `/run/netns/NAME`. */
import { readdirSync, statSync } from 'node:fs';
import type { Gap } from '../../../../../survey/listener.ts';
import { missing } from './bounded.ts';
import { networkOf } from './kin.ts';
import type { Places } from './places.ts';

/** Most names that one sentence holds. */
const NAMED = 5;

/** Names that engines make up for namespaces of their containers, which nobody calls them by. */
const MADE_UP = /^(cni|netns)-[0-9a-f]{8}(-[0-9a-f]{4,12}){4}$/;

/** The named namespaces, by the kernel's name: `net:[4026532281]`. */
export function namedNamespaces({ base, proc }: Places): Map<string, string> {
  const folder = `${base}/run/netns`;
  const names = new Map<string, string>();
  const device = inode(`${proc}/self/ns/net`)?.dev;
  for (const name of list(folder)) {
    const found = inode(`${folder}/${name}`);
    // A plain file is what is left of a namespace that was unmounted, or somebody else's.
    if (found && found.dev === device) names.set(`net:[${found.ino}]`, name);
  }
  return names;
}

/** Whether a name was given by a person. */
export const isCalled = (name: string): boolean => !MADE_UP.test(name);

/**
 * The namespaces among `names` that no process is in. Sockets may be left in them (a program can
 * open one there and go back), but only from inside can they be read.
 */
export function emptyNamespaces(
  { proc }: Places,
  names: ReadonlyMap<string, string>,
  seen: readonly string[],
): string[] {
  const empty = new Map(names);
  for (const namespace of seen) empty.delete(namespace);
  empty.delete(networkOf(proc, 'self') ?? '');
  for (const entry of empty.size === 0 ? [] : list(proc)) {
    if (/^\d+$/.test(entry)) empty.delete(networkOf(proc, Number(entry)) ?? '');
  }
  return [...empty.values()].filter(isCalled).toSorted();
}

/** The note on namespaces that were not looked into. */
export function emptyGap(names: readonly string[]): Gap {
  const shown = names.slice(0, NAMED).map((name) => `"${name}"`);
  const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const [first = ''] = names;
  return {
    what: 'namespaces',
    count: names.length,
    why:
      names.length === 1
        ? `The network namespace ${shown[0]} was not looked into: no process that can be seen is in it.`
        : `The network namespaces ${shown.join(', ')}${rest} were not looked into: no process that can be seen is in them.`,
    // A name that a shell or ip would take for something else is left for people to quote.
    ...(/^\w[\w.-]*$/.test(first) && { remedy: `sudo ip netns exec ${first} ss -tulnp` }),
    partial: false,
  };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    missing(error);
    return [];
  }
}

function inode(path: string): { dev: number; ino: number } | undefined {
  try {
    return statSync(path);
  } catch (error) {
    missing(error);
    return undefined;
  }
}
