/** Other programs behind an interface: started by their arguments, bounded in time and in what they say. */
import type { CancelSignal } from '../core/signal.ts';
import type { Millis } from '../core/units.ts';

/** Other programs that are run for the user. */
export interface Programs {
  /**
   * Looks whether a program could be started, and starts nothing.
   * @throws UsageError when there is none, or this user may not run it
   */
  check(program: string): Promise<void>;
  /**
   * Runs a program to its end. No shell reads its arguments. A program that has to be ended is ended with
   * all that it started, where the system can tell; it is asked first, and a second later not asked.
   * @param program a path, or a name to be looked for as a shell would
   * @throws NotFoundError when there is no such program
   * @throws UsageError when it cannot be started
   */
  run(program: string, words: readonly string[], options: ProgramOptions): Promise<ProgramEnd>;
}

/** How a program is run. */
export interface ProgramOptions {
  /** What it reads; default: nothing. */
  readonly input?: string;
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** It is ended after this time. */
  readonly patience: Millis;
  /** It is ended when this fires. */
  readonly signal: CancelSignal;
  /** As many bytes of each of its outputs are kept; what is beyond is read and dropped. Default 64 KiB. */
  readonly limit?: number;
}

/** How a program ended, and what it wrote. */
export interface ProgramEnd {
  /** Its exit code; undefined when it did not end by itself. */
  readonly code?: number;
  /** Why it was ended, when we did that: it took too long, or the signal fired. */
  readonly ended?: 'late' | 'cancelled';
  readonly out: string;
  readonly err: string;
}

/** How much of an output is kept when nobody says. */
export const KEPT_OUTPUT = 65_536;
