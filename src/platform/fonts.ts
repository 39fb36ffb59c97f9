/** The fonts that Portolan ships: the same letters on every machine. */

/** Files of DejaVu, without `.ttf`. */
export type FontName =
  | 'DejaVuSansMono'
  | 'DejaVuSansMono-Bold'
  | 'DejaVuSansMono-Oblique'
  | 'DejaVuSansMono-BoldOblique'
  | 'DejaVuSerif'
  | 'DejaVuSerif-Bold'
  | 'DejaVuSerif-Italic'
  | 'DejaVuSerif-BoldItalic'
  | 'DejaVuSans'
  | 'DejaVuSans-Bold'
  | 'DejaVuSans-Oblique'
  | 'DejaVuSans-BoldOblique';

export interface FontFiles {
  /**
   * A whole TrueType file, at once: it is small, and near.
   * @throws UnavailableError where there are no fonts
   */
  read(name: FontName): Uint8Array;
}
