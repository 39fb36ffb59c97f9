/**
 * Delta rows: a row is sent as what differs from the one above it, so the printer keeps one row of each colour and
 * prints it whenever the paper moves on.
 */
import type { Ink } from '../../../core/page/marks.ts';

/** Wider than any paper at 720 dpi: 45 inches. What reaches beyond is not kept. */
const ROW_BYTES = 4096;

interface Seed {
  readonly inks: readonly Ink[];
  readonly row: Uint8Array;
  /** Bytes from its beginning that were ever written. */
  length: number;
}

/** The rows that later ones differ from, one for each colour. */
export class SeedRows {
  private readonly seeds = new Map<number, Seed>();
  /** Something was written that is not printed yet. */
  isPending = false;

  /** Writes over what stands from the dot `from` on. */
  write(colour: number, inks: readonly Ink[], from: number, data: Uint8Array): void {
    let seed = this.seeds.get(colour);
    if (!seed) {
      seed = { inks, row: new Uint8Array(ROW_BYTES), length: 0 };
      this.seeds.set(colour, seed);
    }
    const { row } = seed;
    const at = Math.min(Math.floor(from / 8), ROW_BYTES);
    const shift = from % 8;
    const bytes = data.subarray(0, Math.max(0, ROW_BYTES - at - 1));
    this.isPending = true;
    if (shift === 0) {
      row.set(bytes, at);
      seed.length = Math.max(seed.length, at + bytes.length);
      return;
    }
    for (const [i, byte] of bytes.entries()) {
      const kept = 0xff >> shift;
      row[at + i] = (row[at + i]! & ~kept) | (byte >> shift);
      row[at + i + 1] = (row[at + i + 1]! & kept) | ((byte << (8 - shift)) & 0xff);
    }
    seed.length = Math.max(seed.length, at + bytes.length + 1);
  }

  /** Forgets a colour's row: what follows is sent whole. */
  clear(colour: number): void {
    this.seeds.delete(colour);
    this.isPending = true;
  }

  /** One row for each colour, to be printed now. They stay, for the next row to differ from. */
  *print(): Iterable<{ readonly inks: readonly Ink[]; readonly data: Uint8Array }> {
    this.isPending = false;
    for (const { inks, row, length } of this.seeds.values()) {
      yield { inks, data: row.slice(0, length) };
    }
  }
}
