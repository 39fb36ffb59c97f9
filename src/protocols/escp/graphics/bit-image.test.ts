import { describe, expect, it } from 'vitest';
import { bitImageMode, columnsToRows, ninePinMode } from './bit-image.ts';

/** Rows as text: `#` where a dot is. */
const drawn = ({ columns, rows, data }: ReturnType<typeof columnsToRows>): string[] =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const byte = data[row * Math.ceil(columns / 8) + (column >> 3)]!;
      return byte & (0x80 >> (column & 7)) ? '#' : '.';
    }).join(''),
  );

describe('columns of pins', () => {
  it('have their top dot in the highest bit', () => {
    const dots = columnsToRows(Uint8Array.of(0x80, 0x40, 0x01, 0xff), 8);
    expect(drawn(dots)).toEqual(['#..#', '.#.#', '...#', '...#', '...#', '...#', '...#', '..##']);
  });

  it('go over from byte to byte where a head has 24 pins', () => {
    const dots = columnsToRows(Uint8Array.of(0x01, 0x80, 0x01, 0, 0, 0x80), 24);
    expect([dots.columns, dots.rows]).toEqual([2, 24]);
    const rows = drawn(dots);
    expect([rows[7], rows[8], rows[16], rows[23]]).toEqual(['#.', '#.', '.#', '#.']);
    expect(rows.join('').replaceAll('.', '')).toHaveLength(4);
  });

  it('have a ninth pin in the high bit of a second byte, and nothing else in it', () => {
    const dots = columnsToRows(Uint8Array.of(0x80, 0x80, 0x01, 0x7f), 9);
    expect(drawn(dots)).toEqual(['#.', '..', '..', '..', '..', '..', '..', '.#', '#.']);
  });

  it('need not fill their last byte of a row, and a cut one is not there', () => {
    const dots = columnsToRows(new Uint8Array(9 * 3 + 2).fill(0xff), 24);
    expect(dots.columns).toBe(9);
    expect([...dots.data.subarray(0, 2)]).toEqual([0xff, 0x80]);
  });
});

describe('modes', () => {
  it('lie closer on 9 pins than the same on 24', () => {
    expect(bitImageMode(0, 9)).toEqual({ rows: 8, pitchX: 1440, pitchY: 1200 });
    expect(bitImageMode(0, 24)).toEqual({ rows: 8, pitchX: 1440, pitchY: 1440 });
  });

  it.each([
    [3, 360, 1440, 8],
    [6, 960, 1440, 8],
    [33, 720, 480, 24],
    [40, 240, 480, 24],
    [71, 480, 240, 48],
    [73, 240, 240, 48],
  ])('%i', (m, pitchX, pitchY, rows) => {
    expect(bitImageMode(m, 24)).toEqual({ pitchX, pitchY, rows });
  });

  it('that nobody documents are none', () => {
    expect(bitImageMode(8, 24)).toBeUndefined();
    expect(bitImageMode(200, 9)).toBeUndefined();
    expect(ninePinMode(2)).toBeUndefined();
  });
});
