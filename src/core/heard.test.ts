/** The words of strangers: short, and without anything that could move a cursor. */
import {
  array,
  assert,
  constantFrom,
  property,
  string,
  stringMatching,
  uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heardBytes, heardText, LONGEST_HEARD, LONGEST_NAME, named } from './heard.ts';

const HARMFUL =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/;

describe('text that was heard', () => {
  it.each([
    ['  SSH-2.0-x \r\n', 'SSH-2.0-x'],
    ['a\u001b[2J\u0007b', 'a b'],
    ['\u001b[1;31mOpen\u001b[0mSSH', 'OpenSSH'],
    ['a\u009b2Jb', 'a b'],
    ['\u001b]0;a title\u0007ready', 'ready'],
    ['\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\ here', 'link here'],
    ['\u009d0;a title\u009cready', 'ready'],
    ['\u001bP1$tx\u001b\\ready', 'ready'],
    ['\u001b(B\u001b7ready\u001bc', 'ready'],
    ['\u001b]0;has no end', '0;has no end'],
    ['cut off \u001b[3', 'cut off'],
    ['\u001b[3é', '3é'],
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

  it('is what it is without its escape sequences', () => {
    const sequence = constantFrom(
      '\u001b[m',
      '\u001b[38;5;200m',
      '\u001b[2 q',
      '\u009b?25l',
      '\u001b]2;title\u0007',
      '\u009d2;title\u009c',
      '\u001bPq#0\u001b\\',
      '\u0090q\u009c',
      '\u001b_x\u001b\\',
      '\u001b(0',
      '\u001b=',
    );
    const words = array(stringMatching(/^[A-Za-z0-9.]{1,8}$/), { maxLength: 6 });
    assert(
      property(words, array(sequence, { minLength: 1, maxLength: 5 }), (spoken, sequences) => {
        expect(heardText(spoken.join(` ${sequences.join('')} `))).toBe(spoken.join(' '));
      }),
    );
  });

  it('is read in time that its length bounds, whatever it is made of', () => {
    for (const piece of ['\u001b]', '\u009d', '\u001b[', '\u009b0', '\u001b ']) {
      expect(heardText(piece.repeat(1_000_000)).length).toBeLessThanOrEqual(LONGEST_HEARD);
    }
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
