/** Sources that merely list names, beside those that say something: what they repeat is told in one line. */
import { TRANSPORTS, type Transport } from '../core/transport.ts';
import type { Claim } from './claim.ts';
import { isSameName } from './official.ts';

/** What the sources that merely list names are called in a sentence. */
const NAMES: Readonly<Record<string, string>> = {
  system: "the system's services file",
  nmap: 'nmap-services',
  wireshark: "Wireshark's services",
};

export const listingName = (source: string) => NAMES[source] ?? source;

/** A source that lists what another one says. */
export interface Repeating {
  readonly source: string;
  readonly transports: readonly Transport[];
}

export interface FoldedListings {
  /** All claims but those that repeat another one, in their order. */
  readonly telling: readonly Claim[];
  /** Who repeats one of them, in the order of the claims. */
  readonly repeating: readonly Repeating[];
}

/**
 * Tells listings with news from those that give a name which another source has for the same transport.
 * @param claims all those about one port, in the order in which they are shown
 */
export function foldListings(claims: readonly Claim[]): FoldedListings {
  const telling = claims.filter(({ standing }) => standing !== 'listed');
  if (telling.length === claims.length) return { telling: claims, repeating: [] };
  const repeating = new Map<string, Set<Transport>>();
  for (const claim of claims) {
    if (claim.standing !== 'listed') continue;
    if (!telling.some((known) => saysTheSame(known, claim))) telling.push(claim);
    else
      repeating.set(claim.source, (repeating.get(claim.source) ?? new Set()).add(claim.transport));
  }
  return {
    // Listings are ranked last, so those with news already stand where they stood.
    telling,
    repeating: [...repeating].map(([source, transports]) => ({
      source,
      transports: TRANSPORTS.filter((transport) => transports.has(transport)),
    })),
  };
}

const saysTheSame = (known: Claim, { transport, service, aliases = [] }: Claim) =>
  known.transport === transport &&
  [service, ...aliases].some((name) => isSameName(known.service, name));
