/** The interpersonal message, content type 32, on the wire (RFC 2524, section 6.2 and appendix B). */
import { TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { berOctets, berSequence } from '../../core/bytes/ber-write.ts';
import { readHeading, writeHeading } from './heading.ts';
import type { Body, Ipm } from './ipm.ts';
import {
  atMost,
  readOctets,
  writeAsRead,
  writeNumber,
  writePrintable,
  type WriteText,
} from './values.ts';
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
export const writeIpm = (message: Ipm): Uint8Array =>
  atMost('message', writeBy(writePrintable, message), BOUNDS.content);

/**
 * Total for whatever {@link readIpm} gave: the texts of old programs stay as they came, and by the forms that it forgave
 * it may be some octets longer than a content should be.
 */
export const rewriteIpm = (message: Ipm): Uint8Array => writeBy(writeAsRead, message);

const writeBy = (writeText: WriteText, { heading, body }: Ipm): Uint8Array =>
  berSequence([writeHeading(heading, writeText), ...(body === undefined ? [] : [writeBody(body)])]);

const writeBody = ({ compression, octets }: Body): Uint8Array =>
  berSequence([
    ...(compression === undefined
      ? []
      : [writeNumber('compression', compression, BOUNDS.compression, value(0))]),
    berOctets(octets),
  ]);
