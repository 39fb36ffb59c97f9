/** The addresses of this machine's interfaces, and their names by number. */
import { networkInterfaces } from 'node:os';
import type { InterfaceAddress } from '../../../survey/listener.ts';
import { scopeOf } from '../../../survey/scope.ts';

/** The machine's interfaces. */
export interface Interfaces {
  readonly addresses: readonly InterfaceAddress[];
  /** The interface that a zone of an address means: by its number, or by its name already. */
  readonly named: (zone: string) => string | undefined;
}

type Addresses = ReturnType<typeof networkInterfaces>;

/** @param look where to ask; another than the system is for tests */
export function ownInterfaces(look: () => Addresses = networkInterfaces): Interfaces {
  const all = Object.entries(orNone(look)).flatMap(([name, addresses = []]) =>
    addresses.map((address) => ({ name, ...address })),
  );
  const byNumber = new Map<string, string>();
  for (const one of all) {
    if (one.family === 'IPv6' && one.scopeid > 0) byNumber.set(String(one.scopeid), one.name);
  }
  return {
    addresses: all.map(({ name, address }) => ({ name, address, scope: scopeOf(address) })),
    named: (zone) => (/^\d+$/.test(zone) ? byNumber.get(zone) : zone),
  };
}

function orNone(look: () => Addresses): Addresses {
  try {
    return look();
  } catch {
    // Sandboxes refuse this; the listeners are worth having without it.
    return {};
  }
}
