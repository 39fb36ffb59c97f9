/** Outlines of letters: the one place that names the library which reads font files. */
import type { Font, PathCommand } from 'fontkit';

/** A closed curve as points: x, y, x, y …, in ems, y up from the baseline. */
export type Contour = Float32Array;

/** One character's shape, in ems. */
export interface Outline {
  readonly advance: number;
  readonly contours: readonly Contour[];
}

/** Letters of one design and weight. */
export interface Face {
  /** Undefined where the font has no such character. */
  outline(codePoint: number): Outline | undefined;
}

/** Loads the library; what comes back opens font files. */
export async function fontReader(): Promise<(bytes: Uint8Array) => Face> {
  const { create } = await import('fontkit');
  return (bytes) => new FileFace(create(bytes as never) as unknown as Font);
}

class FileFace implements Face {
  private readonly known = new Map<number, Outline | undefined>();

  constructor(private readonly font: Font) {}

  outline(codePoint: number): Outline | undefined {
    if (!this.known.has(codePoint)) this.known.set(codePoint, this.read(codePoint));
    return this.known.get(codePoint);
  }

  private read(codePoint: number): Outline | undefined {
    const glyph = this.font.glyphForCodePoint(codePoint);
    if (glyph.id === 0) return undefined;
    const scale = 1 / this.font.unitsPerEm;
    return { advance: glyph.advanceWidth * scale, contours: flatten(glyph.path.commands, scale) };
  }
}

/** Straight pieces of a curve: at the sizes of print, none of them is seen. */
const PIECES = 6;

function flatten(commands: readonly PathCommand[], scale: number): Contour[] {
  const contours: Contour[] = [];
  let points: number[] = [];
  const close = () => {
    if (points.length > 4) contours.push(Float32Array.from(points, (n) => n * scale));
    points = [];
  };
  for (const { command, args } of commands) {
    if (command === 'moveTo' || command === 'closePath') close();
    if (command === 'quadraticCurveTo') curve(points, points.at(-2)!, points.at(-1)!, args);
    else if (command === 'bezierCurveTo')
      throw new RangeError('an outline of another kind of font');
    else points.push(...args);
  }
  close();
  return contours;
}

/** Adds a quadratic curve from (x, y) by one control point to its end. */
function curve(points: number[], x: number, y: number, args: readonly number[]): void {
  const [controlX, controlY, endX, endY] = args as [number, number, number, number];
  for (let piece = 1; piece <= PIECES; piece += 1) {
    const t = piece / PIECES;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    points.push(a * x + b * controlX + c * endX, a * y + b * controlY + c * endY);
  }
}
