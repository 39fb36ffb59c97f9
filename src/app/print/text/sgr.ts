/** Graphic rendition of terminals (ISO 6429, SGR), as far as a printer of text has it. */
import {
  PLAIN_STYLE,
  type TextColour,
  type TextStyle,
} from '../../../protocols/escp/composer/content.ts';

/** Black, red, green, yellow, blue, magenta, cyan, white: white is meant for dark screens, and blue is violet on a ribbon. */
const BASIC: readonly TextColour[] = [
  'black',
  'red',
  'green',
  'yellow',
  'violet',
  'magenta',
  'cyan',
  'black',
];

/** @param parameters of `ESC [ … m`, colons read as semicolons */
export function rendition(style: TextStyle, parameters: string): TextStyle {
  const codes = parameters.split(/[;:]/).map((text) => (text === '' ? 0 : Number(text)));
  const now: { -readonly [Key in keyof TextStyle]: TextStyle[Key] } = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 38 || code === 48) {
      const { colour, taken } = extendedColour(codes.slice(at + 1));
      if (code === 38 && colour !== undefined) now.colour = colour;
      at += taken;
      continue;
    }
    Object.assign(now, change(code));
  }
  return now;
}

function change(code: number): Partial<TextStyle> {
  switch (code) {
    case 0:
      return PLAIN_STYLE;
    case 1:
      return { bold: true };
    case 3:
      return { italic: true };
    case 4:
    case 21:
      return { underline: true };
    case 22:
      return { bold: false };
    case 23:
      return { italic: false };
    case 24:
      return { underline: false };
    case 39:
      return { colour: 'black' };
  }
  if (code >= 30 && code <= 37) return { colour: BASIC[code - 30]! };
  if (code >= 90 && code <= 97) return { colour: BASIC[code - 90]! };
  return {};
}

/** `5;n` of a palette of 256, `2;r;g;b`. */
function extendedColour(codes: readonly number[]): { colour?: TextColour; taken: number } {
  const [kind, first = 0, second = 0, third = 0] = codes;
  if (kind === 2) return { colour: nearest(first, second, third), taken: 4 };
  if (kind !== 5) return { taken: kind === undefined ? 0 : 1 };
  if (first < 16) return { colour: BASIC[first % 8]!, taken: 2 };
  if (first >= 232) return { colour: 'black', taken: 2 };
  const cube = first - 16;
  const level = (n: number) => Math.round(((n % 6) / 5) * 255);
  return {
    colour: nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6)), level(cube)),
    taken: 2,
  };
}

/** What is nearer to grey than to a colour is black. */
function nearest(red: number, green: number, blue: number): TextColour {
  const [least, most] = [Math.min(red, green, blue), Math.max(red, green, blue)];
  if (most - least < 64) return 'black';
  const middle = (least + most) / 2;
  const bits = (red > middle ? 1 : 0) | (green > middle ? 2 : 0) | (blue > middle ? 4 : 0);
  return BASIC[bits]!;
}
