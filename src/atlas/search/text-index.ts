/**
 * The full-text index of one table: which words stand in which lines. It is made once, when the table is
 * (at the build, or when a registry is imported), kept as text beside it, and read at the first search.
 *
 * MiniSearch keeps the words and completes and corrects them; what a match is worth is decided in `points.ts`.
 */
import MiniSearch, { type Query, type SearchOptions } from 'minisearch';
import type { Claim } from '../claim.ts';
import type { OtherNames } from './other-names.ts';
import { FIELDS, type Field } from './findings.ts';
import { indexJson } from './index-json.ts';
import { fitOf, singularOf, type WordMatch } from './points.ts';
import { slipsAllowed } from './spelling.ts';
import { isLiteral, nameKey, wordsOf } from './words.ts';

/** What is said of a service, with a port or without one. */
export type Described = Pick<
  Claim,
  'service' | 'title' | 'aliases' | 'registrant' | 'contact' | 'reference' | 'note' | 'unauthorized'
>;

/** What can be searched: lines that bear a number each. */
export interface SearchedTable {
  /** How large it is: an index made of another size is not of this table. */
  readonly size: number;
  lines(): Iterable<{ readonly id: number; readonly claims: readonly Described[] }>;
}

/** A line of a table in which words were found. */
export interface LineMatch {
  readonly id: number;
  /** The best match of each word that was found. */
  readonly words: readonly WordMatch[];
}

export interface FindOptions {
  /** Whether a line must have every word; otherwise one is enough. */
  readonly every: boolean;
  /** Whether words count that are spelled nearly so. */
  readonly nearly: boolean;
}

export interface TextIndex {
  /** The lines that have the words (as {@link wordsOf} gives them), in no particular order. */
  find(words: readonly string[], options: FindOptions): LineMatch[];
}

/** The first word of the text form; another number is another form. */
const FORM = 'search-index-1';
/** A shorter word is completed to names alone: nearly everything has a word that begins so. */
const SHORTEST_BEGINNING = 3;
/** A shorter one is itself or nothing. */
const SHORTEST_IN_NAME = 2;
/** As many names at most are taken for having a word inside. */
const MOST_NAMES = 500;

/** A line as it is indexed. */
type Entry = { readonly id: number } & Readonly<Record<Field, string>>;

const OPTIONS = {
  fields: [...FIELDS],
  tokenize: wordsOf,
  processTerm: (word: string) => word,
};

/**
 * Makes the index of a table.
 * @param others what services are also called
 * @returns the index as text, for {@link readTextIndex}
 */
export function createTextIndex(table: SearchedTable, others: OtherNames = {}): string {
  const names = new Set<string>();
  const json = indexJson(entriesOf(table, others, names), FIELDS, wordsOf);
  return `${FORM} ${table.size}\n${namesText(names)}\n${json}`;
}

/**
 * Reads what {@link createTextIndex} made.
 * @returns undefined when it is of another form, damaged, or plainly of another table: then make a new one
 */
export function readTextIndex(text: string, table: SearchedTable): TextIndex | undefined {
  const head = text.indexOf('\n');
  if (text.slice(0, head) !== `${FORM} ${table.size}`) return undefined;
  const afterNames = text.indexOf('\n', head + 1);
  const index = loaded(text.slice(afterNames + 1));
  return index && new MiniSearchIndex(text.slice(head + 1, afterNames), index);
}

function loaded(json: string): MiniSearch<Entry> | undefined {
  try {
    return MiniSearch.loadJSON(json, OPTIONS);
  } catch (error) {
    // A file that was cut off: all of it can be made again.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The index of a table that brings none. */
export function newTextIndex(table: SearchedTable, others: OtherNames): TextIndex {
  const names = new Set<string>();
  const index = new MiniSearch<Entry>(OPTIONS);
  for (const entry of entriesOf(table, others, names)) index.add(entry);
  return new MiniSearchIndex(namesText(names), index);
}

const namesText = (names: ReadonlySet<string>) => [...names].toSorted().join(' ');

/** The lines as they are indexed. @param names gets the name of each that has one */
function* entriesOf(
  table: SearchedTable,
  others: OtherNames,
  names: Set<string>,
): Generator<Entry> {
  for (const { id, claims } of table.lines()) {
    // The claims of one line differ in their transport alone.
    const [claim] = claims;
    if (claim === undefined) continue;
    const entry = entryOf(id, claim, others);
    if (entry.name !== '') names.add(entry.name);
    yield entry;
  }
}

function entryOf(id: number, claim: Described, others: OtherNames): Entry {
  const { service, title, aliases = [], reference = '' } = claim;
  const names = [...aliases, ...(Object.hasOwn(others, service) ? others[service]! : [])];
  return {
    id,
    name: nameKey(wordsOf(service)),
    service,
    title,
    alias: names.map((name) => nameKey(wordsOf(name))).join(' '),
    'other name': names.join(' '),
    registrant: joined(claim.registrant, claim.contact),
    // How an address is reached tells nothing of what is there.
    reference: reference.replace(/\bhttps?:\/\/(?:www\.)?/g, ''),
    note: joined(claim.note, claim.unauthorized),
  };
}

const joined = (...texts: readonly (string | undefined)[]) => texts.filter(Boolean).join(' ');

class MiniSearchIndex implements TextIndex {
  /** Every service name of the table as its key, a blank before and behind each. */
  private readonly names: string;

  constructor(
    names: string,
    private readonly index: MiniSearch<Entry>,
  ) {
    this.names = ` ${names} `;
  }

  find(words: readonly string[], options: FindOptions): LineMatch[] {
    const found = this.lines(words, FIELDS, options);
    if (words.length < 2) return found;
    // `postgre sql` is a way to write the name postgresql, but slips are looked for word by word.
    const named = this.lines([nameKey(words)], ['name', 'alias'], { ...options, nearly: false });
    return better([...found, ...named]);
  }

  private lines(
    words: readonly string[],
    fields: readonly Field[],
    { every, nearly }: FindOptions,
  ): LineMatch[] {
    const options: SearchOptions = {
      fields: [...fields],
      tokenize: (word) => [word],
      prefix: (word) => word.length >= SHORTEST_BEGINNING && !isLiteral(word),
      // MiniSearch counts two letters that changed places as two.
      fuzzy: (word) => nearly && slipsAllowed(word) > 0 && slipsAllowed(word) + 1,
      combineWith: every ? 'AND' : 'OR',
    };
    const queries = words.map((word) => this.query(word));
    const bestOf = matcher(words);
    return this.index
      .search({ queries, combineWith: every ? 'AND' : 'OR' }, options)
      .map(({ id, match }) => ({ id: id as number, words: bestOf(match) }))
      .filter((line) => line.words.length === words.length || (!every && line.words.length > 0));
  }

  /** A word, its singular, or a service name that begins with it or has it inside. */
  private query(word: string): Query {
    const options = { prefix: false, fuzzy: false, combineWith: 'OR' } as const;
    const singular = singularOf(word);
    const inside = this.namesWith(word);
    return {
      queries: [
        word,
        ...(singular === undefined ? [] : [{ queries: [singular], ...options }]),
        ...(inside.length === 0 ? [] : [{ queries: inside, fields: ['name'], ...options }]),
      ],
      combineWith: 'OR',
    };
  }

  private namesWith(word: string): string[] {
    if (word.length < SHORTEST_IN_NAME || isLiteral(word)) return [];
    const wanted = word.length < SHORTEST_BEGINNING ? ` ${word}` : word;
    const found: string[] = [];
    for (let at = this.names.indexOf(wanted); at >= 0 && found.length < MOST_NAMES;) {
      const end = this.names.indexOf(' ', at + 1);
      found.push(this.names.slice(this.names.lastIndexOf(' ', at) + 1, end));
      at = this.names.indexOf(wanted, end);
    }
    return found;
  }
}

/** Gives the best match of each word, among all that a line has. */
function matcher(words: readonly string[]) {
  // The same few words stand in hundreds of lines.
  const known = new Map<string, WordMatch | undefined>();
  const fit = (word: string, term: string, field: Field) => {
    const key = `${word} ${term} ${field}`;
    if (!known.has(key)) known.set(key, fitOf(word, term, field));
    return known.get(key);
  };
  return (match: Readonly<Record<string, readonly string[]>>): WordMatch[] =>
    words.flatMap((word) => {
      let best: WordMatch | undefined;
      for (const term in match) {
        for (const field of match[term]!) {
          const found = fit(word, term, field as Field);
          if (found && found.points > (best?.points ?? 0)) best = found;
        }
      }
      return best ?? [];
    });
}

/** What a line is worth for its words: their mean. */
export const pointsOf = ({ words }: LineMatch) =>
  words.reduce((sum, { points }) => sum + points, 0) / words.length;

/** Each line once, by its better match. */
function better(lines: readonly LineMatch[]): LineMatch[] {
  const byId = new Map<number, LineMatch>();
  for (const line of lines) {
    const known = byId.get(line.id);
    if (!known || pointsOf(line) > pointsOf(known)) byId.set(line.id, line);
  }
  return [...byId.values()];
}
