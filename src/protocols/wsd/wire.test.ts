import { assert, array, constantFrom, property, record, string, webUrl } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import { mutations, unsound } from '../../core/mutations.ts';
import { plain } from '../../core/plain.ts';
import { seededRandom } from '../../core/random.ts';
import {
  encodeGet,
  encodeGetResponse,
  encodeMatches,
  encodeProbe,
  encodeResolve,
} from './encode.ts';
import { PRINTER, SCANNER, VERSIONS } from './vocabulary.ts';
import long from './vectors/long/messages.json' with { type: 'json' };
import { decode, MAX_MATCHES } from './wire.ts';

const MTU = 1472;
const messageId = 'urn:uuid:0c3c8d1e-0000-4000-8000-000000000001';
const relatesTo = 'urn:uuid:0c3c8d1e-0000-4000-8000-000000000002';
const version = constantFrom(...VERSIONS);
const word = string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map(
  (text) => text.replace(/[^\p{L}\p{N}&<>"']/gu, '') || 'x',
);
const service = record({
  id: word,
  types: constantFrom([], [PRINTER], [PRINTER, SCANNER]),
  scopes: array(word, { maxLength: 2 }),
  addresses: array(webUrl(), { maxLength: 2 }),
  metadataVersion: constantFrom(0, 1, 4_294_967_295),
});

describe('what is written', () => {
  it('is read as it was, whatever is in it', () => {
    assert(
      property(version, array(service, { maxLength: 3 }), (version, services) => {
        const sequence = { instance: 7, number: 1 };
        const bytes = encodeMatches(
          'ProbeMatches',
          { version, messageId, relatesTo, sequence },
          services,
        );
        const decoded = decode(bytes);
        expect(decoded).toMatchObject({
          ok: true,
          message: { kind: 'ProbeMatches', version, messageId, relatesTo, sequence, services },
        });
        expect(unsound(decoded, bytes)).toBeUndefined();
        // Every byte is a text or stands between two.
        expect(decoded.fields.reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length);
      }),
    );
  });

  it.each(VERSIONS)('asks in %s, within one frame', (version) => {
    const probe = encodeProbe({ version, messageId, types: [PRINTER] });
    expect(decode(probe)).toMatchObject({
      message: { kind: 'Probe', version, probe: { types: [PRINTER], scopes: [] } },
    });
    const resolve = encodeResolve({ version, messageId, endpoint: 'urn:uuid:<1>' });
    expect(decode(resolve)).toMatchObject({ message: { kind: 'Resolve', wanted: 'urn:uuid:<1>' } });
    const get = encodeGet({ version, messageId, endpoint: 'urn:uuid:1' });
    expect(decode(get)).toMatchObject({ message: { kind: 'Get', to: 'urn:uuid:1' } });
    for (const bytes of [probe, resolve, get]) expect(bytes.length).toBeLessThan(MTU);
  });

  it.each(VERSIONS)('tells metadata in %s', (version) => {
    const metadata = { friendlyName: 'Küche & Bad', manufacturer: 'EPSON', modelName: 'ET-2760' };
    const bytes = encodeGetResponse({ version, messageId, relatesTo }, metadata);
    expect(decode(bytes)).toMatchObject({
      message: { kind: 'GetResponse', relatesTo, metadata: { ...metadata, hosted: [] } },
    });
  });
});

it('explains types and actions in words', () => {
  const { fields } = decode(encodeProbe({ version: '1.1', messageId, types: [PRINTER, SCANNER] }));
  const meaning = (wanted: string) => fields.find(({ name }) => name === wanted)?.meaning;
  expect(meaning('Types')).toBe('printer, scanner');
  expect(meaning('Action')).toBe('Probe (1.1)');
});

it('keeps a bounded part of a flood', () => {
  const one = { id: 'urn:uuid:1', types: [], scopes: [], addresses: [] };
  const sequence = { instance: 1, number: 1 };
  const headers = { version: '2005/04', messageId, relatesTo, sequence } as const;
  const many = Array.from({ length: MAX_MATCHES + 50 }, () => one);
  const decoded = decode(encodeMatches('ProbeMatches', headers, many));
  expect(decoded.ok && decoded.message.services.length).toBe(MAX_MATCHES);
  const flood = Array.from({ length: 10_000 }, () => one);
  expect(decode(encodeMatches('ProbeMatches', headers, flood))).toMatchObject({
    ok: false,
    error: { kind: 'value' },
  });
});

it('reads a Bye: who leaves says no more than who it is', () => {
  const discovery = 'http://schemas.xmlsoap.org/ws/2005/04/discovery';
  const bye = `<?xml version="1.0" encoding="utf-8"?>
    <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:d="${discovery}">
      <s:Header><Action>${discovery}/Bye</Action></s:Header>
      <s:Body><d:Bye><EndpointReference><Address>urn:uuid:1</Address></EndpointReference></d:Bye></s:Body>
    </s:Envelope>`;
  expect(decode(new TextEncoder().encode(bye))).toMatchObject({
    ok: true,
    message: {
      kind: 'Bye',
      version: '2005/04',
      services: [{ id: 'urn:uuid:1', types: [], scopes: [], addresses: [] }],
    },
  });
});

/** Too long for every bit to be flipped: XML takes its time. */
describe.each(long)('$name', ({ hex, message }) => {
  const bytes = fromHex(hex);

  it('is read as its vector says', () => {
    const decoded = decode(bytes);
    expect(decoded.ok && plain(decoded.message)).toMatchObject(message);
  });

  it('survives being cut, and a bit flipped here and there', () => {
    const chance = seededRandom(1);
    for (const broken of mutations(bytes)) {
      if (broken.length === bytes.length && chance() > 0.02) continue;
      expect(unsound(decode(broken), broken)).toBeUndefined();
    }
  });
});
