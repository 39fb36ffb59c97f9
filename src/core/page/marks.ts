/**
 * What stands on a page, in units that no resolution rounds. Printing languages write it, renderers read it; neither
 * knows of the other.
 */

/**
 * 1/86,400 inch. The units of ESC/P (1/60, 1/72, 1/120, 1/180, 1/216, 1/360, 1/720, 1/1440, 1/2880, 1/3600, 1/5760
 * inch, 7/120 inch for condensed type) are whole numbers of it, so that moves add up without error.
 */
export type PageUnits = number;
export const UNITS_PER_INCH = 86_400;

/** What a head lays on paper. A ribbon's violet, red and green are two of them over each other. */
export type Ink =
  | 'black'
  | 'cyan'
  | 'magenta'
  | 'yellow'
  | 'light cyan'
  | 'light magenta'
  | 'light black';

/** Sheet, and where its origin is: the upper left corner of the paper; x to the right, y down. */
export interface PageFormat {
  readonly width: PageUnits;
  /** Of a roll: the length of what was printed so far at most; the mark of the end says how long it became. */
  readonly height: PageUnits;
}

/** Design of letters, as far as ESC/P names them. */
export type Typeface = 'roman' | 'sans serif' | 'courier' | 'prestige' | 'script';

export interface CharacterStyle {
  readonly typeface: Typeface;
  readonly bold: boolean;
  /** Struck twice with a little paper feed between: heavier. */
  readonly doubleStrike: boolean;
  readonly italic: boolean;
  readonly outline: boolean;
  readonly shadow: boolean;
  /** Each character is as wide as its shape asks. Otherwise it fills {@link TextMark.cell}. */
  readonly proportional: boolean;
  /** `draft`: fewer dots, where a look of dots is wanted. */
  readonly quality: 'draft' | 'letter';
}

/** A line along characters. */
export interface Score {
  readonly at: 'under' | 'through' | 'over';
  readonly isDouble: boolean;
  readonly isBroken: boolean;
}

/** Characters on one baseline, in one style. */
export interface TextMark {
  readonly kind: 'text';
  /** Left edge of the first character's cell. */
  readonly x: PageUnits;
  /** The baseline. */
  readonly y: PageUnits;
  /** Unicode; one code point a cell. */
  readonly text: string;
  /** From each character's left edge to the next one's; as many as code points. */
  readonly advances: readonly PageUnits[];
  /** How wide one character's shape is, at its usual height; of proportional type: as wide as it asks (0). */
  readonly cell: PageUnits;
  /** The size of type: its em, without {@link stretch}. 10.5 points is usual. */
  readonly size: PageUnits;
  /** 2 for double height: taller and no wider. */
  readonly stretch: number;
  readonly style: CharacterStyle;
  readonly scores: readonly Score[];
  readonly inks: readonly Ink[];
}

/** Dots of one colour, as a head strikes them. */
export interface DotsMark {
  readonly kind: 'dots';
  /** Upper left corner of the first dot's square. */
  readonly x: PageUnits;
  readonly y: PageUnits;
  readonly columns: number;
  readonly rows: number;
  /** From a column to the next, from a row to the next. */
  readonly pitchX: PageUnits;
  readonly pitchY: PageUnits;
  /** 1: there or not; 2: 0 none, 1 small, 2 medium, 3 large. */
  readonly bits: 1 | 2;
  /** Row by row, each in whole bytes, high bit first: rows x ceil(columns x bits / 8) bytes. */
  readonly data: Uint8Array;
  readonly inks: readonly Ink[];
}

/** Coloured pixels (ESC/P-R). */
export interface PictureMark {
  readonly kind: 'picture';
  readonly x: PageUnits;
  readonly y: PageUnits;
  readonly columns: number;
  readonly rows: number;
  readonly pitchX: PageUnits;
  readonly pitchY: PageUnits;
  /** Row by row, red, green, blue, a byte each: rows x columns x 3. */
  readonly rgb: Uint8Array;
}

/** Its octets may be used anew once the next one is asked for: who keeps a mark copies them. */
export type Mark = TextMark | DotsMark | PictureMark;

/** Pages as they come out of a job: a page, its marks, its end, the next page. */
export type PageEvent =
  | { readonly kind: 'page'; readonly format: PageFormat }
  | { readonly kind: 'mark'; readonly mark: Mark }
  /** @property height how long it became: of a sheet as it was announced, of a roll what was used of it. */
  | { readonly kind: 'page end'; readonly height: PageUnits };

/** How wide characters are, where a language leaves that to the type: in ems (1: as wide as the size of type). */
export type CharacterWidths = (
  character: string,
  style: Pick<CharacterStyle, 'typeface' | 'bold' | 'italic'>,
) => number;

/** Takes pages as they come, and keeps one at most. */
export interface PageOutput {
  /** Marks that it left out so far, of all pages, since a page takes only so much work. Absent: none ever. */
  readonly leftOut?: number;
  begin(format: PageFormat): void;
  mark(mark: Mark): void;
  /** Resolves when the page is where it belongs. */
  end(height: PageUnits): Promise<void>;
  /** After the last page. One that has begun and not ended is dropped: the job was broken off. */
  close(): Promise<void>;
}
