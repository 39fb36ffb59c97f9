/** What witnesses say of devices, in short, for the tests of making one device of it. */
import type { Observation, Witness } from '../../src/devices/observation.ts';
import { defined } from '../../src/devices/witnesses/heard.ts';

export const MAC = '00:00:5e:00:53:01';
export const EPSON_UUID = 'cfe92100-67c4-11d4-a45f-00005e005301';
export const WSD_UUID = '7a1e7a1e-0000-4000-8000-000000000001';

/** What is not ordinary about an observation. */
export type More = { readonly [K in keyof Observation]?: Observation[K] | undefined };

/** What one witness saw at an address, and more of it. */
export function seen(witness: Witness, address: string | undefined, more: More = {}): Observation {
  return defined<Observation>({
    witness,
    at: 1000,
    ...(address !== undefined && { from: { address, port: 3289 } }),
    direct: witness !== 'dnssd' && witness !== 'wsd',
    link: 'eth0',
    evidence: [],
    ...more,
  } as Parameters<typeof defined<Observation>>[0]);
}

/** What DNS-SD announces: a name and its addresses. */
export const announced = (name: string, addresses: string[], more: More = {}) =>
  seen('dnssd', '192.0.2.1', {
    about: `${name}._ipp._tcp.local`.toLowerCase(),
    name,
    addresses,
    ...more,
  });
