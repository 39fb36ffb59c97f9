/**
 * How large dots are. A mark tells how far its dots are apart, which is their size where one pass prints everything.
 * Where passes fill each other's gaps (rows between rows on a head whose nozzles are far apart; columns between
 * columns), dots are as large as what is left between them when all passes are done.
 */
import { UNITS_PER_INCH, type DotsMark, type PageUnits } from '../core/page/marks.ts';

/** The area that one dot stands for. */
export interface DotSize {
  readonly width: PageUnits;
  readonly height: PageUnits;
}

/** Tells the size of a mark's dots. */
export type DotSizes = (mark: DotsMark) => DotSize;

/** No printer of this family places dots finer than 2880 to the inch. */
const SMALLEST: PageUnits = UNITS_PER_INCH / 2880;
/** Marks that each is held against: enough for the passes over one place, few enough for any number of marks. */
const MOST_PARTNERS = 64;

/** Finds passes that fill each other's gaps, among marks of the same pitch. */
export function dotSizes(marks: readonly DotsMark[]): DotSizes {
  const classes = new Map<string, DotsMark[]>();
  for (const mark of marks) {
    const same = classes.get(pitches(mark));
    if (same) same.push(mark);
    else classes.set(pitches(mark), [mark]);
  }
  const sizes = new Map([...classes].map(([key, same]) => [key, sizeIn(same)]));
  return (mark) => sizes.get(pitches(mark)) ?? { width: mark.pitchX, height: mark.pitchY };
}

const pitches = ({ pitchX, pitchY }: DotsMark) => `${pitchX} ${pitchY}`;

function sizeIn(marks: readonly DotsMark[]): DotSize {
  const { pitchX, pitchY } = marks[0]!;
  const sorted = marks.toSorted((a, b) => a.y - b.y);
  const down = new Passes(pitchY);
  const across = new Passes(pitchX);
  sorted.forEach((mark, place) => {
    const bottom = mark.y + mark.rows * pitchY;
    for (let next = place + 1; next <= place + MOST_PARTNERS; next += 1) {
      const other = sorted[next];
      if (!other || other.y >= bottom) break;
      if (other.x >= rightOf(mark) || mark.x >= rightOf(other)) continue;
      if (!down.takes(mark.y, other.y)) across.takes(mark.x, other.x);
    }
  });
  return { width: across.gap(marks.length), height: down.gap(marks.length) };
}

const rightOf = ({ x, columns, pitchX }: DotsMark) => x + columns * pitchX;

/** Where passes over the same place begin, along one axis, within one pitch. */
class Passes {
  private readonly phases = new Set<PageUnits>();
  private pairs = 0;

  constructor(private readonly pitch: PageUnits) {}

  /** Notes a pair that overlaps; false when their dots coincide. */
  takes(a: PageUnits, b: PageUnits): boolean {
    const first = modulo(a, this.pitch);
    const second = modulo(b, this.pitch);
    if (Math.abs(first - second) < SMALLEST) return false;
    this.phases.add(first).add(second);
    this.pairs += 1;
    return true;
  }

  /**
   * The widest gap between neighbouring passes, in one pitch and round its end. One pitch where fewer than half of the
   * marks are in it: those lie over each other by accident.
   */
  gap(marks: number): PageUnits {
    if (this.pairs * 2 < marks) return this.pitch;
    const phases = [...this.phases].toSorted((a, b) => a - b);
    const gaps = phases.map(
      (phase, place) => (phases[place + 1] ?? phases[0]! + this.pitch) - phase,
    );
    return Math.max(SMALLEST, ...gaps.slice(0, 4096));
  }
}

const modulo = (n: number, by: number) => ((n % by) + by) % by;
