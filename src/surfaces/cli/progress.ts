/** What an operation says of how far it is, as one line on a terminal that goes away when it is done. */
import type { Emission } from '../../app/operation.ts';
import type { Clock } from '../../platform/platform.ts';
import { grouped } from '../../core/count.ts';
import type { Millis } from '../../core/units.ts';
import { cut, printable } from './text.ts';
import { columnsOf, type World } from './world.ts';

/** What is over sooner needs no progress. */
const QUIET: Millis = 1000;
/** More often, nobody sees it. */
const BETWEEN: Millis = 100;
const BAR = 24;

export interface ProgressLine {
  show(emission: Emission): void;
  /** Takes the line away. */
  clear(): void;
}

/** On anything that is no terminal it says nothing. */
export function progressLine({ stderr, env, platform }: World): ProgressLine {
  const isShown = stderr.isTTY === true && env['TERM'] !== 'dumb';
  if (!isShown) return { show: () => {}, clear: () => {} };
  return new TerminalLine(
    platform.clock,
    (text) => void stderr.write(text),
    () => columnsOf(stderr, env),
  );
}

type Progress = Extract<Emission, { kind: 'progress' }>;

class TerminalLine implements ProgressLine {
  private readonly begun: Millis;
  private last = -Infinity;
  private isDrawn = false;
  /** What was said last. */
  private latest?: Progress;
  private cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly write: (text: string) => void,
    private readonly columns: () => number,
  ) {
    this.begun = clock.now();
  }

  show(emission: Emission): void {
    if (emission.kind !== 'progress') return;
    this.latest = emission;
    const due = Math.max(this.begun + QUIET, this.last + BETWEEN);
    if (this.clock.now() >= due) this.draw();
    // Whoever waits for a silent server should see for what.
    else this.cancel ??= this.clock.wakeAt(due, () => this.draw());
  }

  private draw(): void {
    this.stopWaiting();
    this.last = this.clock.now();
    this.isDrawn = true;
    this.write(`\r\x1b[2K${cut(progressText(this.latest!), this.columns() - 1)}`);
  }

  private stopWaiting(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  clear(): void {
    this.stopWaiting();
    if (this.isDrawn) this.write('\r\x1b[2K');
    this.isDrawn = false;
  }
}

/** `reading ports.xml  [██████············] 1.2 of 3.9 MB`. */
export function progressText({ what, done, total, unit }: Progress): string {
  const words = printable(what);
  if (total === undefined || total <= 0) {
    return done > 0 ? `${words}  ${amount(done, unit)}` : `${words} …`;
  }
  const part = Math.min(1, done / total);
  const full = Math.round(part * BAR);
  const bar = `${'█'.repeat(full)}${'·'.repeat(BAR - full)}`;
  return `${words}  [${bar}] ${amount(done, unit)} of ${amount(total, unit)}`;
}

const amount = (count: number, unit: Progress['unit']) =>
  unit === 'bytes' ? `${(count / 1e6).toFixed(1)} MB` : grouped(count);
