/** A page as a picture of characters, as far as the terminal has colours. */
import type { Bitmap } from '../../../rendering/bitmap.ts';
import { terminalPicture } from '../../../rendering/terminal.ts';
import type { ViewOptions } from '../view.ts';

/** Wider, a page is higher than any terminal. */
const WIDEST = 100;

export function pagePicture(page: Bitmap, options: ViewOptions): string[] {
  const { width, colours, hasTrueColour = false } = options;
  const columns = Math.min(width, WIDEST);
  if (!colours.isColorSupported)
    return framed(terminalPicture(page, columns - 2, { colour: 'none' }));
  return terminalPicture(page, columns, { colour: hasTrueColour ? 'true' : 'indexed' });
}

/** Without colours, nothing else tells where the sheet ends. */
function framed(lines: readonly string[]): string[] {
  const edge = '─'.repeat(lines[0]?.length ?? 0);
  return [`┌${edge}┐`, ...lines.map((line) => `│${line}│`), `└${edge}┘`];
}
