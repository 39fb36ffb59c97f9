/** What is promised of fonts, held against those that ship and a machine without any. */
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../core/errors.ts';
import { nodeFonts } from './node/fonts.ts';
import { simulatedFonts } from './simulated/fonts.ts';

const data = new URL('../../dist/data', import.meta.url);

describe('fonts', () => {
  it.each(['DejaVuSansMono', 'DejaVuSans-BoldOblique', 'DejaVuSerif-Italic'] as const)(
    'are TrueType: %s',
    (name) => {
      const font = nodeFonts(data).read(name);
      // The version of TrueType outlines, 1.0 (OpenType, "Table directory").
      expect([...font.subarray(0, 4)]).toEqual([0, 1, 0, 0]);
      expect(font.length).toBeGreaterThan(100_000);
    },
  );

  it('that are not there are said', () => {
    const none = [nodeFonts(new URL('../nowhere/', data)), simulatedFonts('printer')];
    for (const fonts of none) expect(() => fonts.read('DejaVuSans')).toThrow(UnavailableError);
  });
});
