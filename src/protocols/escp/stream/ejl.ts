/**
 * Lines of job languages. Epson's: `ESC 01`, then lines that begin with `@EJL`; drivers open a job with two of them
 * (leave packet mode), and `@EJL ID` asks who the printer is (fact sheet, 3.5 and 4.3). HP's: `ESC %-12345X`, then lines
 * that begin with `@PJL`; programs that take every printer for one of HP's send them (general knowledge).
 */
import type { Input } from './input.ts';
import type { Reading, Step } from './reading.ts';
import type { FaultToken } from '../tokens.ts';

/** Bytes. Lines of drivers have less than 200. */
const LONGEST_LINE = 1024;
const LENGTH = 4;
const LF = 0x0a;

export class JobLanguageLines implements Reading {
  private readonly line = new Uint8Array(LONGEST_LINE);
  private have = 0;
  private from: number;
  private isFirst: boolean;

  /**
   * @param language how lines begin, after `@`
   * @param from where the ESC was that a line has to follow; undefined where none has to
   */
  constructor(
    private readonly language: 'EJL' | 'PJL',
    from?: number,
  ) {
    this.isFirst = from !== undefined;
    this.from = from ?? 0;
  }

  step(input: Input): Step {
    const mark = `@${this.language}`;
    while (this.have < LENGTH) {
      const byte = input.peek();
      if (byte === undefined) return 'more';
      if (this.have === 0 && !this.isFirst) this.from = input.offset;
      if (byte !== mark.charCodeAt(this.have)) return this.noLine();
      this.line[this.have++] = input.next();
    }
    while (this.line[this.have - 1] !== LF) {
      if (input.left === 0) return 'more';
      if (this.have === LONGEST_LINE) return this.tooLong(input.offset);
      this.line[this.have++] = input.next();
    }
    return this.whole(input.offset);
  }

  cut(offset: number): FaultToken | undefined {
    if (this.have === 0 && !this.isFirst) return undefined;
    const says = 'the stream ends within a line';
    return {
      kind: 'fault',
      offset: this.from,
      length: offset - this.from,
      name: this.language,
      says,
    };
  }

  private whole(end: number): Step {
    const text = String.fromCharCode(...this.line.subarray(LENGTH, this.have));
    const [, word = ''] = /^ *([!-~]{0,24})/.exec(text)!;
    const after = LENGTH + text.indexOf(word) + word.length;
    const name = word === '' ? this.language : `${this.language} ${word}`;
    const parameters = trimmed(this.line.slice(after, this.have));
    const offset = this.from;
    this.begin();
    return { kind: 'command', offset, length: end - offset, name, parameters };
  }

  private tooLong(end: number): Step {
    const offset = this.from;
    this.begin();
    const says = `a line of more than ${LONGEST_LINE} bytes`;
    return { kind: 'fault', offset, length: end - offset, name: this.language, says };
  }

  private begin(): void {
    this.have = 0;
    this.isFirst = false;
  }

  /** What began like a line is none. */
  private noLine(): Step {
    const offset = this.from;
    const { isFirst } = this;
    if (isFirst) {
      this.isFirst = false;
      this.from += 2;
      return { kind: 'unknown', offset, length: 2, name: 'ESC 0x01', bytes: ESC_01 };
    }
    if (this.have === 0) return 'over';
    const bytes = this.line.slice(0, this.have);
    this.have = 0;
    return { kind: 'characters', offset, bytes };
  }
}

const ESC_01 = Uint8Array.of(0x1b, 0x01);

/** Without spaces and the end of the line around it. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let from = 0;
  let to = bytes.length;
  while (from < to && bytes[from]! <= 0x20) from++;
  while (to > from && bytes[to - 1]! <= 0x20) to--;
  return bytes.subarray(from, to);
}
