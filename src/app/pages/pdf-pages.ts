/**
 * Pages as one PDF: text as text that can be found and copied; dots and pictures as one picture below it, as sharp as the
 * job has them and no larger than what is printed.
 */
import { ontoSheet } from '../../core/page/first-line.ts';
import type { Mark, PageFormat, PageOutput, PageUnits, TextMark } from '../../core/page/marks.ts';
import type { Compression } from '../../platform/compression.ts';
import type { PdfColour, PdfDocument, PdfDoor, PdfFacts, PdfFont } from '../../platform/pdf.ts';
import type { Clock, FileSink } from '../../platform/platform.ts';
import { createCanvas, type Canvas, type CanvasOptions } from '../../rendering/canvas.ts';
import { inkPalette, inkUnit } from '../../rendering/inks.ts';
import { pngBytes } from '../../rendering/png.ts';
import { printedPart } from './printed-part.ts';
import { partsOf, POINT, textRuns } from './text-runs.ts';
import { Turns } from './turns.ts';

/** A font, and how wide it has a character, in ems. */
export interface Face extends PdfFont {
  widthOf(character: string): number;
}

export interface PdfPagesOptions {
  readonly pdf: PdfDoor;
  readonly compression: Compression;
  readonly clock: Pick<Clock, 'now' | 'wakeAt'>;
  /** The same object for the same font. */
  readonly faceOf: (style: TextMark['style'], character: string) => Face;
  /** How dots are drawn; letters are text in any case. */
  readonly canvas?: Omit<CanvasOptions, 'letters'>;
  readonly facts?: PdfFacts;
}

/** Characters of a page that are kept until it ends, for the picture comes first: 200 times a full page. */
const MOST_CHARACTERS = 1_000_000;

/** @param file made when the first page ends, so that a job without one leaves none */
export function pdfPages(file: () => Promise<FileSink>, options: PdfPagesOptions): PageOutput {
  return new PdfPages(file, options);
}

interface OpenPage {
  readonly format: PageFormat;
  readonly texts: TextMark[];
  characters: number;
  /** Made with the first mark that is no text. */
  canvas?: Canvas;
}

class PdfPages implements PageOutput {
  leftOut = 0;
  private pdf: PdfDocument | undefined;
  private page: OpenPage | undefined;

  constructor(
    private readonly file: () => Promise<FileSink>,
    private readonly options: PdfPagesOptions,
  ) {}

  begin(format: PageFormat): void {
    this.page = { format, texts: [], characters: 0 };
  }

  mark(mark: Mark): void {
    const page = this.page!;
    if (mark.kind !== 'text') {
      (page.canvas ??= createCanvas(page.format, this.options.canvas)).mark(mark);
      return;
    }
    page.characters += mark.text.length;
    if (page.characters <= MOST_CHARACTERS) page.texts.push(ontoSheet(mark));
    else this.leftOut += 1;
  }

  async end(height: PageUnits): Promise<void> {
    const { format, texts, canvas } = this.page!;
    this.page = undefined;
    const pdf = (this.pdf ??= await this.open());
    pdf.beginPage(format.width / POINT, height / POINT);
    const turns = new Turns(this.options.clock);
    if (canvas) await this.drawPicture(pdf, canvas, height, turns);
    this.leftOut += canvas?.leftOut ?? 0;
    await turns.through(this.writeTexts(pdf, texts));
    await pdf.endPage();
  }

  async close(): Promise<void> {
    await this.pdf?.close();
  }

  private async open(): Promise<PdfDocument> {
    return this.options.pdf.open(await this.file(), this.options.facts);
  }

  private async drawPicture(pdf: PdfDocument, canvas: Canvas, height: PageUnits, turns: Turns) {
    const printed = printedPart(await turns.through(canvas.drawing(height)));
    if (!printed) return;
    const { bitmap, left, top } = printed;
    const [width, length] = [72 / bitmap.dpiX, 72 / bitmap.dpiY];
    const png = await pngBytes(bitmap, this.options.compression, 'small');
    pdf.picture(png, {
      x: left * width,
      y: top * length,
      width: bitmap.width * width,
      height: bitmap.height * length,
    });
  }

  private *writeTexts(pdf: PdfDocument, texts: readonly TextMark[]): Generator<undefined, void> {
    for (const mark of texts) {
      const colour = colourOf(mark);
      const edges = edgesOf(mark);
      const faceOf = (character: string) => this.options.faceOf(mark.style, character);
      for (const { kind: face, part } of partsOf(mark, faceOf)) {
        for (const run of textRuns(part, face.widthOf)) {
          if (run.text.trim() !== '') pdf.text({ ...run, ...edges, font: face, colour });
        }
      }
      for (const line of scoreLines(mark)) pdf.line({ ...line, colour });
      yield;
    }
  }
}

/** Of the size of type. */
const EDGE = 0.02;

/**
 * Hollow letters have edges alone, as thick as the stems of such letters are thin; those that were struck twice, or throw
 * a shadow, are heavier. Text is written once, or it would be found twice.
 */
function edgesOf({ size, style }: TextMark): { outline?: number; heavier?: number } {
  const edge = (size / POINT) * EDGE;
  if (style.outline) return { outline: edge };
  return style.doubleStrike || style.shadow ? { heavier: edge } : {};
}
const THICKNESS = 0.06;
/** Where the middle of a score is, in sizes of type below the baseline. */
const SCORES = { under: 0.14, through: -0.25, over: -0.85 } as const;

function* scoreLines({ x, y, advances, scores, size, stretch }: TextMark) {
  const points = size / POINT;
  const length = advances.reduce((sum, advance) => sum + advance, 0) / POINT;
  const thickness = points * THICKNESS;
  for (const { at, isDouble, isBroken } of scores) {
    const middle = y / POINT + SCORES[at] * points * (at === 'under' ? 1 : stretch);
    const apart = isDouble ? [-thickness, thickness] : [0];
    for (const off of apart) yield { x: x / POINT, y: middle + off, length, thickness, isBroken };
  }
}

const PALETTE = inkPalette('process');

function colourOf({ inks }: TextMark): PdfColour {
  const at = inkUnit(inks) * 3 * 3;
  return [PALETTE[at]!, PALETTE[at + 1]!, PALETTE[at + 2]!];
}
