/** What a person who searches wants: words, ports, transports. */
import { UsageError } from '../../core/errors.ts';
import type { Transport } from '../../core/transport.ts';
import { isTransport } from '../../core/transport.ts';
import { parsePortQueries } from '../query.ts';
import { wordsOf } from './words.ts';

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export interface SearchQuery {
  /** Must all occur. */
  readonly words: readonly string[];
  /** One of them, when there are any. */
  readonly ports: readonly PortRange[];
  /** One of them, when there are any. */
  readonly transports: readonly Transport[];
}

/** More is no search by words but a text. */
export const MOST_WORDS = 16;

/** Said of ports in passing, and so in few of their titles. */
const FILLERS = new Set(
  'a an and at by for from in is of on or port ports the to used what which with'.split(' '),
);

const NUMBERS = /^\d+(?:-\d+)?$/;

/**
 * Reads what was typed: `3289`, `udp/621`, `620-642`, `seiko epson`, `RFC 2188`, `printer tcp`.
 * @throws UsageError when there is nothing to look for, too much, or a number that is no port
 */
export function readSearch(text: string): SearchQuery {
  // An RFC's number is not a port's: both words are kept together.
  const pieces = text.replaceAll(/\b(rfc)[\s-]+(?=\d)/gi, '$1').split(/[\s,]+/);
  const telling = pieces.filter((piece) => !isAside(piece));
  const read = (telling.some((piece) => wordsOf(piece).length > 0) ? telling : pieces).map(
    readPiece,
  );
  const asides = pieces.map((piece) => piece.toLowerCase()).filter(isTransport);
  const query: SearchQuery = {
    words: [...new Set(read.flatMap(({ rest }) => wordsOf(rest)))],
    ports: read.flatMap(({ range }) => range ?? []),
    transports: [
      ...read.flatMap(({ transport }) => transport ?? []),
      ...(read.length < pieces.length ? asides : []),
    ],
  };
  if (query.words.length > MOST_WORDS) {
    throw new UsageError(`search for ${MOST_WORDS} words at most, not ${query.words.length}`);
  }
  if (query.words.length + query.ports.length === 0) {
    throw new UsageError('name a word, a number, a range or an RFC to search for');
  }
  return query;
}

/** Whether it tells nothing by itself, beside other words. */
const isAside = (piece: string) =>
  FILLERS.has(piece.toLowerCase()) || isTransport(piece.toLowerCase());

function readPiece(piece: string): { range?: PortRange; transport?: Transport; rest: string } {
  // What is plainly meant for a port and is none is the caller's slip; all else may be a word.
  const [query] = NUMBERS.test(piece) ? parsePortQueries(piece) : queriesIn(piece);
  if (query === undefined) return { rest: piece };
  const transport = query.transport && { transport: query.transport };
  if (query.kind === 'name') return { ...transport, rest: transport ? query.name : piece };
  return { ...transport, range: { from: query.from, to: query.to }, rest: '' };
}

function queriesIn(piece: string) {
  try {
    return parsePortQueries(piece);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}
