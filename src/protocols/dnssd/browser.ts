/** What a browser knows and does: see `client.ts`, which makes a machine of it. Changed in place. */
import type { Endpoint } from '../../core/endpoint.ts';
import type { WireError } from '../../core/errors.ts';
import type { DatagramAction } from '../../core/machine.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { foldName, sameName } from '../dns/name.ts';
import { TYPES } from '../dns/vocabulary.ts';
import { decode, type DnsQuestion, type DnsRecord } from '../dns/wire.ts';
import { dataKey, RecordCache } from './cache.ts';
import { LONGEST_WAIT, type BrowsingEvent, type Settings } from './options.ts';
import { Instances } from './instances.ts';
import { parseType } from './names.ts';
import { OpenQuestions } from './open-questions.ts';
import { packQueries, plainQueries, question } from './query.ts';
import { Relevance } from './relevance.ts';
import { ENUMERATION, LONGEST_MESSAGE } from './vocabulary.ts';

/** Types that are looked for; far more than any network has (some hundred are in use at all). */
const MAX_TYPES = 256;
/** How many unreadable datagrams are told of: enough to study, too few to be flooded with. */
export const MAX_UNREADABLE = 256;
/** Datagrams of one sender that are read in a second: one who passes on what a whole network says has many. */
export const MAX_A_SECOND = 1000;
/** Senders that are told apart in a second; more than a network has hosts that answer. */
const MAX_SENDERS = 1024;

type Action = DatagramAction<BrowsingEvent>;

export class Browser {
  finished = false;
  private readonly cache: RecordCache;
  private readonly open: OpenQuestions;
  private readonly instances: Instances;
  private readonly relevance: Relevance;
  /** The names of types that are asked for, in the order of asking. */
  private readonly asked: string[];
  /** When the next round is, and how long was waited for it; undefined when the last is over. */
  private round:
    | { readonly number: number; readonly at: Millis; readonly wait: Millis }
    | undefined;
  private dropped = 0;
  private unreadable = 0;
  private pace = { second: 0, senders: new Map<string, number>() };

  constructor(
    private readonly settings: Settings,
    now: Millis,
  ) {
    const { types, subtypes, domain, enumerates, mode, stays, patience, via } = settings;
    const all = [...types, ...subtypes, ...(enumerates ? [ENUMERATION] : [])];
    this.asked = [...new Set(all.map((type) => `${type}.${domain}`))];
    this.cache = new RecordCache({ ageless: mode !== 'member', refreshes: stays });
    this.open = new OpenQuestions(patience);
    this.relevance = new Relevance(this.asked);
    this.instances = new Instances(this.cache, this.open, this.relevance, via);
    this.round = { number: 0, at: now, wait: 0 };
  }

  /** How many records are held. */
  get held(): number {
    return this.cache.size;
  }

  /** How many datagrams were read and not understood. */
  get misread(): number {
    return this.unreadable;
  }

  get wakeAt(): Millis | undefined {
    if (this.finished) return undefined;
    const at = Math.min(
      this.round?.at ?? Infinity,
      this.open.nextAt ?? Infinity,
      this.cache.dueAt,
      this.instances.lateAt,
    );
    return at === Infinity ? undefined : at;
  }

  /** Does what is due. */
  wake(now: Millis): Action[] {
    const { lost, stale } = this.cache.due(now);
    const events = this.instances.update(lost, now);
    this.instances.forgetPlaces(lost);
    const questions = stale.map(({ name, type }) => question(name, type, false));
    const isRound = this.round !== undefined && this.round.at <= now;
    if (isRound) questions.push(...this.nextRound(now));
    const { ask, givenUp } = this.open.due(now);
    for (const { name, type, first } of ask) {
      questions.push(question(name, type, first && this.wantsUnicast));
    }
    const known = isRound && this.settings.mode === 'member' ? this.known(now) : [];
    return [
      ...this.send(questions, known),
      ...events,
      ...this.instances.recheck(givenUp, now),
      ...this.instances.catchUp(now),
      ...this.conclude(),
    ];
  }

  receive(from: Endpoint, bytes: Uint8Array, now: Millis): Action[] {
    if (!this.mayBeAnswer(from) || !this.isPaced(from.address, now)) return [];
    if (bytes.length > LONGEST_MESSAGE) {
      const message = `a datagram of ${bytes.length} bytes, more than multicast DNS has`;
      const offset = LONGEST_MESSAGE;
      return this.complain(from, { kind: 'length', field: 'datagram', offset, message });
    }
    const decoded = decode(bytes);
    if (!decoded.ok) return this.complain(from, decoded.error);
    const { message } = decoded;
    // Sections 18.3 and 18.11: other operations, and errors, are not to be listened to.
    if (!message.response || message.opcode !== 0 || message.result !== 'no error') return [];
    if (this.settings.mode !== 'member' && message.id !== this.settings.id) return [];
    return this.learn([...message.answers, ...message.additionals], from.address, now);
  }

  private learn(said: readonly DnsRecord[], by: string, now: Millis): Action[] {
    const wanted = this.relevance.filter(said);
    const events = wanted.types.flatMap((record) => this.meetType(record, now));
    const places = this.cache.merge(wanted.records, by, now);
    this.instances.note(places.changed);
    for (const { name, type } of places.changed) {
      if (type === TYPES.PTR) this.open.settle({ name, type });
    }
    // Only now it is known whose addresses are of interest.
    const hosts = this.cache.merge(this.instances.addressesOfInterest(said), by, now);
    this.dropped += places.dropped + hosts.dropped;
    return [
      ...events,
      ...this.instances.update([...places.changed, ...hosts.changed], now),
      ...this.conclude(),
    ];
  }

  /** A type that somebody offers is looked for from now on. */
  private meetType({ data }: DnsRecord, now: Millis): Action[] {
    const parsed = data.kind === 'PTR' ? parseType(data.target) : undefined;
    const { domain, enumerates } = this.settings;
    if (!enumerates || !parsed || parsed.subtype !== undefined) return [];
    if (!sameName(parsed.domain, domain) || !this.relevance.meet(parsed.type, MAX_TYPES)) return [];
    const name = `${parsed.type}.${domain}`;
    if (!this.asked.some((other) => sameName(other, name))) {
      this.asked.push(name);
      this.relevance.add(name);
      this.open.want({ name, type: TYPES.PTR }, now);
    }
    return [tell({ kind: 'type', type: parsed.type, domain })];
  }

  private nextRound(now: Millis): DnsQuestion[] {
    const { number, wait } = this.round!;
    const { waits } = this.settings.rounds;
    const next =
      waits[number] ?? (this.settings.stays ? Math.min(2 * wait, LONGEST_WAIT) : undefined);
    // The round after the last wait is none: it is when listening ends.
    const isLast = number >= waits.length && !this.settings.stays;
    this.round =
      isLast || next === undefined ? undefined : { number: number + 1, at: now + next, wait: next };
    if (isLast) return [];
    return this.asked.map((name) => question(name, TYPES.PTR, number === 0 && this.wantsUnicast));
  }

  /** Section 5.4: the first time, since much may be answered that nobody else wants to hear again. */
  private get wantsUnicast(): boolean {
    return this.settings.mode === 'member' && !this.settings.shared;
  }

  /** Section 7.1: what need not be said again, each once, with the time that is left. */
  private known(now: Millis): DnsRecord[] {
    return this.asked.flatMap((name) => {
      const records = new Map<string, DnsRecord>();
      for (const { record, expiresAt } of this.cache.allPointers(name)) {
        const left = Math.floor((expiresAt - now) / seconds(1));
        if (2 * left > record.ttl)
          records.set(dataKey(record.data), { ...record, ttl: left, flush: false });
      }
      return [...records.values()];
    });
  }

  private send(questions: readonly DnsQuestion[], known: readonly DnsRecord[]): Action[] {
    if (questions.length === 0) return [];
    const { to, id, mode } = this.settings;
    const once = [
      ...new Map(questions.map((one) => [`${one.type} ${foldName(one.name)}`, one])).values(),
    ];
    const datagrams = mode === 'member' ? packQueries(once, known) : plainQueries(once, id);
    return datagrams.map((bytes) => ({ kind: 'send', to, bytes }));
  }

  /** Section 6: answers come from port 5353, or else they are somebody else's. */
  private mayBeAnswer({ address, port }: Endpoint): boolean {
    const { to, mode, mayHear } = this.settings;
    if (port !== to.port || !mayHear(address)) return false;
    return mode !== 'unicast' || address === to.address;
  }

  private isPaced(address: string, now: Millis): boolean {
    const second = Math.floor(now / seconds(1));
    if (second !== this.pace.second) this.pace = { second, senders: new Map() };
    const { senders } = this.pace;
    const count = (senders.get(address) ?? 0) + 1;
    if (count > MAX_A_SECOND || (count === 1 && senders.size >= MAX_SENDERS)) return false;
    senders.set(address, count);
    return true;
  }

  private complain(from: Endpoint, error: WireError): Action[] {
    this.unreadable++;
    return this.unreadable > MAX_UNREADABLE ? [] : [tell({ kind: 'unreadable', from, error })];
  }

  /** Ends when nothing is left to wait for. */
  private conclude(): Action[] {
    if (this.round !== undefined || this.open.nextAt !== undefined) return [];
    this.finished = true;
    const rest = this.instances.finish();
    const services = this.instances.told();
    return [...rest, tell({ kind: 'finished', services, dropped: this.dropped }), { kind: 'done' }];
  }
}

const tell = (event: BrowsingEvent): Action => ({ kind: 'tell', event });
