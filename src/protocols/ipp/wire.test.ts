import { assert, property } from 'fast-check';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unsound } from '../../core/mutations.ts';
import { attribute, encodeGetPrinterAttributes, encodeResponse } from './encode.ts';
import type { IppAttribute, IppValue } from './values.ts';
import { valueText } from './values.ts';
import { GROUPS, OUT_OF_BAND, TEXTS } from './vocabulary.ts';
import { attributesOf, decode, decodeResponse, MAX_GROUPS, MAX_VALUES } from './wire.ts';

const number = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const short = fc.string({ unit: 'grapheme', maxLength: 12 });
const keyword = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);

const simple: fc.Arbitrary<IppValue> = fc.oneof(
  fc.record({ kind: fc.constantFrom('integer', 'enum'), value: number }),
  fc.record({ kind: fc.constant('boolean'), value: fc.boolean() }),
  fc.record({ kind: fc.constant('octetString'), bytes: fc.uint8Array({ maxLength: 20 }) }),
  fc.record({ kind: fc.constantFrom(...TEXTS), text: short }),
  fc.record({
    kind: fc.constantFrom('textWithLanguage', 'nameWithLanguage'),
    language: keyword,
    text: short,
  }),
  fc.record({
    kind: fc.constant('resolution'),
    across: number,
    along: number,
    unit: fc.constantFrom('dpi', 'dpcm'),
  }),
  fc.record({ kind: fc.constant('rangeOfInteger'), lower: number, upper: number }),
  fc.record({ kind: fc.constant('none'), why: fc.constantFrom(...OUT_OF_BAND) }),
  fc.constant({ kind: 'dateTime', text: '2026-11-21T06:05:09.3-05:30' } as const),
) as fc.Arbitrary<IppValue>;

const attributeOf = (value: fc.Arbitrary<IppValue>): fc.Arbitrary<IppAttribute> =>
  fc.record({ name: keyword, values: fc.array(value, { minLength: 1, maxLength: 3 }) });

const { value } = fc.letrec<{ value: IppValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    simple,
    fc.record({
      kind: fc.constant('collection'),
      members: fc.array(attributeOf(tie('value')), { maxLength: 3 }),
    }) as fc.Arbitrary<IppValue>,
  ),
}));

const response = fc.record({
  version: fc.constantFrom('1.1', '2.0'),
  status: fc.constantFrom(0, 1, 0x0406, 0x0503),
  requestId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  groups: fc.array(
    fc.record({
      name: fc.constantFrom('printer', 'job', 'unsupported'),
      attributes: fc.array(attributeOf(value), { maxLength: 4 }),
    }),
    { maxLength: 3 },
  ),
});

describe('what is written', () => {
  it('is read as it was', () => {
    assert(
      property(response, (parts) => {
        const decoded = decodeResponse(encodeResponse(parts));
        expect(decoded).toMatchObject({
          ok: true,
          message: {
            version: parts.version,
            code: parts.status,
            requestId: parts.requestId,
            groups: [{ name: 'operation' }, ...parts.groups],
          },
        });
      }),
    );
  });

  it('explains every byte, in order', () => {
    assert(
      property(response, (parts) => {
        const bytes = encodeResponse(parts);
        const decoded = decode(bytes);
        expect(unsound(decoded, bytes)).toBeUndefined();
        expect(decoded.fields.reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length);
      }),
    );
  });

  it('asks for what it was told to', () => {
    const bytes = encodeGetPrinterAttributes({
      printer: 'ipp://192.0.2.10:631/ipp/print',
      requested: ['printer-state', 'printer-supply'],
      version: '1.1',
      requestId: 7,
    });
    const decoded = decode(bytes);
    if (!decoded.ok) throw new Error(decoded.error.message);
    expect(decoded.message).toMatchObject({ version: '1.1', requestId: 7, kind: 'request' });
    const asked = attributesOf(decoded.message, 'operation').at(-1)!;
    expect(asked.values.map(valueText)).toEqual(['printer-state', 'printer-supply']);
  });

  it('refuses what cannot be said', () => {
    const none = { name: 'printer', attributes: [attribute('printer-info')] } as const;
    const parts = { version: '2.0', status: 0, requestId: 1 };
    expect(() => encodeResponse({ ...parts, groups: [none] })).toThrow(/has no value/);
  });
});

describe('limits', () => {
  const begin = [2, 0, 0, 0, 0, 0, 0, 1, GROUPS.printer];

  it('of values', () => {
    const more = Array.from({ length: MAX_VALUES }, () => [0x21, 0, 0, 0, 0]).flat();
    const first = [0x21, 0, 1, 0x61, 0, 0];
    const bytes = Uint8Array.from([...begin, ...first, ...more, 3]);
    expect(decode(bytes)).toMatchObject({ ok: false, error: { kind: 'length' } });
    const fewer = Uint8Array.from([...begin, ...first, ...more.slice(5), 3]);
    expect(decode(fewer)).toMatchObject({ ok: true });
  });

  it('of groups', () => {
    const bytes = Uint8Array.from([...begin, ...Array.from({ length: MAX_GROUPS }, () => 2), 3]);
    expect(decode(bytes)).toMatchObject({ ok: false, error: { kind: 'length', field: 'group' } });
  });

  it('a megabyte that goes deeper and deeper ends early', () => {
    const deeper = Array.from({ length: 100_000 }, () => [0x34, 0, 0, 0, 0]).flat();
    const bytes = Uint8Array.from([...begin, 0x34, 0, 1, 0x61, 0, 0, ...deeper]);
    expect(decode(bytes)).toMatchObject({ ok: false, error: { kind: 'value' } });
  });
});
