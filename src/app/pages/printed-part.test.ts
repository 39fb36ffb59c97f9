import { describe, expect, it } from 'vitest';
import { printedPart } from './printed-part.ts';

const SIZE = { width: 5, height: 4, dpiX: 72, dpiY: 72 };

function page(channels: 1 | 3, printed: readonly (readonly [x: number, y: number])[]) {
  const data = new Uint8Array(20 * channels).fill(channels === 1 ? 0 : 255);
  for (const [x, y] of printed) data[(y * 5 + x) * channels + channels - 1] = 7;
  return { ...SIZE, channels, data, ...(channels === 1 && { palette: new Uint8Array(768) }) };
}

describe('the printed part of a page', () => {
  it.each([1, 3] as const)('is cut out, of %i channels', (channels) => {
    const printed = page(channels, [
      [3, 1],
      [1, 2],
    ]);
    const part = printedPart(printed)!;
    expect(part).toMatchObject({ left: 1, top: 1, bitmap: { width: 3, height: 2, dpiX: 72 } });
    const last = Array.from({ length: 6 }, (_, n) => part.bitmap.data[n * channels + channels - 1]);
    const paper = channels === 1 ? 0 : 255;
    expect(last).toEqual([paper, paper, 7, 7, paper, paper]);
  });

  it.each([1, 3] as const)('is nothing where nothing is, of %i channels', (channels) => {
    expect(printedPart(page(channels, []))).toBeUndefined();
  });

  it('may be all of it', () => {
    const whole = printedPart(
      page(1, [
        [0, 0],
        [4, 3],
      ]),
    )!;
    expect(whole).toMatchObject({ left: 0, top: 0, bitmap: { width: 5, height: 4 } });
  });
});
