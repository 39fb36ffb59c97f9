/** Amounts of ink as dots that are there or not. */

export const DITHERS = ['diffusion', 'ordered'] as const;
export type Dither = (typeof DITHERS)[number];

/** Takes the amounts of one row, gives its dots, high bit first; used anew for the next row. */
export type Ditherer = (amounts: Float32Array) => Uint8Array;

/** @param plane from 0: planes of one picture do not put their dots at the same places */
export const ditherer = (kind: Dither, columns: number, plane: number): Ditherer =>
  kind === 'diffusion' ? diffusion(columns, plane) : ordered(columns, plane);

/** A linear congruence (D. E. Knuth and H. W. Lewis) gives 32 bits with their sign; 0.15 of a dot either way at most. */
const SHAKING = 0.15 / 2 ** 31;

/**
 * Error diffusion (R. W. Floyd and L. Steinberg, 1976), every other row backwards: what a dot has too much or too little is
 * made up for by its neighbours, 7/16 by the next, 3, 5 and 1 sixteenths by those below. What decides is shaken a little:
 * otherwise even tones break out in worms and chequers, and those of two inks in stripes of a third colour.
 */
function diffusion(columns: number, plane: number): Ditherer {
  const dots = new Uint8Array(Math.ceil(columns / 8));
  // A place more at each side, so that the edge is no special case.
  let errors = new Float32Array(columns + 2);
  let below = new Float32Array(columns + 2);
  let isBackwards = plane % 2 === 1;
  let chance = plane * 0x9e37_79b9 + 1;
  return (amounts) => {
    dots.fill(0);
    below.fill(0);
    const step = isBackwards ? -1 : 1;
    let x = isBackwards ? columns - 1 : 0;
    for (let count = 0; count < columns; count++, x += step) {
      const amount = amounts[x]!;
      const wanted = amount + errors[x + 1]!;
      // White stays white, whatever was left over beside it.
      chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) | 0;
      const isStruck = amount > 0 && wanted >= 0.5 + chance * SHAKING;
      if (isStruck) dots[x >> 3]! |= 0x80 >> (x & 7);
      const error = amount === 0 ? 0 : wanted - (isStruck ? 1 : 0);
      errors[x + 1 + step]! += error * (7 / 16);
      below[x + 1 - step]! += error * (3 / 16);
      below[x + 1]! += error * (5 / 16);
      below[x + 1 + step]! += error * (1 / 16);
    }
    [errors, below] = [below, errors];
    isBackwards = !isBackwards;
    return dots;
  };
}

/** The order in which dots of a square of 8 by 8 appear (B. E. Bayer, 1973), as thresholds. */
const BAYER: readonly number[] = Array.from({ length: 64 }, (_, at) => {
  const [x, y] = [at & 7, at >> 3];
  let value = 0;
  for (let bit = 0; bit < 3; bit++) {
    const shift = 2 * (2 - bit);
    value |= (((x ^ y) >> bit) & 1) << (shift + 1);
    value |= ((y >> bit) & 1) << shift;
  }
  return (value + 0.5) / 64;
});

/** Each plane has the square at another place. */
const PLACES = [
  [0, 0],
  [4, 2],
  [2, 6],
  [6, 4],
] as const;

function ordered(columns: number, plane: number): Ditherer {
  const dots = new Uint8Array(Math.ceil(columns / 8));
  const [offX, offY] = PLACES[plane % PLACES.length]!;
  let y = 0;
  return (amounts) => {
    dots.fill(0);
    const line = ((y + offY) & 7) * 8;
    for (let x = 0; x < columns; x++) {
      if (amounts[x]! > BAYER[line + ((x + offX) & 7)]!) dots[x >> 3]! |= 0x80 >> (x & 7);
    }
    y++;
    return dots;
  };
}
