/** Dots as bit images: ESC *, as many rows at a time as the head has pins (fact sheet, 3.4). */
import { UNITS_PER_INCH } from '../../../core/page/marks.ts';
import { control, CR, escape, low16, withData } from './commands.ts';
import { TEXT_COLOURS, type DotPicture, type Resolution, type Target } from './content.ts';
import type { Paper } from './paper.ts';

/** One way to strike columns. */
interface Mode {
  /** The parameter of ESC *. */
  readonly number: number;
  /** The head cannot strike neighbouring dots in this density: every other column at a time. */
  readonly isEveryOther: boolean;
}

/** What a head does in one pass. */
interface Head {
  /** A multiple of 8: of nine pins the lowest is not used. */
  readonly pins: 8 | 24;
  /** From pin to pin, to the inch. */
  readonly dpi: number;
  /** By horizontal density. */
  readonly modes: ReadonlyMap<number, Mode>;
}

const full = (number: number): Mode => ({ number, isEveryOther: false });
const half = (number: number): Mode => ({ number, isEveryOther: true });

const HEADS: Readonly<Record<'9-pin' | '24-pin', Head>> = {
  '9-pin': {
    pins: 8,
    dpi: 72,
    modes: new Map([
      [60, full(0)],
      [120, full(1)],
      [240, half(3)],
    ]),
  },
  '24-pin': {
    pins: 24,
    dpi: 180,
    modes: new Map([
      [60, full(32)],
      [120, full(33)],
      [180, full(39)],
      [360, half(40)],
    ]),
  },
};

/** Densities that {@link bitImage} composes, fastest first. Between rows of pins goes what the paper can be fed by. */
export const IMAGE_RESOLUTIONS: Readonly<Record<'9-pin' | '24-pin', readonly Resolution[]>> = {
  '9-pin': [60, 120, 240].flatMap((x) => [72, 216].map((y) => ({ x, y }))),
  '24-pin': [60, 120, 180, 360].flatMap((x) => [180, 360].map((y) => ({ x, y }))),
};

/** Prints in one direction alone: lines that go down stay straight. */
export const oneDirection = (): Uint8Array => escape('U', 1);

export function* bitImage(
  picture: DotPicture,
  target: Target & { readonly kind: '9-pin' | '24-pin' },
  paper: Paper,
): Generator<Uint8Array> {
  const head = HEADS[target.kind];
  const { dpi, rows, top } = picture;
  const passes = dpi.y / head.dpi;
  const pitch = UNITS_PER_INCH / dpi.y;
  const strike = striker(picture, target, paper, head);
  const height = head.pins * passes;
  for (const band of bands(picture, height)) {
    for (let pass = 0; pass < passes && band.first + pass < rows; pass++) {
      const y = top + (band.first + pass) * pitch;
      yield* strike(
        band.rows.filter((_, row) => row % passes === pass),
        y,
      );
    }
  }
}

/** Rows of one passage of the paper, each with its planes. */
interface Band {
  readonly first: number;
  readonly rows: readonly (readonly Uint8Array[])[];
}

function* bands(picture: DotPicture, height: number): Generator<Band> {
  let rows: (readonly Uint8Array[])[] = [];
  let first = 0;
  for (const planes of picture.dots()) {
    rows.push(planes.map((plane) => plane.slice()));
    if (rows.length < height) continue;
    yield { first, rows };
    first += height;
    rows = [];
  }
  if (rows.length > 0) yield { first, rows };
}

/** Strikes rows that are a pin's distance apart: an ink at a time, so that no ribbon is turned twice. */
function striker(picture: DotPicture, target: Target, paper: Paper, head: Head) {
  const { inks, columns, dpi, left } = picture;
  const mode = head.modes.get(dpi.x)!;
  const octets = head.pins / 8;
  const pitch = UNITS_PER_INCH / dpi.x;
  /** Columns from one position that can be gone to to the next. */
  const step = Math.round(paper.horizontal / pitch) || 1;
  let colour = 0;
  return function* (rows: Band['rows'], y: number): Generator<Uint8Array> {
    let isHere = false;
    for (const [index, ink] of inks.entries()) {
      const struck = columnsOf(
        rows.map((planes) => planes[index]!),
        columns,
        octets,
      );
      for (const phase of mode.isEveryOther ? [0, 1] : [undefined]) {
        const part = inkedColumns(struck, octets, step, phase);
        if (part === undefined) continue;
        if (!isHere) yield* paper.down(y);
        isHere = true;
        const wanted = TEXT_COLOURS.indexOf(ink);
        if (target.isColour && wanted !== colour) yield escape('r', wanted);
        colour = wanted;
        yield control(CR);
        yield paper.across(left + part.from * pitch);
        const command = escape('*', mode.number, ...low16(part.data.length / octets));
        yield withData(command, part.data);
      }
    }
    if (isHere) yield control(CR);
  };
}

/** Rows turned into columns: the top dot is the highest bit of a column's first octet. */
function columnsOf(rows: readonly Uint8Array[], columns: number, octets: number): Uint8Array {
  const struck = new Uint8Array(columns * octets);
  for (const [row, dots] of rows.entries()) {
    const offset = row >> 3;
    const bit = 0x80 >> (row & 7);
    for (let at = 0; at < dots.length; at++) {
      const eight = dots[at]!;
      if (eight === 0) continue;
      for (let i = 0; i < 8; i++) {
        if ((eight & (0x80 >> i)) !== 0) struck[(at * 8 + i) * octets + offset]! |= bit;
      }
    }
  }
  return struck;
}

/**
 * From the first column with a dot, or the nearest position before it, to the last.
 * @param phase only even columns (0), only odd ones (1); undefined for all
 */
function inkedColumns(
  struck: Uint8Array,
  octets: number,
  step: number,
  phase: number | undefined,
): { from: number; data: Uint8Array } | undefined {
  const columns = struck.length / octets;
  const isStruck = (column: number): boolean => {
    if (phase !== undefined && column % 2 !== phase) return false;
    for (let i = 0; i < octets; i++) if (struck[column * octets + i] !== 0) return true;
    return false;
  };
  let first = 0;
  while (first < columns && !isStruck(first)) first++;
  if (first === columns) return undefined;
  let end = columns;
  while (!isStruck(end - 1)) end--;
  const from = first - (first % step);
  const data = struck.slice(from * octets, end * octets);
  if (phase !== undefined) {
    for (let column = from; column < end; column++) {
      if (column % 2 !== phase)
        data.fill(0, (column - from) * octets, (column - from + 1) * octets);
    }
  }
  return { from, data };
}
