import { expect, it } from 'vitest';
import { UNITS_PER_INCH } from '../core/page/marks.ts';
import { PIN_24, PIN_9, pinFor } from './round-dots.ts';

const inch = (parts: number) => UNITS_PER_INCH / parts;

it.each([
  ['9 pins', 60, 72, 1, PIN_9],
  ['9 pins, as fine as they go', 240, 72, 1, PIN_9],
  ['24 pins, every third', 240, 60, 1, PIN_9],
  ['24 pins', 180, 180, 1, PIN_24],
  ['24 pins, as fine as they go', 360, 180, 1, PIN_24],
  // Nozzles that are far apart, and passes between them.
  ['an inkjet', 720, 90, 1, undefined],
  ['an inkjet whose drops have sizes', 360, 120, 2, undefined],
  ['an inkjet, row by row', 360, 360, 1, undefined],
] as const)('%s, %i dots across and %i down', (_, across, down, bits, pin) => {
  expect(pinFor({ pitchX: inch(across), pitchY: inch(down), bits })).toBe(pin);
});
