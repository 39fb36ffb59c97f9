/** A page as pixels. */

/** Rows from the top, without gaps. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** Pixels to the inch. */
  readonly dpiX: number;
  readonly dpiY: number;
  /** Bytes for a pixel: 1, a colour of {@link palette} or, without one, a grey; 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** height x width x channels. */
  readonly data: Uint8Array;
  /** Red, green and blue of 256 colours. */
  readonly palette?: Uint8Array;
}
