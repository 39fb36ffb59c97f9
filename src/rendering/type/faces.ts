/** Which font a style takes. */
import type { CharacterStyle } from '../../core/page/marks.ts';
import type { Face } from './font.ts';

/** Where font files come from: all that is wanted of a platform. */
export interface FontSource {
  read(name: FontName): Uint8Array;
}

type Family = 'DejaVuSansMono' | 'DejaVuSans' | 'DejaVuSerif';
type Weight = '' | '-Bold';
type Slanted = '-Oblique' | '-BoldOblique';
export type FontName =
  | `${Family}${Weight}`
  | `${'DejaVuSansMono' | 'DejaVuSans'}${Slanted}`
  | 'DejaVuSerif-Italic'
  | 'DejaVuSerif-BoldItalic';

export type FaceStyle = Pick<CharacterStyle, 'typeface' | 'bold' | 'italic' | 'proportional'>;

/** The file of a style. Cells of one width take letters of one width, whatever their design is called. */
export function fontName({ typeface, bold, italic, proportional }: FaceStyle): FontName {
  const weight = bold ? '-Bold' : '';
  if (!proportional || typeface === 'sans serif') {
    const family = proportional ? 'DejaVuSans' : 'DejaVuSansMono';
    if (!italic) return `${family}${weight}`;
    return bold ? `${family}-BoldOblique` : `${family}-Oblique`;
  }
  // A script is slanted always.
  if (!italic && typeface !== 'script') return `DejaVuSerif${weight}`;
  return bold ? 'DejaVuSerif-BoldItalic' : 'DejaVuSerif-Italic';
}

/** Faces by style, each read when it is first used. */
export class Faces {
  private readonly open = new Map<FontName, Face>();

  constructor(
    private readonly files: FontSource,
    private readonly read: (bytes: Uint8Array) => Face,
  ) {}

  of(style: FaceStyle): Face {
    const name = fontName(style);
    let face = this.open.get(name);
    if (!face) {
      face = this.read(this.files.read(name));
      this.open.set(name, face);
    }
    return face;
  }
}
