/** The interpersonal message, content type 32, on the wire (RFC 2524, section 6.2 and appendix B). */
import { TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { berOctets, berSequence } from '../../core/bytes/ber-write.ts';
import { readHeading, writeHeading } from './heading.ts';
import type { Body, Ipm } from './ipm.ts';
import { atMost, readOctets, writeNumber } from './values.ts';
import { BOUNDS, value } from './vocabulary.ts';

export function readIpm(r: BerReader): Ipm {
  return r.within('message', TAGS.SEQUENCE, (inside) => {
    const heading = readHeading(inside);
    if (!inside.more) return { heading };
    return { heading, body: inside.within('body', TAGS.SEQUENCE, readBody) };
  });
}

function readBody(r: BerReader): Body {
  const compression = r.isNext(value(0))
    ? { compression: r.unsigned('compression', BOUNDS.compression, compressionName, value(0)) }
    : {};
  const octets = r.more
    ? readOctets(r, 'body text', BOUNDS.content, TAGS.OCTET_STRING)
    : new Uint8Array(0);
  return { ...compression, octets };
}

const compressionName = (method: number): string =>
  method === 0 ? 'none' : method === 1 ? 'Lempel-Ziv, of an unknown kind' : 'unknown';

/** @throws RangeError when something is not within its bounds, or the whole is longer than a content may be */
export function writeIpm({ heading, body }: Ipm): Uint8Array {
  const whole = berSequence([
    writeHeading(heading),
    ...(body === undefined ? [] : [writeBody(body)]),
  ]);
  return atMost('message', whole, BOUNDS.content);
}

const writeBody = ({ compression, octets }: Body): Uint8Array =>
  berSequence([
    ...(compression === undefined
      ? []
      : [writeNumber('compression', compression, BOUNDS.compression, value(0))]),
    berOctets(octets),
  ]);
