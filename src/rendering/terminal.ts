/** A page in a terminal: two pixels to a character in colours, eight without. */
import type { Bitmap } from './bitmap.ts';
import { scaled } from './scale.ts';

export interface TerminalOptions {
  /** `true`: 24 bits; `indexed`: the 216 of 256 colours that are a cube; `none`: dots of braille. */
  readonly colour: 'true' | 'indexed' | 'none';
  /** Lines at most; a page that would take more is made narrower. Default: as many as it takes. */
  readonly rows?: number;
}

const RESET = '\u001b[0m';

/**
 * Lines of a picture, at most `columns` characters wide. In colours each line begins with and ends in none.
 */
export function terminalPicture(page: Bitmap, columns: number, options: TerminalOptions): string[] {
  // Half a character is about as high as a character is wide.
  const shape = page.height / page.dpiY / (page.width / page.dpiX);
  const fitting = options.rows === undefined ? columns : Math.floor((options.rows * 2) / shape);
  const width = Math.max(1, Math.min(columns, fitting));
  const lines = Math.max(1, Math.round((width * shape) / 2));
  return options.colour === 'none'
    ? braille(scaled(page, width * 2, lines * 4, 'grey'))
    : halfBlocks(scaled(page, width, lines * 2, 'rgb'), options.colour);
}

/** Upper halves in the colour of letters, lower halves in that of the background. */
function halfBlocks({ width, height, data }: Bitmap, colour: 'true' | 'indexed'): string[] {
  const codeOf = colour === 'true' ? trueColour : indexedColour;
  const code = (x: number, y: number) => codeOf(data.subarray((y * width + x) * 3));
  return Array.from({ length: height / 2 }, (_, line) => {
    let text = '';
    let before = '';
    for (let x = 0; x < width; x += 1) {
      const colours = `38;${code(x, line * 2)};48;${code(x, line * 2 + 1)}`;
      text += colours === before ? '▀' : `\u001b[${colours}m▀`;
      before = colours;
    }
    return text + RESET;
  });
}

const trueColour = ([red, green, blue]: Uint8Array): string => `2;${red};${green};${blue}`;

/** Six steps of each: 0, 95, 135, 175, 215, 255. */
function indexedColour([red, green, blue]: Uint8Array): string {
  const step = (value: number) =>
    value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40);
  return `5;${16 + 36 * step(red!) + 6 * step(green!) + step(blue!)}`;
}

/** Bits of a character of braille, row by row (Unicode, U+2800). */
const BRAILLE = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

const WEIGHT = 1.8;

/** Dots are ink: what is lost in rounding one pixel goes to its neighbours (Floyd and Steinberg, 1976). */
function braille({ width, height, data }: Bitmap): string[] {
  // Thin strokes of letters are pale at this size: they are given more, and what is black already stays so.
  const dark = Float64Array.from(data, (grey) => 1 - (grey / 255) ** WEIGHT);
  const dots = new Uint8Array(dark.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      dots[at] = dark[at]! >= 0.5 ? 1 : 0;
      const rest = dark[at]! - dots[at]!;
      const give = (place: number, part: number) => {
        if (place < dark.length) dark[place]! += rest * part;
      };
      if (x + 1 < width) give(at + 1, 7 / 16);
      if (x > 0) give(at + width - 1, 3 / 16);
      give(at + width, 5 / 16);
      if (x + 1 < width) give(at + width + 1, 1 / 16);
    }
  }
  return Array.from({ length: height / 4 }, (_, line) =>
    Array.from({ length: width / 2 }, (_, column) => {
      let sign = 0x28_00;
      BRAILLE.forEach((bit, place) => {
        const at = (line * 4 + (place >> 1)) * width + column * 2 + (place & 1);
        if (dots[at]) sign |= bit;
      });
      return String.fromCharCode(sign);
    }).join(''),
  );
}
