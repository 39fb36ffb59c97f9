/** Jobs of ESC/P for tests, and what became of them, character by character. */
import { inches, PAPER_SIZES } from '../../src/core/page/paper.ts';
import type { Mark, TextMark } from '../../src/core/page/marks.ts';
import {
  createInterpreter,
  type InterpreterOptions,
} from '../../src/protocols/escp/interpreter.ts';
import type { EscpModel } from '../../src/protocols/escp/model.ts';
import type { EscpEvent, EscpReport } from '../../src/protocols/escp/report.ts';

/** Fanfold of 11 inches, 80 columns that begin a quarter of an inch from the edge. */
export const LQ: EscpModel = {
  pins: 24,
  paper: PAPER_SIZES['fanfold']!,
  isRoll: false,
  printable: { left: inches(0.25), top: 0, right: inches(8.25), bottom: inches(11) },
  autoLineFeed: false,
  tables: ['italic', 'pc437', 'pc437', 'pc437'],
  table: 1,
  country: 0,
  isColour: true,
};
export const FX: EscpModel = { ...LQ, pins: 9, isColour: false };
export const INKJET: EscpModel = {
  ...LQ,
  paper: PAPER_SIZES['letter']!,
  printable: { left: inches(0.25), top: inches(0.125), right: inches(8.25), bottom: inches(10.5) },
};
export const ROLL: EscpModel = {
  ...LQ,
  paper: { width: inches(3), height: inches(80) },
  isRoll: true,
  printable: { left: 0, top: 0, right: inches(3), bottom: inches(80) },
};

export type Part = string | number | Uint8Array | readonly number[];

/** Bytes of text (a code below 100h a character), of numbers, and of bytes. */
export function job(...parts: readonly Part[]): Uint8Array {
  const bytes = parts.map((part) => {
    if (typeof part === 'number') return [part];
    return typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : [...part];
  });
  return Uint8Array.from(bytes.flat());
}

export const ESC = '\x1b';
export const low = (n: number): number[] => [n & 0xff, (n >> 8) & 0xff];
export const long = (n: number): number[] => [...low(n), ...low(n >> 16)];
/** `ESC (` with its length. */
export const extended = (sign: string, ...parameters: readonly number[]): Uint8Array =>
  job(`${ESC}(${sign}`, low(parameters.length), parameters);

export interface Played {
  readonly events: readonly EscpEvent[];
  readonly report: EscpReport;
}

export function play(bytes: Uint8Array, options: Partial<InterpreterOptions> = {}): Played {
  const interpreter = createInterpreter({ model: LQ, ...options });
  const events = [...interpreter.take(bytes), ...interpreter.end()];
  return { events, report: interpreter.report() };
}

export const marksOf = ({ events }: Pick<Played, 'events'>): Mark[] =>
  events.flatMap((event) => (event.kind === 'mark' ? [event.mark] : []));

export const textOf = (played: Pick<Played, 'events'>): TextMark[] =>
  marksOf(played).filter((mark): mark is TextMark => mark.kind === 'text');

/** Where a character stands, in inches from the paper's corner: its cell's left edge, and the top of its line. */
export interface Place {
  readonly page: number;
  readonly character: string;
  readonly x: number;
  readonly y: number;
}

/** Every character of text, but spaces. */
export function places(
  bytes: Uint8Array,
  options: Partial<InterpreterOptions> & { readonly depth?: number } = {},
): Place[] {
  const { depth = options.model?.pins === 9 ? 7 / 72 : 20 / 180, ...others } = options;
  const result: Place[] = [];
  let page = 0;
  for (const event of play(bytes, others).events) {
    if (event.kind === 'page') page++;
    if (event.kind !== 'mark' || event.mark.kind !== 'text') continue;
    let { x } = event.mark;
    for (const [at, character] of [...event.mark.text].entries()) {
      const y = round(event.mark.y / 86_400 - depth);
      if (character !== ' ') result.push({ page, character, x: round(x / 86_400), y });
      x += event.mark.advances[at]!;
    }
  }
  return result;
}

const round = (n: number): number => Math.round(n * 100_000) / 100_000 + 0;

/** As `a 1: 0.25 0`: character, page, and place in inches. */
export const placed = (...of: Parameters<typeof places>): string[] =>
  places(...of).map(({ page, character, x, y }) => `${character} ${page}: ${x} ${y}`);

/** Heights of pages in inches. */
export const pagesOf = (bytes: Uint8Array, options: Partial<InterpreterOptions> = {}): number[] =>
  play(bytes, options).events.flatMap((event) =>
    event.kind === 'page end' ? [round(event.height / 86_400)] : [],
  );
