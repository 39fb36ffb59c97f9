/** Two network namespaces with a cable between them, made by a test and removed again. Needs root on Linux. */
import { makeNamespace, removeNamespace, tool } from './namespace.ts';

/** One end of a cable. */
export interface End {
  readonly namespace: string;
  /** At most 15 characters. */
  readonly device: string;
  /** With the length of the prefix: `10.77.0.1/24`. */
  readonly addresses: readonly string[];
}

/** Makes namespaces that are not there yet, and a cable. Broadcasts leave by it. */
export function connect(...ends: readonly [End, End]): void {
  const [one, other] = ends;
  const peer = ['peer', 'name', other.device, 'netns', other.namespace];
  tool('ip', '-n', one.namespace, 'link', 'add', one.device, 'type', 'veth', ...peer);
  for (const { namespace, device, addresses } of ends) {
    for (const address of addresses) {
      tool('ip', '-n', namespace, 'addr', 'add', address, 'brd', '+', 'dev', device);
    }
    tool('ip', '-n', namespace, 'link', 'set', device, 'up');
  }
}

export function withNamespaces<T>(names: readonly string[], use: () => Promise<T>): Promise<T> {
  const made: string[] = [];
  try {
    for (const name of names) {
      makeNamespace(name);
      made.push(name);
    }
  } catch (error) {
    made.forEach(removeNamespace);
    throw error;
  }
  return use().finally(() => made.forEach(removeNamespace));
}
