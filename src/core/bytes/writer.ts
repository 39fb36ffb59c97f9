/** Builds a message. Numbers are big endian; values out of range are our own bug and throw. */
export class Writer {
  private readonly octets: number[] = [];

  get length(): number {
    return this.octets.length;
  }

  u8(value: number): this {
    return this.number(value, 1);
  }

  u16(value: number): this {
    return this.number(value, 2);
  }

  u32(value: number): this {
    return this.number(value, 4);
  }

  bytes(value: Iterable<number>): this {
    for (const octet of value) this.octets.push(octet);
    return this;
  }

  /** Text as one byte a character, NUL padded to `length` bytes (no padding when absent). */
  text(value: string, length = value.length): this {
    if (value.length > length) throw new RangeError(`"${value}" is longer than ${length} bytes`);
    for (let i = 0; i < length; i++) {
      const code = i < value.length ? value.charCodeAt(i) : 0;
      if (code > 0xff) throw new RangeError(`"${value}" has a character beyond ISO 8859-1`);
      this.octets.push(code);
    }
    return this;
  }

  /** Puts another number in the place of one that stands at byte `at`: a length, once it is known. */
  setU16(at: number, value: number): this {
    if (at < 0 || at + 2 > this.octets.length) throw new RangeError(`nothing stands at byte ${at}`);
    const [high, low] = new Writer().u16(value).finish();
    this.octets[at] = high!;
    this.octets[at + 1] = low!;
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.octets);
  }

  private number(value: number, size: 1 | 2 | 4): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
      throw new RangeError(`${value} does not fit in ${size} bytes`);
    }
    for (let shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      this.octets.push((value >>> shift) & 0xff);
    }
    return this;
  }
}
