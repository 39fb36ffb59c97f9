/** What showing a job gives: its shape, as programs see it. */
import type { Bitmap } from '../../../rendering/bitmap.ts';
import type { EscpReport } from '../../../protocols/escp/report.ts';

/** How a job is shown. */
export const SHOWN_AS = ['picture', 'text', 'png', 'pdf', 'report'] as const;
export type ShownAs = (typeof SHOWN_AS)[number];

export interface ShownPage {
  /** From 1. */
  readonly page: number;
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
  /** Runs of text, groups of dots, pictures. */
  readonly marks: number;
  /** What stands on it, where it was asked for: lines, each with its end. */
  readonly text?: string;
}

/** Small pictures of the first pages, for terminals; programs are given PNG. */
export const PICTURES: unique symbol = Symbol('pictures');

export interface PrinterShowResult {
  /** What was shown: `job 3`, a path, `standard input`. */
  readonly source: string;
  /** The printer that was played. */
  readonly model: string;
  /** Absent: as pictures where somebody looks at a terminal, else as text. */
  readonly as?: ShownAs;
  readonly pages: readonly ShownPage[];
  /** Pages of the job that were not asked for, or were too many. */
  readonly leftOut: number;
  /** Files that were written. */
  readonly written: readonly string[];
  readonly report: EscpReport;
  /** What went wrong, and what is to be known: a sentence each. */
  readonly notes: readonly string[];
  readonly interrupted?: true;
  readonly [PICTURES]?: readonly Bitmap[];
}
