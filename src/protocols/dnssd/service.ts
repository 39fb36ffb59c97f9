/** A service as a browser tells of it, put together from the records that it heard. */
import { foldName } from '../dns/name.ts';
import { TYPES } from '../dns/vocabulary.ts';
import type { Held, RecordCache } from './cache.ts';
import type { InstanceName } from './names.ts';
import { readTxt, type TxtEntry } from './txt.ts';

/** Something that a device offers: a printer's IPP, its page, its scanner. */
export interface ServiceInstance {
  /** What a person called it: `EPSON ET-2760 Series`. */
  readonly instance: string;
  /** `_ipp._tcp`. */
  readonly type: string;
  /** `local`. */
  readonly domain: string;
  /** Narrower types under which it was found as well: `_universal`. */
  readonly subtypes: readonly string[];
  /** Its computer's name, `EPSON000001.local`. Absent while nobody said. */
  readonly host?: string;
  /** Absent while nobody said; 0 says that there is none (RFC 2782: a name that is held, nothing offered). */
  readonly port?: number;
  /**
   * As its A and AAAA records say, in the order in which they came; never whom a datagram came from, which may be a
   * router that passes on (naps2 #874). An IPv6 address of a link is one of the link `via`.
   */
  readonly addresses: readonly string[];
  /** What it says of itself; `txt.ts` explains it. Empty too while nobody said. */
  readonly txt: readonly TxtEntry[];
  /** The addresses of who said all this: the device itself, or who speaks for it. */
  readonly saidBy: readonly string[];
  /** The interface that it was heard on, as the browser was told. */
  readonly via?: string;
  /**
   * Another device claims the same name and means something else: this is one of two or more services that are
   * called the same.
   */
  readonly disputed?: true;
}

/** Whether everything is known that is needed to reach it, and what it says of itself. */
export interface Assembled {
  readonly service: ServiceInstance;
  readonly complete: boolean;
}

/** A narrower type: its name in DNS, and its own label, `_universal`. */
export interface Narrower {
  readonly name: string;
  readonly subtype: string;
}

/** What one responder says of a service. */
interface Claim {
  readonly srv: Held;
  readonly by: string;
  readonly place: string;
  readonly addresses: readonly string[];
}

/**
 * The services of a name: none when nobody offers it any more, one as a rule, more where responders contradict each
 * other.
 * @param narrower types that point to it as well
 */
export function assemble(
  name: string,
  { instance, type, domain }: InstanceName,
  cache: RecordCache,
  via: string | undefined,
  narrower: readonly Narrower[],
): Assembled[] {
  // A narrower type says as much: what points to a service under one is no less of the type.
  const from = [`${type}.${domain}`, ...narrower.map(({ name }) => name)];
  const pointers = from.flatMap((one) => cache.pointers(one, name));
  if (pointers.length === 0) return [];
  const texts = cache.of(name, TYPES.TXT);
  const parties = partiesOf(claimsOf(name, cache));
  const subtypes = narrower.map(({ subtype }) => subtype);
  const common = { instance, type, domain, subtypes, ...(via !== undefined && { via }) };
  if (parties.length === 0) {
    const saidBy = unique([...pointers, ...texts].map(({ by }) => by));
    const txt = textOf(texts, saidBy);
    return [{ service: { ...common, addresses: [], txt: txt ?? [], saidBy }, complete: false }];
  }
  return parties.map((party): Assembled => {
    const saidBy = party.map(({ by }) => by);
    const { data } = latest(party.map(({ srv }) => srv))!.record;
    const { target, port } = data as Extract<typeof data, { kind: 'SRV' }>;
    const own = unique(party.flatMap(({ addresses }) => addresses));
    const addresses = own.length > 0 ? own : addressesOf(target, cache);
    const txt = textOf(texts, saidBy);
    const service: ServiceInstance = {
      ...common,
      host: target,
      port,
      addresses,
      txt: txt ?? [],
      saidBy,
      ...(parties.length > 1 && { disputed: true }),
    };
    return { service, complete: txt !== undefined && addresses.length > 0 };
  });
}

/** The same service with the narrower types that point to it. */
export const withSubtypes = (assembled: Assembled, subtypes: readonly string[]): Assembled => ({
  ...assembled,
  service: { ...assembled.service, subtypes },
});

/** Of each responder, what it said last about where the service is. */
function claimsOf(name: string, cache: RecordCache): Claim[] {
  const all = cache.of(name, TYPES.SRV);
  return unique(all.map(({ by }) => by)).map((by) => {
    const srv = latest(all.filter((held) => held.by === by))!;
    const { data } = srv.record;
    if (data.kind !== 'SRV') throw new RangeError('a record of type SRV has data of that type');
    return {
      srv,
      by,
      place: `${foldName(data.target)} ${data.port}`,
      addresses: addressesOf(data.target, cache, by),
    };
  });
}

/**
 * Responders that mean the same service. A device may speak from several addresses; then what it says agrees: the
 * same place, and at least one address in common where both name any.
 */
function partiesOf(claims: readonly Claim[]): Claim[][] {
  const parties: Claim[][] = [];
  for (const claim of claims) {
    const own = parties.filter((party) => party.some((other) => agree(claim, other)));
    const rest = parties.filter((party) => !own.includes(party));
    parties.splice(0, parties.length, ...rest, [...own.flat(), claim]);
  }
  return parties;
}

function agree(a: Claim, b: Claim): boolean {
  if (a.place !== b.place) return false;
  const either = a.addresses.length === 0 || b.addresses.length === 0;
  return either || a.addresses.some((address) => b.addresses.includes(address));
}

/** A host's addresses, as everybody or one responder says. */
function addressesOf(host: string, cache: RecordCache, by?: string): string[] {
  const held = [...cache.of(host, TYPES.A), ...cache.of(host, TYPES.AAAA)];
  return unique(
    held
      .filter((one) => by === undefined || one.by === by)
      .flatMap(({ record: { data } }) =>
        data.kind === 'A' || data.kind === 'AAAA' ? [data.address] : [],
      ),
  );
}

/** What was said last, by one of these, or else by anybody; undefined when nobody said anything. */
function textOf(texts: readonly Held[], saidBy: readonly string[]): TxtEntry[] | undefined {
  const own = texts.filter(({ by }) => saidBy.includes(by));
  const data = latest(own.length > 0 ? own : texts)?.record.data;
  return data?.kind === 'TXT' ? readTxt(data.strings) : undefined;
}

const latest = (held: readonly Held[]): Held | undefined =>
  held.reduce<Held | undefined>(
    (best, one) => (best && best.heardAt > one.heardAt ? best : one),
    undefined,
  );

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** Whether a person would see the same. */
export const sameService = (a: ServiceInstance, b: ServiceInstance): boolean =>
  JSON.stringify(shown(a)) === JSON.stringify(shown(b));

/** Who said it, and in which order addresses came, is no news. */
const shown = (service: ServiceInstance) => ({
  ...service,
  saidBy: [],
  addresses: service.addresses.toSorted(),
  subtypes: service.subtypes.toSorted(),
});
