/** What surrounds a run of the command: where it writes, how wide, in colour or not, on which platform. */
import type { CancelSignal } from '../../core/signal.ts';
import type { Platform } from '../../platform/platform.ts';

export interface World {
  readonly platform: Platform;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: CancelSignal;
  readonly version: string;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** A terminal's lines. */
  readonly rows?: number | undefined;
  /** Calls `listener` when a terminal has got another size; the result stops that. */
  onResize?(listener: () => void): () => void;
  /** What is to be written when the process ends, however it ends; the result takes that back. */
  atExit?(text: string): () => void;
}

/** What a terminal has that says nothing about its width. */
const USUAL_WIDTH = 80;
/** A line no program should have to read past, when nobody says how wide the output is. */
const UNBOUNDED = 200;
const NARROWEST = 20;
/** What a terminal has that says nothing about its height. */
const USUAL_HEIGHT = 24;

/** Columns to write in: the terminal's, `COLUMNS`, or a wide page when the output is no terminal. */
export const widthOf = ({ stdout, env }: Pick<World, 'stdout' | 'env'>) => columnsOf(stdout, env);

/** The same for either output. A terminal that says 0 does not know (serial lines, some containers). */
export function columnsOf({ columns, isTTY }: Output, env: World['env']): number {
  const said = columns || Number(env['COLUMNS']) || (isTTY ? USUAL_WIDTH : UNBOUNDED);
  return Math.max(NARROWEST, said);
}

/** Lines of the terminal. */
export const heightOf = ({ stdout, env }: Pick<World, 'stdout' | 'env'>) =>
  stdout.rows || Number(env['LINES']) || USUAL_HEIGHT;

/** Colour on a terminal that can show it; NO_COLOR, FORCE_COLOR and the flag decide first. */
export function wantsColour(
  { stdout, env }: Pick<World, 'stdout' | 'env'>,
  flag?: boolean,
): boolean {
  if (flag !== undefined) return flag;
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

/** What terminals say that have 16 million colours; of the others, most have 256. */
export const hasTrueColour = ({ env }: Pick<World, 'env'>): boolean =>
  /^(?:truecolor|24bit)$/.test(env['COLORTERM'] ?? '');
