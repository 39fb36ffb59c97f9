import type { WireError, WireErrorKind } from '../errors.ts';

/** What a field may hold once read. */
export type FieldValue = string | number | Uint8Array;

/**
 * One named stretch of a message: what a decoder read, where, and how it is understood.
 * `offset` and `length` are bytes from the start of the message.
 */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly value: FieldValue;
  /** The value in words, when the number alone says little. */
  readonly meaning?: string;
}

/** The outcome of decoding: a message, or an error and the fields read before it. */
export type Decoded<Message> =
  | { readonly ok: true; readonly message: Message; readonly fields: readonly Field[] }
  | { readonly ok: false; readonly error: WireError; readonly fields: readonly Field[] };

/** Ends a read from inside; never leaves {@link decodeWith}. */
class Refusal {
  constructor(readonly error: WireError) {}
}

/**
 * Reads a message field by field. Every read carries the field's name: the error
 * (*truncated in payload length at byte 12*), the coloured hexdump and the wire table come from it.
 * Numbers are big endian unless the name of the method says otherwise.
 */
export class Reader {
  readonly fields: Field[] = [];
  private at = 0;

  constructor(private readonly source: Uint8Array) {}

  get offset(): number {
    return this.at;
  }

  get remaining(): number {
    return this.source.length - this.at;
  }

  u8(name: string, meaning?: (value: number) => string | undefined): number {
    const start = this.take(name, 1);
    const value = this.source[start]!;
    return this.keep(name, start, 1, value, meaning?.(value));
  }

  u16(name: string, meaning?: (value: number) => string | undefined): number {
    const start = this.take(name, 2);
    const value = (this.source[start]! << 8) | this.source[start + 1]!;
    return this.keep(name, start, 2, value, meaning?.(value));
  }

  u32(name: string, meaning?: (value: number) => string | undefined): number {
    const start = this.take(name, 4);
    const s = this.source;
    const value =
      ((s[start]! << 24) | (s[start + 1]! << 16) | (s[start + 2]! << 8) | s[start + 3]!) >>> 0;
    return this.keep(name, start, 4, value, meaning?.(value));
  }

  /** `length` raw bytes. */
  bytes(
    name: string,
    length: number,
    meaning?: (value: Uint8Array) => string | undefined,
  ): Uint8Array {
    const start = this.take(name, length);
    const value = this.source.slice(start, start + length);
    return this.keep(name, start, length, value, meaning?.(value));
  }

  /** `length` bytes as the one value that `parse` makes of them; it may {@link refuse}. */
  parsed<T extends FieldValue>(
    name: string,
    length: number,
    parse: (bytes: Uint8Array) => T,
    meaning?: (value: T) => string | undefined,
  ): T {
    const start = this.take(name, length);
    const value = parse(this.source.slice(start, start + length));
    return this.keep(name, start, length, value, meaning?.(value));
  }

  /** All bytes that are left; may be none. A field is recorded only when there are some. */
  rest(name: string): Uint8Array {
    return this.remaining === 0 ? new Uint8Array(0) : this.bytes(name, this.remaining);
  }

  /**
   * `length` bytes of text, one character a byte (ISO 8859-1). What follows the first NUL is padding
   * and not part of the value.
   */
  text(name: string, length: number, meaning?: (value: string) => string | undefined): string {
    const start = this.take(name, length);
    let value = '';
    for (let i = start; i < start + length; i++) {
      const code = this.source[i]!;
      if (code === 0) break;
      value += String.fromCharCode(code);
    }
    return this.keep(name, start, length, value, meaning?.(value));
  }

  /** `length` bytes, kept as what they stand for: a name, an address as people write it. */
  as<T extends FieldValue>(
    name: string,
    length: number,
    value: (bytes: Uint8Array) => T,
    meaning?: string,
  ): T {
    const start = this.take(name, length);
    return this.keep(name, start, length, value(this.source.slice(start, this.at)), meaning);
  }

  /** The bytes from `name`'s start to where reading stands, without recording a field. */
  peek(length: number): Uint8Array {
    return this.source.slice(this.at, this.at + length);
  }

  /** Refuses the message: the peer broke a rule in `field`, at `offset` (default: where reading stands). */
  refuse(kind: WireErrorKind, field: string, message: string, offset = this.at): never {
    throw new Refusal({ kind, field, offset, message });
  }

  private take(name: string, length: number): number {
    // A length that was computed from what the peer declared: reading backwards would never end.
    if (!(length >= 0)) this.refuse('length', name, `${name} at byte ${this.at} has no length`);
    // A decoder that computes a length must check it first: a negative one is our own bug.
    if (!(length >= 0)) throw new RangeError(`${length} bytes cannot be read for ${name}`);
    if (length > this.remaining) {
      const have = this.remaining;
      this.refuse(
        'truncated',
        name,
        `truncated in ${name} at byte ${this.at}: ${length} ${length === 1 ? 'byte' : 'bytes'} expected, ${have} left`,
      );
    }
    const start = this.at;
    this.at += length;
    return start;
  }

  private keep<T extends FieldValue>(
    name: string,
    offset: number,
    length: number,
    value: T,
    meaning?: string,
  ): T {
    this.fields.push(
      meaning === undefined
        ? { name, offset, length, value }
        : { name, offset, length, value, meaning },
    );
    return value;
  }
}

/**
 * Runs a reading function over bytes and makes it total: a refusal becomes a value.
 * Anything else that `read` throws is our own bug and passes through.
 */
export function decodeWith<Message>(
  bytes: Uint8Array,
  read: (reader: Reader) => Message,
): Decoded<Message> {
  const reader = new Reader(bytes);
  try {
    const message = read(reader);
    return { ok: true, message, fields: reader.fields };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { ok: false, error: thrown.error, fields: reader.fields };
    throw thrown;
  }
}
