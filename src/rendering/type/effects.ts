/** What a style does to a character's pixels. */
import type { Level } from '../inks.ts';
import type { Stamp } from '../stamp.ts';

/** Struck again, that many pixels lower. */
export const struckTwice = (stamp: Stamp, by: number): Stamp =>
  combine(stamp, shifted(stamp, 0, by), (first, second) => Math.max(first, second) as Level);

/** Only its edge, `thick` pixels of it. */
export function outlined(stamp: Stamp, thick: number): Stamp {
  let inner = stamp;
  for (let n = 0; n < thick; n += 1) inner = eroded(inner);
  return combine(stamp, inner, (body, core) => (body - core) as Level);
}

/** With a grey copy behind it, right and below, which does not show through. */
export const shadowed = (stamp: Stamp, body: Stamp, by: number): Stamp =>
  combine(
    stamp,
    combine(shifted(body, by, by), body, (shade, hidden) => (hidden > 1 || shade < 2 ? 0 : 1)),
    (own, shade) => Math.max(own, shade) as Level,
  );

const shifted = (stamp: Stamp, x: number, y: number): Stamp => ({
  ...stamp,
  left: stamp.left + x,
  top: stamp.top + y,
});

/** What is left when each pixel is as light as its lightest neighbour. */
function eroded(stamp: Stamp): Stamp {
  const { width, height } = stamp;
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : stamp.levels[y * width + x]!;
  const levels = stamp.levels.map((level, place) => {
    if (level === 0) return 0;
    const x = place % width;
    const y = (place - x) / width;
    return Math.min(level, at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1));
  });
  return { ...stamp, levels };
}

/** Pixel by pixel over both of their boxes. */
function combine(a: Stamp, b: Stamp, mix: (a: number, b: number) => Level): Stamp {
  const left = Math.min(a.left, b.left);
  const top = Math.min(a.top, b.top);
  const width = Math.max(a.left + a.width, b.left + b.width) - left;
  const height = Math.max(a.top + a.height, b.top + b.height) - top;
  const levels = new Uint8Array(width * height);
  for (let place = 0; place < levels.length; place += 1) {
    const x = left + (place % width);
    const y = top + Math.floor(place / width);
    levels[place] = mix(levelAt(a, x, y), levelAt(b, x, y));
  }
  return { left, top, width, height, levels };
}

function levelAt({ left, top, width, height, levels }: Stamp, x: number, y: number): number {
  const inside = x >= left && y >= top && x < left + width && y < top + height;
  return inside ? levels[(y - top) * width + x - left]! : 0;
}
