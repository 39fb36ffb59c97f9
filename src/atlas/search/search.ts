/** Search over all tables: by number, range, name, other name, title, registrant, RFC and note. */
import type { Claim } from '../claim.ts';
import type { Table } from '../table.ts';
import { TELLING, renown, type WordMatch } from './points.ts';
import { readSearch, type PortRange, type SearchQuery } from './query.ts';
import { pointsOf, type FindOptions, type LineMatch, type TextIndex } from './text-index.ts';

/** A claim that was found. */
export interface Hit {
  readonly claim: Claim;
  /** Words that are not to be read off the number, service name or title; empty when all are. */
  readonly matched: readonly Match[];
}

/** How a word was found. */
export interface Match {
  /** As it was typed, folded: `postgress`. */
  readonly word: string;
  /** As it stands there: `postgres`. */
  readonly found: string;
  readonly field: WordMatch['field'];
  /** Whether the two are only spelled alike. */
  readonly nearly: boolean;
}

export interface Findings {
  /** Best first. */
  readonly hits: readonly Hit[];
  /** Whether the hits have everything that was asked for; otherwise they are what comes nearest. */
  readonly isComplete: boolean;
  /** The words that nothing has, not even nearly so. */
  readonly unknown: readonly string[];
}

/** What is searched. */
export interface SearchPlace {
  /** In the order in which equal claims are shown. */
  readonly tables: readonly IndexedTable[];
  /** Every claim about a port, best first. */
  claims(port: number): readonly Claim[];
}

export interface IndexedTable {
  readonly table: Table;
  readonly index: TextIndex;
}

interface FoundLine extends LineMatch {
  readonly table: Table;
}

/**
 * @param limit how many claims at most
 * @throws UsageError when there is nothing to look for, too much, or a number that is no port
 */
export function search(place: SearchPlace, text: string, limit: number): Findings {
  const query = readSearch(text);
  const hits = matching(place, query, limit);
  if (hits.length > 0) return { hits: hits.slice(0, limit), isComplete: true, unknown: [] };
  const { nearest, unknown } = nearestLines(place, query.words);
  const anything: SearchQuery = { words: [], ports: [], transports: [] };
  const near = hitsOf(place, nearest, anything);
  const instead = near.length > 0 ? near : hitsOfPorts(place, query, limit);
  return { hits: instead.slice(0, limit), isComplete: false, unknown };
}

/** What has everything that was asked for. */
function matching(place: SearchPlace, query: SearchQuery, limit: number): Hit[] {
  const { words, ports } = query;
  // A number may also stand in a title or a note.
  const numbers =
    ports.length === 1 && ports[0]!.from === ports[0]!.to ? [`${ports[0]!.from}`] : [];
  const inText =
    numbers.length === 0
      ? []
      : hitsOf(place, find(place, [...words, ...numbers], { every: true, nearly: false }), {
          ...query,
          ports: [],
        });
  const atPort =
    words.length === 0
      ? hitsOfPorts(place, query, limit)
      : hitsOf(place, linesWithAll(place, words), query);
  return distinct([...atPort, ...inText]);
}

/** The claims about ports, in their order; a range's once. */
function hitsOfPorts(place: SearchPlace, { ports, transports }: SearchQuery, limit: number): Hit[] {
  const hits: Hit[] = [];
  for (const { from, to } of ports) {
    for (let port = from; port <= to && hits.length < limit; port++) {
      for (const claim of place.claims(port)) {
        const isSeen = claim.from < port && port > from;
        if (!isSeen && isOn(claim, transports)) hits.push({ claim, matched: [] });
      }
    }
  }
  return hits;
}

/** The lines with all words as they were typed; where that tells little, also what is spelled nearly so. */
function linesWithAll(place: SearchPlace, words: readonly string[]): FoundLine[] {
  const exact = find(place, words, { every: true, nearly: false });
  const isTelling = exact.some((line) => pointsOf(line) >= TELLING);
  return isTelling ? exact : find(place, words, { every: true, nearly: true });
}

/** The lines that have most of the words, and the words that no line has. */
function nearestLines(place: SearchPlace, words: readonly string[]) {
  const some = words.length === 0 ? [] : find(place, words, { every: false, nearly: true });
  const known = new Set(some.flatMap((line) => line.words.map(({ word }) => word)));
  const most = some.reduce((count, line) => Math.max(count, line.words.length), 0);
  return {
    nearest: some.filter((line) => line.words.length === most),
    unknown: words.filter((word) => !known.has(word)),
  };
}

const find = ({ tables }: SearchPlace, words: readonly string[], options: FindOptions) =>
  tables.flatMap(({ table, index }): FoundLine[] =>
    index.find(words, options).map((line) => ({ ...line, table })),
  );

/** The claims of lines, best first, as far as they are about the ports and transports. */
function hitsOf(
  place: SearchPlace,
  lines: readonly FoundLine[],
  { ports, transports }: SearchQuery,
): Hit[] {
  return lines
    .map((line) => ({ line, points: pointsOf(line), claims: line.table.line(line.id) }))
    .map(({ claims, ...rest }) => ({
      ...rest,
      claims: claims.filter((claim) => isOn(claim, transports) && isAbout(claim, ports)),
    }))
    .filter(({ claims }) => claims.length > 0)
    .map((found) => {
      const first = found.claims[0]!;
      return { ...found, from: first.from, renown: renown(first, place.claims(first.from)) };
    })
    .toSorted((a, b) => b.points - a.points || b.renown - a.renown || a.from - b.from)
    .flatMap(({ line, claims }) => {
      const matched = line.words.flatMap(telling);
      return claims.map((claim) => ({ claim, matched }));
    });
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
