import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import type { Decoded } from '../../core/bytes/reader.ts';
import { unsound } from '../../core/mutations.ts';
import { ERRORS, OPERATIONS, type ErrorName, type OperationName } from './operations.ts';
import {
  decodeError,
  decodeInvocation,
  decodeIpm,
  decodeReport,
  decodeResult,
  encodeError,
  encodeInvocation,
  encodeIpm,
  encodeResult,
} from './wire.ts';

const NAMES = Object.keys(OPERATIONS) as OperationName[];
const hex = (bytes: Uint8Array) => toHex(bytes, ' ');

function must<T>(decoded: Decoded<T>): T {
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
}

describe('errors', () => {
  it.each(Object.keys(ERRORS) as ErrorName[])('%s', (name) => {
    for (const integerParameter of [false, true]) {
      const { value, parameter } = encodeError(name, { integerParameter });
      expect(decodeError(value, parameter)).toMatchObject({ value: ERRORS[name], name });
    }
  });
});

describe('forms of old programs', () => {
  it('are sent where they are wished for', () => {
    const forms = { integerStatus: true };
    const status = { status: 'delivery report sent' } as const;
    expect(hex(encodeResult('deliveryVerify', status))).toBe('30 03 0a 01 02');
    expect(hex(encodeResult('deliveryVerify', status, forms))).toBe('30 03 02 01 02');
    expect(hex(encodeResult('submissionVerify', { status: 'send message' }, forms))).toBe(
      '30 03 0a 01 01',
    );
    expect(hex(encodeError('protocolViolation').parameter)).toBe('');
    const { value, parameter } = encodeError('protocolViolation', { integerParameter: true });
    expect([value, hex(parameter)]).toEqual([7, '02 01 07']);
    expect(hex(encodeError('securityError').parameter)).toBe('02 01 00');
  });

  it.each<[what: string, operation: OperationName, read: string, meant: string]>([
    ['an INTEGER for an ENUMERATED', 'deliveryVerify', '30 03 02 01 02', '30 03 0a 01 02'],
    ['the same of submissionVerify', 'submissionVerify', '30 03 02 01 01', '30 03 0a 01 01'],
    ['NULL as it should be', 'deliver', '05 00', ''],
    [
      'a time after January 2038 as a negative number',
      'submit',
      '30 0b 30 09 02 04 90 00 00 00 02 01 01',
      '30 0c 30 0a 02 05 00 90 00 00 00 02 01 01',
    ],
    ['bits that fill no octet', 'deliveryControl', '30 04 80 02 06 40', '30 04 80 02 00 40'],
    ['defaults that are said', 'submissionControl', '30 04 80 02 00 00', '30 00'],
    [
      'a constructed bit that is not set',
      'submit',
      '10 0b 10 09 22 04 36 d3 f1 80 02 01 01',
      '30 0b 30 09 02 04 36 d3 f1 80 02 01 01',
    ],
    ['a longer length than needed', 'deliveryVerify', '30 81 03 0a 01 01', '30 03 0a 01 01'],
  ])('a result: %s', (_, name, read, meant) => {
    const result = must(decodeResult(name, fromHex(read)));
    expect(hex(encodeResult(name, result as never))).toBe(meant);
  });

  it('a checksum and a NULL of an invocation', () => {
    const submit = '05 30 0f a0 08 a0 02 80 00 02 02 90 00 02 01 20 41 42';
    expect(must(decodeInvocation(33, fromHex(submit)))).toEqual({
      operation: 'submit',
      instance: 5,
      argument: {
        security: { password: fromHex(''), contentIntegrityCheck: 0x9000 },
        contentType: 32,
        content: fromHex('41 42'),
      },
    });
    for (const octets of ['', '05 00']) {
      const asked = must(decodeInvocation(7, fromHex(octets)));
      expect(asked).toEqual({ operation: 'getConfiguration', argument: null });
      expect(hex(encodeInvocation(asked))).toBe('05 00');
    }
  });

  it.each<[parameter: string, problem: number | undefined]>([
    ['02 01 00', 0],
    ['02 01 04', 4],
    ['', undefined],
    ['05 00', undefined],
    ['02 02 01 00', undefined],
    ['ff ff ff', undefined],
  ])('a securityError with %s', (parameter, problem) => {
    const { problem: heard, ...rest } = decodeError(4, fromHex(parameter));
    expect(rest).toEqual({ value: 4, name: 'securityError' });
    expect(heard).toBe(problem);
  });

  it("an error of no known number, and a parameter that is nobody's business", () => {
    expect(decodeError(9, fromHex('02 01 07'))).toEqual({ value: 9 });
    expect(decodeError(6, fromHex('ff'))).toEqual({ value: 6, name: 'resourceError' });
  });

  it('fields that are missing at the end', () => {
    const heading = '30 10 40 01 61 30 05 30 03 40 01 62 a4 04 30 02 40 00';
    expect(must(decodeIpm(fromHex(`30 14 ${heading} 30 00`)))).toMatchObject({
      heading: { extensions: [{ label: '', value: '' }] },
      body: { octets: fromHex('') },
    });
  });

  it('empty extensions before what may follow them', () => {
    const message = must(
      decodeIpm(fromHex('30 12 30 10 40 01 61 30 05 30 03 40 01 62 86 04 74 2f 78 79')),
    );
    expect(message.heading).toMatchObject({ contentType: 't/xy' });
    expect(message.heading.extensions).toBeUndefined();
    expect(hex(encodeIpm(message))).toBe(
      '30 14 30 12 40 01 61 30 05 30 03 40 01 62 a4 00 86 04 74 2f 78 79',
    );
  });

  it('a header that was broken over lines, one that would become two, and octets above 126', () => {
    const subject = (value: string) => decodeIpm(encodeIpmWith(value));
    expect(must(subject('a\r\n\tb'))).toMatchObject({ heading: { subject: 'a\tb' } });
    expect(must(subject('a\n b'))).toMatchObject({ heading: { subject: 'a b' } });
    expect(must(subject('caf\u00e9'))).toMatchObject({ heading: { subject: 'caf\u00e9' } });
    for (const value of ['a\nBcc: x', 'a\r\nb', 'a\rb', 'a\n', '\u0000', 'a\u007f']) {
      expect(subject(value)).toMatchObject({ ok: false, error: { field: 'subject' } });
    }
  });

  /** A message with any octets as its subject. */
  function encodeIpmWith(subject: string): Uint8Array {
    const octets = [...subject].map((character) => character.charCodeAt(0));
    const head = fromHex('40 01 61 30 05 30 03 40 01 62');
    const inside = [...head, 0x83, octets.length, ...octets];
    return Uint8Array.of(0x30, inside.length + 2, 0x30, inside.length, ...inside);
  }
});

describe('a report', () => {
  const report = (outcome: string) =>
    decodeReport(fromHex(`30 16 45 01 61 30 11 30 0f 40 03 62 6f 62 ${outcome}`));

  it('says what became of a message', () => {
    expect(must(report('a1 08 02 01 02 81 03 6e 6f 21'))).toEqual({
      messageId: { kind: 'rfc822', text: 'a' },
      recipients: [
        {
          address: { kind: 'rfc822', text: 'bob' },
          outcome: { kind: 'not delivered', reason: 2, explanation: 'no!' },
        },
      ],
    });
  });

  it('that says neither is none', () => {
    expect(report('a2 08 02 01 02 81 03 6e 6f 21')).toMatchObject({
      ok: false,
      error: { kind: 'value', field: 'not delivered' },
    });
  });
});

describe('numbers of subscribers', () => {
  const address = (octets: string) =>
    decodeIpm(fromHex(`30 14 30 12 30 05 04 03 ${octets} 30 09 30 07 30 05 04 03 30 10 01`));
  it.each([
    ['16 60 58', '166058'],
    ['06 60 58', '66058'],
    ['00 00 58', '00058'],
  ])('%s is %s', (octets, digits) => {
    const message = must(address(octets));
    expect(message.heading.originator).toEqual({ kind: 'emsd', digits });
    expect(hex(encodeIpm(message))).toContain(octets);
  });
  it('are decimal', () => {
    expect(address('16 6a 58')).toMatchObject({ ok: false, error: { kind: 'value', offset: 6 } });
  });
});

describe('what cannot be', () => {
  it.each<[what: string, value: number, hex: string, error: object]>([
    ['an operation nobody has', 34, '00 30 00', { field: 'operation', kind: 'value' }],
    ['EMSD 1.0', 0, '30 00', { message: expect.stringContaining('EMSD 1.0') }],
    ['EMSD 1.0', 1, '30 00', { message: expect.stringContaining('deliver of EMSD 1.0') }],
    ['no instance', 33, '', { kind: 'truncated', field: 'operation instance identifier' }],
    ['no content type', 33, '00 30 00', { kind: 'length', field: 'content type' }],
    ['content type 128', 33, '00 30 04 02 02 00 80', { field: 'content type' }],
    [
      'part 0 that is not the first',
      33,
      '00 30 0b 63 06 02 01 01 02 01 00 02 01 20',
      { field: 'part number' },
    ],
    ['33 parts', 33, '00 30 0b 62 06 02 01 01 02 01 21 02 01 20', { field: 'number of parts' }],
    [
      'octets behind the argument',
      5,
      '30 04 45 02 3c 3e 00',
      { kind: 'length', field: 'argument' },
    ],
    ['an indefinite length', 33, '00 30 80 02 01 20 00 00', { kind: 'length' }],
    ['a length of 2^31', 33, '00 30 84 80 00 00 00 02 01 20', { kind: 'truncated' }],
    ['a third kind of restriction', 2, '30 03 80 01 03', { kind: 'value', field: 'restrict' }],
    ['a NULL that says something', 7, '05 01 00', { kind: 'length' }],
  ])('%s', (_, value, octets, error) => {
    expect(decodeInvocation(value, fromHex(octets))).toMatchObject({ ok: false, error });
  });

  it('is not written either', () => {
    const submit = { contentType: 32, content: fromHex('') };
    const bad: (() => unknown)[] = [
      () => encodeInvocation({ operation: 'submit', argument: submit }),
      () => encodeInvocation({ operation: 'submit', instance: 256, argument: submit }),
      () => encodeInvocation({ operation: 'getConfiguration', instance: 0, argument: null }),
      () =>
        encodeInvocation({
          operation: 'submit',
          instance: 0,
          argument: { ...submit, content: new Uint8Array(65_536) },
        }),
      () =>
        encodeInvocation({
          operation: 'submit',
          instance: 0,
          argument: { ...submit, part: { first: true, sequence: 1, total: 33 } },
        }),
      () =>
        encodeInvocation({
          operation: 'deliveryVerify',
          argument: { messageId: { kind: 'rfc822', text: `<${'a'.repeat(127)}>` } },
        }),
      () =>
        encodeInvocation({
          operation: 'deliveryVerify',
          argument: { messageId: { kind: 'local', submissionTime: 1, messageNumber: 4097 } },
        }),
      () => encodeError('securityError', { problem: 128 }),
    ];
    for (const write of bad) expect(write).toThrow(RangeError);
  });
});

describe('any bytes', () => {
  it('are read or refused, never thrown over', () => {
    const noise = fc.tuple(
      fc.constantFrom(2, 4, 5, 6, 7, 8, 33, 35),
      fc.uint8Array({ maxLength: 120 }),
    );
    fc.assert(
      fc.property(noise, ([value, bytes]) => {
        expect(unsound(decodeInvocation(value, bytes), bytes)).toBeUndefined();
        for (const name of NAMES) expect(unsound(decodeResult(name, bytes), bytes)).toBeUndefined();
        expect(decodeError(value, bytes).value).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });
});
