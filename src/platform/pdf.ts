/** Documents in PDF, page by page. Places are points (1/72 inch) from the upper left corner, x to the right and y down. */

/** Where the document is written. */
export interface PdfSink {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** What stands in the document's properties; nothing that is not said here stands there, no time either. */
export interface PdfFacts {
  readonly title?: string;
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly created?: number;
}

/** Red, green, blue: 0 to 255. */
export type PdfColour = readonly [number, number, number];

export interface PdfFont {
  /** The same name is the same font. */
  readonly name: string;
  /** TrueType or OpenType. What is used of it is embedded. */
  readonly bytes: Uint8Array;
}

/** Glyphs in a row on one baseline, each as wide as the font has it and {@link spacing}, both times {@link scaleX}. */
export interface PdfText {
  readonly text: string;
  /** The first glyph's origin on the baseline. */
  readonly x: number;
  readonly y: number;
  readonly font: PdfFont;
  readonly size: number;
  readonly scaleX: number;
  readonly scaleY: number;
  /** Between glyphs, in points before scaling. */
  readonly spacing: number;
  readonly colour: PdfColour;
  /** Only the edges of the letters, as wide as this. Absent: filled. */
  readonly outline?: number;
  /** Filled, and edges as wide as this about it. */
  readonly heavier?: number;
}

export interface PdfLine {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly thickness: number;
  readonly colour: PdfColour;
  readonly isBroken: boolean;
}

/** Where and how large a picture stands. */
export interface PdfPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Later marks cover earlier ones. */
export interface PdfDocument {
  beginPage(width: number, height: number): void;
  text(text: PdfText): void;
  /** A horizontal line, its middle at `y`. */
  line(line: PdfLine): void;
  /** @param png a whole PNG file, neither interlaced nor transparent: its data goes in as they are */
  picture(png: Uint8Array, place: PdfPlace): void;
  /** Resolves when the page is in the file. @throws what the sink throws */
  endPage(): Promise<void>;
  /** The file ends and is closed. @throws what the sink throws */
  close(): Promise<void>;
}

export interface PdfDoor {
  /** @throws UnavailableError where nothing here writes PDF */
  open(sink: PdfSink, facts?: PdfFacts): Promise<PdfDocument>;
}
