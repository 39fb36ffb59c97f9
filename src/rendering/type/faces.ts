/** Which font a style takes. */
import type { CharacterStyle } from '../../core/page/marks.ts';
import type { Face, Outline } from './font.ts';

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

/** Where characters are found that a style's own font has not: Hebrew, Arabic, old currencies. */
function otherNames(style: FaceStyle): readonly FontName[] {
  const upright = { ...style, italic: false };
  const sans = { ...upright, proportional: true, typeface: 'sans serif' } as const;
  return [fontName({ ...upright, typeface: 'roman' }), fontName(sans)];
}

const namesOf = (style: FaceStyle): readonly FontName[] => [
  ...new Set([fontName(style), ...otherNames(style)]),
];

/** Faces by style, each font read when it is first used. */
export class Faces {
  private readonly open = new Map<FontName, Face>();
  private readonly byStyle = new Map<string, Face>();

  constructor(
    private readonly files: FontSource,
    private readonly read: (bytes: Uint8Array) => Face,
  ) {}

  of(style: FaceStyle): Face {
    const name = fontName(style);
    let face = this.byStyle.get(name);
    if (!face) {
      const names = namesOf(style);
      face = { outline: (codePoint) => this.find(names, codePoint) };
      this.byStyle.set(name, face);
    }
    return face;
  }

  /** The font that a character is drawn from; the style's own where none has it. */
  nameFor(style: FaceStyle, codePoint: number): FontName {
    const has = (name: FontName) => this.named(name).outline(codePoint) !== undefined;
    return namesOf(style).find(has) ?? fontName(style);
  }

  private find(names: readonly FontName[], codePoint: number): Outline | undefined {
    for (const name of names) {
      const outline = this.named(name).outline(codePoint);
      if (outline) return outline;
    }
    return undefined;
  }

  /** One font alone. */
  named(name: FontName): Face {
    let face = this.open.get(name);
    if (!face) {
      face = this.read(this.files.read(name));
      this.open.set(name, face);
    }
    return face;
  }
}
