/** A stream is cut into commands where the fact sheet says that they end. */
import { assert, array, constantFrom, integer, oneof, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { joinBytes } from '../../../core/bytes/join.ts';
import { plain } from '../../../core/plain.ts';
import { seededRandom } from '../../../core/random.ts';
import type { Pins } from '../model.ts';
import { MOST_ROW_BYTES } from './rows.ts';
import { createTokenizer } from './tokenizer.ts';
import type { EscpToken } from '../tokens.ts';

const text = (words: string) => Uint8Array.from(words, (sign) => sign.charCodeAt(0));
const job = (...parts: readonly (string | readonly number[] | Uint8Array)[]) =>
  joinBytes(parts.map((part) => (typeof part === 'string' ? text(part) : Uint8Array.from(part))));

/** Tokens as plain data, runs of characters put together. */
function tokens(pieces: readonly Uint8Array[], pins: Pins = 24): unknown[] {
  const tokenizer = createTokenizer({ pins });
  const found: EscpToken[] = [];
  const keep = (token: EscpToken) => {
    const last = found.at(-1);
    const copy = structuredClone(token);
    const isRun = copy.kind === 'characters' && last?.kind === 'characters';
    if (!isRun) found.push(copy);
    else found[found.length - 1] = { ...last, bytes: joinBytes([last.bytes, copy.bytes]) };
  };
  for (const piece of pieces) for (const token of tokenizer.take(piece)) keep(token);
  for (const token of tokenizer.end()) keep(token);
  return found.map(plain);
}

/** In short: `ESC (U 0a`, `"text"`, `LF` … */
function listing(bytes: Uint8Array, pins: Pins = 24): string[] {
  const found: string[] = [];
  const keep = (token: EscpToken) => {
    switch (token.kind) {
      case 'characters':
        return found.push(`"${String.fromCharCode(...token.bytes)}"`);
      case 'control':
        return found.push(`control ${token.code}`);
      case 'command':
        return found.push(`${token.name} ${toHex(token.parameters)}`.trim());
      case 'row':
        return found.push(`row ${token.row} ${toHex(token.data)}`);
      case 'raster': {
        const { kind, ...rest } = token.operation;
        return found.push(`${kind} ${JSON.stringify(plain(rest))}`);
      }
      case 'unknown':
        return found.push(`unknown ${token.name} of ${token.length}`);
      case 'fault':
        return found.push(`fault ${token.name}: ${token.says}`);
    }
  };
  const tokenizer = createTokenizer({ pins });
  for (const token of tokenizer.take(bytes)) keep(token);
  for (const token of tokenizer.end()) keep(token);
  return found;
}

const ESC = '\u001b';
const FS = '\u001c';

describe('text and control codes', () => {
  it('are told apart', () => {
    expect(listing(job('one\r\ntwo\f'))).toEqual([
      '"one"',
      'control 13',
      'control 10',
      '"two"',
      'control 12',
    ]);
  });

  it('80 to 9f print, unless ESC 7 says otherwise', () => {
    expect(listing(job([0x8d], `${ESC}7`, [0x8d, 0x9b, 0x36, 0x8d]))).toEqual([
      '"\u008d"',
      'ESC 7',
      'control 13',
      'ESC 6',
      '"\u008d"',
    ]);
  });

  it('bit 7 is cleared, set, and left alone', () => {
    expect(listing(job(`${ESC}=`, [0xc1, 0x8a, 0x9b, 0xc0], `${ESC}=${ESC}>A\n${ESC}#A`))).toEqual([
      'ESC =',
      '"A"',
      'control 10',
      'ESC @',
      'ESC =',
      'ESC >',
      '"\u00c1"',
      'control 10',
      'ESC #',
      '"A"',
    ]);
  });

  it('codes without a meaning are unknown, and print after ESC I', () => {
    expect(listing(job([1], `${ESC}I1`, [1], `${ESC}I0`, [1]))).toEqual([
      'unknown 0x01 of 1',
      'ESC I 31',
      '"\u0001"',
      'ESC I 30',
      'unknown 0x01 of 1',
    ]);
  });
});

describe('commands', () => {
  it.each<readonly [string, Uint8Array, readonly string[]]>([
    ['fixed', job(`${ESC}$`, [1, 2], 'a'), ['ESC $ 0102', '"a"']],
    ['page length in inches', job(`${ESC}C`, [0, 11], 'a'), ['ESC C 000b', '"a"']],
    ['page length in lines', job(`${ESC}C`, [66], 'a'), ['ESC C 42', '"a"']],
    ['a list', job(`${ESC}D`, [8, 16, 24, 0], 'a'), ['ESC D 081018', '"a"']],
    ['an empty list', job(`${ESC}B`, [0], 'a'), ['ESC B', '"a"']],
    ['a list of a channel', job(`${ESC}b`, [0, 4, 8, 0], 'a'), ['ESC b 000408', '"a"']],
    ['a list that turns back', job(`${ESC}D`, [8, 16, 4], 'a'), ['ESC D 0810', '"a"']],
    ['with a length', job(`${ESC}(U`, [1, 0, 10], 'a'), ['ESC (U 0a', '"a"']],
    ['data that look like commands', job(`${ESC}(^`, [2, 0], ESC, '@a'), ['ESC (^ 1b40', '"a"']],
    ['an 8-pin image', job(`${ESC}K`, [3, 0, 1, 27, 64], 'a'), ['ESC K 0300011b40', '"a"']],
    ['a 24-pin image', job(`${ESC}*`, [33, 1, 0, 1, 2, 3], 'a'), ['ESC * 210100010203', '"a"']],
    [
      'a 48-pin image',
      job(`${ESC}*`, [72, 1, 0, 1, 2, 3, 4, 5, 6], 'a'),
      ['ESC * 480100010203040506', '"a"'],
    ],
    ['a 9-pin image', job(`${ESC}^`, [1, 1, 0, 255, 1], 'a'), ['ESC ^ 010100ff01', '"a"']],
    [
      'a mode that nobody has',
      job(`${ESC}*`, [50, 1, 0, 1, 2, 3], 'a'),
      ['fault ESC *: mode 50 is none that anybody names: 3 bytes skipped, 3 a column', '"a"'],
    ],
    [
      'for HP',
      job(`${ESC}*rbC${ESC}*t360Ra`),
      ['unknown ESC *r of 5', 'unknown ESC *t of 7', '"a"'],
    ],
    [
      "of Ghostscript's escp",
      job(`${ESC}|J`, [0, 9], `${ESC}|B`, [32, 4, 0, 1, 2, 3, 4], `${ESC}|xa`),
      ['ESC |J 0009', 'ESC |B 20040001020304', 'unknown ESC |x of 3', '"a"'],
    ],
    ['of 24 pins', job(`${FS}3`, [60], 'a'), ['FS 3 3c', '"a"']],
    ['immediate mode', job(`${ESC}i`, [1], 'a'), ['ESC i 01', '"a"']],
    ['nobody knows', job(`${ESC}~a`), ['unknown ESC ~ of 2', '"a"']],
    [
      'nobody knows, with a length',
      job(`${ESC}(q`, [3, 0, 1, 2, 3], 'a'),
      ['unknown ESC (q of 8', '"a"'],
    ],
    [
      'begun and left',
      job(ESC, `${ESC}@`, FS, `${ESC}(`, ESC, '@a'),
      ['unknown ESC of 1', 'ESC @', 'unknown FS of 1', 'unknown ESC ( of 2', 'ESC @', '"a"'],
    ],
  ])('%s', (_, bytes, expected) => {
    expect(listing(bytes)).toEqual(expected);
  });

  it('user-defined characters are as long as the head says', () => {
    const nine = job(`${ESC}&`, [0, 65, 66], new Uint8Array(24), 'a');
    expect(listing(nine, 9).at(-1)).toBe('"a"');
    const large = job(`${ESC}&`, [0, 65, 66], [1, 2, 1], new Uint8Array(6), [0, 0, 0], 'a');
    expect(listing(large).slice(1)).toEqual(['"a"']);
    const small = job(`${ESC}S`, [0], `${ESC}&`, [0, 65, 65], [1, 2, 1], new Uint8Array(4), 'a');
    expect(listing(small).slice(2)).toEqual(['"a"']);
    expect(listing(job(`${ESC}&`, [0, 66, 65], 'a')).slice(1)).toEqual(['"a"']);
  });

  it('cut off are a fault', () => {
    expect(listing(job('a', ESC))).toEqual(['"a"', 'fault ESC: the stream ends within it']);
    expect(listing(job(ESC, '(U', [1]))).toEqual(['fault ESC (U: the stream ends within it']);
    expect(listing(job(ESC, '(q', [9, 0, 1]))).toEqual(['fault ESC (q: the stream ends within it']);
  });
});

describe('raster', () => {
  it('rows as they are', () => {
    const bytes = job(`${ESC}.`, [0, 10, 10, 2, 12, 0], [1, 2, 3, 4], 'a');
    expect(listing(bytes)).toEqual(['ESC . 000a0a020c00', 'row 0 0102', 'row 1 0304', '"a"']);
  });

  it('packed rows, a run of 129, and one that goes on in the next row', () => {
    const bytes = job(`${ESC}.`, [1, 10, 10, 2, 0, 4, 0x80, 7, 0x81, 9], 'a');
    const found = listing(bytes);
    expect(found[1]).toBe(`row 0 ${'07'.repeat(128)}`);
    expect(found[2]).toBe(`row 1 07${'09'.repeat(127)}`);
    expect(found[3]).toBe('fault ESC .: packed data goes on after its last row');
    expect(found[4]).toBe('"a"');
  });

  it('variable dots in graphics mode', () => {
    const bytes = job(`${ESC}(G`, [1, 0, 1], `${ESC}i`, [2, 0, 2, 2, 0, 1, 0, 0xe4, 0x1b], 'a');
    expect(listing(bytes).slice(1)).toEqual(['ESC i 02000202000100', 'row 0 e41b', '"a"']);
    // Packed, as a digit.
    const digit = job(`${ESC}(G`, [1, 0, 1], `${ESC}i`, [0, 0x31, 1, 3, 0, 1, 0, 0xfe, 0x1b], 'a');
    expect(listing(digit).slice(1)).toEqual(['ESC i 00310103000100', 'row 0 1b1b1b', '"a"']);
  });

  it('rows wider than any paper are passed over, packed or not', () => {
    const width = 0xffff;
    expect(width).toBeGreaterThan(MOST_ROW_BYTES);
    const head = (packing: number) =>
      job(`${ESC}(G`, [1, 0, 1], `${ESC}i`, [0, packing, 1, 255, 255, 2, 0]);
    const says = 'fault ESC i: rows of 65535 bytes are wider than any paper: 2 skipped';
    expect(listing(job(head(0), new Uint8Array(2 * width), 'a')).slice(2)).toEqual([says, '"a"']);
    const run = job(new Uint8Array(0));
    const packed = joinBytes([
      run,
      ...Array.from({ length: Math.ceil((2 * width) / 129) }, () => job([0x80, 1])),
    ]);
    expect(listing(job(head(1), packed, 'a')).slice(2, 3)).toEqual([says]);
    const cut = listing(job(head(0), 'a')).at(-1);
    expect(cut).toContain('ends in row 1 of 2, and rows of 65535 bytes are wider than any paper');
  });

  it.each([2, 0x32, 3, 0x33])('raster commands of mode %i', (mode) => {
    const bytes = job(
      `${ESC}.`,
      [mode, 10, 10, 1, 0, 0],
      [
        0xe4, 0x82, 0x23, 1, 0xaa, 0x55, 0x31, 2, 0xfd, 7, 0x32, 1, 0, 0, 0x4f, 0x51, 0xfe, 0x52, 0,
        1,
      ],
      [0x65, 0x71, 200, 0x72, 0, 1, 0xe1, 0xe2, 0xe5, 0x90, 0xe3],
      'a',
    );
    expect(listing(bytes).slice(1)).toEqual([
      'unit byte {}',
      'colour {"colour":2}',
      'transfer {"data":{"hex":"aa55"}}',
      'transfer {"data":{"hex":"07070707"}}',
      'transfer {"data":{"hex":""}}',
      'move x {"by":-1}',
      'move x {"by":-2}',
      'move x {"by":256}',
      'move y {"by":5}',
      'move y {"by":200}',
      'move y {"by":256}',
      'clear {}',
      'carriage return {}',
      'unit dot {}',
      'unknown ESC . 0x90 of 1',
      'exit {}',
      '"a"',
    ]);
  });

  it('ESC ends raster commands', () => {
    const bytes = job(`${ESC}.`, [2, 10, 10, 1, 0, 0], [0x61], `${ESC}@a`);
    expect(listing(bytes).slice(1)).toEqual([
      'move y {"by":1}',
      'fault ESC .: left by ESC, not by its own command',
      'ESC @',
      '"a"',
    ]);
  });
});

describe('modes', () => {
  it('packet mode is left by lines of EJL', () => {
    const bytes = fromHex('0000001b0140454a4c20313238342e340a40454a4c20202020200a1b40');
    expect(listing(bytes)).toEqual([
      'control 0',
      'control 0',
      'control 0',
      'EJL 1284.4',
      'EJL',
      'ESC @',
    ]);
  });

  it('what only begins like a line is text', () => {
    expect(listing(job(ESC, [1], '@EJx'))).toEqual(['unknown ESC 0x01 of 2', '"@EJ"', '"x"']);
    expect(listing(job(ESC, [1], '@EJL ID\r\n@EJx'))).toEqual(['EJL ID', '"@EJ"', '"x"']);
    expect(listing(job(ESC, [1], '@EJL EN LA=ESC/P\n'))).toEqual(['EJL EN 4c413d4553432f50']);
  });

  it('lines for printers of HP are no text', () => {
    const bytes = job(`${ESC}%-12345X@PJL INFO ID\r\n@PJL\r\n${ESC}%-12345Xa${ESC}%1b`);
    expect(listing(bytes)).toEqual([
      'ESC %-12345X',
      'PJL INFO 4944',
      'PJL',
      'ESC %-12345X',
      '"a"',
      'ESC % 31',
      '"b"',
    ]);
    expect(listing(job(`${ESC}%-12`))).toEqual(['fault ESC %: the stream ends within it']);
    expect(listing(job(`${ESC}%-1@`))).toEqual(['ESC % 2d3140']);
  });

  it('remote mode', () => {
    const bytes = job(
      `${ESC}(R`,
      [8, 0, 0],
      'REMOTE1',
      'LD',
      [0, 0],
      'JE',
      [1, 0, 0],
      'ZZ',
      [2, 0, 1, 2],
      ESC,
      [0, 0, 0],
      'a',
    );
    expect(listing(bytes)).toEqual([
      'ESC (R 0052454d4f544531',
      'REMOTE1 LD',
      'REMOTE1 JE 00',
      'unknown REMOTE1 ZZ of 6',
      'REMOTE1 exit 0000',
      '"a"',
    ]);
  });

  it('remote mode that is not left by its own command', () => {
    const enter = job(`${ESC}(R`, [8, 0, 0], 'REMOTE1');
    expect(listing(job(enter, `${ESC}@a`)).slice(1)).toEqual([
      'fault REMOTE1: left by ESC @, not by its own command',
      'ESC @',
      '"a"',
    ]);
    expect(listing(job(enter, `${ESC}(G`, [1, 0, 1], 'a')).slice(2)).toEqual(['ESC (G 01', '"a"']);
    expect(listing(job(enter, '\f')).slice(1)).toEqual([
      'fault REMOTE1: left without a word: 0x0c begins no command',
      'control 12',
    ]);
  });

  it('ESC/P-R', () => {
    const bytes = job(
      `${ESC}(R`,
      [6, 0, 0],
      'ESCPR',
      `${ESC}p`,
      [0, 0, 0, 0],
      `sttp${ESC}p`,
      [1, 0, 0, 0],
      'endp',
      [0],
      `${ESC}z`,
      [2, 0, 0, 0],
      'zzzz',
      [1, 2],
      `${ESC}d`,
      [0, 0, 0, 1],
      'dsnd',
    );
    expect(listing(bytes)).toEqual([
      'ESC (R 004553435052',
      'ESC/P-R sttp',
      'ESC/P-R endp 00',
      'unknown ESC/P-R zzzz of 12',
      'fault ESC/P-R dsnd: the stream ends within it',
    ]);
    const huge = job(bytes, new Uint8Array(1 << 24), `${ESC}@a`);
    expect(listing(huge).slice(-3)).toEqual([
      'fault ESC/P-R dsnd: 16777216 bytes of data are more than any has: skipped',
      'ESC @',
      '"a"',
    ]);
  });
});

describe('any bytes', () => {
  const starts = constantFrom(
    [0x1b, 0x40],
    [0x1b, 0x28],
    [0x1b, 0x28, 0x47, 1, 0, 1, 0x1b, 0x69],
    [0x1b, 0x28, 0x52, 8, 0, 0, 0x52, 0x45, 0x4d, 0x4f, 0x54, 0x45, 0x31],
    [0x1b, 0x28, 0x52, 6, 0, 0, 0x45, 0x53, 0x43, 0x50, 0x52],
    [0x1b, 0x2e, 1, 10, 10, 3, 20, 0],
    [0x1b, 0x2e, 2, 10, 10, 1, 0, 0],
    [0x1b, 1, 0x40, 0x45, 0x4a, 0x4c],
    [0x1b, 0x37],
    [0x1b],
    [0x1c],
  );
  const anything = array(oneof(starts, uint8Array({ maxLength: 24 })), { maxLength: 12 }).map(
    (parts) => job(...parts.map((part) => Uint8Array.from(part))),
  );

  it('give the same tokens, however they are cut, and every byte is in one of them', () => {
    assert(
      property(anything, array(integer({ min: 0, max: 20 }), { maxLength: 20 }), (bytes, cuts) => {
        const whole = tokens([bytes]);
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) pieces.push(bytes.slice(at, (at += cut)));
        pieces.push(bytes.slice(at));
        expect(tokens(pieces)).toEqual(whole);
        expect(tokens([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
      }),
      { numRuns: 300, seed: 621 },
    );
  });

  it('leave no byte out, and none in two tokens', () => {
    assert(
      property(anything, (bytes) => {
        const tokenizer = createTokenizer({ pins: 9 });
        let at = 0;
        const check = (token: EscpToken) => {
          expect(token.offset).toBe(at);
          at += lengthOf(token);
        };
        for (const token of tokenizer.take(bytes)) check(token);
        for (const token of tokenizer.end()) check(token);
        expect(at).toBe(bytes.length);
      }),
      { numRuns: 300, seed: 9100 },
    );
  });

  it('take no longer than their number, be they noise', () => {
    const random = seededRandom(1);
    const noise = Uint8Array.from({ length: 1 << 18 }, () => Math.floor(random() * 256));
    const tokenizer = createTokenizer({ pins: 24 });
    let count = 0;
    for (const _ of tokenizer.take(job(`${ESC}@`, noise))) count++;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(noise.length);
  });
});

function lengthOf(token: EscpToken): number {
  if (token.kind === 'characters') return token.bytes.length;
  return token.kind === 'control' ? 1 : token.length;
}
