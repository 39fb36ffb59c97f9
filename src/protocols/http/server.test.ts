import { describe, expect, it } from 'vitest';
import { latin1, latin1Bytes } from '../../core/bytes/line.ts';
import { seededRandom } from '../../core/random.ts';
import { encodeResponse, MAX_BODY, MAX_HEAD, RequestReader, type HttpHeard } from './server.ts';
import { decode } from './wire.ts';

/** What comes of a text, cut into pieces of so many bytes. */
function heardOf(text: string, piece = text.length): HttpHeard[] {
  const bytes = latin1Bytes(text);
  const reader = new RequestReader();
  const heard: HttpHeard[] = [];
  for (let at = 0; at < bytes.length; at += piece) {
    heard.push(...reader.take(bytes.subarray(at, at + piece)));
  }
  return heard;
}

const requests = (heard: readonly HttpHeard[]) =>
  heard.map((one) =>
    one.kind === 'request'
      ? `${one.request.method} ${one.request.target} "${latin1(one.request.body)}"${one.request.goesOn ? ' +' : ''}`
      : one.kind === 'refused'
        ? `refused ${one.status}`
        : one.kind,
  );

const POST = 'POST /ipp/print HTTP/1.1\r\nHost: x\r\n';

describe('requests', () => {
  it.each<[text: string, heard: string[]]>([
    ['GET / HTTP/1.1\r\n\r\n', ['GET / "" +']],
    ['\r\n\nGET / HTTP/1.1\r\n\r\n', ['GET / "" +']],
    ['GET / HTTP/1.0\r\n\r\n', ['GET / ""']],
    ['GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n', ['GET / "" +']],
    ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', ['GET / ""']],
    [`${POST}Content-Length: 4\r\n\r\nabcd`, ['POST /ipp/print "abcd" +']],
    [
      `${POST}Content-Length: 2\r\n\r\nabGET /x HTTP/1.1\r\n\r\n`,
      ['POST /ipp/print "ab" +', 'GET /x "" +'],
    ],
    [
      `${POST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n`,
      ['POST /ipp/print "abc0123456789" +'],
    ],
    [
      `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: x\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
      ['POST /ipp/print "a" +', 'GET / "" +'],
    ],
    // A binary body: what looks like the end of a line is none.
    [`${POST}Content-Length: 4\r\n\r\n\r\n\r\n`, ['POST /ipp/print "\r\n\r\n" +']],
  ])('%j', (text, heard) => {
    expect(requests(heardOf(text))).toEqual(heard);
    // However TCP cuts them.
    for (const piece of [1, 2, 7]) expect(requests(heardOf(text, piece))).toEqual(heard);
  });

  it('wait where the client wants a word before its body', () => {
    const reader = new RequestReader();
    const head = `${POST}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`;
    expect(requests(reader.take(latin1Bytes(head)))).toEqual(['waits']);
    expect(requests(reader.take(latin1Bytes('ab')))).toEqual(['POST /ipp/print "ab" +']);
  });

  it.each<[text: string, status: number]>([
    ['\x16\x03\x01\x02\x00\x01\x00', 400],
    ['HTTP/1.1 200 OK\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nno colon\r\n\r\n', 400],
    [`${POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
    [`${POST}Content-Length: two\r\n\r\n`, 400],
    [`${POST}Content-Length: ${MAX_BODY + 1}\r\n\r\n`, 413],
    [`${POST}Transfer-Encoding: gzip, chunked\r\n\r\n`, 501],
    [`${POST}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, 400],
    [`${POST}Transfer-Encoding: chunked\r\n\r\n1\r\nabc`, 400],
    [`${POST}Transfer-Encoding: chunked\r\n\r\nfffff\r\n`, 413],
    [`GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(MAX_HEAD / 6)}`, 400],
    [`GET / HTTP/1.1\r\n${`X: ${'y'.repeat(4000)}\r\n`.repeat(5)}`, 431],
  ])('%j are refused, and nothing after them is read', (text, status) => {
    const heard = heardOf(`${text}GET / HTTP/1.1\r\n\r\n`);
    expect(requests(heard)).toEqual([`refused ${status}`]);
  });

  it('of hostile clients take no more memory than their limits', () => {
    const reader = new RequestReader();
    const chunk = latin1Bytes('1\r\na\r\n');
    const heard = [...reader.take(latin1Bytes(`${POST}Transfer-Encoding: chunked\r\n\r\n`))];
    for (let i = 0; i < 100_000 && heard.length === 0; i++) heard.push(...reader.take(chunk));
    expect(requests(heard)).toEqual(['refused 413']);
  });

  it('of no sense never throw', () => {
    const random = seededRandom(5);
    const words = [
      POST,
      '\r\n',
      '0\r\n',
      'Content-Length: 9\r\n',
      'Transfer-Encoding: chunked\r\n',
    ];
    for (let i = 0; i < 3000; i++) {
      const text = Array.from({ length: 8 }, () =>
        random() < 0.8
          ? words[Math.floor(random() * words.length)]!
          : String.fromCharCode(Math.floor(random() * 256)),
      ).join('');
      expect(() => heardOf(text, 1 + Math.floor(random() * 40))).not.toThrow();
    }
  });
});

it('an answer says how long it is, and whether more may follow', () => {
  const bytes = encodeResponse(
    { status: 404, fields: { Server: 'x' }, body: latin1Bytes('no') },
    false,
  );
  expect(decode(bytes)).toMatchObject({
    message: {
      status: 404,
      line: 'Not Found',
      fields: [
        ['server', 'x'],
        ['content-length', '2'],
        ['connection', 'close'],
      ],
      body: latin1Bytes('no'),
    },
  });
});
