/**
 * Cuts the streams of TCP connections into messages: where they end, for protocols whose messages tell that; else what one
 * side says until the other speaks is one.
 */
import { joinBytes } from '../../core/bytes/join.ts';
import type { StreamPiece } from '../../captures/streams.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { Jobs, type Job } from './jobs.ts';
import type { Recognized, Recognizer, Way } from './recognize.ts';

/** Bytes of one message; what is longer is cut. */
const LONGEST = 256 * 1024;
/** Bytes of all messages that are not whole yet; the connections that were silent longest give way. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Connections at a time. */
const MOST_TALKS = 4096;

/** A message, or what may be one. */
export interface Said<Seen> extends Way {
  readonly bytes: Uint8Array;
  /** Bytes after these that were not captured. */
  readonly missing: number;
  /** The packet that its last bytes came in. */
  readonly seen: Seen;
  /** What it is, where that was told while it came. Its bytes are the beginning of it then. */
  readonly recognized?: Recognized;
}

/** What one side has said so far. */
interface Side<Seen> {
  readonly way: Way;
  bytes: Uint8Array;
  seen: Seen;
  /** It said more than is kept: the rest of it is passed over. */
  isOver: boolean;
  /** It sends a print job: that goes on whatever the other side says. */
  job?: Job | undefined;
  /** Whether it has said anything before. */
  hasSpoken: boolean;
}

interface Talk<Seen> {
  readonly sides: Map<string, Side<Seen>>;
}

/** @typeParam Seen what is known of a packet */
export class Talks<Seen> {
  private readonly talks = new Map<number, Talk<Seen>>();
  private bytes = 0;
  private readonly jobs: Jobs;

  constructor(private readonly recognizer: Recognizer) {
    this.jobs = new Jobs(recognizer);
  }

  /** @returns the messages that are whole now */
  take(piece: StreamPiece, seen: Seen): Said<Seen>[] {
    const { connection, from, to, bytes, lost, isEnd } = piece;
    const said: Said<Seen>[] = [];
    const talk = this.talks.get(connection) ?? { sides: new Map<string, Side<Seen>>() };
    // The one that spoke last stands last.
    this.talks.delete(connection);
    this.talks.set(connection, talk);
    const key = `${from.address} ${from.port}`;
    const way: Way = { transport: 'tcp', from, to };
    const side = talk.sides.get(key) ?? {
      way,
      bytes: EMPTY,
      seen,
      isOver: false,
      hasSpoken: false,
    };
    talk.sides.set(key, side);
    if (lost > 0) said.push(...this.lose(side, lost));
    if (bytes.length > 0) {
      said.push(...this.turn(talk, side));
      if (!side.isOver) said.push(...this.append(side, bytes, seen));
      side.hasSpoken = true;
    }
    if (isEnd) said.push(...this.flush(side));
    said.push(...this.makeRoom());
    return said;
  }

  /** What is left over when there is no more. */
  end(): Said<Seen>[] {
    const said = [...this.talks.values()].flatMap((talk) => this.flushAll(talk));
    this.talks.clear();
    return said;
  }

  /** One side speaks: what the other said is all of it, unless its message says that it goes on. */
  private turn(talk: Talk<Seen>, speaker: Side<Seen>): Said<Seen>[] {
    return [...talk.sides.values()].flatMap((side) => {
      if (side === speaker) return [];
      side.isOver = false;
      return side.bytes.length > 0 && !this.framerOf(side) ? this.flush(side) : [];
    });
  }

  /** Bytes are missing. What follows in a job is no beginning of another. */
  private lose(side: Side<Seen>, lost: number): Said<Seen>[] {
    if (side.job) side.isOver = true;
    return this.flush(side, lost);
  }

  private append(side: Side<Seen>, bytes: Uint8Array, seen: Seen): Said<Seen>[] {
    if (!side.hasSpoken) side.job = this.jobs.begin(bytes, side.way);
    if (side.job) {
      side.job.take(bytes);
      side.seen = seen;
      return [];
    }
    side.bytes = joinBytes([side.bytes, bytes]);
    side.seen = seen;
    this.bytes += bytes.length;
    const said = this.framed(side);
    if (side.bytes.length <= LONGEST) return said;
    side.isOver = true;
    return [...said, ...this.flush(side)];
  }

  private framed(side: Side<Seen>): Said<Seen>[] {
    const said: Said<Seen>[] = [];
    while (side.bytes.length > 0) {
      const framed = this.framerOf(side)?.frame!(side.bytes);
      if (!framed) break;
      const end = framed.prefix + framed.length;
      const bytes = side.bytes.slice(framed.prefix, end);
      said.push({ ...side.way, bytes, missing: 0, seen: side.seen });
      this.bytes -= end;
      side.bytes = side.bytes.subarray(end);
    }
    return said;
  }

  private framerOf({ way, bytes }: Side<Seen>): Protocol | undefined {
    const able = [...this.recognizer.homesOf(way), ...this.recognizer.marked('tcp')];
    return able.find(({ frame }) => frame && frame(bytes) !== null);
  }

  private flush(side: Side<Seen>, missing = 0): Said<Seen>[] {
    const { way, bytes, seen, job } = side;
    if (job) {
      side.job = undefined;
      this.jobs.over();
      return [{ ...way, missing, seen, ...job.end() }];
    }
    if (bytes.length === 0) return [];
    this.bytes -= bytes.length;
    side.bytes = EMPTY;
    return [{ ...way, bytes, missing, seen }];
  }

  private makeRoom(): Said<Seen>[] {
    const said: Said<Seen>[] = [];
    for (const [id, talk] of this.talks) {
      if (this.talks.size <= MOST_TALKS && this.bytes <= MOST_BYTES) break;
      said.push(...this.flushAll(talk));
      this.talks.delete(id);
    }
    return said;
  }

  private flushAll(talk: Talk<Seen>): Said<Seen>[] {
    return [...talk.sides.values()].flatMap((side) => this.flush(side));
  }
}

const EMPTY = new Uint8Array(0);
