import { describe, expect, it } from 'vitest';
import { attribute, encodeGetPrinterAttributes, encodeResponse } from './encode.ts';
import { answerIpp } from './server.ts';
import { STATUS } from './vocabulary.ts';
import { attributesOf, decode } from './wire.ts';

const printer = [
  attribute('printer-info', { kind: 'text', text: 'Flur' }),
  attribute('printer-state', { kind: 'enum', value: 3 }),
  attribute('printer-vendor-thing', { kind: 'integer', value: 1 }),
];
const request = (...requested: string[]) =>
  encodeGetPrinterAttributes({ printer: 'ipp://192.0.2.10/ipp/print', requested, requestId: 9 });

function answered(bytes: Uint8Array) {
  const answer = answerIpp(printer, bytes);
  if (answer === undefined) return undefined;
  const decoded = decode(answer);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
}
const namesOf = (bytes: Uint8Array) =>
  attributesOf(answered(bytes)!, 'printer').map(({ name }) => name);

describe('a printer', () => {
  it('tells what it is asked for, and leaves out what it does not have', () => {
    expect(namesOf(request('printer-state', 'printer-alert'))).toEqual(['printer-state']);
    expect(namesOf(request('all'))).toHaveLength(3);
    expect(answered(request('all'))).toMatchObject({ kind: 'response', code: 0, requestId: 9 });
  });

  it('refuses everything else', () => {
    const other = request('all');
    // Print-Job, of all things.
    other[3] = 2;
    expect(answered(other)).toMatchObject({ code: STATUS.OPERATION_NOT_SUPPORTED });
    const late = request('all');
    late[0] = 3;
    expect(answered(late)).toMatchObject({ code: STATUS.VERSION_NOT_SUPPORTED });
    const bare = Uint8Array.of(2, 0, 0, 0x0b, 0, 0, 0, 1, 1, 3);
    expect(answered(bare)).toMatchObject({ code: STATUS.BAD_REQUEST });
  });

  it.each([
    [0, 0, '1.1', STATUS.VERSION_NOT_SUPPORTED],
    [1, 0, '1.1', STATUS.OK],
    [1, 9, '1.1', STATUS.OK],
    [2, 2, '2.0', STATUS.OK],
    [3, 0, '2.0', STATUS.VERSION_NOT_SUPPORTED],
  ])('answers version %i.%i with the nearest that it speaks', (major, minor, version, code) => {
    const bytes = request('all');
    bytes.set([major, minor]);
    expect(answered(bytes)).toMatchObject({ code, version, requestId: 9 });
  });

  it.each([0, 0x8000_0000])('refuses the request id %i', (requestId) => {
    const bytes = request('all');
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(4, requestId);
    expect(answered(bytes)).toMatchObject({ code: STATUS.BAD_REQUEST, requestId });
    expect(attributesOf(answered(bytes)!, 'printer')).toEqual([]);
  });

  it('wants charset, language and printer first, each as what it is, in UTF-8', () => {
    const spoilt = (find: string, put: string) => {
      const text = String.fromCharCode(...request('all'));
      expect(text).toContain(find);
      return answered(Uint8Array.from(text.replace(find, put), (each) => each.charCodeAt(0)))?.code;
    };
    expect(spoilt('utf-8', 'UTF-8')).toBe(STATUS.OK);
    expect(spoilt('utf-8', 'koi-8')).toBe(STATUS.CHARSET_NOT_SUPPORTED);
    // A keyword.
    expect(spoilt('\x47', '\x44')).toBe(STATUS.BAD_REQUEST);
    expect(spoilt('attributes-natural-language', 'attributes-natural-languish')).toBe(
      STATUS.BAD_REQUEST,
    );
    expect(spoilt('printer-uri', 'printer-urn')).toBe(STATUS.BAD_REQUEST);
    // The job's group where the operation's belongs.
    expect(spoilt('\x01\x47', '\x02\x47')).toBe(STATUS.BAD_REQUEST);
  });

  it('answers no answers, and nothing that is no IPP', () => {
    const response = encodeResponse({ version: '2.0', status: 0, requestId: 1 });
    expect(answerIpp(printer, response)).toBeUndefined();
    expect(answerIpp(printer, new TextEncoder().encode('GET / HTTP/1.1'))).toBeUndefined();
  });
});
