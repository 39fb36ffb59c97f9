/** Which of several claims to show first. Ranking is a function; no claim is edited or dropped. */
import type { Claim, Standing } from './claim.ts';
import { LABELS } from './labels.ts';
import { REGISTRY, isOfficial } from './official.ts';

const STANDING_ORDER: Record<Standing, number> = {
  assigned: 0,
  unofficial: 1,
  reserved: 2,
  historic: 3,
  deassigned: 4,
  listed: 5,
};

export { LABELS } from './labels.ts';

/** The official registry first, then what people curated, then documents, then files of other programs. */
const SOURCE_ORDER = ['iana', 'curated', 'documents', 'system', 'nmap', 'wireshark'];

const sourceRank = (source: string) => {
  const place = SOURCE_ORDER.indexOf(source);
  return place < 0 ? SOURCE_ORDER.length : place;
};

/**
 * Orders claims, best first: assigned before unofficial before the rest, the registry before other
 * sources, a port of its own before a range. A row that restores a name of the registry's goes before the
 * floor's, which kept the last of several names: `www-http` of 80, not `http`. Of several practices the one that
 * is known longest goes first, those of no known year last. Equal ones keep their order.
 * The user's own label goes before everything: whoever wrote it wants to see it.
 */
export function rank(claims: readonly Claim[]): Claim[] {
  const kept = new Set(claims.filter(({ source }) => source === REGISTRY).map(nameOf));
  const restores = (claim: Claim) => isOfficial(claim) && !kept.has(nameOf(claim));
  /** The lower, the better. */
  const weight = (claim: Claim) =>
    (claim.source === LABELS ? -200 : STANDING_ORDER[claim.standing] * 20) +
    (restores(claim) ? -1 : sourceRank(claim.source)) +
    (claim.from === claim.to ? 0 : 10) +
    youth(claim);
  return claims.toSorted((a, b) => weight(a) - weight(b));
}

/** Less than 1, and more for a practice that began later: 3000 is a development server's before Grafana's. */
const youth = ({ standing, since }: Claim) =>
  standing === 'unofficial' ? (since === undefined ? 0.9 : Number(since.slice(0, 4)) / 10_000) : 0;

const nameOf = ({ service, transport }: Claim) => `${service}/${transport}`;
