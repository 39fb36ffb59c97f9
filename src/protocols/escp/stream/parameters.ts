/** Bytes that belong to one command: kept, or passed over by their number. */
import type { Input } from './input.ts';
import { fault, unknown, type Reading, type Step } from './reading.ts';
import type { EscpToken, FaultToken } from '../tokens.ts';

/** Kept of what nobody can explain: enough to see what it is. */
const SHOWN = 16;

/** Where a command began, and what it is called so far. */
export interface Begun {
  readonly offset: number;
  readonly name: string;
}

const cutShort = ({ offset, name }: Begun, end: number): FaultToken =>
  fault(offset, end - offset, name, 'the stream ends within it');

/** Parameters of which those that came tell how many there are. */
export class Parameters implements Reading {
  private bytes = new Uint8Array(16);
  private have = 0;
  private isDone = false;

  /**
   * @param extent how many there are, as far as those that came tell
   * @param finish what becomes of them; absent: something else is read, which `finish` has arranged
   */
  constructor(
    private readonly begun: Begun,
    private readonly extent: (parameters: Uint8Array) => number,
    private readonly finish: (parameters: Uint8Array, end: number) => EscpToken | undefined,
  ) {}

  step(input: Input): Step {
    if (this.isDone) return 'over';
    for (;;) {
      const wanted = this.extent(this.bytes.subarray(0, this.have));
      if (wanted === this.have) break;
      this.makeRoom(wanted);
      while (this.have < wanted) {
        const some = input.some(wanted - this.have);
        if (some.length === 0) return 'more';
        this.bytes.set(some, this.have);
        this.have += some.length;
      }
    }
    this.isDone = true;
    return this.finish(this.bytes.subarray(0, this.have), input.offset) ?? 'over';
  }

  cut(end: number): FaultToken | undefined {
    return this.isDone ? undefined : cutShort(this.begun, end);
  }

  private makeRoom(wanted: number): void {
    if (wanted <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.max(wanted, this.have * 2));
    bytes.set(this.bytes.subarray(0, this.have));
    this.bytes = bytes;
  }
}

/** So many bytes that are not kept. */
class Skipped implements Reading {
  private readonly shown = new Uint8Array(SHOWN);
  private have = 0;
  private isDone = false;

  /**
   * @param head what came of the command before
   * @param finish is given the beginning of its bytes
   */
  constructor(
    private readonly begun: Begun,
    head: Uint8Array,
    private left: number,
    private readonly finish: (beginning: Uint8Array, end: number) => EscpToken,
  ) {
    this.show(head);
  }

  step(input: Input): Step {
    if (this.isDone) return 'over';
    if (this.left > 0 && this.have < SHOWN) {
      const some = input.some(Math.min(this.left, SHOWN - this.have));
      this.show(some);
      this.left -= some.length;
    }
    this.left -= input.skip(this.left);
    if (this.left > 0) return 'more';
    this.isDone = true;
    return this.finish(this.shown.subarray(0, this.have), input.offset);
  }

  cut(end: number): FaultToken | undefined {
    return this.isDone ? undefined : cutShort(this.begun, end);
  }

  private show(bytes: Uint8Array): void {
    const some = bytes.subarray(0, SHOWN - this.have);
    this.shown.set(some, this.have);
    this.have += some.length;
  }
}

/** Data of a command that nobody knows. @param head what came of it before */
export const unknownData = (begun: Begun, head: Uint8Array, count: number): Reading =>
  new Skipped(begun, head, count, (bytes, end) => unknown(begun.offset, end, begun.name, bytes));

/** Data of a command that says of itself that it has more than any has. */
export const tooMuchData = ({ offset, name }: Begun, head: Uint8Array, count: number): Reading =>
  new Skipped({ offset, name }, head, count, (_, end) =>
    fault(offset, end - offset, name, `${count} bytes of data are more than any has: skipped`),
  );
