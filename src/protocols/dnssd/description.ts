/** What a responder says of a device: its services, its name and its addresses, as records (RFC 6763, section 4). */
import { formatIpv4, parseIpv4 } from '../../core/addresses.ts';
import { UsageError } from '../../core/errors.ts';
import { formatIpv6, parseIpv6 } from '../../core/ipv6.ts';
import { nameFault, record } from '../dns/encode.ts';
import { escapeLabel, sameName } from '../dns/name.ts';
import { CLASSES, TYPES } from '../dns/vocabulary.ts';
import type { DnsQuestion, DnsRecord } from '../dns/wire.ts';
import { instanceName } from './names.ts';
import { ENUMERATION, HOST_TTL, LOCAL, OTHER_TTL } from './vocabulary.ts';

/** A service that is offered. */
export interface OfferedService {
  /** What a person called it: `EPSON ET-2760 Series`. */
  readonly instance: string;
  /** `_ipp._tcp`. */
  readonly type: string;
  /** Narrower types: `_universal`, `_print`. */
  readonly subtypes?: readonly string[];
  readonly port: number;
  /** `key=value`, 255 bytes of UTF-8 each at most. */
  readonly txt: readonly string[];
}

/** A device, as DNS-SD knows it. */
export interface DeviceDescription {
  /** Its name without the domain: `EPSON000001`. */
  readonly host: string;
  /** IPv4 and IPv6. */
  readonly addresses: readonly string[];
  readonly services: readonly OfferedService[];
  /** Default: `local`. */
  readonly domain?: string;
}

/** Everything that a device says, and how it finds answers in that. */
export class Offer {
  /** A record that sets `flush` is this device's alone; others say the like beside it (RFC 6762, section 2). */
  readonly records: readonly DnsRecord[];
  /** For names of its own, that they have these types and no others (section 6.1). */
  private readonly negative: readonly DnsRecord[];

  /** @throws UsageError when a name, an address, a port or a text does not fit the wire */
  constructor(description: DeviceDescription) {
    this.records = recordsOf(description);
    this.negative = negativesOf(this.records);
  }

  /** What answers a question; that there is no such thing, of a name that is this device's. */
  answers({ name, type, class: kind }: DnsQuestion): DnsRecord[] {
    if (kind !== CLASSES.IN && kind !== CLASSES.ANY) return [];
    const about = (record: DnsRecord) => sameName(record.name, name);
    const found = this.records.filter(
      (one) => about(one) && (type === one.type || type === TYPES.ANY),
    );
    return found.length > 0 ? found : this.negative.filter(about);
  }

  /** What who asked for these will ask next (RFC 6763, section 12). */
  additionals(answers: readonly DnsRecord[]): DnsRecord[] {
    const wanted = new Set<DnsRecord>();
    const add = (name: string, types: readonly number[]) => {
      for (const one of this.records) {
        if (!sameName(one.name, name) || !types.includes(one.type) || wanted.has(one)) continue;
        wanted.add(one);
        if (one.data.kind === 'SRV') add(one.data.target, [TYPES.A, TYPES.AAAA]);
      }
    };
    for (const { name, data } of answers) {
      if (data.kind === 'PTR') add(data.target, [TYPES.SRV, TYPES.TXT]);
      if (data.kind === 'SRV') add(data.target, [TYPES.A, TYPES.AAAA]);
      if (data.kind === 'A' || data.kind === 'AAAA') add(name, [TYPES.A, TYPES.AAAA]);
    }
    return [...wanted].filter((one) => !answers.includes(one));
  }
}

function recordsOf({ host, addresses, services, domain = LOCAL }: DeviceDescription): DnsRecord[] {
  const target = checked(`${escapeLabel(host)}.${domain}`);
  const types = [...new Set(services.map(({ type }) => type))];
  return [
    ...types.map((type) =>
      record(
        `${ENUMERATION}.${domain}`,
        { kind: 'PTR', target: checked(`${type}.${domain}`) },
        OTHER_TTL,
      ),
    ),
    ...services.flatMap((service) => serviceRecords(service, target, domain)),
    ...addresses.map((address) => record(target, addressData(address), HOST_TTL, true)),
  ];
}

function serviceRecords(
  { instance, type, subtypes = [], port, txt }: OfferedService,
  target: string,
  domain: string,
): DnsRecord[] {
  if (instance === '') throw new UsageError('a service without a character to its name');
  const name = checked(instanceName(instance, type, domain));
  const pointing = [type, ...subtypes.map((subtype) => `${escapeLabel(subtype)}._sub.${type}`)];
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`${port} is no port`);
  return [
    ...pointing.map((from) =>
      record(checked(`${from}.${domain}`), { kind: 'PTR', target: name }, OTHER_TTL),
    ),
    record(name, { kind: 'SRV', priority: 0, weight: 0, port, target }, HOST_TTL, true),
    record(name, { kind: 'TXT', strings: txt.map(stringBytes) }, OTHER_TTL, true),
  ];
}

function checked(name: string): string {
  const fault = nameFault(name);
  if (fault !== undefined) throw new UsageError(`"${name}" has ${fault}`);
  return name;
}

function stringBytes(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > 255)
    throw new UsageError(`"${text}" has ${bytes.length} bytes: 255 are possible`);
  return bytes;
}

/** In the form that everybody writes. */
function addressData(address: string): DnsRecord['data'] {
  return address.includes(':')
    ? { kind: 'AAAA', address: formatIpv6(parseIpv6(address)) }
    : { kind: 'A', address: formatIpv4(parseIpv4(address)) };
}

function negativesOf(records: readonly DnsRecord[]): DnsRecord[] {
  const own = records.filter(({ flush }) => flush);
  return [...new Set(own.map(({ name }) => name))].map((name) => {
    const same = own.filter((one) => one.name === name);
    const types = [...new Set(same.map(({ type }) => type))];
    return record(
      name,
      { kind: 'NSEC', next: name, types },
      Math.min(...same.map(({ ttl }) => ttl)),
      true,
    );
  });
}
