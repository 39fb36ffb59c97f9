/** Search over all tables: by number, range, name, other name, title, registrant, RFC and note. */
import { groupBy } from '../../core/group.ts';
import type { Claim } from '../claim.ts';
import type { RegisteredName } from '../names.ts';
import type { Table } from '../table.ts';
import type { Findings, Hit, Match, NameHit } from './findings.ts';
import type { SearchPlace } from './place.ts';
import { TELLING, renown, type WordMatch } from './points.ts';
import { readSearch, type PortRange, type SearchQuery } from './query.ts';
import { pointsOf, type FindOptions, type LineMatch } from './text-index.ts';

export { openSearchPlace } from './place.ts';

/** Lines that were found, by where they are. */
interface Found {
  readonly claims: readonly (LineMatch & { readonly table: Table })[];
  readonly names: readonly LineMatch[];
}

/**
 * @param limit how many claims at most, and how many names without a port
 * @throws UsageError when there is nothing to look for, too much, or a number that is no port
 */
export function search(place: SearchPlace, text: string, limit: number): Findings {
  const query = readSearch(text);
  const whole = matching(place, query, limit);
  if (whole.hits.length + whole.names.length > 0) {
    return { ...cutTo(limit, whole), isComplete: true, unknown: [] };
  }
  const { found, unknown } = nearest(place, query.words);
  const near = {
    hits: hitsOf(place, found, ANYWHERE, limit),
    names: namesOf(place, found, ANYWHERE),
  };
  const instead = near.hits.length + near.names.length > 0 ? near : atPorts(place, query, limit);
  return { ...cutTo(limit, instead), isComplete: false, unknown };
}

type Hits = Pick<Findings, 'hits' | 'names'>;

const ANYWHERE: SearchQuery = { words: [], ports: [], transports: [] };

const cutTo = (limit: number, { hits, names }: Hits): Hits => ({
  hits: hits.slice(0, limit),
  names: names.slice(0, limit),
});

/** What has everything that was asked for. */
function matching(place: SearchPlace, query: SearchQuery, limit: number): Hits {
  const { words, ports } = query;
  const [port, ...others] = ports;
  if (port === undefined) {
    const found = withAll(place, words);
    return { hits: hitsOf(place, found, query, limit), names: namesOf(place, found, query) };
  }
  const there =
    words.length === 0
      ? atPorts(place, query, limit).hits
      : hitsOf(place, withAll(place, words), query, limit);
  // A number may also stand in a title or a note.
  const isNumber = others.length === 0 && port.from === port.to;
  if (!isNumber) return { hits: there, names: [] };
  const inText = find(place, [...words, `${port.from}`], { every: true, nearly: false });
  const anywhere = { ...query, ports: [] };
  return {
    hits: distinct([...there, ...hitsOf(place, inText, anywhere, limit)]),
    names: namesOf(place, inText, anywhere),
  };
}

/** The claims about ports, in their order; a range's once. */
function atPorts(place: SearchPlace, { ports, transports }: SearchQuery, limit: number): Hits {
  const hits: Hit[] = [];
  for (const { from, to } of ports) {
    for (let port = from; port <= to && hits.length < limit; port++) {
      for (const claim of place.claims(port)) {
        const isSeen = claim.from < port && port > from;
        if (!isSeen && isOn(claim, transports)) hits.push({ claim, matched: [] });
      }
    }
  }
  return { hits, names: [] };
}

/** The lines with all words as they were typed; where that tells little, also what is spelled nearly so. */
function withAll(place: SearchPlace, words: readonly string[]): Found {
  const typed = find(place, words, { every: true, nearly: false });
  const isTelling = [...typed.claims, ...typed.names].some((line) => pointsOf(line) >= TELLING);
  return isTelling ? typed : find(place, words, { every: true, nearly: true });
}

/** The lines that have most of the words, and the words that no line has. */
function nearest(place: SearchPlace, words: readonly string[]) {
  const some = find(place, words, { every: false, nearly: true });
  const lines = [...some.claims, ...some.names];
  const known = new Set(lines.flatMap((line) => line.words.map(({ word }) => word)));
  const most = Math.max(0, ...new Set(lines.map((line) => line.words.length)));
  const hasMost = (line: LineMatch) => line.words.length === most;
  return {
    found: { claims: some.claims.filter(hasMost), names: some.names.filter(hasMost) },
    unknown: words.filter((word) => !known.has(word)),
  };
}

function find(
  { tables, names }: SearchPlace,
  words: readonly string[],
  options: FindOptions,
): Found {
  if (words.length === 0) return { claims: [], names: [] };
  return {
    claims: tables.flatMap(({ table, index }) =>
      index.find(words, options).map((line) => ({ ...line, table })),
    ),
    names: names?.index.find(words, options) ?? [],
  };
}

/** The claims of the best lines, best first, as far as they are about the ports and transports. */
function hitsOf(
  place: SearchPlace,
  { claims: lines }: Found,
  { ports, transports }: SearchQuery,
  limit: number,
): Hit[] {
  const isMeant = (claim: Claim) => isOn(claim, transports) && isAbout(claim, ports);
  const hits: Hit[] = [];
  // A common word is in thousands of lines: only those are read that may come among the first.
  for (const equals of byPoints(lines)) {
    if (hits.length >= limit) break;
    const read = equals.flatMap((line) => {
      const claims = line.table.line(line.id).filter(isMeant);
      const [first] = claims;
      if (first === undefined) return [];
      const known = renown(first, place.practice?.at(first.from) ?? []);
      return { line, claims, from: first.from, known };
    });
    read.sort((a, b) => b.known - a.known || a.from - b.from);
    for (const { line, claims } of read) {
      const matched = line.words.flatMap(telling);
      hits.push(...claims.map((claim) => ({ claim, matched })));
    }
  }
  return hits;
}

/** More than any line has points: what was typed so goes before whatever is only spelled alike. */
const TYPED = 10_000;
const worthOf = (line: LineMatch) =>
  pointsOf(line) + (line.words.some(({ fit }) => fit === 'nearly') ? 0 : TYPED);

/** Lines that are worth the same, best first. */
function byPoints<Line extends LineMatch>(lines: readonly Line[]): Line[][] {
  return [...groupBy(lines, worthOf)].toSorted(([a], [b]) => b - a).map(([, group]) => group);
}

/** The names without a port, best first, as far as they are for the transports; none has a port's number. */
function namesOf({ names }: SearchPlace, found: Found, query: SearchQuery): NameHit[] {
  if (names === undefined || query.ports.length > 0) return [];
  const { transports } = query;
  const isMeant = (name: RegisteredName) =>
    transports.length === 0 || name.transports.some((one) => transports.includes(one));
  return byPoints(found.names)
    .flat()
    .map((line) => ({ name: names.table.line(line.id), matched: line.words.flatMap(telling) }))
    .filter(({ name }) => isMeant(name));
}

const isOn = ({ transport }: Claim, transports: SearchQuery['transports']) =>
  transports.length === 0 || transports.includes(transport);

const isAbout = (claim: Claim, ports: readonly PortRange[]) =>
  ports.length === 0 || ports.some(({ from, to }) => claim.from <= to && from <= claim.to);

/** A match, when the reader would not see it. */
function telling({ word, found, field, fit }: WordMatch): Match | [] {
  const isPlain = field === 'name' || field === 'service' || field === 'title';
  return isPlain && fit !== 'nearly' ? [] : { word, found, field, nearly: fit === 'nearly' };
}

/** Each claim once, where it came first. */
function distinct(hits: readonly Hit[]): Hit[] {
  const seen = new Set<string>();
  return hits.filter(({ claim }) => {
    const key = JSON.stringify(claim);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
