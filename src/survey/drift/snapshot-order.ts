/** The order of entries: by place, port, transport, state and addresses, whatever order they were seen in. */
import type { Entry } from './snapshot.ts';

/** The order of entries: this machine's own first, then by port. For `toSorted`. */
export function byDoor(a: Entry, b: Entry): number {
  return (
    compareText(a.place ?? '', b.place ?? '') ||
    a.port - b.port ||
    compareText(a.transport, b.transport) ||
    compareText(a.state ?? '', b.state ?? '') ||
    compareText(addresses(a), addresses(b)) ||
    compareText(names(a), names(b))
  );
}

const addresses = ({ binds }: Entry) => binds.map(({ address }) => address).join(' ');
const names = ({ programs }: Entry) =>
  programs.map(({ name, path = '', script = '' }) => [name, path, script].join('\0')).join(' ');

/** By code units: the same on every system and in every language. */
export const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
