/**
 * Reads ASN.1 in its Basic Encoding Rules (ITU-T X.690): tag, length, contents, one in the other. A layer
 * over {@link Reader}: every element is read by name and leaves its fields.
 *
 * Bounded by what is there: lengths must be definite, an element may not reach beyond the one around it,
 * nesting ends at {@link MAX_DEPTH}. Tag numbers above 30 and indefinite lengths are refused: no protocol here
 * uses them.
 */
import { MAX_ARC, MAX_ARCS } from './ber-oid.ts';
import { latin1 } from './line.ts';
import type { Reader } from './reader.ts';

/** Identifier octets (X.690, section 8.1.2): class in bits 7 and 6, constructed in bit 5, number below. */
export const TAGS = {
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OBJECT_IDENTIFIER: 0x06,
  ENUMERATED: 0x0a,
  SEQUENCE: 0x30,
} as const;

/** The bit of a tag that tells an element of elements from one that holds a value. */
const CONSTRUCTED = 0x20;

/** The tag of an application's own type: `[APPLICATION number]`, 0 to 30. */
export const applicationTag = (number: number, constructed = false): number =>
  0x40 | (constructed ? CONSTRUCTED : 0) | number;

/** The tag of a type that its context tells: `[number]`, 0 to 30. */
export const contextTag = (number: number, constructed = false): number =>
  0x80 | (constructed ? CONSTRUCTED : 0) | number;

/** Deeper than any message here is nested (SNMPv3: 7); a stack is not for strangers to fill. */
export const MAX_DEPTH = 16;
/** Octets of a length in its long form: 4 say 4 GiB, more than any message has. */
const LONGEST_LENGTH = 4;
/** Octets of an integer: 8, and one for the sign of unsigned numbers. */
const LONGEST_INTEGER = 9;
/** Bits of a BIT STRING: every list of named bits here has fewer. */
const MOST_BITS = 256;
/** An arc of 32 bits takes five octets. */
const LONGEST_OID = 5 * MAX_ARCS;

const TAG_NAMES: Readonly<Record<number, string>> = {
  [TAGS.INTEGER]: 'INTEGER',
  [TAGS.BIT_STRING]: 'BIT STRING',
  [TAGS.OCTET_STRING]: 'OCTET STRING',
  [TAGS.NULL]: 'NULL',
  [TAGS.OBJECT_IDENTIFIER]: 'OBJECT IDENTIFIER',
  [TAGS.ENUMERATED]: 'ENUMERATED',
  [TAGS.SEQUENCE]: 'SEQUENCE',
};
const CLASSES = ['UNIVERSAL ', 'APPLICATION ', '', 'PRIVATE '];

/** `SEQUENCE`, `[APPLICATION 1]`, `[0]`. */
export function tagName(tag: number): string {
  return TAG_NAMES[tag] ?? `[${CLASSES[tag >> 6]}${tag & 0x1f}]`;
}

/** `NULL, not INTEGER`; of two that only differ in their form, that. */
function wrongTag(tag: number, wanted: number): string {
  const form = (one: number) => ((one & CONSTRUCTED) === 0 ? 'primitive' : 'constructed');
  const [name, wantedName] = [tagName(tag), tagName(wanted)];
  return name === wantedName
    ? `${name} and ${form(tag)}, not ${form(wanted)}`
    : `${name}, not ${wantedName}`;
}

/** A number's bounds, both included. */
export interface Bounds {
  readonly least: bigint;
  readonly most: bigint;
}

const SAFE: Bounds = {
  least: BigInt(Number.MIN_SAFE_INTEGER),
  most: BigInt(Number.MAX_SAFE_INTEGER),
};

/** How a value is put in words. */
type Meaning<T> = (value: T) => string | undefined;

/** An element's tag and where its contents lie. */
interface Header {
  readonly tag: number;
  /** Octets before the contents: the tag's and the length's. */
  readonly size: number;
  /** Octets of the contents, as declared. */
  readonly length: number;
}

/** What a protocol's writers are forgiven. */
export interface BerLeniency {
  /**
   * A tag may have the bit wrong that tells constructed from primitive; what is inside is read as its type is. Only for
   * protocols that have no two tags which differ in that bit alone, and no strings in pieces.
   */
  readonly anyForm?: boolean;
}

/** Reads the elements inside one constructed element, or of a whole message: {@link readBer}. */
export class BerReader {
  constructor(
    private readonly r: Reader,
    private readonly end: number,
    private readonly depth: number,
    private readonly leniency: BerLeniency,
  ) {}

  /** Whether elements are left; where the bytes were cut off, reading the next one says so. */
  get more(): boolean {
    return this.r.offset < this.end;
  }

  get offset(): number {
    return this.r.offset;
  }

  /** The tag of the next element, if there is one, without reading it. */
  nextTag(): number | undefined {
    return this.more ? this.r.peek(1)[0] : undefined;
  }

  /** Whether the next element is there and has this tag. */
  isNext(tag: number): boolean {
    const next = this.nextTag();
    return next !== undefined && this.matches(next, tag);
  }

  /** The octets of the next element's contents, as declared; 0 when there is none. */
  nextLength(): number {
    return this.nextTag() === undefined ? 0 : this.header('element').length;
  }

  /** A whole number. @throws what {@link Reader.refuse} ends, when it is not within JavaScript's safe ones */
  integer(name: string, meaning?: Meaning<number>, tag: number = TAGS.INTEGER): number {
    return this.contents(
      name,
      tag,
      (bytes, at) => Number(this.number(name, bytes, SAFE, at)),
      meaning,
    );
  }

  /**
   * A whole number from 0 to `most`, whose writer may have forgotten the zero octet before a first bit of 1: that bit
   * counts as any other, and never as a sign.
   */
  unsigned(
    name: string,
    most: number,
    meaning?: Meaning<number>,
    tag: number = TAGS.INTEGER,
  ): number {
    const natural = (bytes: Uint8Array, at: number): number => {
      this.checkNumberLength(name, bytes, at);
      const value = bytes.reduce((sum, octet) => sum * 256 + octet, 0);
      if (value > most) this.refuse('value', name, `is ${value}, more than ${most}`, at);
      return value;
    };
    return this.contents(name, tag, natural, meaning);
  }

  /** A BIT STRING as a text of 0 and 1, bit 0 first and the unused ones left out; at most 256. */
  bits(name: string, meaning?: Meaning<string>, tag: number = TAGS.BIT_STRING): string {
    const digits = ([unused, ...octets]: Uint8Array, at: number): string => {
      if (unused === undefined || unused > 7 || (unused > 0 && octets.length === 0)) {
        this.refuse('value', name, 'does not say how many of its bits are unused', at);
      }
      const count = octets.length * 8 - unused;
      if (count > MOST_BITS) {
        this.refuse('length', name, `has ${count} bits, more than ${MOST_BITS}`, at);
      }
      return octets
        .map((octet) => octet.toString(2).padStart(8, '0'))
        .join('')
        .slice(0, count);
    };
    return this.contents(name, tag, digits, meaning);
  }

  /** All that is left of the element around, as it is; recorded only when there is some. */
  rest(name: string, meaning?: Meaning<Uint8Array>): Uint8Array {
    const left = this.end === Infinity ? this.r.remaining : this.end - this.r.offset;
    return left === 0 ? new Uint8Array(0) : this.r.bytes(name, left, meaning);
  }

  /** A number of any size up to 64 bits within `bounds`, as it is written in decimal digits. */
  decimal(name: string, bounds: Bounds, tag: number = TAGS.INTEGER): string {
    return this.contents(name, tag, (bytes, at) => String(this.number(name, bytes, bounds, at)));
  }

  octets(name: string, meaning?: Meaning<Uint8Array>, tag: number = TAGS.OCTET_STRING): Uint8Array {
    return this.contents(name, tag, (bytes) => bytes, meaning);
  }

  /** Octets as text, one character a byte (ISO 8859-1), none left out. */
  text(name: string, tag: number = TAGS.OCTET_STRING): string {
    return this.contents(name, tag, (bytes) => latin1(bytes));
  }

  /** NULL, or another element that must be empty. */
  nothing(name: string, meaning?: string, tag: number = TAGS.NULL): void {
    this.contents(
      name,
      tag,
      (bytes, at) => {
        if (bytes.length > 0) {
          this.refuse('length', name, `has ${bytes.length} bytes, not none`, at);
        }
        return bytes;
      },
      () => meaning ?? tagName(tag),
    );
  }

  /** `1.3.6.1.2.1`. */
  oid(name: string, meaning?: Meaning<string>, tag: number = TAGS.OBJECT_IDENTIFIER): string {
    return this.contents(name, tag, (bytes, at) => this.arcs(name, bytes, at).join('.'), meaning);
  }

  /** Any element that holds no others we know of, as it is: its tag and its contents. */
  any(name: string): { readonly tag: number; readonly bytes: Uint8Array } {
    const tag = this.nextTag() ?? 0;
    const bytes = this.contents(
      name,
      tag,
      (contents) => contents,
      () => `${tagName(tag)}, unknown here`,
    );
    return { tag, bytes };
  }

  /** An element that holds others, all of which `read` must read. Also for octets that are BER inside. */
  within<T>(name: string, tag: number, read: (inside: BerReader) => T, meaning?: string): T {
    if (this.depth === MAX_DEPTH) {
      this.refuse('length', name, `is nested more than ${MAX_DEPTH} deep`);
    }
    const { size, length } = this.header(name, tag);
    const words = `${meaning ?? tagName(tag)}, ${length} ${length === 1 ? 'byte' : 'bytes'}`;
    this.r.bytes(name, size, () => words);
    const inside = new BerReader(this.r, this.r.offset + length, this.depth + 1, this.leniency);
    const message = read(inside);
    if (inside.more) {
      if (this.r.remaining === 0) this.r.bytes(name, inside.end - this.r.offset);
      inside.any('more than expected');
      this.refuse('value', name, 'holds more elements than it should');
    }
    return message;
  }

  /** Refuses the message for the element that stands next: see {@link Reader.refuse}. */
  refuse(
    kind: 'magic' | 'length' | 'value',
    name: string,
    what: string,
    at = this.r.offset,
  ): never {
    return this.r.refuse(kind, name, `${name} at byte ${at} ${what}`, at);
  }

  private matches(tag: number, wanted: number): boolean {
    return tag === wanted || (this.leniency.anyForm === true && (tag ^ wanted) === CONSTRUCTED);
  }

  /** Reads one element's tag, length and contents as one field; `parse` is told where it begins. */
  private contents<T extends string | number | Uint8Array>(
    name: string,
    tag: number,
    parse: (bytes: Uint8Array, at: number) => T,
    meaning?: Meaning<T>,
  ): T {
    const at = this.r.offset;
    const { size, length } = this.header(name, tag);
    return this.r.parsed(name, size + length, (all) => parse(all.subarray(size), at), meaning);
  }

  /** The header of the next element, which must have this tag and end where the element around it does. */
  private header(name: string, wanted?: number): Header {
    const at = this.r.offset;
    if (!this.more) this.refuse('length', name, 'is missing: the element around it ends there');
    const [tag, first, ...octets] = this.r.peek(2 + LONGEST_LENGTH);
    // Reading what is not there says by its own name what is cut off.
    if (tag === undefined) return this.cut(name, 1);
    if (wanted !== undefined && !this.matches(tag, wanted)) {
      this.refuse('value', name, `is ${wrongTag(tag, wanted)}`);
    }
    if ((tag & 0x1f) === 0x1f) this.refuse('value', name, 'has a tag of several bytes');
    if (first === undefined) return this.cut(name, 2);
    if (first === 0x80) this.refuse('length', name, 'has no definite length');
    const count = first < 0x80 ? 0 : first & 0x7f;
    if (count > LONGEST_LENGTH) {
      this.refuse('length', name, `has a length of ${count} bytes, more than ${LONGEST_LENGTH}`);
    }
    if (octets.length < count) return this.cut(name, 2 + count);
    const length =
      count === 0 ? first : octets.slice(0, count).reduce((sum, octet) => sum * 256 + octet, 0);
    const header = { tag, size: 2 + count, length };
    if (at + header.size + length > this.end) {
      const room = Math.max(this.end - at - header.size, 0);
      this.refuse('length', name, `says ${length} bytes, ${room} are left around it`);
    }
    return header;
  }

  private cut(name: string, length: number): never {
    this.r.bytes(name, length);
    throw new RangeError(`${length} bytes were there after all`);
  }

  /** Two's complement, most significant octet first (X.690, section 8.3). Needless zeros are tolerated. */
  private number(name: string, bytes: Uint8Array, { least, most }: Bounds, at: number): bigint {
    this.checkNumberLength(name, bytes, at);
    let value = BigInt(bytes[0]! >= 0x80 ? -1 : 0);
    for (const octet of bytes) value = (value << 8n) | BigInt(octet);
    if (value < least || value > most) {
      this.refuse('value', name, `is ${value}, not within ${least} and ${most}`, at);
    }
    return value;
  }

  private checkNumberLength(name: string, { length }: Uint8Array, at: number): void {
    if (length === 0 || length > LONGEST_INTEGER) {
      this.refuse('length', name, `is a number of ${length} bytes`, at);
    }
  }

  /** Seven bits an octet, the first two arcs in one (X.690, section 8.19). No octets: some agents mean 0.0. */
  private arcs(name: string, bytes: Uint8Array, at: number): number[] {
    if (bytes.length === 0) return [0, 0];
    if (bytes.length > LONGEST_OID || bytes.at(-1)! >= 0x80) {
      this.refuse('value', name, 'is an object identifier without an end', at);
    }
    const arcs: number[] = [];
    let arc = 0;
    let begun = false;
    for (const octet of bytes) {
      // An arc that begins with zeros could be written in many ways (section 8.19.2 forbids it).
      if (!begun && octet === 0x80) {
        this.refuse('value', name, 'has an arc that begins with zeros', at);
      }
      arc = arc * 128 + (octet & 0x7f);
      if (arc > MAX_ARC + 80) this.refuse('value', name, `has an arc above ${MAX_ARC}`, at);
      begun = octet >= 0x80;
      if (begun) continue;
      arcs.push(arc);
      arc = 0;
    }
    const first = Math.min(Math.floor(arcs[0]! / 40), 2);
    const all = [first, arcs[0]! - 40 * first, ...arcs.slice(1)];
    if (all.length > MAX_ARCS || all.some((one) => one > MAX_ARC)) {
      this.refuse('value', name, `has more than ${MAX_ARCS} arcs, or one above ${MAX_ARC}`, at);
    }
    return all;
  }
}

/** The elements of a whole message: they may be cut off, and something may follow them. */
export const readBer = (r: Reader, leniency: BerLeniency = {}): BerReader =>
  new BerReader(r, Infinity, 0, leniency);
