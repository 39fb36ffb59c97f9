/** What we use of fontkit 2; its own types would bring Node's along. */
export interface PathCommand {
  readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath';
  /** Coordinates in pairs, control points first. */
  readonly args: readonly number[];
}

export interface Glyph {
  /** 0 where the font has none. */
  readonly id: number;
  readonly advanceWidth: number;
  readonly path: { readonly commands: readonly PathCommand[] };
}

export interface Font {
  readonly unitsPerEm: number;
  glyphForCodePoint(codePoint: number): Glyph;
}

export function create(bytes: Uint8Array): Font;
