/** How a camera was held: the orientation of Exif, and turning a picture by it. */
import { segments } from './jpeg-segments.ts';
import type { Picture } from './picture.ts';

const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
/** TIFF 6.0, section 8: 1 as it is, 2 to 8 mirrored and turned. */
const TAG = 0x0112;
const AS_IT_IS = 1;

/** 1 to 8; 1 where nothing, or nonsense, is said. */
export function orientationOf(jpeg: Uint8Array): number {
  for (const { marker, content } of segments(jpeg)) {
    if (marker !== 0xe1 || !EXIF.every((octet, at) => content[at] === octet)) continue;
    return readTag(content.subarray(EXIF.length)) ?? AS_IT_IS;
  }
  return AS_IT_IS;
}

/** Total: what lies outside is not there. */
function readTag(tiff: Uint8Array): number | undefined {
  const isLittle = tiff[0] === 0x49;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const u16 = (at: number) => (at + 2 <= tiff.length ? view.getUint16(at, isLittle) : 0);
  const u32 = (at: number) => (at + 4 <= tiff.length ? view.getUint32(at, isLittle) : 0);
  const directory = u32(4);
  const entries = u16(directory);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.length) return undefined;
    if (u16(at) !== TAG) continue;
    const value = u16(at + 8);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** Upright. */
export function turned(picture: Picture, orientation: number): Picture {
  if (orientation === AS_IT_IS) return picture;
  const { width: w, height: h, rgb } = picture;
  const isOnItsSide = orientation >= 5;
  const [width, height] = isOnItsSide ? [h, w] : [w, h];
  const upright = new Uint8Array(rgb.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = sourceOf(orientation, x, y, w, h);
      const from = (row * w + column) * 3;
      upright[to++] = rgb[from]!;
      upright[to++] = rgb[from + 1]!;
      upright[to++] = rgb[from + 2]!;
    }
  }
  return { width, height, rgb: upright };
}

/** Where the pixel at x, y of the upright picture stands in the file, whose width and height are w and h. */
function sourceOf(
  orientation: number,
  x: number,
  y: number,
  w: number,
  h: number,
): readonly [number, number] {
  switch (orientation) {
    case 2:
      return [w - 1 - x, y];
    case 3:
      return [w - 1 - x, h - 1 - y];
    case 4:
      return [x, h - 1 - y];
    case 5:
      return [y, x];
    case 6:
      return [y, h - 1 - x];
    case 7:
      return [w - 1 - y, h - 1 - x];
    default:
      return [w - 1 - y, x];
  }
}
