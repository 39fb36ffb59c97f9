/** Which of several claims to show first. Ranking is a function; no claim is edited or dropped. */
import type { Claim, Standing } from './claim.ts';

const STANDING_ORDER: Record<Standing, number> = {
  assigned: 0,
  unofficial: 1,
  reserved: 2,
  historic: 3,
  deassigned: 4,
};

/** The official registry first, then what people curated, then documents, then the rest. */
const SOURCE_ORDER = ['iana', 'curated', 'documents'];

const sourceRank = (source: string) => {
  const place = SOURCE_ORDER.indexOf(source);
  return place < 0 ? SOURCE_ORDER.length : place;
};

/** How well a claim stands for the registry: what restores a registry row ranks with the registry. */
const weight = (claim: Claim) =>
  STANDING_ORDER[claim.standing] * 10 +
  sourceRank(claim.source) +
  (claim.from === claim.to ? 0 : 5);

/**
 * Orders claims, best first: assigned before unofficial before the rest, the registry before other
 * sources, a port of its own before a range. Equal ones keep their order.
 */
export function rank(claims: readonly Claim[]): Claim[] {
  return claims.toSorted((a, b) => weight(a) - weight(b));
}
