/**
 * What it takes to send to many addresses on one's own link. Before the first datagram to a neighbour leaves, the
 * system asks for its hardware address (ARP: RFC 826; RFC 4861 for IPv6). Until it is answered, or asked in vain, the
 * datagram waits, and the neighbour holds a place in a table of the system's. When that is full the system throws
 * datagrams away and tells nobody.
 *
 * Measured on Linux with a table of 1024 places, three questions a second apart, and a /16 with few hosts in it:
 * 320 absent addresses a second lose nothing, 500 lose a quarter of all that is sent, live hosts' among it. That is the
 * table's size by how long a place is held, 1024 / 3 s = 341 a second, and so that is the rule: count the places.
 *
 * Who has answered the system but not us is there: its place is given back at once, where the system tells. All others
 * whose time is over are absent, and a sweep need not ask for them a second time.
 */
import type { Millis } from './units.ts';

/** What a system has room for. */
export interface NeighbourTable {
  /** How many neighbours may be asked for at a time, of those that have not answered. */
  readonly places: number;
  /** How long one who does not answer holds its place. */
  readonly holds: Millis;
  /** IPv4 neighbours that have answered, as the system remembers them now; absent where it does not tell. */
  readonly resolved?: () => Iterable<string>;
}

/** The share of a system's table that we take: the rest is for whom this machine really talks to. */
export const OUR_SHARE = 3 / 4;

/**
 * What a datagram takes of a socket's buffer while it waits, with the system's bookkeeping, by its length: as Linux 6
 * counts it (`tx_queue` in `/proc/net/udp`), each up to the next size of memory that it hands out.
 */
const COSTS: readonly (readonly [longest: number, bytes: number])[] = [
  [128, 832],
  [640, 1280],
  [1472, 2304],
];

/** Longer than one frame, it is in several pieces. */
const costOf = (size: number): number =>
  COSTS.find(([longest]) => size <= longest)?.[1] ?? 2304 + 2 * size;

/** Fewer than this is no sweep. */
const LEAST_PLACES = 16;

/** Neighbours that answered are remembered, up to this many: a /16. */
const MAX_KNOWN = 65_536;

/** And those that were asked for in vain: a /14, in some 20 MB. */
const MAX_ABSENT = 4 * MAX_KNOWN;

/** How often the system is asked who has answered: a table of a thousand is read in a millisecond. */
const LOOK_EVERY: Millis = 100;

interface Place {
  readonly until: Millis;
  /** Bytes of the socket's buffer that its datagrams take while they wait. */
  bytes: number;
}

/** Places taken and given back. */
export class NeighbourPlaces {
  /** In the order in which they become free: each is held for the same time. */
  private readonly taken = new Map<string, Place>();
  private readonly known = new Set<string>();
  private bytes = 0;
  private places: number;
  /** When there last became fewer of them, or more. */
  private changed = -Infinity;
  private lookedAt = -Infinity;

  /**
   * @param table what the system has room for
   * @param buffer how many bytes of waiting datagrams the socket holds
   * @param absent where neighbours are noted that were asked for in vain, if the system tells which were not
   */
  constructor(
    private readonly table: NeighbourTable,
    private readonly buffer: number,
    private readonly absent = new Set<string>(),
  ) {
    this.places = table.places;
  }

  /** How many neighbours are being asked for. */
  get asked(): number {
    return this.taken.size;
  }

  /** Takes what one datagram needs; false when there is no room for it now. */
  take(address: string, size: number, now: Millis): boolean {
    if (this.known.has(address)) return true;
    this.release(now);
    this.grow(now);
    const cost = costOf(size);
    const place = this.taken.get(address);
    if (!this.hasRoom(cost, place) && !(this.look(now) && this.hasRoom(cost, place))) return false;
    this.bytes += cost;
    if (place) place.bytes += cost;
    else this.taken.set(address, { until: now + this.table.holds, bytes: cost });
    return true;
  }

  private hasRoom(cost: number, place: Place | undefined): boolean {
    // One datagram always goes: a buffer that holds none would hold us for ever.
    if (this.bytes > 0 && this.bytes + cost > this.buffer) return false;
    return place !== undefined || this.taken.size < this.places;
  }

  /** Somebody spoke: whoever it is needs no place. True when one became free by it. */
  answered(address: string): boolean {
    this.absent.delete(address);
    const place = this.taken.get(address);
    if (!place) return false;
    this.drop(address, place);
    if (this.known.size < MAX_KNOWN) this.known.add(address);
    return true;
  }

  /** When there may be room again; undefined when none is taken. */
  freeAt(): Millis | undefined {
    for (const { until } of this.taken.values()) {
      return this.table.resolved ? Math.min(until, this.lookedAt + LOOK_EVERY) : until;
    }
    return undefined;
  }

  /**
   * The system lost something for want of room: others use its table too. Half as many from now on; what that
   * changes shows when the places of now are free, so once in that time is enough.
   */
  shrink(now: Millis): void {
    if (now < this.changed + this.table.holds) return;
    this.places = Math.max(LEAST_PLACES, Math.floor(this.places / 2));
    this.changed = now;
  }

  /** The system had room for all: some more, up to our share, when that was so for as long as places are held. */
  private grow(now: Millis): void {
    if (this.places >= this.table.places || now < this.changed + this.table.holds) return;
    this.places = Math.min(this.table.places, this.places + Math.ceil(this.table.places / 8));
    this.changed = now;
  }

  private release(now: Millis): void {
    for (const [address, place] of this.taken) {
      if (place.until > now) return;
      // Who answered the system, and has nothing to say to us, is no absent one.
      if (this.look(now)) return this.release(now);
      this.drop(address, place);
      this.noteAbsent(address);
    }
  }

  private noteAbsent(address: string): void {
    const isTold = this.table.resolved !== undefined && !address.includes(':');
    if (isTold && this.absent.size < MAX_ABSENT) this.absent.add(address);
  }

  /** Asks the system who has answered it, once in a while; true when it did so now. */
  private look(now: Millis): boolean {
    const { resolved } = this.table;
    if (!resolved || now < this.lookedAt + LOOK_EVERY) return false;
    this.lookedAt = now;
    for (const address of resolved()) this.answered(address);
    return true;
  }

  private drop(address: string, place: Place): void {
    this.taken.delete(address);
    this.bytes -= place.bytes;
  }
}
