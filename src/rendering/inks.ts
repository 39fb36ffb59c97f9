/**
 * What inks look like on paper. A pixel is one byte: two bits each for black, cyan, magenta and yellow (from the high
 * bits down), which say how much of it that ink covers: 0 none, 1 a third, 2 two thirds, 3 all. So every pixel is one
 * of 256 colours, and laying one ink over another is an OR.
 */
import type { Ink } from '../core/page/marks.ts';

/** Where the two bits of an ink begin. */
const SHIFTS: Readonly<Record<Ink, number>> = {
  black: 6,
  'light black': 6,
  cyan: 4,
  'light cyan': 4,
  magenta: 2,
  'light magenta': 2,
  yellow: 0,
};

/** How much of a pixel is covered: none, a third, two thirds, all. */
export type Level = 0 | 1 | 2 | 3;

/** The two bits of each ink once: a level times this lays that much of all of them. */
export const inkUnit = (inks: readonly Ink[]): number =>
  inks.reduce((unit, ink) => unit | (1 << SHIFTS[ink]), 0);

/** Whether the inks are diluted: a dot of such ink is about as dark as a third of a dot of the full one. */
export const isLight = (inks: readonly Ink[]): boolean =>
  inks.length > 0 && inks.every((ink) => ink.startsWith('light '));

type Rgb = readonly [red: number, green: number, blue: number];

/** Full cover of each ink: black, cyan, magenta, yellow. */
interface InkColours {
  readonly paper: Rgb;
  readonly inks: readonly [black: Rgb, cyan: Rgb, magenta: Rgb, yellow: Rgb];
}

/** As a screen shows prints of process inks (cf. ISO 2846-1); black as black as a screen gets. */
const PROCESS: InkColours = {
  paper: [255, 255, 255],
  inks: [
    [0, 0, 0],
    [0, 159, 227],
    [230, 0, 126],
    [255, 237, 0],
  ],
};

/** A cloth ribbon gives less, and its black is a dark blue grey. */
const RIBBON: InkColours = {
  paper: [253, 253, 249],
  inks: [
    [44, 44, 54],
    [24, 132, 196],
    [206, 36, 110],
    [244, 214, 24],
  ],
};

/** Each of the 256 pixels as red, green and blue: inks are filters, one behind another, before the paper. */
export function inkPalette(look: 'process' | 'ribbon'): Uint8Array {
  const { paper, inks } = look === 'process' ? PROCESS : RIBBON;
  const palette = new Uint8Array(768);
  for (let pixel = 0; pixel < 256; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const seen = inks.reduce((light, ink, place) => {
        const cover = ((pixel >> (6 - 2 * place)) & 3) / 3;
        return light * (1 - cover + (cover * ink[channel]!) / 255);
      }, paper[channel]!);
      palette[pixel * 3 + channel] = Math.round(seen);
    }
  }
  return palette;
}

/** Whether any of these pixels has other ink than black. */
export function hasColours(pixels: Uint8Array): boolean {
  for (let n = 0; n < pixels.length; n += 1) if (pixels[n]! & 0b00_11_11_11) return true;
  return false;
}
