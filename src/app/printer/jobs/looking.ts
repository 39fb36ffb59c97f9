/** Pages as whoever watches the printer sees them: a small picture, and what is written there. */
import type { Bitmap } from '../../../rendering/bitmap.ts';
import { atWidth } from '../../../rendering/scale.ts';
import type { Letters } from '../../../rendering/type/letters.ts';
import type { Clock } from '../../../platform/platform.ts';
import type { EscpModel } from '../../../protocols/escp/model.ts';
import { drawnPages } from '../../pages/drawn.ts';
import { firstPages } from '../../pages/first-pages.ts';
import type { Taker } from '../../pages/job.ts';
import { textPages } from '../../pages/text-pages.ts';
import { PAGES_TOLD } from './bounds.ts';

export interface SeenPage {
  readonly picture?: Bitmap;
  readonly text?: string;
}

/** As many dots of braille as fit beside each other. */
const WIDTH = 200;
/** Characters of one page: a hundred times what stands on a full one. */
const MOST_TEXT = 500_000;

export interface Looking {
  readonly takers: readonly Taker[];
  /** What was seen of the page that has just come out. */
  seen(): SeenPage;
}

/** Looks at as many pages of a job as are told one by one. */
export function lookingAt(
  { printable }: Pick<EscpModel, 'printable'>,
  letters: Letters,
  clock: Pick<Clock, 'now' | 'wakeAt'>,
): Looking {
  let page: SeenPage = {};
  const pictures = drawnPages({ letters }, clock, async (drawn) => {
    const bitmap = await drawn.bitmap();
    page = { ...page, picture: bitmap.width > WIDTH ? atWidth(bitmap, WIDTH, 'rgb') : bitmap };
  });
  const texts = textPages({ x: printable.left, y: printable.top }, async (text) => {
    page = { ...page, text: text.slice(0, MOST_TEXT) };
  });
  return {
    takers: [
      { name: 'picture to look at', output: firstPages(pictures, PAGES_TOLD) },
      { name: 'text to look at', output: firstPages(texts, PAGES_TOLD) },
    ],
    seen() {
      const seen = page;
      page = {};
      return seen;
    },
  };
}
