/** Coloured pixels on a page. They lie under the inks. */
import type { PictureMark } from '../core/page/marks.ts';
import type { InkPlane } from './plane.ts';

/** Red, green and blue for each pixel of the plane; white where no picture is. */
export const pictureLayer = ({ data }: InkPlane): Uint8Array =>
  new Uint8Array(data.length * 3).fill(255);

/** Lays a picture over the layer: each pixel of the page is the mean of those of the picture that are in it. */
export function drawPicture(plane: InkPlane, layer: Uint8Array, mark: PictureMark): void {
  const across = sources(plane.width, plane.toX(mark.x), plane.toX(mark.pitchX), mark.columns);
  const down = sources(plane.height, plane.toY(mark.y), plane.toY(mark.pitchY), mark.rows);
  // What is averaged is read besides being laid.
  const read = mark.columns * mark.rows;
  if (!plane.spend(Math.max(read, across.from.length * down.from.length))) return;
  for (let y = 0; y < down.from.length; y += 1) {
    const line = ((down.first + y) * plane.width + across.first) * 3;
    for (let x = 0; x < across.from.length; x += 1) {
      const count = (across.to[x]! - across.from[x]!) * (down.to[y]! - down.from[y]!);
      const at = line + x * 3;
      if (count === 1) {
        const source = (down.from[y]! * mark.columns + across.from[x]!) * 3;
        layer[at] = mark.rgb[source]!;
        layer[at + 1] = mark.rgb[source + 1]!;
        layer[at + 2] = mark.rgb[source + 2]!;
      } else {
        for (let channel = 0; channel < 3; channel += 1) {
          layer[at + channel] = mean(mark, channel, across, x, down, y);
        }
      }
    }
  }
}

/** For the pixels of the page that a picture touches, from `first` on: which of its own are in each. */
interface Sources {
  readonly first: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** @param start where the picture begins, in pixels of the page; `pitch`: how large one of its pixels is there */
function sources(limit: number, start: number, pitch: number, count: number): Sources {
  const first = Math.min(limit, Math.max(0, Math.floor(start + 1e-6)));
  const end = Math.floor(start + count * pitch + 1e-6);
  // A band thinner than a pixel still shows.
  const last = Math.min(limit, Math.max(first + (count > 0 && start >= 0 ? 1 : 0), end));
  const size = Math.max(0, last - first);
  const from = new Int32Array(size);
  const to = new Int32Array(size);
  const source = (pixel: number) => Math.max(0, Math.floor((pixel - start) / pitch + 1e-6));
  for (let n = 0; n < size; n += 1) {
    from[n] = Math.min(count - 1, source(first + n));
    to[n] = Math.max(from[n]! + 1, Math.min(count, source(first + n + 1)));
  }
  return { first, from, to };
}

function mean(
  { rgb, columns }: PictureMark,
  channel: number,
  across: Sources,
  x: number,
  down: Sources,
  y: number,
): number {
  let sum = 0;
  for (let row = down.from[y]!; row < down.to[y]!; row += 1) {
    for (let column = across.from[x]!; column < across.to[x]!; column += 1) {
      sum += rgb[(row * columns + column) * 3 + channel]!;
    }
  }
  return sum / ((across.to[x]! - across.from[x]!) * (down.to[y]! - down.from[y]!));
}
