/** The services that a browser heard of: what is still to be asked of each, and what was told. Changed in place. */
import type { DatagramAction } from '../../core/machine.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { foldName } from '../dns/name.ts';
import { TYPES } from '../dns/vocabulary.ts';
import type { DnsRecord } from '../dns/wire.ts';
import { MAX_RECORDS, type RecordCache } from './cache.ts';
import type { BrowsingEvent } from './options.ts';
import type { InstanceName } from './names.ts';
import type { OpenQuestions, Wanted } from './open-questions.ts';
import type { Relevance } from './relevance.ts';
import { assemble, sameService, type Assembled, type ServiceInstance } from './service.ts';

/** Each has one record at least, and room for records is shared out already. */
export const MAX_INSTANCES = MAX_RECORDS;

/** How often services are looked at anew in a second: thrice each of 1,600, some tenths of a second's work. */
const LOOKS_A_SECOND = 5000;

type Action = DatagramAction<BrowsingEvent>;

interface Instance {
  readonly name: string;
  readonly parts: InstanceName;
  /** One a party that means it: see `service.ts`. */
  readonly told: readonly ServiceInstance[];
}

export class Instances {
  private readonly all = new Map<string, Instance>();
  /** Which services a host has, by its name. */
  private readonly hosts = new Map<string, Set<string>>();
  /** Not told yet, since something is asked for. */
  private readonly pending = new Set<string>();
  /** Put off to the next second. */
  private readonly late = new Set<string>();
  private budget = { until: 0, left: LOOKS_A_SECOND };

  constructor(
    private readonly cache: RecordCache,
    private readonly open: OpenQuestions,
    private readonly relevance: Relevance,
    private readonly via: string | undefined,
  ) {}

  /** Everything that was told and is still there. */
  told(): ServiceInstance[] {
    return [...this.all.values()].flatMap(({ told }) => told);
  }

  /** Takes note of services, and of the hosts that they are on. */
  note(records: readonly DnsRecord[]): void {
    for (const { name, data } of records) {
      if (data.kind === 'PTR') this.meet(data.target);
      if (data.kind === 'SRV') {
        const host = foldName(data.target);
        const services = this.hosts.get(host) ?? new Set();
        this.hosts.set(host, services.add(foldName(name)));
      }
    }
  }

  /** The addresses of hosts that a service is on. */
  addressesOfInterest(records: readonly DnsRecord[]): DnsRecord[] {
    return records.filter(
      ({ name, type }) =>
        (type === TYPES.A || type === TYPES.AAAA) && this.hosts.has(foldName(name)),
    );
  }

  /** Looks again at every service that these records say something of. */
  update(changed: readonly DnsRecord[], now: Millis): Action[] {
    const touched = new Set<string>();
    for (const record of changed) {
      for (const key of this.servicesOf(record)) touched.add(key);
    }
    return this.lookAt(touched, now);
  }

  /** Looks again at those that waited for what is given up now. */
  recheck(givenUp: readonly Wanted[], now: Millis): Action[] {
    const keys = givenUp.flatMap(({ name, type }) =>
      type === TYPES.A || type === TYPES.AAAA
        ? [...(this.hosts.get(foldName(name)) ?? [])]
        : [foldName(name)],
    );
    return this.lookAt(new Set(keys), now);
  }

  /** Forgets which services a host has, as far as nobody says so any more. */
  forgetPlaces(lost: readonly DnsRecord[]): void {
    for (const { name, data } of lost) {
      if (data.kind !== 'SRV') continue;
      const host = foldName(data.target);
      const still = this.cache
        .of(name, TYPES.SRV)
        .some(({ record }) => record.data.kind === 'SRV' && foldName(record.data.target) === host);
      const services = this.hosts.get(host);
      if (still || !services?.delete(foldName(name)) || services.size > 0) continue;
      this.hosts.delete(host);
      for (const type of [TYPES.A, TYPES.AAAA]) this.open.settle({ name: host, type });
    }
  }

  /** When to come back for what was put off; Infinity when nothing was. */
  get lateAt(): Millis {
    return this.late.size === 0 ? Infinity : this.budget.until;
  }

  /** Looks at what was put off. */
  catchUp(now: Millis): Action[] {
    if (this.lateAt > now) return [];
    const keys = [...this.late];
    this.late.clear();
    return this.lookAt(keys, now);
  }

  /** Tells what is not told yet, as far as it is known. */
  finish(): Action[] {
    return [...new Set([...this.pending, ...this.late])].flatMap((key) => {
      const instance = this.all.get(key);
      return instance ? this.tellOf(key, instance, this.assembled(instance)) : [];
    });
  }

  /** One host that has thousands of services, and another address every millisecond, costs no more than this. */
  private lookAt(keys: Iterable<string>, now: Millis): Action[] {
    if (now >= this.budget.until) this.budget = { until: now + seconds(1), left: LOOKS_A_SECOND };
    return [...keys].flatMap((key) => {
      const instance = this.all.get(key);
      if (!instance) return [];
      if (this.budget.left === 0) {
        this.late.add(key);
        return [];
      }
      this.budget.left--;
      this.late.delete(key);
      return this.look(key, instance, now);
    });
  }

  private meet(name: string): void {
    const key = foldName(name);
    const parts = this.relevance.serviceOf(name);
    if (!parts || this.all.has(key) || this.all.size >= MAX_INSTANCES) return;
    this.all.set(key, { name, parts, told: [] });
  }

  private servicesOf({ name, data }: DnsRecord): Iterable<string> {
    switch (data.kind) {
      case 'PTR':
        return [foldName(data.target)];
      case 'A':
      case 'AAAA':
        return this.hosts.get(foldName(name)) ?? [];
      default:
        return [foldName(name)];
    }
  }

  private look(key: string, instance: Instance, now: Millis): Action[] {
    const assembled = this.assembled(instance);
    if (assembled.length === 0) return this.forget(key, instance);
    const missing = this.missing(instance, assembled);
    this.ask(instance, assembled, missing, now);
    const isReady = missing.every((one) => this.open.isGivenUp(one));
    if (isReady) return this.tellOf(key, instance, assembled);
    this.pending.add(key);
    return [];
  }

  private assembled({ name, parts }: Instance): Assembled[] {
    const narrower = this.relevance
      .subtypesOf(parts.type)
      .filter((one) => this.cache.pointers(one.name, name).length > 0);
    return assemble(name, parts, this.cache, this.via, narrower);
  }

  /** What is not known of it: where, what it says of itself, at which address. */
  private missing({ name }: Instance, assembled: readonly Assembled[]): Wanted[] {
    const types = [TYPES.SRV, TYPES.TXT].filter((type) => this.cache.of(name, type).length === 0);
    const hosts = assembled.flatMap(({ service: { host, addresses } }) =>
      host !== undefined && addresses.length === 0 ? [host] : [],
    );
    return [
      ...types.map((type) => ({ name, type })),
      ...hosts.flatMap((name) => [TYPES.A, TYPES.AAAA].map((type) => ({ name, type }))),
    ];
  }

  private ask(
    { name }: Instance,
    assembled: readonly Assembled[],
    missing: readonly Wanted[],
    now: Millis,
  ): void {
    const hosts = assembled.flatMap(({ service: { host } }) => host ?? []);
    const possible = [
      ...[TYPES.SRV, TYPES.TXT].map((type) => ({ name, type })),
      ...hosts.flatMap((name) => [TYPES.A, TYPES.AAAA].map((type) => ({ name, type }))),
    ];
    for (const one of possible) {
      if (!missing.some(({ name, type }) => name === one.name && type === one.type))
        this.open.settle(one);
    }
    for (const one of missing) this.open.want(one, now);
  }

  /** Nobody offers it any more. */
  private forget(key: string, { name, told }: Instance): Action[] {
    this.all.delete(key);
    this.pending.delete(key);
    this.late.delete(key);
    for (const type of [TYPES.SRV, TYPES.TXT]) this.open.settle({ name, type });
    return told.map((service) => tell({ kind: 'gone', service }));
  }

  /** Tells what is new since it was told last, party by party. */
  private tellOf(key: string, instance: Instance, assembled: readonly Assembled[]): Action[] {
    this.pending.delete(key);
    const before = [...instance.told];
    const actions: Action[] = [];
    for (const { service } of assembled) {
      const index = likest(service, before);
      const [old] = index < 0 ? [] : before.splice(index, 1);
      if (old === undefined) actions.push(tell({ kind: 'found', service }));
      else if (!sameService(old, service)) {
        actions.push(tell({ kind: 'changed', service, before: old }));
      }
    }
    this.all.set(key, { ...instance, told: assembled.map(({ service }) => service) });
    return [...actions, ...before.map((service) => tell({ kind: 'gone', service }))];
  }
}

/** Which of these was the same service before: by who said it, then by where it is; -1 when none was. */
function likest(service: ServiceInstance, before: readonly ServiceInstance[]): number {
  const likeness = (old: ServiceInstance): number => {
    const said = old.saidBy.some((by) => service.saidBy.includes(by)) ? 2 : 0;
    const place = old.host === service.host && old.port === service.port ? 1 : 0;
    return said + place + (old.host === undefined ? 1 : 0);
  };
  const scores = before.map(likeness);
  const best = Math.max(0, ...scores);
  return best === 0 ? -1 : scores.indexOf(best);
}

const tell = (event: BrowsingEvent): Action => ({ kind: 'tell', event });
