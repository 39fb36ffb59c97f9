/** Sources that merely list names, beside those that say something: what they repeat is told in one line. */
import { TRANSPORTS, type Transport } from '../core/transport.ts';
import type { Claim } from './claim.ts';
import { isSameName } from './official.ts';

/** What the sources that merely list names are called in a sentence. */
const NAMES: Readonly<Record<string, string>> = {
  system: '/etc/services',
  nmap: 'nmap-services',
  wireshark: "Wireshark's services",
};

export const listingName = (source: string) => NAMES[source] ?? source;

/** A source that lists what another one says. */
export interface Repeating {
  readonly source: string;
  readonly transports: readonly Transport[];
  /** How often the port was open, where the source says: the highest share of its transports, 0 to 1. */
  readonly frequency?: number;
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
  const repeats: Claim[] = [];
  for (const claim of claims) {
    if (claim.standing !== 'listed') continue;
    const isKnown = telling.some((known) => saysTheSame(known, claim));
    // Listings are ranked last, so those with news stay where they stood.
    (isKnown ? repeats : telling).push(claim);
  }
  const sources = [...new Set(repeats.map(({ source }) => source))];
  return {
    telling,
    repeating: sources.map((source) => {
      const own = repeats.filter((claim) => claim.source === source);
      const shares = own.flatMap(({ frequency }) => frequency ?? []);
      return {
        source,
        transports: TRANSPORTS.filter((transport) =>
          own.some((one) => one.transport === transport),
        ),
        ...(shares.length > 0 && { frequency: Math.max(...shares) }),
      };
    }),
  };
}

const saysTheSame = (known: Claim, { transport, service, aliases = [] }: Claim) =>
  known.transport === transport &&
  [service, ...aliases].some((name) => isSameName(known.service, name));

/** A share as people read it, with two digits that say something: `48%`, `0.0013%`. */
export const percent = (share: number) => `${Number((share * 100).toPrecision(2))}%`;
