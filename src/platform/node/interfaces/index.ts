/** The network interfaces of this machine: what Node tells everywhere, and what Linux adds to it. */
import type { NetworkInterface } from '../../interfaces.ts';
import { linuxInterfaces } from './linux.ts';
import { toldByNode, type Told } from './told.ts';

/** In the order of their indexes, then names; empty where the system refuses to tell. */
export function nodeInterfaces(): readonly NetworkInterface[] {
  const told = ask();
  const links = process.platform === 'linux' ? linuxInterfaces(told) : [];
  const all = links.length > 0 ? links : toldByNode(told);
  return all.toSorted(
    (a, b) => (a.index ?? Infinity) - (b.index ?? Infinity) || (a.name < b.name ? -1 : 1),
  );
}

function ask(): Told {
  const { networkInterfaces } = process.getBuiltinModule('node:os');
  try {
    return networkInterfaces();
  } catch {
    // Sandboxes refuse this.
    return {};
  }
}
