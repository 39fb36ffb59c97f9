/**
 * The commands behind `ESC . 2` and `ESC . 3`: what to do in the upper half of a byte, how much in the lower one, or
 * how many bytes say how much (fact sheet, 3.5). They go on until one of them says that they end.
 */
import { unpackRuns } from './compression.ts';
import type { Input } from './input.ts';
import { ESC, le16, signOf, type Reading, type Step } from './reading.ts';
import type { FaultToken, RasterToken } from '../tokens.ts';

type Operation = RasterToken['operation'];

const WORDS: Readonly<Record<number, Operation>> = {
  0xe1: { kind: 'clear' },
  0xe2: { kind: 'carriage return' },
  0xe3: { kind: 'exit' },
  0xe4: { kind: 'unit byte' },
  0xe5: { kind: 'unit dot' },
};

/** What the upper half of a byte starts; those with an odd one say in one or two bytes how much. */
const TRANSFER = 0x2;
const MOVE_X = 0x4;
const MOVE_Y = 0x6;
const COLOUR = 0x8;

export class RasterCommands implements Reading {
  /** The command that is being read: itself and its bytes of length. */
  private readonly head = new Uint8Array(3);
  private have = 0;
  private from = 0;
  /** Of a transfer. */
  private packed = new Uint8Array(0);
  private filled = 0;
  private isTransfer = false;
  private isOver = false;

  /**
   * @param name the command that they belong to: `ESC .`
   * @param row room for one
   */
  constructor(
    private readonly name: string,
    private readonly row: Uint8Array,
  ) {}

  step(input: Input): Step {
    if (this.isOver) return 'over';
    if (this.have === 0) {
      const first = input.peek();
      if (first === undefined) return 'more';
      this.from = input.offset;
      // No raster command begins like this: whoever wrote it believes that these are over.
      if (first === ESC) return this.left();
      this.head[this.have++] = input.next();
    }
    const wanted = this.headLength();
    while (this.have < wanted) {
      if (input.left === 0) return 'more';
      this.head[this.have++] = input.next();
    }
    return this.isTransfer || this.begins() ? this.transfer(input) : this.said(input.offset);
  }

  cut(offset: number): FaultToken | undefined {
    if (this.have === 0) return undefined;
    const says = 'the stream ends within a raster command';
    return { kind: 'fault', offset: this.from, length: offset - this.from, name: this.name, says };
  }

  private left(): Step {
    this.isOver = true;
    const says = 'left by ESC, not by its own command';
    return { kind: 'fault', offset: this.from, length: 0, name: this.name, says };
  }

  private headLength(): number {
    const high = this.head[0]! >> 4;
    const isLong = high === TRANSFER + 1 || high === MOVE_X + 1 || high === MOVE_Y + 1;
    const low = this.head[0]! & 15;
    return isLong && (low === 1 || low === 2) ? 1 + low : 1;
  }

  private get amount(): number {
    if (this.have === 1) return this.head[0]! & 15;
    return this.have === 2 ? this.head[1]! : le16(this.head, 1);
  }

  /** Whether data follow. */
  private begins(): boolean {
    const high = this.head[0]! >> 4;
    if (high !== TRANSFER && !(high === TRANSFER + 1 && this.have > 1)) return false;
    this.isTransfer = true;
    this.filled = 0;
    if (this.packed.length < this.amount) this.packed = new Uint8Array(this.amount);
    return true;
  }

  private transfer(input: Input): Step {
    const some = input.some(this.amount - this.filled);
    this.packed.set(some, this.filled);
    this.filled += some.length;
    if (this.filled < this.amount) return 'more';
    const source = this.packed.subarray(0, this.filled);
    const { read, written } = unpackRuns(source, this.row);
    this.isTransfer = false;
    if (read < source.length) {
      return this.ended(input.offset, `a row wider than ${this.row.length} bytes: it is skipped`);
    }
    return this.ended(input.offset, { kind: 'transfer', data: this.row.subarray(0, written) });
  }

  private said(offset: number): Step {
    const [code = 0] = this.head;
    const operation = WORDS[code] ?? this.moved(code >> 4);
    if (operation?.kind === 'exit') this.isOver = true;
    return this.ended(offset, operation);
  }

  private moved(high: number): Operation | undefined {
    const by = this.amount;
    switch (high) {
      case MOVE_X:
        return { kind: 'move x', by: by < 8 ? by : by - 16 };
      case MOVE_X + 1:
        if (this.have === 1) return undefined;
        return { kind: 'move x', by: this.have === 2 ? (by << 24) >> 24 : (by << 16) >> 16 };
      case MOVE_Y:
        return { kind: 'move y', by };
      case MOVE_Y + 1:
        return this.have === 1 ? undefined : { kind: 'move y', by };
      case COLOUR:
        return { kind: 'colour', colour: by };
      default:
        return undefined;
    }
  }

  private ended(end: number, what: Operation | string | undefined): Step {
    const offset = this.from;
    const length = end - offset;
    this.have = 0;
    if (typeof what === 'string') {
      return { kind: 'fault', offset, length, name: this.name, says: what };
    }
    if (what) return { kind: 'raster', offset, length, operation: what };
    const name = `${this.name} ${signOf(this.head[0]! | 0)}`;
    return { kind: 'unknown', offset, length, name, bytes: this.head.slice(0, length) };
  }
}
