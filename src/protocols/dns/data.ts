/** What a record says: its data, by its type (RFC 1035, section 3.3, and where each is defined). */
import { formatIpv4 } from '../../core/addresses.ts';
import type { Reader } from '../../core/bytes/reader.ts';
import { formatIpv6 } from '../../core/ipv6.ts';
import { readName, type Surroundings } from './name.ts';
import { optionName, TYPES, typeName } from './vocabulary.ts';

export type RecordData =
  /** An IPv4 address. */
  | { readonly kind: 'A'; readonly address: string }
  /** An IPv6 address (RFC 3596). */
  | { readonly kind: 'AAAA'; readonly address: string }
  | { readonly kind: 'PTR' | 'NS' | 'CNAME' | 'DNAME'; readonly target: string }
  /** Where a service is (RFC 2782). */
  | {
      readonly kind: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  /** Strings of bytes, 255 each at most; mostly text. */
  | { readonly kind: 'TXT'; readonly strings: readonly Uint8Array[] }
  | { readonly kind: 'MX'; readonly preference: number; readonly target: string }
  | {
      readonly kind: 'SOA';
      readonly server: string;
      readonly mailbox: string;
      readonly serial: number;
      /** Seconds, these four. */
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  /** Which types a name has; in multicast DNS, that it has no others (RFC 4034, section 4; RFC 6762, section 6.1). */
  | { readonly kind: 'NSEC'; readonly next: string; readonly types: readonly number[] }
  /** No record but a message's own options (RFC 6891). */
  | {
      readonly kind: 'OPT';
      readonly options: readonly { readonly code: number; readonly data: Uint8Array }[];
    }
  | { readonly kind: 'other'; readonly bytes: Uint8Array };

const NAMED: Readonly<Record<number, 'PTR' | 'NS' | 'CNAME' | 'DNAME'>> = {
  [TYPES.PTR]: 'PTR',
  [TYPES.NS]: 'NS',
  [TYPES.CNAME]: 'CNAME',
  [TYPES.DNAME]: 'DNAME',
};

/** Reads data of `length` bytes, which must be what the type needs. */
export function readData(
  r: Reader,
  type: number,
  length: number,
  around: Surroundings,
): RecordData {
  const end = r.offset + length;
  if (length > r.remaining) r.bytes('data', length);
  const data = readKind(r, type, end, around);
  if (r.offset !== end) {
    const message = `the data of ${typeName(type)} ends at byte ${r.offset}, its length says ${end}`;
    r.refuse('length', 'data length', message);
  }
  return data;
}

function readKind(r: Reader, type: number, end: number, around: Surroundings): RecordData {
  const named = NAMED[type];
  if (named) return { kind: named, target: readName(r, 'target', around) };
  switch (type) {
    case TYPES.A:
      return { kind: 'A', address: r.as('address', 4, formatIpv4) };
    case TYPES.AAAA:
      return { kind: 'AAAA', address: r.as('address', 16, formatIpv6) };
    case TYPES.SRV:
      return {
        kind: 'SRV',
        priority: r.u16('priority'),
        weight: r.u16('weight'),
        port: r.u16('port'),
        target: readName(r, 'target', around),
      };
    case TYPES.TXT:
      return { kind: 'TXT', strings: readStrings(r, end) };
    case TYPES.MX:
      return {
        kind: 'MX',
        preference: r.u16('preference'),
        target: readName(r, 'target', around),
      };
    case TYPES.SOA:
      return {
        kind: 'SOA',
        server: readName(r, 'server', around),
        mailbox: readName(r, 'mailbox', around),
        serial: r.u32('serial'),
        refresh: r.u32('refresh', secondsText),
        retry: r.u32('retry', secondsText),
        expire: r.u32('expire', secondsText),
        minimum: r.u32('minimum', secondsText),
      };
    case TYPES.NSEC:
      return {
        kind: 'NSEC',
        next: readName(r, 'next name', around),
        types: readTypes(r, end),
      };
    case TYPES.OPT:
      return { kind: 'OPT', options: readOptions(r, end) };
    default:
      return {
        kind: 'other',
        bytes: r.offset < end ? r.bytes('data', end - r.offset) : new Uint8Array(0),
      };
  }
}

/** Strings with a length before each (RFC 1035, section 3.3.14); none at all where the data is empty. */
function readStrings(r: Reader, end: number): Uint8Array[] {
  const strings: Uint8Array[] = [];
  while (r.offset < end) {
    const size = r.u8('text length');
    if (r.offset + size > end) {
      r.refuse('length', 'text length', 'a text is longer than its record');
    }
    const bytes = r.peek(size);
    if (size > 0) r.as('text', size, textOf);
    strings.push(bytes);
  }
  return strings;
}

/** Bytes as UTF-8, what is none as �. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Blocks of 256 types each, a bit a type, as many bytes as are needed (RFC 4034, section 4.1.2). */
function readTypes(r: Reader, end: number): number[] {
  const types: number[] = [];
  while (r.offset < end) {
    const block = r.u8('block of types');
    const size = r.u8('length of the block');
    if (size === 0 || size > 32 || r.offset + size > end) {
      r.refuse('length', 'length of the block', `a block of ${size} bytes, 1 to 32 are possible`);
    }
    const bits = r.peek(size);
    const listed = [...bits].flatMap((byte, i) =>
      Array.from({ length: 8 }, (_, bit) => bit)
        .filter((bit) => (byte & (0x80 >> bit)) !== 0)
        .map((bit) => 256 * block + 8 * i + bit),
    );
    r.bytes('types', size, () => listed.map(typeName).join(' ') || 'none');
    types.push(...listed);
  }
  return types;
}

function readOptions(r: Reader, end: number): { code: number; data: Uint8Array }[] {
  const options: { code: number; data: Uint8Array }[] = [];
  while (r.offset < end) {
    const code = r.u16('option', optionName);
    const size = r.u16('option length');
    if (r.offset + size > end) {
      r.refuse('length', 'option length', 'an option is longer than its record');
    }
    options.push({ code, data: size > 0 ? r.bytes('option data', size) : new Uint8Array(0) });
  }
  return options;
}

/** `75 minutes`: the largest unit that is whole. */
export function secondsText(seconds: number): string | undefined {
  for (const [unit, name] of [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const) {
    const count = seconds / unit;
    if (count >= 1 && Number.isInteger(count)) return `${count} ${name}${count === 1 ? '' : 's'}`;
  }
  return undefined;
}
