/**
 * The records that a browser has heard, each with who said it and until when it holds (RFC 6762, section 10).
 *
 * What two responders say of one name is kept apart, even where both claim the name for themselves alone: a record
 * replaces older ones of the same responder, and nobody else's. It is changed in place: a network where thousands of
 * records fly about would else be copied with every datagram.
 */
import { seconds, type Millis } from '../../core/units.ts';
import { recordSize } from '../dns/encode.ts';
import { foldName } from '../dns/name.ts';
import { TYPES } from '../dns/vocabulary.ts';
import type { DnsRecord } from '../dns/wire.ts';

/** 200 devices of eight services each have some 6,000 records. */
export const MAX_RECORDS = 16_384;
/** Who passes on what a whole network says (a reflector) has all of those: half for one leaves half for others. */
export const MAX_RECORDS_PER_RESPONDER = MAX_RECORDS / 2;
/** Of one name and type (a pointer: and target): a host has few addresses, a service one place. */
const MAX_RECORDS_PER_NAME = 64;
/** Bytes of all records as they were on the wire; in memory some five times as much. */
export const MAX_BYTES = 4 * 1024 * 1024;
/** What claims to hold for longer is asked for again after a day. */
const LONGEST_TTL = 86_400;
/** A record that is withdrawn, or replaced, holds one second more (sections 10.1 and 10.2). */
const GRACE: Millis = 1000;
/** When to ask again before a record is lost, as parts of its time to live (section 5.2). */
const REFRESHES = [0.8, 0.85, 0.9, 0.95];

/** A record, and how it was heard. */
export interface Held {
  readonly record: DnsRecord;
  /** The address of who said it. */
  readonly by: string;
  readonly heardAt: Millis;
  readonly expiresAt: Millis;
  /** How often it was asked for again. */
  readonly refreshes: number;
  /** When something is to be done about it: it is to be asked for again, or lost. */
  readonly dueAt: Millis;
}

export interface CacheOptions {
  /** Records do not age: for one question and its answers, whose times to live say nothing (section 6.7). */
  readonly ageless: boolean;
  /** Whether records are asked for again before they are lost. */
  readonly refreshes: boolean;
}

/** What became of a datagram's records. */
export interface Merged {
  /** Those that are new, replaced or withdrawn. */
  readonly changed: readonly DnsRecord[];
  /** How many found no room. */
  readonly dropped: number;
}

/** Nothing is looked for more often than this: a thousand records could each run out in a millisecond of its own. */
const TICK: Millis = 250;

export class RecordCache {
  /** By type and name, of pointers by their target too; then by responder and data. */
  private readonly sets = new Map<string, Map<string, Held>>();
  private readonly counts = new Map<string, number>();
  private count = 0;
  private bytes = 0;
  /** Nothing is due before. */
  private earliest: Millis = Infinity;

  constructor(private readonly options: CacheOptions) {}

  get size(): number {
    return this.count;
  }

  /** When the next record is due; at the earliest, since what it was for may be gone by then. */
  get dueAt(): Millis {
    return Math.ceil(this.earliest / TICK) * TICK;
  }

  /** What is held of a name, of whatever responder; for pointers see below. */
  of(name: string, type: number): readonly Held[] {
    return [...(this.sets.get(`${type} ${foldName(name)}`)?.values() ?? [])];
  }

  /** Who says that `name` points to `target`. */
  pointers(name: string, target: string): readonly Held[] {
    return [...(this.sets.get(pointerKey(name, target))?.values() ?? [])];
  }

  /** Everything that a name points to: a walk through all that is held. */
  allPointers(name: string): Held[] {
    const start = pointerKey(name, '');
    return [...this.sets].flatMap(([key, set]) => (key.startsWith(start) ? [...set.values()] : []));
  }

  /** Takes what a responder said in one datagram. */
  merge(records: readonly DnsRecord[], by: string, now: Millis): Merged {
    const changed: DnsRecord[] = [];
    let dropped = 0;
    for (const record of records) {
      const set = this.sets.get(setKey(record));
      const key = heldKey(record, by);
      const known = set?.get(key);
      if (record.flush && set) changed.push(...this.replaceOlder(set, key, by, now));
      if (record.ttl === 0) {
        if (set && known) this.put(set, key, ending(known, now));
      } else if (known) {
        this.put(set!, key, this.hold(record, by, now));
      } else if (this.hasRoom(record, by)) {
        this.add(key, this.hold(record, by, now));
        changed.push(record);
      } else dropped++;
    }
    return { changed, dropped };
  }

  /** Forgets what holds no longer, and tells what to ask for again. */
  due(now: Millis): { readonly lost: readonly DnsRecord[]; readonly stale: readonly DnsRecord[] } {
    const lost: DnsRecord[] = [];
    const stale: DnsRecord[] = [];
    if (this.earliest > now) return { lost, stale };
    this.earliest = Infinity;
    for (const [name, set] of this.sets) {
      for (const [key, held] of set) {
        if (held.expiresAt <= now) {
          this.remove(name, set, key, held);
          lost.push(held.record);
        } else if (held.dueAt <= now) {
          stale.push(held.record);
          this.put(set, key, this.refreshed(held, now));
        } else this.earliest = Math.min(this.earliest, held.dueAt);
      }
    }
    return { lost, stale };
  }

  /** Section 10.2: what the same responder said more than a second ago, and does not say again, ends. */
  private replaceOlder(set: Map<string, Held>, key: string, by: string, now: Millis): DnsRecord[] {
    const replaced: DnsRecord[] = [];
    for (const [other, held] of set) {
      if (other === key || held.by !== by || now - held.heardAt <= GRACE) continue;
      this.put(set, other, ending(held, now));
      replaced.push(held.record);
    }
    return replaced;
  }

  private hold(record: DnsRecord, by: string, now: Millis): Held {
    const lasts = seconds(Math.min(record.ttl, LONGEST_TTL));
    const expiresAt = this.options.ageless ? Infinity : now + lasts;
    return this.timed({ record, by, heardAt: now, expiresAt, refreshes: 0, dueAt: expiresAt });
  }

  private refreshed(held: Held, now: Millis): Held {
    const passed = REFRESHES.filter((part) => refreshAt(held, part) <= now).length;
    return this.timed({ ...held, refreshes: passed });
  }

  private timed(held: Held): Held {
    const part = this.options.refreshes ? REFRESHES[held.refreshes] : undefined;
    const next = part === undefined ? Infinity : refreshAt(held, part);
    return { ...held, dueAt: Math.min(held.expiresAt, next) };
  }

  private hasRoom(record: DnsRecord, by: string): boolean {
    const beside = this.sets.get(setKey(record))?.size ?? 0;
    return (
      this.count < MAX_RECORDS &&
      beside < MAX_RECORDS_PER_NAME &&
      (this.counts.get(by) ?? 0) < MAX_RECORDS_PER_RESPONDER &&
      this.bytes + recordSize(record) <= MAX_BYTES
    );
  }

  private add(key: string, held: Held): void {
    const { record, by } = held;
    const name = setKey(record);
    const set = this.sets.get(name) ?? new Map<string, Held>();
    this.sets.set(name, set);
    this.put(set, key, held);
    this.count++;
    this.bytes += recordSize(record);
    this.counts.set(by, (this.counts.get(by) ?? 0) + 1);
  }

  private put(set: Map<string, Held>, key: string, held: Held): void {
    set.set(key, held);
    this.earliest = Math.min(this.earliest, held.dueAt);
  }

  private remove(name: string, set: Map<string, Held>, key: string, { record, by }: Held): void {
    set.delete(key);
    if (set.size === 0) this.sets.delete(name);
    this.count--;
    this.bytes -= recordSize(record);
    const left = this.counts.get(by)! - 1;
    if (left === 0) this.counts.delete(by);
    else this.counts.set(by, left);
  }
}

const refreshAt = ({ heardAt, expiresAt }: Held, part: number): Millis =>
  heardAt + part * (expiresAt - heardAt);

/** The same, withdrawn. It is not asked for again. */
function ending(held: Held, now: Millis): Held {
  const expiresAt = Math.min(held.expiresAt, now + GRACE);
  return { ...held, expiresAt, dueAt: expiresAt, refreshes: REFRESHES.length };
}

const setKey = ({ name, type, data }: DnsRecord): string =>
  data.kind === 'PTR' ? pointerKey(name, data.target) : `${type} ${foldName(name)}`;

/** No name has a blank line in it: it would be escaped. */
const pointerKey = (name: string, target: string): string =>
  `${TYPES.PTR} ${foldName(name)}\n${foldName(target)}`;

/** Two records with the same key say the same: names in the data are compared as names. */
function heldKey({ class: kind, data }: DnsRecord, by: string): string {
  return `${by} ${kind} ${dataKey(data)}`;
}

/** What a record's data says, as a text that is the same for the same data. */
export function dataKey(data: DnsRecord['data']): string {
  switch (data.kind) {
    case 'A':
    case 'AAAA':
      return data.address;
    case 'PTR':
    case 'NS':
    case 'CNAME':
    case 'DNAME':
      return foldName(data.target);
    case 'SRV':
      return `${data.priority} ${data.weight} ${data.port} ${foldName(data.target)}`;
    case 'TXT':
      return data.strings.map((bytes) => bytes.join()).join(' ');
    default:
      return JSON.stringify(data, (_, value: unknown) =>
        value instanceof Uint8Array ? value.join() : value,
      );
  }
}
