/** What can be composed: pages of lines, and pages of dots. Everything that is hard to decide is decided already. */
import type { PageFormat, PageUnits } from '../../../core/page/marks.ts';

/** Heads that are written for. `inkjet`: ESC/P2 text, and raster graphics. */
export const PRINTER_KINDS = ['9-pin', '24-pin', 'inkjet'] as const;
export type PrinterKind = (typeof PRINTER_KINDS)[number];

/** What it is printed with, and on. */
export interface Target {
  readonly kind: PrinterKind;
  readonly paper: PageFormat;
  /** Where column 0 and the first line are, and where it prints no more: all from the paper's upper left corner. */
  readonly printable: {
    readonly left: PageUnits;
    readonly top: PageUnits;
    readonly right: PageUnits;
    readonly bottom: PageUnits;
  };
  /** It has inks, or a ribbon, besides black. */
  readonly isColour: boolean;
  /** The four character tables after ESC @, by the names of `characters/`. */
  readonly tables: readonly [string, string, string, string];
  /** Which of them is chosen after ESC @. */
  readonly table: 0 | 1 | 2 | 3;
}

/** Colours of type, as ESC r numbers them (fact sheet, 3.3). */
export const TEXT_COLOURS = [
  'black',
  'magenta',
  'cyan',
  'violet',
  'yellow',
  'red',
  'green',
] as const;
export type TextColour = (typeof TEXT_COLOURS)[number];

export interface TextStyle {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly colour: TextColour;
}

export const PLAIN_STYLE: TextStyle = {
  bold: false,
  italic: false,
  underline: false,
  colour: 'black',
};

/** Characters in one style, each of them one that the printer's tables have. */
export interface StyledRun {
  readonly text: string;
  readonly style: TextStyle;
}

/** Characters to the inch: 17 and 20 are 10 and 12 condensed (17.14 and 20). */
export const PITCHES = [10, 12, 15, 17, 20] as const;
export type Pitch = (typeof PITCHES)[number];

export interface TextFormat {
  readonly pitch: Pitch;
  readonly linesPerInch: number;
  readonly quality: 'draft' | 'letter';
  /** Where the first column and the first line are, from the paper's upper left corner. */
  readonly left: PageUnits;
  readonly top: PageUnits;
}

/** Lines that fit on one page. */
export type TextPage = readonly (readonly StyledRun[])[];

/** What dots of one plane are printed with. */
export type PlaneInk = 'black' | 'cyan' | 'magenta' | 'yellow';

/** A picture as dots: there, or not. */
export interface DotPicture {
  /** Where its upper left corner is, from the paper's. */
  readonly left: PageUnits;
  readonly top: PageUnits;
  readonly columns: number;
  readonly rows: number;
  readonly dpi: Resolution;
  /** One plane for each, in the order of the planes of a row. */
  readonly inks: readonly PlaneInk[];
  /** Row by row; of each ink columns / 8 bytes, rounded up, high bit first. Octets may be used anew for the next row. */
  dots(): Iterable<readonly Uint8Array[]>;
}

/** Dots to the inch. */
export interface Resolution {
  readonly x: number;
  readonly y: number;
}

/** What is printed, each on pages of its own. */
export type ComposedDocument =
  | { readonly kind: 'text'; readonly format: TextFormat; readonly pages: Iterable<TextPage> }
  | { readonly kind: 'picture'; readonly picture: DotPicture };
