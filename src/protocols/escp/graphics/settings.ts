/** What the printer remembers for graphics. `ESC @` sets all of it back. */
import { UNITS_PER_INCH, type Ink, type PageUnits } from '../../../core/page/marks.ts';
import type { EscprJob, EscprQuality } from './escpr-values.ts';
import type { SeedRows } from './seed-rows.ts';

/** From a dot to the next one, and from a row to the next. */
export interface Resolution {
  readonly pitchX: PageUnits;
  readonly pitchY: PageUnits;
}

/** The raster command whose rows come: where its first dot is, and how they lie. */
export interface Raster extends Resolution {
  readonly x: PageUnits;
  readonly y: PageUnits;
  readonly columns: number;
  readonly bits: 1 | 2;
  readonly inks: readonly Ink[];
}

/** `ESC . 2` and `ESC . 3`, from the command to the operation that ends them. */
export interface Operations extends Resolution {
  /** Of delta rows only. */
  readonly seeds: SeedRows | undefined;
  colour: number;
  inks: readonly Ink[];
  /** Dots that `move x` counts. */
  step: 1 | 8;
}

export interface GraphicsSettings {
  /** What `ESC K`, `L`, `Y` and `Z` are, as modes of `ESC *`. */
  densities: Readonly<Record<string, number>>;
  /** Of `ESC i`: as `ESC (D` says. */
  resolution: Resolution;
  /** `ESC (i` 0: the job itself weaves the passes of the head. */
  isWovenByJob: boolean;
  raster: Raster | undefined;
  operations: Operations | undefined;
  /** Of ESC/P-R. */
  job: EscprJob | undefined;
  quality: EscprQuality;
}

/** Where `ESC i` comes without `ESC (D`, which nobody is known to write. */
const USUAL_PITCH = UNITS_PER_INCH / 360;

export const initialGraphics = (): GraphicsSettings => ({
  densities: { K: 0, L: 1, Y: 2, Z: 3 },
  resolution: { pitchX: USUAL_PITCH, pitchY: USUAL_PITCH },
  isWovenByJob: false,
  raster: undefined,
  operations: undefined,
  job: undefined,
  quality: {},
});
