/**
 * IPP on a strange port: it rides on HTTP, so an HTTP server that speaks it is told by what it answers. What is
 * said to it is Get-Printer-Attributes, which every printer must answer and which changes nothing (RFC 8011,
 * section 4.2.5).
 */
import { latin1Bytes, wholeLines } from '../../core/bytes/line.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { heardText, named } from '../../core/heard.ts';
import type { Asker, Probe, Recognition } from '../protocol.ts';
import { printerOf } from './describe.ts';
import { encodeGetPrinterAttributes } from './encode.ts';
import { MEDIA_TYPE } from './vocabulary.ts';
import { attributesOf, decodeResponse } from './wire.ts';

/** Lines of an HTTP head that are looked at: more than any printer sends. */
const MOST_LINES = 64;

export const ippProbe: Probe = { transport: 'tcp', hello, judge };

function hello({ agent }: Asker): Uint8Array {
  const requested = ['printer-make-and-model', 'printer-device-id', 'printer-state'];
  const body = encodeGetPrinterAttributes({ printer: 'ipp://localhost/ipp/print', requested });
  const lines = [
    'POST /ipp/print HTTP/1.1',
    'Host: localhost',
    `User-Agent: ${agent}`,
    `Content-Type: ${MEDIA_TYPE}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return joinBytes([latin1Bytes(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

function judge(bytes: Uint8Array): Recognition | undefined {
  const lines = wholeLines(bytes, MOST_LINES);
  const [first = ''] = lines;
  if (!/^HTTP\/1\.\d \d{3}(?: |$)/.test(first)) return undefined;
  const end = lines.indexOf('');
  const head = lines.slice(1, end < 0 ? undefined : end);
  const type = headerOf(head, 'content-type');
  if (!type?.toLowerCase().startsWith(MEDIA_TYPE)) return undefined;
  const server = headerOf(head, 'server');
  const printer = end < 0 ? undefined : printerIn(bytes);
  const makeAndModel = printer?.makeAndModel ?? printer?.model;
  const said = [
    first,
    `Content-Type: ${MEDIA_TYPE}`,
    ...(server ? [`Server: ${server}`] : []),
    ...(makeAndModel ? [`printer-make-and-model: ${makeAndModel}`] : []),
  ];
  return {
    service: 'ipp',
    ...(makeAndModel ? named(makeAndModel) : productOf(server)),
    evidence: heardText(said.join(', '), 160),
  };
}

const headerOf = (head: readonly string[], wanted: string) =>
  head
    .find((line) => line.toLowerCase().startsWith(`${wanted}:`))
    ?.slice(wanted.length + 1)
    .trim();

/** The answer begins after the empty line; in chunks, after the length of the first, which is as much as we read. */
function printerIn(bytes: Uint8Array) {
  const start = bodyStart(bytes);
  const body = bytes.subarray(start);
  const chunk = /^[0-9a-f]{1,8}(?:;[^\r\n]{0,64})?\r\n/i.exec(
    String.fromCharCode(...body.subarray(0, 80)),
  )?.[0];
  const decoded = decodeResponse(body.subarray(chunk?.length ?? 0));
  return decoded.ok ? printerOf(attributesOf(decoded.message, 'printer')) : undefined;
}

function bodyStart(bytes: Uint8Array): number {
  for (let i = 0; i + 1 < bytes.length; i++) {
    if (bytes[i] !== 0x0a) continue;
    if (bytes[i + 1] === 0x0a) return i + 2;
    if (bytes[i + 1] === 0x0d && bytes[i + 2] === 0x0a) return i + 3;
  }
  return bytes.length;
}

/** `CUPS/2.4 IPP/2.1`: the most telling product stands first. */
function productOf(server: string | undefined): ReturnType<typeof named> {
  const [, product, version] = /^([^\s/()]+)(?:\/([^\s()]+))?/.exec(server ?? '') ?? [];
  return named(product, version);
}
