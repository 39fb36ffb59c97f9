/**
 * The client's hello of TLS 1.2 (RFC 5246, section 7.4.1.2). Not of 1.3: there the server says what is spoken
 * inside only under its key, and we end before there is one. Who has nothing but 1.3 answers with an alert.
 */
import { Writer } from '../../core/bytes/writer.ts';

const RECORD_VERSION = 0x0301; // What every server takes in a first record (RFC 5246, appendix E.1).
const VERSION = 0x0303;

/** Ones that nearly every server has, forward secret first (RFC 9325, section 4.2), and the old must-have. */
const CIPHER_SUITES = [
  0xc02b,
  0xc02f,
  0xc02c,
  0xc030,
  0xcca9,
  0xcca8,
  0xc013,
  0xc014,
  0x009c,
  0x009d,
  0x002f,
  0x0035,
  0x00ff, // no suite: says that renegotiation is safe (RFC 5746, section 3.3)
];
/** x25519, P-256, P-384 (RFC 8422, section 5.1.1). */
const GROUPS = [0x001d, 0x0017, 0x0018];
/** RFC 8446, section 4.2.3: ECDSA, RSA-PSS and RSA with SHA-256, -384, -512. */
const SIGNATURES = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601];
/** Of all that may be inside, the one that we could go on to ask. */
const INSIDE = 'http/1.1';

/** Never a key: the conversation ends before any is made. So it need not be by chance. */
const RANDOM = 'portolan asks who speaks here...';

export function clientHello(): Uint8Array {
  const extensions = [
    extension(10, list16(GROUPS)),
    extension(11, [1, 0]), // points uncompressed
    extension(13, list16(SIGNATURES)),
    extension(
      16,
      new Writer()
        .u16(INSIDE.length + 1)
        .u8(INSIDE.length)
        .text(INSIDE)
        .finish(),
    ),
    extension(23, []), // extended master secret (RFC 7627): some servers insist
  ].flatMap((bytes) => [...bytes]);
  const body = new Writer()
    .u16(VERSION)
    .text(RANDOM, 32)
    .u8(0) // no session to resume
    .bytes(list16(CIPHER_SUITES))
    .bytes([1, 0]) // no compression
    .u16(extensions.length)
    .bytes(extensions)
    .finish();
  const handshake = new Writer().u8(1).u8(0).u16(body.length).bytes(body).finish();
  return new Writer().u8(22).u16(RECORD_VERSION).u16(handshake.length).bytes(handshake).finish();
}

const extension = (type: number, data: ArrayLike<number> & Iterable<number>): Uint8Array =>
  new Writer().u16(type).u16(data.length).bytes(data).finish();

/** Numbers of two bytes, with their length in bytes before them. */
function list16(values: readonly number[]): Uint8Array {
  const writer = new Writer().u16(2 * values.length);
  for (const value of values) writer.u16(value);
  return writer.finish();
}
