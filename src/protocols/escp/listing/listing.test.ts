/** A job as people read it. */
import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import type { MessagePart } from '../../protocol.ts';
import { describe as inWords } from './describe.ts';
import { createListing } from './listing.ts';
import jobs from '../vectors/jobs.json' with { type: 'json' };
import writers from '../vectors/writers.json' with { type: 'json' };

function listing(...pieces: readonly Uint8Array[]): MessagePart[] {
  const reader = createListing({ pins: 24 });
  return [...pieces.flatMap((piece) => [...reader.take(piece)]), ...reader.end()];
}

const lines = (...pieces: readonly Uint8Array[]) =>
  listing(...pieces).map(({ name, numbers = '', words }) =>
    [name, numbers, words].filter((text) => text !== '').join(' | '),
  );

describe('a listing', () => {
  it('says commands in words, quotes text, folds rows and control codes', () => {
    const bytes = fromHex(
      '1b40 1b2847010001 1b285501000a 48656c6c6f 0d0a0a0a 1b2e010a0a03 2000 fd01 fd02 fd03 1b2e000a0a01 1000 0102',
    );
    expect(lines(bytes)).toEqual([
      'ESC @ | initialize',
      'ESC (G | 1 | graphics mode: on',
      'ESC (U | 10 | unit: 1/360 inch',
      '"Hello"',
      'CR LF x 3 | carriage return, line feed',
      'ESC . | 1 10 10 3 32 | raster graphics: run length, rows 1/360 inch, dots 1/360 inch, 3 rows, 32 dots',
      '3 rows of 4 bytes | 12 bytes of dots, packed to 50 % of that',
      'ESC . | 0 10 10 1 16 | raster graphics: as they are, rows 1/360 inch, dots 1/360 inch, 1 row, 16 dots',
      '1 row of 2 bytes | 2 bytes of dots',
    ]);
  });

  it('says what is unknown and what is wrong', () => {
    const [unknown, fault] = listing(fromHex('1b287103000102031b287103'));
    expect(unknown).toMatchObject({ kind: 'unknown', name: 'ESC (q', offset: 0, length: 8 });
    expect(fault).toMatchObject({ kind: 'fault', offset: 8, error: { kind: 'truncated' } });
  });

  it.each([...jobs, ...writers])(
    'has no gap, and is the same however it is cut: $name',
    ({ hex }) => {
      const bytes = fromHex(hex);
      const whole = listing(bytes);
      let at = 0;
      for (const { offset, length, fields } of whole) {
        expect(offset).toBe(at);
        at += length;
        for (const field of fields) expect(field.offset + field.length).toBeLessThanOrEqual(length);
      }
      expect(at).toBe(bytes.length);
      assert(
        property(array(integer({ min: 0, max: bytes.length }), { maxLength: 6 }), (cuts) => {
          const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
          const pieces = places.slice(1).map((place, i) => bytes.slice(places[i], place));
          expect(listing(...pieces)).toEqual(whole);
        }),
        { numRuns: 20, seed: 621 },
      );
    },
  );

  it('folds what repeats, and cuts long text at the same places', () => {
    expect(lines(new Uint8Array(1000))).toEqual(['NUL x 1000 | nothing']);
    const text = new Uint8Array(1200).fill(0x41);
    const lengths = listing(text.subarray(0, 700), text.subarray(700)).map(({ length }) => length);
    expect(lengths).toEqual([512, 512, 176]);
  });
});

describe('commands in words', () => {
  it.each([
    ['ESC 3', '1e', 'line spacing: 30/180 inch, of 9 pins 30/216'],
    ['ESC C', '000b', 'page length: 11 inches'],
    ['ESC \\', 'feff', 'move across: -2 units'],
    ['ESC X', '180c00', 'font by pitch and size: 15 cpi, 6 points'],
    ['ESC !', '89', 'style: 12 cpi, bold, underlined'],
    ['ESC D', '0810', 'horizontal tabs: 8 16'],
    ['ESC *', '210100010203', 'bit image: 120 dpi, 24 dots high, 1 column'],
    ['ESC (U', '050505a005', 'unit: of pages 1/288 inch, down 1/288 inch, across 1/288 inch'],
    ['ESC (c', '2d00aa0f', 'page format: top 45, bottom 4010 units'],
    ['ESC (c', '20feffffee200000', 'page format: top -480, bottom 8430 units'],
    ['ESC (V', 'ffffffff', 'to row: 4294967295 units'],
    ['ESC (v', 'ffff', 'move down: -1 units'],
    ['ESC e', '3008', 'tabs at steps: across, step 8'],
    ['ESC q', '31', 'outline and shadow: outline'],
    ['ESC a', '33', 'justification: full'],
    ['ESC r', '31', 'colour: magenta'],
    ['ESC f', '0103', 'skip: lines, count 3'],
    ['ESC (t', '010300', 'assign a character table: table 1, is pc850'],
    [
      'ESC i',
      '12010204000200',
      'raster graphics: light cyan, run length, 2 bits a dot, 4 bytes a row, 2 rows',
    ],
    ['ESC i', '31', 'print at once: on'],
    ['ESC/P-R endp', '00', 'end page: the last one'],
    [
      'REMOTE1 TI',
      '0007ea0b150c0000',
      'time: year 2026, month 11, day 21, hour 12, minute 0, second 0',
    ],
    ['EJL EN', '4c41', 'job language: "LA"'],
  ])('%s %s', (name, hex, words) => {
    const parameters = hex === '' ? new Uint8Array(0) : fromHex(hex);
    expect(inWords(name, parameters, 40).words).toBe(words);
  });

  it('are as sure of short parameters as of long ones', () => {
    for (const name of ['ESC (U', 'ESC .', 'ESC (c', 'ESC/P-R setj', 'ESC $']) {
      for (let length = 0; length < 30; length++) {
        const { fields } = inWords(name, new Uint8Array(length), length + 5);
        expect(fields.reduce((sum, field) => sum + field.length, 0)).toBe(length);
      }
    }
  });
});
