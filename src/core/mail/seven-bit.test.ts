/** What leaves for servers of seven bits says what it said before. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1, latin1Bytes } from '../bytes/line.ts';
import { sevenBit } from './seven-bit.ts';
import { decodeTransfer, toBase64Lines, toQuotedPrintable } from './transfer-encoding.ts';

const lines = (...all: string[]) => latin1Bytes(all.join('\r\n'));
const UTF8 = 'Gr\u00c3\u00bc\u00c3\u009fe';

/** What is read of a message without parts. */
function bodyOf(message: string): Uint8Array | undefined {
  const end = message.indexOf('\r\n\r\n');
  const [, encoding = '7bit'] =
    /^Content-Transfer-Encoding: (.*)$/m.exec(message.slice(0, end + 2)) ?? [];
  return decodeTransfer(latin1Bytes(message.slice(end + 4)), encoding);
}

describe('a message of eight bits', () => {
  it('has its text as quoted-printable, and says so in place of what it said', () => {
    const message = lines(
      'MIME-Version: 1.0',
      'Content-transfer-encoding:',
      ' 8bit',
      'Content-Type: text/plain; charset=utf-8',
      '',
      `${UTF8} = `,
      '',
    );
    expect(latin1(sevenBit(message)).split('\r\n')).toEqual([
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=C3=BC=C3=9Fe =3D=20',
      '',
    ]);
  });

  it.each([
    ['utf-8', `${UTF8} and more`],
    ['unknown-8bit', 'Gr\u00fc\u00dfe and more'],
  ])('that does not say what it is is text in %s', (charset, text) => {
    expect(latin1(sevenBit(lines('Subject: x', '', text)))).toMatch(
      new RegExp(
        `^Subject: x\r\nContent-Transfer-Encoding: quoted-printable\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`,
      ),
    );
  });

  it('of many parts has those alone changed that need it', () => {
    const part = (encoding: string, text: string) => [
      '--b',
      'Content-Type: text/plain; charset=iso-8859-1',
      `Content-Transfer-Encoding: ${encoding}`,
      '',
      text,
    ];
    const head = 'Content-Type: multipart/mixed; boundary="b"';
    const text = '\u00e4\u00f6\u00fc'.repeat(30);
    const said = lines(
      head,
      'Content-Transfer-Encoding: 8bit',
      '',
      '\u00e9',
      ...part('8bit', text),
      ...part('7bit', 'ASCII'),
      '--b--',
      'end \u00e9',
    );
    expect(latin1(sevenBit(said)).split('\r\n')).toEqual([
      head,
      'Content-Transfer-Encoding: 7bit',
      '',
      '?',
      '--b',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: base64',
      '',
      ...toBase64Lines(latin1Bytes(text)).split('\r\n'),
      ...part('7bit', 'ASCII'),
      '--b--',
      'end ?',
    ]);
  });

  it.each([
    ['in ASCII', lines('Subject: x', '', 'text  ', '')],
    ['that is signed', lines('Content-Type: multipart/signed; boundary=b', '', '--b', '', UTF8)],
    ['that says that it is encoded', lines('Content-Transfer-Encoding: base64', '', UTF8)],
    ['without a body', lines('Subject: x', '')],
  ])('%s stays as it is', (_, message) => {
    expect(sevenBit(message)).toEqual(message);
  });
});

describe('a message that no server has to take', () => {
  it.each([
    ['a line of 999 octets', 'x'.repeat(999)],
    ['a NUL', 'a\u0000b'],
    ['a CR alone', 'a\rb'],
    ['a LF alone', 'a\nb'],
  ])('for %s', (_, text) => {
    const said = latin1(sevenBit(lines('Subject: x', '', text, '')));
    expect(said).toContain('Content-Type: text/plain; charset=us-ascii\r\n');
    expect(bodyOf(said)).toEqual(latin1Bytes(`${text}\r\n`));
  });

  it('may have lines of 998', () => {
    const message = lines('Subject: x', '', 'x'.repeat(998), '');
    expect(sevenBit(message)).toEqual(message);
  });

  it.each(['base64', 'quoted-printable'])('for its %s, in one line', (encoding) => {
    const octets = latin1Bytes('text '.repeat(300));
    const line = toBase64Lines(octets).replaceAll('\r\n', '');
    const text = encoding === 'base64' ? line : latin1(octets).trim();
    const before = `Content-Transfer-Encoding: ${encoding}\r\n\r\n${text}\r\n`;
    const said = latin1(sevenBit(latin1Bytes(before)));
    expect(Math.max(...said.split('\r\n').map(({ length }) => length))).toBe(76);
    expect(bodyOf(said)).toEqual(bodyOf(before));
  });

  it('of many parts, or for what stands around them', () => {
    const long = 'x'.repeat(999);
    const said = lines(
      'Content-Type: multipart/mixed; boundary="b"',
      '',
      long,
      '--b',
      '',
      long,
      '--b--',
      `${long}\u0000`,
    );
    const pieces = latin1(sevenBit(said)).split('\r\n');
    expect(Math.max(...pieces.map(({ length }) => length))).toBe(998);
    expect(pieces).toContain('Content-Transfer-Encoding: quoted-printable');
    expect(pieces.at(-1)).toBe('x'.repeat(998));
  });

  it('whatever is in it, says the same in lines that every server takes', () => {
    const octet = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 10, 13, 0x20));
    const body = fc.oneof(
      fc.array(octet, { maxLength: 1200 }),
      fc.array(octet, { minLength: 900, maxLength: 2500 }),
    );
    fc.assert(
      fc.property(body, fc.boolean(), (octets, isTyped) => {
        const header = isTyped ? 'Content-Type: text/plain; charset=utf-8\r\n' : '';
        const message = Uint8Array.of(...latin1Bytes(`Subject: x\r\n${header}\r\n`), ...octets);
        const said = latin1(sevenBit(message));
        const wrong = said
          .split('\r\n')
          .filter((line) => line.length > 998 || /[\0\r\n\u0080-\u00ff]/.test(line));
        expect(wrong).toEqual([]);
        expect(bodyOf(said)).toEqual(Uint8Array.from(octets));
      }),
    );
  });
});

describe('octets as lines of ASCII', () => {
  const text = fc.array(fc.oneof(fc.uint8Array({ maxLength: 120 }), fc.constant([13, 10])), {
    maxLength: 8,
  });
  it.each([
    ['base64', toBase64Lines],
    ['quoted-printable', toQuotedPrintable],
  ])('%s: of 76 at most, and read again as they were', (encoding, write) => {
    fc.assert(
      fc.property(text, (pieces) => {
        const octets = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        const written = write(octets);
        expect(written).toMatch(/^[\t\r\n -~]*$/);
        expect(Math.max(...written.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(
          76,
        );
        expect(decodeTransfer(latin1Bytes(written), encoding)).toEqual(octets);
      }),
    );
  });
});
