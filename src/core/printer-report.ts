/**
 * What a printer says of itself, whichever protocol it says it in: one plain record, in words that a person
 * reads, fit to be shown. Everything is optional: a record holds what was said and nothing that was guessed.
 */

/** How much there is of something. */
export type Level =
  /** 0 to 100: what is left; of something that fills up the room that is left (RFC 3805). */
  | { readonly kind: 'percent'; readonly percent: number }
  /** When it is not said in numbers: `some left`, `not read yet`, `empty`. */
  | { readonly kind: 'words'; readonly words: string };

/** Ink, toner, a drum, a waste container. */
export interface Supply {
  /** As the printer calls it; else its colour or kind. */
  readonly name: string;
  /** `ink`, `toner cartridge`, `maintenance box`. */
  readonly kind: string;
  /** `black`, `light cyan`. */
  readonly colour?: string;
  /** It fills up instead of being used up: a waste container. */
  readonly fills?: true;
  readonly level: Level;
}

/** Something that keeps a printer from printing, or soon will. */
export interface PrinterError {
  /** In our words: `input: paper low`. */
  readonly words: string;
  /**
   * The same in IPP's words, a keyword of `printer-state-reasons`: `media-low`. Absent where none is certain. By it the
   * same fault is known whoever tells it.
   */
  readonly reason?: string;
}

/** Something that the printer wants somebody to know. */
export interface PrinterAlert extends PrinterError {
  /** `other` where the printer does not say, or says something of its own. */
  readonly severity: 'critical' | 'warning' | 'other';
  /** In the printer's own words, as they came. */
  readonly said?: string;
}

export interface PrinterCover {
  readonly name: string;
  /** `open`, `closed`, `interlock open` … */
  readonly state: string;
}

export interface PrinterInput {
  readonly name: string;
  /** What lies in it, as the printer calls it. */
  readonly media?: string;
  readonly level?: Level;
}

export interface PrinterCounter {
  /** `pages`, `colour pages`. */
  readonly name: string;
  readonly count: number;
  /** `impressions`, `sheets`; absent where the printer does not say. */
  readonly unit?: string;
}

export interface PrinterReport {
  readonly name?: string;
  readonly maker?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly firmware?: string;
  readonly location?: string;
  /** `00:00:5e:00:53:01`. */
  readonly mac?: string;
  /** The IEEE 1284 device id: see `ieee1284.ts`. */
  readonly deviceId?: string;
  /** `idle`, `printing`, `waiting`, `sleeping`. */
  readonly state?: string;
  /** What keeps it from printing or soon will, without a severity: `paper jam`. Empty: nothing that it says. */
  readonly errors: readonly PrinterError[];
  readonly alerts: readonly PrinterAlert[];
  readonly supplies: readonly Supply[];
  readonly covers: readonly PrinterCover[];
  readonly inputs: readonly PrinterInput[];
  readonly counters: readonly PrinterCounter[];
  /** The lines on its display. */
  readonly display: readonly string[];
  /** Where what was said can be read in two ways: which, and by whom. */
  readonly disputed: readonly string[];
}

/** A record of nothing, to be added to. */
export const EMPTY_REPORT: PrinterReport = {
  errors: [],
  alerts: [],
  supplies: [],
  covers: [],
  inputs: [],
  counters: [],
  display: [],
  disputed: [],
};
