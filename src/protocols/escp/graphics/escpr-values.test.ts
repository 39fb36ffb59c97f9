import { describe, expect, it } from 'vitest';
import { readJob, readLine, readQuality } from './escpr-values.ts';

/** Constructed from the layout: a sheet of 4 by 6 inches at 360 dpi, 42 pixels beyond its upper and left edge. */
const SHEET = [
  [0, 0, 5, 0xa0],
  [0, 0, 8, 0x70],
  [0xff, 0xd6],
  [0xff, 0xd6],
  [0, 0, 5, 0xf4],
  [0, 0, 8, 0xc4],
  [0, 0],
].flat();

const line = (compression: number, data: number[], size = data.length): Uint8Array =>
  Uint8Array.of(0, 3, 1, 0, compression, size >> 8, size & 255, ...data);

describe('setj', () => {
  it('has the sheet and its margins, which may be negative', () => {
    expect(readJob(Uint8Array.from(SHEET))).toEqual({
      format: { width: 4 * 86_400, height: 6 * 86_400 },
      left: -42 * 240,
      top: -42 * 240,
      pitch: 240,
    });
  });

  it('is refused where it is cut, of no known resolution, or no sheet', () => {
    expect(readJob(Uint8Array.from(SHEET.slice(0, 21)))).toContain('21 of 22 bytes');
    expect(readJob(Uint8Array.from([...SHEET.slice(0, 20), 9, 0]))).toContain('resolution 9');
    expect(readJob(new Uint8Array(22))).toContain('0 by 0');
    expect(readJob(new Uint8Array(22).fill(0xff, 0, 4))).toContain('no sheet');
  });
});

describe('dsnd', () => {
  it('counts runs in pixels', () => {
    const found = readLine(line(1, [0xff, 1, 2, 3, 0x01, 4, 5, 6, 7, 8, 9]), {});
    expect(found).toEqual({
      x: 3,
      y: 256,
      columns: 4,
      rgb: Uint8Array.of(1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    });
  });

  it('looks indexes up, and leaves paper where there is none', () => {
    const quality = readQuality(Uint8Array.of(0, 1, 0, 0, 0, 0, 1, 0, 6, 9, 8, 7, 6, 5, 4));
    const found = readLine(line(0, [1, 0, 2]), quality as { palette: Uint8Array });
    expect(found).toMatchObject({
      columns: 3,
      rgb: Uint8Array.of(6, 5, 4, 9, 8, 7, 255, 255, 255),
    });
  });

  it('never becomes longer than a line can be, whatever its runs say', () => {
    const data = Array.from({ length: 60_000 }, (_, i) => (i % 2 ? 7 : 0x80));
    const found = readLine(line(1, data), { palette: Uint8Array.of(1, 2, 3) });
    expect(found).toMatchObject({ columns: 65_535 });
  });

  it('is refused where its bytes are not there', () => {
    expect(readLine(line(0, [1, 2, 3], 9), {})).toContain('3 of 9 bytes');
    expect(readLine(line(7, [1, 2, 3]), {})).toContain('compression 7');
    expect(readLine(Uint8Array.of(1), {})).toContain('1 of 7 bytes');
    expect(readQuality(Uint8Array.of(0, 1, 0, 0, 0, 0, 1, 0, 9, 1))).toContain('1 of 9 bytes');
  });
});
