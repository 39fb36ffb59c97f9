/** The words of strangers: short, and without anything that could move a cursor. */
import { assert, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heardBytes, heardText, LONGEST_HEARD, LONGEST_NAME, named } from './heard.ts';

const HARMFUL =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/;

describe('text that was heard', () => {
  it.each([
    ['  SSH-2.0-x \r\n', 'SSH-2.0-x'],
    ['a\u001b[2J\u0007b', 'a [2J b'],
    ['\u202eevil\u200b', 'evil'],
    ['Größe', 'Größe'],
    ['漢字', '漢字'],
    ['\u0000', ''],
  ])('%j is shown as %j', (text, shown) => {
    expect(heardText(text)).toBe(shown);
  });

  it('is cut where it is long, and says so', () => {
    const shown = heardText('a'.repeat(1000));
    expect([shown.length, shown.at(-1)]).toEqual([LONGEST_HEARD, '…']);
  });

  it('never harms a terminal', () => {
    assert(
      property(
        string({ unit: 'binary', maxLength: 300 }),
        uint8Array({ maxLength: 200 }),
        (text, bytes) => {
          for (const shown of [heardText(text), heardBytes(bytes)]) {
            expect(shown).not.toMatch(HARMFUL);
            expect(shown.length).toBeLessThanOrEqual(LONGEST_HEARD);
          }
        },
      ),
    );
  });
});

describe('a name', () => {
  it('is what is left of it, or nothing', () => {
    expect(named('nginx', '1.22.1')).toEqual({ product: 'nginx', version: '1.22.1' });
    expect(named('\u001b', undefined)).toEqual({});
    expect(named('x'.repeat(500)).product).toHaveLength(LONGEST_NAME);
  });
});
