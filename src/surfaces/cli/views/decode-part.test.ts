/** How a print job's listing looks to a person, on wide terminals and narrow ones. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { StreamCoverage, StreamPart } from '../../../app/decode.ts';
import { width as widthOf } from '../text.ts';
import { partLines, streamLines } from './decode-part.ts';

const options = (width: number, full = false) => ({
  width,
  full,
  numeric: false,
  colours: pc.createColors(false),
});

const UNIT: StreamPart = {
  offset: 18,
  length: 6,
  kind: 'command',
  name: 'ESC (U',
  numbers: '10',
  words: 'unit: 1/360 inch',
};
const RASTER: StreamPart = {
  ...UNIT,
  name: 'ESC .',
  numbers: '1 20 20 24 65535',
  words: 'raster graphics: run length, rows 1/180 inch, dots 1/180 inch, 24 rows, 65535 dots',
};
const TEXT: StreamPart = {
  offset: 0x1_000_000,
  length: 90,
  kind: 'text',
  name: `"${'wide \u001b[2J '.repeat(20)}"`,
  words: '',
};
const STREAM: StreamCoverage = {
  bytes: 12_345,
  parts: { command: 3, text: 1, control: 2000 },
  unknown: [{ name: 'ESC (q', offset: 16, count: 7 }],
  faults: [{ name: 'ESC *', offset: 0, count: 1, says: 'mode 50 is none that anybody names' }],
  more: 1200,
};

describe('a part of a job', () => {
  it('is a line: where, what, and what it says', () => {
    expect(partLines(UNIT, options(80))).toEqual([
      '000012  ESC (U 10               unit: 1/360 inch',
    ]);
  });

  it('hangs under itself where it is long', () => {
    const lines = partLines(RASTER, options(80));
    expect(lines.length).toBe(2);
    expect(lines[1]).toMatch(/^ {32}\S/);
  });

  it('obeys no escape, and is cut unless all is wanted', () => {
    const [line, ...more] = partLines(TEXT, options(60));
    expect(more).toEqual([]);
    expect(line).not.toContain('\u001b');
    expect(line).toMatch(/…$/);
    expect(partLines(TEXT, options(60, true)).length).toBeGreaterThan(3);
  });

  it.each([30, 40, 60, 79, 80, 120])('fits into %i columns', (width) => {
    for (const part of [UNIT, RASTER, TEXT]) {
      for (const line of [
        ...partLines(part, options(width)),
        ...partLines(part, options(width, true)),
      ]) {
        expect(widthOf(line)).toBeLessThanOrEqual(width);
      }
    }
    for (const line of streamLines(STREAM, options(width))) {
      expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });
});

describe('a whole job', () => {
  it('is summed up', () => {
    expect(streamLines(STREAM, options(120))).toEqual([
      '',
      '12,345 bytes: 3 commands, 1 run of text, 2,000 runs of control codes.',
      'Not known to anybody: ESC (q 7 times, first at 000010',
      'Not done as it says: ESC * at 000000: mode 50 is none that anybody names',
      '1,200 more of these are not listed.',
    ]);
  });
});
