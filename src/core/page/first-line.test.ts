import { expect, it } from 'vitest';
import { ontoSheet } from './first-line.ts';
import type { TextMark } from './marks.ts';
import { inches, points } from './paper.ts';

const mark = (text: string, y: number, stretch = 1): TextMark => ({
  kind: 'text',
  x: 0,
  y,
  text,
  advances: Array.from(text, () => inches(0.1)),
  cell: inches(0.1),
  size: points(10.5),
  stretch,
  style: {
    typeface: 'roman',
    bold: false,
    italic: false,
    proportional: false,
    doubleStrike: false,
    outline: false,
    shadow: false,
    quality: 'letter',
  },
  scores: [],
  inks: ['black'],
});

const height = (...of: Parameters<typeof mark>) => ontoSheet(mark(...of)).stretch;

it('flattens what would be cut by the edge of the sheet, as far as it has to', () => {
  const pins = points(7);
  expect(height('A', pins)).toBeCloseTo(7 / (0.77 * 10.5));
  expect(height('é', pins)).toBeCloseTo(7 / (0.81 * 10.5));
  expect(height('AÄ', pins)).toBeCloseTo(7 / (0.94 * 10.5));
  // Double height is little more than the height of a line there.
  expect(height('A', pins, 2)).toBeCloseTo(Math.max(0.5, 7 / (0.77 * 21)) * 2);
  expect(height('A', points(1))).toBe(0.5);
});

it('leaves lines that have room, boxes, and what is beside the paper', () => {
  for (const kept of [mark('Ä', points(10)), mark('╔═Ä', points(7)), mark('A', -points(7))]) {
    expect(ontoSheet(kept)).toBe(kept);
  }
});
