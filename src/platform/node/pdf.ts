/** PDF by pdfkit, which nothing else names. */
import Pdfkit from 'pdfkit';
import type {
  PdfDocument,
  PdfFacts,
  PdfFont,
  PdfLine,
  PdfPlace,
  PdfSink,
  PdfText,
} from '../pdf.ts';

/** Glyphs one by one as they are asked for: whoever placed them knew of no kerning and no ligatures. */
const PLAIN = { liga: false, clig: false, dlig: false, calt: false, kern: false, ccmp: false };

export function openPdf(sink: PdfSink, facts: PdfFacts = {}): PdfDocument {
  return new PdfkitDocument(sink, facts);
}

class PdfkitDocument implements PdfDocument {
  private readonly document: PDFKit.PDFDocument;
  private readonly ended: Promise<void>;
  private readonly known = new Set<string>();
  private waiting: Uint8Array[] = [];

  constructor(
    private readonly sink: PdfSink,
    { title, created }: PdfFacts,
  ) {
    const options = {
      autoFirstPage: false,
      margin: 0,
      // The words of a hostile job are many, and each would be kept.
      fontLayoutCache: false,
      info: {
        Producer: 'Portolan',
        Creator: 'Portolan',
        ...(title !== undefined && { Title: title }),
      },
      // Names no font of the system.
      font: null as unknown as string,
    };
    // The document's identifier is made of its date, so there has to be one, and a steady one.
    const info = { ...options.info, CreationDate: new Date(created ?? 0) };
    this.document = new Pdfkit({ ...options, info });
    if (created === undefined) {
      // Needed to the end, and not written where lists of it do not show it.
      Object.defineProperty(this.document.info, 'CreationDate', { enumerable: false });
    }
    this.document.on('data', (bytes: Uint8Array) => this.waiting.push(bytes));
    this.ended = new Promise((resolve) => {
      this.document.on('end', resolve);
    });
  }

  beginPage(width: number, height: number): void {
    this.document.addPage({ size: [width, height], margin: 0 });
  }

  text(line: PdfText): void {
    const { text, x, y, font, size, scaleX, scaleY, spacing, colour, outline, heavier } = line;
    const edge = outline ?? heavier;
    this.choose(font).fontSize(size).save().transform(scaleX, 0, 0, scaleY, x, y);
    if (outline === undefined) this.document.fillColor([...colour]);
    if (edge !== undefined) {
      this.document.strokeColor([...colour]).lineWidth(edge / Math.max(scaleX, scaleY));
    }
    this.document.text(text, 0, 0, {
      lineBreak: false,
      baseline: 'alphabetic',
      characterSpacing: spacing,
      stroke: edge !== undefined,
      fill: outline === undefined,
      // The types know the list of what is wanted only.
      features: PLAIN as unknown as [],
    });
    this.document.restore();
  }

  line({ x, y, length, thickness, colour, isBroken }: PdfLine): void {
    this.document
      .save()
      .lineWidth(thickness)
      .strokeColor([...colour]);
    if (isBroken) this.document.dash(3 * thickness, { space: 2 * thickness });
    this.document
      .moveTo(x, y)
      .lineTo(x + length, y)
      .stroke()
      .restore();
  }

  picture(png: Uint8Array, { x, y, width, height }: PdfPlace): void {
    this.document.image(Buffer.from(png.buffer, png.byteOffset, png.byteLength), x, y, {
      width,
      height,
    });
  }

  async endPage(): Promise<void> {
    this.document.flushPages();
    await this.write();
  }

  async close(): Promise<void> {
    // There is no PDF without a page.
    if (this.document.bufferedPageRange().start === 0 && !this.document.page) this.beginPage(1, 1);
    this.document.end();
    await this.ended;
    await this.write();
    await this.sink.close();
  }

  private choose({ name, bytes }: PdfFont): PDFKit.PDFDocument {
    if (!this.known.has(name)) {
      this.document.registerFont(name, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      this.known.add(name);
    }
    return this.document.font(name);
  }

  /** pdfkit pushes; what it has pushed is written before the next page begins. */
  private async write(): Promise<void> {
    // What is pushed while nobody reads comes with the next turn.
    await new Promise(setImmediate);
    const bytes = this.waiting;
    this.waiting = [];
    for (const piece of bytes) await this.sink.write(piece);
  }
}
