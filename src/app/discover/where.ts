/** Where was asked by what, and where not, in words for people: as the command line and the page tell it. */
import type { Witness } from '../../devices/observation.ts';
import { witnessWords } from '../../devices/words.ts';
import type { Unusable } from './links.ts';
import type { AskedInterface, DiscoverCoverage } from './result.ts';

/** Interfaces that were asked by the same protocols. */
export interface AskedAlike {
  readonly by: readonly Witness[];
  readonly interfaces: readonly AskedInterface[];
}

/** In the order of the first of each. */
export function askedAlike(interfaces: readonly AskedInterface[]): AskedAlike[] {
  const groups = new Map<string, AskedInterface[]>();
  for (const one of interfaces) {
    const key = one.by.join();
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return Array.from(groups.values(), (each) => ({ by: each[0]!.by, interfaces: each }));
}

/** Who is asked by himself where he was heard by another protocol: see `further.ts`. */
const ASKED_FURTHER: ReadonlySet<Witness> = new Set<Witness>(['enpc', 'snmp']);

/** A sentence each. */
export const unaskedWords = ({ unusable, interfaces }: DiscoverCoverage): string[] =>
  unusable.map((one) => {
    const { interface: name, by, why } = one;
    return wereHeardAsked(one, interfaces)
      ? `On ${name} only those that were heard were asked by ${witnessWords(by)}: it ${why}.`
      : `${name} was not asked by ${witnessWords(by)}: it ${why}.`;
  });

const wereHeardAsked = (
  { interface: name, by }: Unusable,
  interfaces: readonly AskedInterface[],
): boolean =>
  by.every((witness) => ASKED_FURTHER.has(witness)) &&
  interfaces.some((one) => one.interface === name && !one.subnet.includes(':'));
