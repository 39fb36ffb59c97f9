import type { Field } from './reader.ts';

/** One byte of a dump, and which of the fields it belongs to (-1: none, it was not understood). */
export interface DumpCell {
  readonly hex: string;
  readonly character: string;
  readonly field: number;
}

/** A line of a dump: `offset` of its first byte, and up to `width` cells. */
export interface DumpLine {
  readonly offset: number;
  readonly cells: readonly DumpCell[];
}

/** Lays bytes out in lines of `width` (default 16), each byte tied to the field that covers it. */
export function hexdump(bytes: Uint8Array, fields: readonly Field[], width = 16): DumpLine[] {
  const owner = new Int32Array(bytes.length).fill(-1);
  fields.forEach((field, index) => owner.fill(index, field.offset, field.offset + field.length));
  const lines: DumpLine[] = [];
  for (let offset = 0; offset < bytes.length; offset += width) {
    const cells: DumpCell[] = [];
    for (let i = offset; i < Math.min(offset + width, bytes.length); i++) {
      const byte = bytes[i]!;
      cells.push({
        hex: byte.toString(16).padStart(2, '0'),
        character: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
        field: owner[i]!,
      });
    }
    lines.push({ offset, cells });
  }
  return lines;
}
