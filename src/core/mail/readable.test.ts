/** What a person reads of a body. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1, latin1Bytes } from '../bytes/line.ts';
import { readBody, type Attachment, type MimeBody } from './readable.ts';
import { fromBase64, toBase64 } from './transfer-encoding.ts';

const body = (text: string, contentType?: string, transferEncoding?: string): MimeBody => ({
  contentType,
  transferEncoding,
  octets: latin1Bytes(text),
});

const ALTERNATIVE = `preamble
--b
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=
=9Fe =3D
--b
Content-Type: text/html

<p>Gr&uuml;&szlig;e
--b--
epilogue
`;

describe('what is read of a body', () => {
  it.each<[what: string, body: MimeBody, text: string | undefined]>([
    ['plain', body('one\r\ntwo\n'), 'one\ntwo\n'],
    ['UTF-8', body('\u00c3\u00bc', 'text/plain; charset=UTF-8', '8bit'), '\u00fc'],
    ['Latin 1', body('\u00fc', 'text/plain; charset=iso-8859-1', '8bit'), '\u00fc'],
    ['no known set', body('a\u00fc', 'text/plain; charset=nonsense'), 'a\u00fc'],
    ['base64', body('w7xi\r\nZXI=', 'text/plain; charset=utf-8', 'BASE64'), '\u00fcber'],
    [
      'quoted-printable',
      body('=FC=\r\nber  \r\n=zz', 'text/plain; charset=iso-8859-1', 'quoted-printable'),
      '\u00fcber\n=zz',
    ],
    ['no known way', body('x', 'text/plain', 'x-uuencode'), undefined],
    ['HTML alone', body('<p>Gr&uuml;\u00c3\u009fe', 'text/html'), 'Gr\u00fc\u00dfe\n'],
    ['alternatives', body(ALTERNATIVE, 'multipart/alternative; boundary=b'), 'Gr\u00fc\u00dfe ='],
    [
      'the same, with CR LF',
      body(ALTERNATIVE.replaceAll('\n', '\r\n'), 'multipart/alternative; boundary="b"'),
      'Gr\u00fc\u00dfe =',
    ],
    [
      'parts in parts, behind an attachment',
      body(
        `--a\nContent-Type: text/plain\nContent-Disposition: attachment\n\nnot this\n--a\nContent-Type: multipart/alternative; boundary=b\n\n${ALTERNATIVE}\n--a--\n`,
        'multipart/mixed; boundary=a',
      ),
      'Gr\u00fc\u00dfe =',
    ],
    ['parts without a boundary', body(ALTERNATIVE, 'multipart/alternative'), undefined],
    ['no parts', body('nothing', 'multipart/mixed; boundary=a'), undefined],
  ])('%s', (_, given, text) => {
    expect(readBody(given).text).toBe(text);
  });

  it.each<[what: string, body: MimeBody, attachments: readonly Attachment[]]>([
    ['plain', body('one'), []],
    ['alternatives', body(ALTERNATIVE, 'multipart/alternative; boundary=b'), []],
    [
      'a picture',
      body('R0lGODdh', 'image/gif; name="=?utf-8?Q?K=C3=A4se.gif?="', 'base64'),
      [{ name: 'K\u00e4se.gif', type: 'image/gif', size: 6 }],
    ],
    ['no parts that are known', body('x', 'multipart/x'), [{ type: 'multipart/x', size: 1 }]],
    [
      'text, and more behind it',
      body(
        [
          `--a\nContent-Type: multipart/alternative; boundary=b\n\n${ALTERNATIVE}`,
          "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''K%C3%A4se.pdf\n\n12345",
          'Content-Disposition: attachment; filename="a.txt"\n\n123',
          'Content-Type: text/html\n\n<p>more',
          '\nof the list--a--',
        ].join('\n--a\n'),
        'multipart/mixed; boundary=a',
      ),
      [
        { name: 'K\u00e4se.pdf', type: 'application/pdf', size: 5 },
        { name: 'a.txt', type: 'text/plain', size: 3 },
        { type: 'text/html', size: 7 },
        { type: 'text/plain', size: 16 },
      ],
    ],
  ])('with what hangs on it: %s', (_, given, attachments) => {
    expect(readBody(given).attachments).toEqual(attachments);
  });

  it.each([
    [4, 'x'],
    [40, undefined],
  ])('parts in parts, %i deep', (deep, text) => {
    let inner = body('x');
    for (let level = 0; level < deep; level++) {
      const { contentType = 'text/plain', octets } = inner;
      const whole = `--a${level}-\nContent-Type: ${contentType}\n\n${latin1(octets)}\n--a${level}---\n`;
      inner = body(whole, `multipart/mixed; boundary=a${level}-`);
    }
    expect(readBody(inner).text).toBe(text);
  });

  it('base64 comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255)), (octets) => {
        expect(fromBase64(toBase64(octets))).toEqual(octets);
      }),
    );
  });
});
