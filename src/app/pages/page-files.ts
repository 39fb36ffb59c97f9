/** The files that a printer makes of each page: a picture for people, its text for searching. */
import { openLetters, type Letters } from '../../rendering/type/letters.ts';
import type { EscpModel } from '../../protocols/escp/model.ts';
import type { Look } from '../../rendering/canvas.ts';
import type { Platform } from '../../platform/platform.ts';
import { drawnPages } from './drawn.ts';
import { boundedFiles, type PageFiles } from './files.ts';
import type { Taker } from './job.ts';
import { BlankPages } from './blank.ts';
import { writeFile, writePng } from './png-files.ts';
import { textPages } from './text-pages.ts';

export interface PageFilesOptions {
  readonly platform: Pick<Platform, 'clock' | 'compression' | 'fonts'>;
  readonly files: PageFiles;
  readonly model: Pick<EscpModel, 'printable'>;
  /** The same for all jobs: glyphs that were drawn once are kept. Its `widths` are for the interpreter. */
  readonly letters: Letters;
  readonly look?: Look;
}

/** Of this program's own fonts. */
export const lettersOf = ({ fonts }: Pick<Platform, 'fonts'>): Promise<Letters> =>
  openLetters(fonts);

/**
 * Writes `page-1.png`, and `page-1.txt` where there is text on it, and so on for each page.
 * @throws UnavailableError when there is no compression
 */
export async function pageFileTakers(options: PageFilesOptions): Promise<Taker[]> {
  const { platform, model, letters, look = 'plain' } = options;
  const { left, top } = model.printable;
  const files = boundedFiles(options.files);
  const compression = await platform.compression();
  const blanks = new BlankPages(compression);
  const pictures = drawnPages({ look, letters }, platform.clock, async (page) => {
    const create = () => files.create(`page-${page.number}.png`);
    if (!page.isBlank) return writePng(await page.bitmap(), await create(), compression);
    const png = await blanks.png(page);
    return writeFile(png, await create());
  });
  const texts = textPages({ x: left, y: top }, async (text, number) => {
    if (text === '') return;
    await writeFile(new TextEncoder().encode(text), await files.create(`page-${number}.txt`));
  });
  return [
    { name: 'PNG', output: pictures },
    { name: 'text', output: texts },
  ];
}
