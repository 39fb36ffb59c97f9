/** Who takes the pages that are shown, by the form that is wanted. */
import type { Platform } from '../../../platform/platform.ts';
import type { CanvasOptions } from '../../../rendering/canvas.ts';
import { fontReader } from '../../../rendering/type/font.ts';
import { fontName, Faces } from '../../../rendering/type/faces.ts';
import { openLetters } from '../../../rendering/type/letters.ts';
import { drawnPages } from '../../pages/drawn.ts';
import type { Taker } from '../../pages/job.ts';
import { pdfPages } from '../../pages/pdf-pages.ts';
import { writePng } from '../../pages/png-files.ts';
import { pagePath, type OutputFiles } from './files.ts';
import type { Wanted } from './wanted.ts';

export interface TakersOptions {
  readonly platform: Platform;
  readonly files: OutputFiles;
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
    case 'report':
      return [];
  }
}

function canvasOptions({ look, dpi }: Wanted): CanvasOptions {
  return { look, ...(dpi !== undefined && { resolution: { dpiX: dpi, dpiY: dpi } }) };
}

async function pngTaker(wanted: Wanted, { platform, files }: TakersOptions): Promise<Taker> {
  const { clock } = platform;
  const letters = await openLetters(platform.fonts);
  const compression = await platform.compression();
  const path = wanted.output!;
  // Whether it may be written is known before anything is drawn.
  const first = await files.create(path);
  const output = drawnPages({ ...canvasOptions(wanted), letters }, clock, async (page, number) => {
    const sink = number === 1 ? first : await files.create(pagePath(path, number));
    await writePng(page, sink, compression);
  });
  return { name: 'PNG', output };
}

async function pdfTaker(wanted: Wanted, { platform, files, title }: TakersOptions): Promise<Taker> {
  const sink = await files.create(wanted.output!);
  const faces = new Faces(platform.fonts, await fontReader());
  const output = pdfPages(async () => sink, {
    pdf: platform.pdf,
    clock: platform.clock,
    compression: await platform.compression(),
    canvas: canvasOptions(wanted),
    facts: { title },
    faceOf: (style) => {
      const name = fontName(style);
      const face = faces.of(style);
      return {
        name,
        bytes: platform.fonts.read(name),
        widthOf: (character) => face.outline(character.codePointAt(0)!)?.advance ?? 0,
      };
    },
  });
  return { name: 'PDF', output };
}
