/**
 * A UDP socket that is sent through at a pace, and that loses nothing on this machine: it keeps to a rate, to what
 * the system's table of neighbours has room for (`core/neighbours.ts`), and it notices what the system would not take.
 */
import { inPrefix, numbered, type Prefix } from '../core/cidr.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { NeighbourPlaces, type NeighbourTable } from '../core/neighbours.ts';
import { afterSending, due, paceOf, type Pace } from '../core/pace.ts';
import type { Millis } from '../core/units.ts';
import type { Clock } from './platform.ts';
import type { UdpSocket } from './udp.ts';

/** What a sender keeps to. */
export interface Pacing {
  /** Datagrams a second; default: as fast as can be. */
  readonly perSecond?: number;
  /** Where the hosts of this machine's own links are; default: everybody is behind a router. */
  readonly links?: readonly Prefix[];
  /** What this machine has room for ({@link Platform.neighbours}). Without it hosts on links are like all others. */
  readonly neighbours?: NeighbourTable;
  /** Is filled with the neighbours that were asked for in vain, where the system tells who they are. */
  readonly absent?: Set<string>;
}

/** How often we look whether the system lost something: a read of some 30 microseconds. */
const LOOK_EVERY: Millis = 20;

/** When the system takes no more, it is left alone for this long. */
const PAUSE: Millis = 5;

/** When it loses something as well, for this long; twice as long each time that it does so again, up to a second. */
const FIRST_REST: Millis = 20;
const LONGEST_REST: Millis = 1000;

/**
 * How often one datagram is sent again that may have been lost here, and no more, since what counts them counts
 * others' too. With the rests between them that is three seconds: as long as a full table of neighbours stays full.
 */
const MOST_REPEATS = 8;

/** However much is lost: a machine that cannot send ten datagrams a second has another trouble. */
const SLOWEST: Millis = 100;
/** A million a second, which nobody can: as fast as can be. */
const FASTEST: Millis = 0.001;

/** Between two bursts, since clocks wake at whole milliseconds. */
const TURN: Millis = 1;

interface Letter {
  readonly bytes: Uint8Array;
  readonly to: Endpoint;
  repeats: number;
}

/** What a paced sender tells of. */
export interface PacedListener {
  /** Everything left that was to be sent. */
  drained(): void;
  /** A datagram cannot be sent at all: what {@link UdpSocket.send} throws. */
  failed(thrown: unknown): void;
}

export class PacedSender {
  /** What was asked for, and what this machine can keep at the moment. */
  private readonly wanted: Pace;
  private pace: Pace;
  private readonly places: NeighbourPlaces | undefined;
  /** When the next datagram is due. */
  private next: Millis;
  private readonly ready = new Queue<Letter>();
  /** To neighbours that there is no place for yet. */
  private readonly held = new Queue<Letter>();
  /** What left since we last looked whether the system lost something. */
  private recent: Letter[] = [];
  private lostBefore: number;
  private lookedAt: Millis;
  private alarm: { readonly at: Millis; cancel(): void } | undefined;
  private closed = false;
  private again = 0;
  /** How often in a row we looked and something was lost. */
  private losses = 0;

  /** @throws UsageError when the rate is none */
  constructor(
    private readonly socket: UdpSocket,
    private readonly clock: Clock,
    private readonly pacing: Pacing,
    private readonly listener: PacedListener,
  ) {
    this.wanted = paceOf(pacing.perSecond ?? Infinity);
    this.pace = this.wanted;
    const { neighbours, links, absent } = pacing;
    if (neighbours && links && links.length > 0) {
      this.places = new NeighbourPlaces(neighbours, socket.sendBuffer(), absent);
    }
    this.next = clock.now();
    this.lookedAt = this.next;
    this.lostBefore = this.lost();
  }

  /** Datagrams that have not left yet. */
  get waiting(): number {
    return this.ready.length + this.held.length + this.socket.waiting();
  }

  /** How many were sent again, since the system may have lost them. */
  get repeated(): number {
    return this.again;
  }

  /** Sends now, or when its turn comes. Errors that come at once are thrown. */
  send(bytes: Uint8Array, to: Endpoint): void {
    if (this.closed) return;
    this.ready.push({ bytes, to, repeats: 0 });
    if (this.ready.length === 1) this.pump();
  }

  /** Who was heard is a neighbour that was found. */
  heard(address: string): void {
    if (!this.places?.answered(address) || this.held.length === 0) return;
    this.wakeUsAt(Math.max(this.next, this.clock.now()));
  }

  /** What has not left is not sent any more. */
  close(): void {
    this.closed = true;
    this.alarm?.cancel();
  }

  private wake(): void {
    this.alarm = undefined;
    try {
      this.pump();
    } catch (thrown) {
      this.close();
      this.listener.failed(thrown);
      return;
    }
    if (this.waiting === 0) this.listener.drained();
  }

  private pump(): void {
    const now = this.clock.now();
    if (now >= this.lookedAt + LOOK_EVERY) this.look(now);
    // In a queue of this process they would all stand behind the first one that cannot go.
    if (this.socket.waiting() > 0) return this.arm(now + PAUSE);
    const allowed = due(this.pace, this.next, now);
    let count = 0;
    while (count < allowed && this.sendOne(now)) count += 1;
    if (count > 0) this.next = afterSending(this.pace, this.next, count, now);
    this.arm(now);
  }

  /** Sends the first that can go; false when there is none. */
  private sendOne(now: Millis): boolean {
    const patient = this.held.first();
    if (patient && this.hasRoom(patient, now)) return this.out(this.held.shift()!);
    for (let letter = this.ready.shift(); letter; letter = this.ready.shift()) {
      if (this.hasRoom(letter, now)) return this.out(letter);
      this.held.push(letter);
    }
    return false;
  }

  private hasRoom({ bytes, to }: Letter, now: Millis): boolean {
    if (!this.places || !this.isNeighbour(to.address)) return true;
    return this.places.take(to.address, bytes.length, now);
  }

  private isNeighbour(address: string): boolean {
    const number = numbered(address);
    return this.pacing.links?.some((link) => inPrefix(link, number)) === true;
  }

  private out(letter: Letter): true {
    this.socket.send(letter.bytes, letter.to);
    this.recent.push(letter);
    return true;
  }

  /**
   * Wakes us for the next that can go, and once more after the last one left, to look what became of it.
   */
  private arm(now: Millis): void {
    this.wakeUsAt(this.wakeAt(now));
  }

  private wakeUsAt(at: Millis | undefined): void {
    if (this.closed || at === this.alarm?.at) return;
    this.alarm?.cancel();
    this.alarm =
      at === undefined ? undefined : { at, cancel: this.clock.wakeAt(at, () => this.wake()) };
  }

  private wakeAt(now: Millis): Millis | undefined {
    if (this.socket.waiting() > 0) return now + PAUSE;
    if (this.ready.length > 0) return Math.max(this.next, now + TURN);
    if (this.held.length > 0) {
      return Math.max(this.next, this.places?.freeAt() ?? now, now + TURN);
    }
    return this.recent.length > 0 ? this.lookedAt + LOOK_EVERY : undefined;
  }

  /**
   * Goes on slower when something was lost on this machine, and sends it again: all that left since the last look,
   * since nobody says which of it.
   */
  private look(now: Millis): void {
    const { recent, lostBefore, lookedAt } = this;
    this.lostBefore = this.lost();
    this.recent = [];
    this.lookedAt = now;
    const lost = this.lostBefore - lostBefore;
    if (lost === 0) {
      this.losses = 0;
      this.pace = faster(this.pace, this.wanted);
    }
    if (lost === 0 || recent.length === 0) return;
    this.places?.shrink(now);
    this.pace = slower(this.pace, now - lookedAt, recent.length - lost);
    const rest = Math.min(FIRST_REST * 2 ** this.losses, LONGEST_REST);
    this.losses += 1;
    this.next = Math.max(this.next, now + rest);
    this.repeat(recent);
  }

  private repeat(doubtful: readonly Letter[]): void {
    for (const letter of doubtful) {
      if (letter.repeats >= MOST_REPEATS) continue;
      letter.repeats += 1;
      this.again += 1;
      this.ready.push(letter);
    }
  }

  private lost(): number {
    return this.socket.unsent()['no room'] ?? 0;
  }
}

/** What got through in that time, and a tenth less, since queues are full now. */
function slower({ interval }: Pace, time: Millis, arrived: number): Pace {
  const slow = time / Math.max(arrived, 1) / 0.9;
  return paceOf(1000 / Math.min(Math.max(slow, interval * 1.1), SLOWEST));
}

/** A twentieth more a look, up to what was asked for: twice as fast in a third of a second. */
function faster({ interval }: Pace, wanted: Pace): Pace {
  const fast = interval / 1.05;
  return fast <= Math.max(wanted.interval, FASTEST) ? wanted : paceOf(1000 / fast);
}

/** First in, first out, without moving the rest each time. */
class Queue<Item> {
  private items: Item[] = [];
  private start = 0;

  get length(): number {
    return this.items.length - this.start;
  }

  push(item: Item): void {
    this.items.push(item);
  }

  first(): Item | undefined {
    return this.items[this.start];
  }

  shift(): Item | undefined {
    if (this.start === this.items.length) return undefined;
    const item = this.items[this.start++];
    if (this.start > 1024 && this.start * 2 > this.items.length) {
      this.items = this.items.slice(this.start);
      this.start = 0;
    }
    return item;
  }
}
