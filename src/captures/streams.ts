/** Puts the two streams of each TCP connection in order again, in bounded memory (RFC 9293, section 3.4). */
import type { Endpoint } from '../core/endpoint.ts';
import type { Segment } from './transport.ts';

/** What comes next in a stream. */
export interface StreamPiece {
  /** The same for both directions of a connection, and no other's. */
  readonly connection: number;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly bytes: Uint8Array;
  /** Bytes that are missing before these: never captured. */
  readonly lost: number;
  /** This end says no more. */
  readonly isEnd: boolean;
}

/** Connections whose state is kept; the one that was silent longest gives way. */
const MOST_CONNECTIONS = 4096;
/** Segments that wait in one direction for one that is missing, and their bytes. */
const MOST_WAITING = 64;
const MOST_WAITING_BYTES = 128 * 1024;
/** What may wait in all of them together; beyond it nobody waits. */
const MOST_WAITING_AT_ALL = 32 * 1024 * 1024;

interface Waiting {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly missing: number;
  readonly isEnd: boolean;
}

interface Direction {
  /** The sequence number that comes next; undefined before the first segment. */
  next: number | undefined;
  waiting: Waiting[];
  waitingBytes: number;
  /** Bytes that were lost and not told of yet. */
  lost: number;
  /** The initial sequence number, by which a connection is told from an earlier one between the same ends. */
  initial: number | undefined;
}

interface Connection {
  readonly id: number;
  readonly ways: Map<string, Direction>;
}

const placeOf = ({ address, port }: Endpoint) => `${address} ${port}`;

export class Streams {
  private readonly connections = new Map<string, Connection>();
  private count = 0;
  private waitingBytes = 0;

  /** @returns what is in order now, mostly the segment itself or nothing */
  take(segment: Segment): StreamPiece[] {
    const [from, to] = [placeOf(segment.from), placeOf(segment.to)];
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const connection = this.connectionOf(key, from, segment);
    const way = connection.ways.get(from) ?? newDirection();
    connection.ways.set(from, way);
    if (segment.isSyn) {
      way.initial = segment.sequence;
      // SYN takes the first number for itself.
      way.next ??= (segment.sequence + 1) >>> 0;
    }
    way.next ??= segment.sequence;
    const before = way.waitingBytes;
    const limit = this.waitingBytes > MOST_WAITING_AT_ALL ? 0 : MOST_WAITING_BYTES;
    const pieces = arrive(way, { ...segment, sequence: firstOf(segment) }, limit);
    this.waitingBytes += way.waitingBytes - before;
    const { id } = connection;
    return pieces.map((piece) => ({
      connection: id,
      from: segment.from,
      to: segment.to,
      ...piece,
    }));
  }

  private connectionOf(key: string, from: string, { isSyn, sequence }: Segment): Connection {
    let connection = this.connections.get(key);
    const initial = connection?.ways.get(from)?.initial;
    // The ends have met before: numbers begin anew.
    if (isSyn && initial !== undefined && initial !== sequence) {
      this.forget(key);
      connection = undefined;
    }
    connection ??= { id: (this.count += 1), ways: new Map() };
    this.connections.delete(key);
    this.connections.set(key, connection);
    if (this.connections.size > MOST_CONNECTIONS) {
      const [oldest] = this.connections.keys();
      this.forget(oldest!);
    }
    return connection;
  }

  private forget(key: string): void {
    for (const way of this.connections.get(key)?.ways.values() ?? []) {
      this.waitingBytes -= way.waitingBytes;
    }
    this.connections.delete(key);
  }
}

const newDirection = (): Direction => ({
  next: undefined,
  waiting: [],
  waitingBytes: 0,
  lost: 0,
  initial: undefined,
});

const firstOf = ({ isSyn, sequence }: Segment) => (isSyn ? (sequence + 1) >>> 0 : sequence);

type Piece = Pick<StreamPiece, 'bytes' | 'lost' | 'isEnd'>;

/** How far a number is ahead of another, on a circle of 32 bits. */
const ahead = (one: number, other: number) => (one - other) | 0;

/** @param limit bytes that may wait */
function arrive(way: Direction, segment: Waiting, limit: number): Piece[] {
  if (ahead(segment.sequence, way.next!) > 0) {
    if (segment.bytes.length + segment.missing > 0 || segment.isEnd) wait(way, segment);
    const isFull = way.waiting.length > MOST_WAITING || way.waitingBytes > limit;
    if (!isFull) return [];
    // What has not come by now was not captured.
    const [first] = way.waiting;
    way.lost += ahead(first!.sequence, way.next!);
    way.next = first!.sequence;
    return released(way);
  }
  return [...inOrder(way, segment), ...released(way)];
}

function wait(way: Direction, { sequence, bytes, missing, isEnd }: Waiting): void {
  const place = way.waiting.findIndex((other) => ahead(other.sequence, sequence) >= 0);
  const same = way.waiting[place];
  if (same?.sequence === sequence && same.bytes.length >= bytes.length) return;
  const waiting = { sequence, bytes: bytes.slice(), missing, isEnd };
  way.waiting.splice(place < 0 ? way.waiting.length : place, 0, waiting);
  way.waitingBytes += bytes.length;
}

function released(way: Direction): Piece[] {
  const pieces: Piece[] = [];
  while (way.waiting.length > 0 && ahead(way.waiting[0]!.sequence, way.next!) <= 0) {
    const segment = way.waiting.shift()!;
    way.waitingBytes -= segment.bytes.length;
    pieces.push(...inOrder(way, segment));
  }
  return pieces;
}

/** A segment that begins at what comes next, or before: what was there already is left out. */
function inOrder(way: Direction, { sequence, bytes, missing, isEnd }: Waiting): Piece[] {
  const known = ahead(way.next!, sequence);
  const end = bytes.length + missing;
  if (known > 0 && known >= end && !isEnd) return [];
  const fresh = bytes.subarray(Math.min(known, bytes.length));
  if (known < end) way.next = (sequence + end) >>> 0;
  const piece = { bytes: fresh, lost: way.lost, isEnd };
  const isSaying = fresh.length > 0 || isEnd;
  if (isSaying) way.lost = 0;
  if (known < end) way.lost += end - Math.max(known, bytes.length);
  return isSaying ? [piece] : [];
}
