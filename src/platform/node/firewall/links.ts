/** This machine's addresses with the length of their networks' prefixes. */
import type { LinkAddress } from '../../../survey/exposure/reading.ts';

/** Of the interfaces that are up. */
export function linkAddresses(): LinkAddress[] {
  const { networkInterfaces } = process.getBuiltinModule('node:os');
  const links: LinkAddress[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address, cidr } of addresses ?? []) {
      const prefix = Number(cidr?.split('/')[1]);
      if (Number.isInteger(prefix)) links.push({ name, address, prefix });
    }
  }
  return links;
}
