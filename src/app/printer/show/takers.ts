/** Who takes the pages that are shown, by the form that is wanted. */
import type { Platform } from '../../../platform/platform.ts';
import type { Bitmap } from '../../../rendering/bitmap.ts';
import type { CanvasOptions } from '../../../rendering/canvas.ts';
import { atDpi, atWidth } from '../../../rendering/scale.ts';
import { fontReader } from '../../../rendering/type/font.ts';
import { Faces, type FontName } from '../../../rendering/type/faces.ts';
import type { Letters } from '../../../rendering/type/letters.ts';
import { drawnPages } from '../../pages/drawn.ts';
import { firstPages } from '../../pages/first-pages.ts';
import type { Taker } from '../../pages/job.ts';
import { pdfPages, type Face as PdfFace } from '../../pages/pdf-pages.ts';
import { writePng } from '../../pages/png-files.ts';
import { textPages } from '../../pages/text-pages.ts';
import { pagePath, type OutputFiles } from './files.ts';
import type { Wanted } from './wanted.ts';

/** What is kept of pages for the screen, in their order. */
export interface Gathered {
  readonly texts: string[];
  readonly pictures: Bitmap[];
}

export interface TakersOptions {
  readonly platform: Platform;
  readonly files: OutputFiles;
  readonly gathered: Gathered;
  readonly letters: Letters;
  /** Of a document. */
  readonly title: string;
}

/** @throws UsageError or UnavailableError when the file that was named cannot be written */
export async function takersFor(wanted: Wanted, options: TakersOptions): Promise<Taker[]> {
  switch (wanted.as) {
    case 'png':
      return [await pngTaker(wanted, options)];
    case 'pdf':
      return [await pdfTaker(wanted, options)];
    case 'text':
      return [await textTaker(wanted, options)];
    case 'picture':
      return [pictureTaker(wanted, options)];
    case 'report':
      return [];
    // As seems best where it is shown: both are small.
    case undefined:
      return [pictureTaker(wanted, options), await textTaker(wanted, options)];
  }
}

/** At this resolution every usual dot is whole pixels; what is wanted finer or coarser is made of it by averaging. */
const FINE = 720;
/** What a page is drawn at in any case, unless its dots are finer. */
const COARSE = 180;

/** How finely a page is drawn that shall have so many pixels to the inch in the end. */
function canvasOptions({ look, dpi, escp }: Wanted, letters: Letters): CanvasOptions {
  const options = { look, letters, pins: escp.pins };
  if (dpi === undefined || dpi <= COARSE) return options;
  const drawn = dpi * Math.max(1, Math.round(FINE / dpi));
  return { ...options, resolution: { dpiX: drawn, dpiY: drawn } };
}

/** Black on white takes a third of what colours do. */
const isGrey = ({ palette, data }: Bitmap, { look }: Wanted): boolean =>
  look === 'plain' && palette !== undefined && data.every((pixel) => (pixel & 0x3f) === 0);

function asFineAs(page: Bitmap, wanted: Wanted): Bitmap {
  const { dpi = page.dpiX } = wanted;
  if (page.dpiX === dpi && page.dpiY === dpi) return page;
  return atDpi(page, dpi, isGrey(page, wanted) ? 'grey' : 'rgb');
}

async function pngTaker(wanted: Wanted, options: TakersOptions): Promise<Taker> {
  const { platform, files, letters } = options;
  const compression = await platform.compression();
  const path = wanted.output!;
  // Whether it may be written is known before anything is drawn.
  const first = await files.create(path);
  const drawn = canvasOptions(wanted, letters);
  const output = drawnPages(drawn, platform.clock, async (page) => {
    const { number } = page;
    const sink = number === 1 ? first : await files.create(pagePath(path, number));
    await writePng(asFineAs(await page.bitmap(), wanted), sink, compression);
  });
  return { name: 'PNG', output };
}

/** Pages that are kept as pictures for a terminal: nobody looks at more at once. */
const MOST_PICTURES = 5;
/** As many dots of braille as the widest terminal has. */
const PICTURE_WIDTH = 400;

function pictureTaker(wanted: Wanted, options: TakersOptions): Taker {
  const { platform, gathered, letters } = options;
  const drawn = { look: wanted.look, letters };
  const output = drawnPages(drawn, platform.clock, async (drawnPage) => {
    const page = await drawnPage.bitmap();
    gathered.pictures.push(page.width > PICTURE_WIDTH ? atWidth(page, PICTURE_WIDTH, 'rgb') : page);
  });
  return { name: 'picture', output: firstPages(output, MOST_PICTURES) };
}

/** Between pages, as in all text that is printed. */
const FORM_FEED = '\f';
/** Characters of all pages that are kept for the screen: 5,000 full pages. */
const MOST_TEXT = 20_000_000;

async function textTaker(wanted: Wanted, { files, gathered }: TakersOptions): Promise<Taker> {
  const { left, top } = wanted.escp.printable;
  const file = wanted.output === undefined ? undefined : await files.create(wanted.output);
  let length = 0;
  const use = async (text: string, number: number) => {
    if (file) {
      await file.write(new TextEncoder().encode(number === 1 ? text : FORM_FEED + text));
      return;
    }
    length += text.length;
    gathered.texts.push(length > MOST_TEXT ? '' : text);
  };
  return { name: 'text', output: textPages({ x: left, y: top }, use, async () => file?.close()) };
}

async function pdfTaker(wanted: Wanted, options: TakersOptions): Promise<Taker> {
  const { platform, files, title } = options;
  const sink = await files.create(wanted.output!);
  const faces = new Faces(platform.fonts, await fontReader());
  const { look, dpi } = wanted;
  const known = new Map<FontName, PdfFace>();
  const pdfFace = (name: FontName): PdfFace => {
    const face = known.get(name) ?? {
      name,
      bytes: platform.fonts.read(name),
      widthOf: (character) => faces.named(name).outline(character.codePointAt(0)!)?.advance ?? 0,
    };
    known.set(name, face);
    return face;
  };
  const output = pdfPages(async () => sink, {
    pdf: platform.pdf,
    clock: platform.clock,
    compression: await platform.compression(),
    canvas: { look, ...(dpi !== undefined && { resolution: { dpiX: dpi, dpiY: dpi } }) },
    facts: { title },
    faceOf: (style, character) => pdfFace(faces.nameFor(style, character.codePointAt(0)!)),
  });
  return { name: 'PDF', output };
}
