/** Rows of dots behind `ESC .` and `ESC i`, as they are or packed. One row is kept, never more. */
import type { Input } from './input.ts';
import type { Reading, Step } from './reading.ts';
import type { FaultToken } from '../tokens.ts';

/**
 * Bytes. The widest paper is 44 inches where dots are 1/5760 inch (and 64 inches at half of that), two bits each: what
 * is wider is no row of any printer.
 */
export const MOST_ROW_BYTES = (44 * 5760 * 2) / 8;

export interface RowsLayout {
  /** `ESC .`: the command that they belong to. */
  readonly name: string;
  /** Bytes of a row, unpacked. */
  readonly width: number;
  readonly rows: number;
  readonly isPacked: boolean;
}

/** Packed runs may go on in the next row: the rows are one stream. */
export class Rows implements Reading {
  private readonly target: Uint8Array;
  private row = 0;
  /** Bytes of the row that are there. */
  private filled = 0;
  /** Bytes of the stream that the row took. */
  private length = 0;
  private from = -1;
  /** Of a run that is being unpacked: what is left of it, and whether it is one byte again and again. */
  private run = 0;
  private isRepeat = false;
  private repeated = -1;

  /** @param room for a row: {@link MOST_ROW_BYTES} */
  constructor(
    private readonly layout: RowsLayout,
    room: Uint8Array,
  ) {
    this.target = room.subarray(0, layout.width <= MOST_ROW_BYTES ? layout.width : 0);
  }

  step(input: Input): Step {
    if (this.from < 0) this.from = input.offset;
    const { isPacked } = this.layout;
    while (!this.isDone) {
      const before = input.offset;
      const isFull = isPacked ? this.unpack(input) : this.copy(input);
      this.length += input.offset - before;
      if (!isFull) return 'more';
      const row = this.done(input.offset);
      if (row !== undefined) return row;
    }
    return this.over(input.offset);
  }

  cut(offset: number): FaultToken | undefined {
    const { name, rows, width } = this.layout;
    if (this.isDone) return undefined;
    const why = this.isKept ? '' : `, and rows of ${width} bytes are wider than any paper`;
    const says = `the stream ends in row ${this.row + 1} of ${rows}${why}`;
    const from = this.from < 0 ? offset : this.from;
    return { kind: 'fault', offset: from, length: offset - from, name, says };
  }

  private get isDone(): boolean {
    return this.row >= this.layout.rows || this.layout.width === 0;
  }

  private get isKept(): boolean {
    return this.target.length > 0;
  }

  private done(offset: number): Step | undefined {
    const { row, length } = this;
    this.row++;
    this.filled = 0;
    if (!this.isKept) return undefined;
    this.length = 0;
    const from = this.from;
    this.from = offset;
    return { kind: 'row', offset: from, length, row, data: this.target };
  }

  /** What is left to say after the last row: a fault once, and then that it is over. */
  private over(offset: number): Step {
    const { name, width, rows } = this.layout;
    const from = this.from;
    const length = this.length;
    this.from = offset;
    this.length = 0;
    if (!this.isKept && length > 0) {
      const says = `rows of ${width} bytes are wider than any paper: ${rows} skipped`;
      return { kind: 'fault', offset: from, length, name, says };
    }
    if (this.run > 0) {
      this.run = 0;
      return {
        kind: 'fault',
        offset,
        length: 0,
        name,
        says: 'packed data goes on after its last row',
      };
    }
    return 'over';
  }

  /** @returns whether the row is full */
  private copy(input: Input): boolean {
    const wanted = this.layout.width - this.filled;
    if (this.isKept) {
      const some = input.some(wanted);
      this.target.set(some, this.filled);
      this.filled += some.length;
    } else this.filled += input.skip(wanted);
    return this.filled === this.layout.width;
  }

  /** @returns whether the row is full */
  private unpack(input: Input): boolean {
    const { width } = this.layout;
    while (this.filled < width) {
      if (this.run === 0) {
        if (input.left === 0) return false;
        const count = input.next();
        this.isRepeat = count > 127;
        this.run = this.isRepeat ? 257 - count : count + 1;
        this.repeated = -1;
      }
      if (input.left === 0 && !(this.isRepeat && this.repeated >= 0)) return false;
      const wanted = Math.min(this.run, width - this.filled);
      const made = this.isRepeat ? this.repeat(input, wanted) : this.literals(input, wanted);
      this.filled += made;
      this.run -= made;
    }
    return true;
  }

  private repeat(input: Input, count: number): number {
    if (this.repeated < 0) this.repeated = input.next();
    if (this.isKept) this.target.fill(this.repeated, this.filled, this.filled + count);
    return count;
  }

  private literals(input: Input, count: number): number {
    if (!this.isKept) return input.skip(count);
    const some = input.some(count);
    this.target.set(some, this.filled);
    return some.length;
  }
}
