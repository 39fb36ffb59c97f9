/** What leaves for servers of seven bits says what it said before. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1, latin1Bytes } from '../bytes/line.ts';
import { sevenBit } from './seven-bit.ts';
import { decodeTransfer, toBase64Lines, toQuotedPrintable } from './transfer-encoding.ts';

const lines = (...all: string[]) => latin1Bytes(all.join('\r\n'));
const UTF8 = 'Gr\u00c3\u00bc\u00c3\u009fe';

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
