/** Raster graphics: `ESC .` with rows of dots, and `ESC i` with rows whose dots may have three sizes. */
import { UNITS_PER_INCH, type Ink, type PageUnits } from '../../../core/page/marks.ts';
import { switchAt, wordAt } from '../numbers.ts';
import type { EscpState } from '../state.ts';
import type { RowToken } from '../tokens.ts';
import { printDots } from './dots.ts';
import { denseInks, rasterInks } from './inks.ts';
import { nozzlesDown } from './stacked-heads.ts';

const BLACK: readonly Ink[] = ['black'];

/** Resolutions of `ESC .` are counted in 1/3600 inch, as those of `ESC (U` are. */
export const PITCH_UNIT = UNITS_PER_INCH / 3600;

/** Of the heads of the Stylus Color II (and its like) and the Stylus Pro. */
const NOZZLES: ReadonlySet<number> = new Set([15, 16]);
const NOZZLE_PITCH = UNITS_PER_INCH / 90;

/**
 * The rows of a band are v/3600 inch apart. A head whose 15 or 16 nozzles are 1/90 inch apart cannot print so at 1/720: where a
 * job weaves its passes itself and says so, it is the grid that v counts, and rows are as far apart as nozzles.
 */
const rowPitch = ({ graphics }: EscpState, v: number, m: number): PageUnits =>
  graphics.isWovenByJob && v === 5 && NOZZLES.has(m) ? NOZZLE_PITCH : v * PITCH_UNIT;

/** `ESC (i n`: whether the printer is to weave passes of the head by itself. */
export function setWeaving(state: EscpState, parameters: Uint8Array): void {
  state.graphics.isWovenByJob = switchAt(parameters, 0) === false;
}

/** `ESC . c v h m nL nH`, c = 0 or 1. The head is behind the last dot afterwards, in the first row. */
export function beginRaster(state: EscpState, parameters: Uint8Array): void {
  const [, v = 0, h = 0, m = 0] = parameters;
  const columns = wordAt(parameters, 4);
  const raster = {
    x: state.x,
    y: state.y,
    pitchX: h * PITCH_UNIT,
    pitchY: rowPitch(state, v, m),
    columns,
    bits: 1 as const,
    inks: state.inks,
  };
  if (v === 0 || h === 0) state.notes.fault('dots without a distance: nothing is printed');
  state.graphics.raster = v === 0 || h === 0 ? undefined : raster;
  state.x += columns * raster.pitchX;
}

/** `ESC i r c b nL nH mL mH`: n counts bytes. The head stays where it is. */
export function beginTransfer(state: EscpState, parameters: Uint8Array): void {
  const [r = 0, , b = 1] = parameters;
  const inks = rasterInks(r);
  if (!inks) state.notes.fault(`ink ${r} is not known: printed black`);
  const bits = b === 2 ? 2 : 1;
  if (b !== bits) state.notes.fault(`${b} bits a dot are not known: read as 1`);
  const columns = (wordAt(parameters, 3) * 8) / bits;
  const { resolution } = state.graphics;
  state.graphics.raster = {
    x: state.x,
    y: state.y + nozzlesDown(state, resolution.pitchY, wordAt(parameters, 5), inks ?? BLACK),
    ...resolution,
    columns,
    bits,
    inks: onPaper(state, inks),
  };
}

/** A printer with one ribbon prints all of them with it. */
const onPaper = (state: EscpState, inks: readonly Ink[] = BLACK): readonly Ink[] =>
  state.model.isColour || inks.length === 0 ? inks : BLACK;

export function printRow(state: EscpState, { row, data }: RowToken): void {
  const { raster } = state.graphics;
  if (!raster) return;
  const { x, y, columns, pitchX, pitchY, bits, inks } = raster;
  printDots(state, { x, y: y + row * pitchY, columns, rows: 1, pitchX, pitchY, bits, data, inks });
}

/** `ESC (D rL rH v h`: dots of `ESC i` are v/r and h/r inch apart. */
export function setRasterResolution(state: EscpState, parameters: Uint8Array): void {
  if (parameters.length < 4) return state.notes.fault('no resolution');
  const base = wordAt(parameters, 0);
  const [, , v = 0, h = 0] = parameters;
  if (base === 0 || v === 0 || h === 0) return state.notes.fault('dots without a distance');
  const unit = UNITS_PER_INCH / base;
  state.graphics.resolution = { pitchX: h * unit, pitchY: v * unit };
}

/** `ESC (r m n`: an ink, and whether it is the light one. */
export function setDenseInk(state: EscpState, parameters: Uint8Array): void {
  const [density = 0, n = 0] = parameters;
  const inks = denseInks(density, n);
  if (inks) state.inks = onPaper(state, inks);
  else state.notes.fault(`ink ${n} of density ${density} is not known: the last one stays`);
}
