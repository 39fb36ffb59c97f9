/**
 * Safety gate 2: the client can say Probe and Query and nothing else, and of the queries only those
 * that were seen on the wire. Proved from the types, from the folder's exports and text, and from the
 * bytes of everything that a client sends to peers that answer anything at all.
 */
import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { discovery } from './client.ts';
import { FUNCTIONS, HEADER_LENGTH, MAGIC, SENDABLE_QUERIES } from './vocabulary.ts';
import * as wire from './wire.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(folder).filter((name) => /^(?!.*\.test\.ts$).*\.ts$/.test(name));
const textOf = (name: string) => readFileSync(folder + name, 'utf8');

const probes = [0x00, 0xff].map((number) => [...MAGIC, 0x50, 0, number, 0, 0, 0, 0, 0, 0]);
const queries = SENDABLE_QUERIES.map((name) => {
  const { device, code } = FUNCTIONS[name];
  return [...MAGIC, 0x51, device, 0, code >> 8, code & 0xff, 0, 0, 0, 0];
});
const legal = new Set([...probes, ...queries].map(String));

describe('what can be written at all', () => {
  it('is probes, queries and replies', () => {
    expect(
      Object.keys(wire)
        .filter((name) => name.startsWith('encode'))
        .toSorted(),
    ).toEqual([
      'encodeProbe',
      'encodeProbeReply',
      'encodeQuery',
      'encodeReply',
      'encodeUnsupported',
    ]);
    expectTypeOf(wire.encodeProbe).parameters.toEqualTypeOf<['pos' | 'inkjet']>();
    type Never = 'receive buffer' | 'print permission' | 'reset' | 'buffer flush';
    type Commands = 'transmission toggle' | 'connection timer' | 'forced transmission';
    type Sendable = Parameters<typeof wire.encodeQuery>[0];
    expectTypeOf<Extract<Sendable, Never | Commands>>().toEqualTypeOf<never>();
  });

  it('holds only queries that were verified on the wire', () => {
    const rows = SENDABLE_QUERIES.map((name) => FUNCTIONS[name]);
    expect(rows.every((row) => row.packet === 'Query' && row.evidence === 'verified')).toBe(true);
  });

  it('is written in one place, with four letters', () => {
    const writers = sources.filter((name) => textOf(name).includes('new Writer'));
    expect(writers.toSorted()).toEqual(['answers.ts', 'wire.ts']);
    expect(textOf('wire.ts')).toContain("letter: 'P' | 'Q' | 'p' | 'q'");
    expect(textOf('wire.ts').match(/\bheader\('(.)'/g)).toEqual([
      "header('P'",
      "header('Q'",
      "header('q'",
      "header('p'",
      "header('q'",
    ]);
  });

  it.each(sources)('never sends from %s what did not come from an encoder', (name) => {
    const builders = textOf(name).match(/encode\w+(?=\()/g) ?? [];
    const known = /^encode(Probe|ProbeReply|Query|Reply|Unsupported|All)$/;
    expect(builders.filter((builder) => !known.test(builder))).toEqual([]);
  });
});

describe('what a client sends', () => {
  const target: Endpoint = { address: '192.0.2.255', port: 3289 };

  it('is legal, to whom it may be sent, whatever comes back', () => {
    const reply = fc.record({
      letter: fc.constantFrom(0x70, 0x71, 0x63, 0x51, 0x69, 0x73, 0x6e),
      device: fc.constantFrom(0, 2, 3, 4, 5),
      number: fc.constantFrom(0, 0xff),
      code: fc.constantFrom(0, 1, 2, 0x10, 0x12, 0x14, 0x15, 0x16, 0x17, 0x20, 0x131),
      result: fc.constantFrom(0, 0xffff, 0xfffe, 0xe000, 0xf000),
      length: fc.constantFrom(0, 1, 4, 13, 23, 54, 133, 170, 173),
      host: fc.integer({ min: 1, max: 5 }),
      after: fc.integer({ min: 0, max: 700 }),
    });
    const machine = discovery({ targets: [target], mayAsk: (address) => address !== '192.0.2.5' });
    const behaves = fc.property(fc.array(reply, { maxLength: 40 }), (script) => {
      let now = 0;
      let { state, actions } = machine.start(now);
      const sent = [...actions];
      for (const { letter, device, number, code, result, length, host, after } of script) {
        now += after;
        ({ state, actions } = machine.step(state, { kind: 'wake' }, now));
        sent.push(...actions);
        const head = [letter, device, number, code >> 8, code & 0xff, result >> 8, result & 0xff];
        const bytes = Uint8Array.of(...MAGIC, ...head, 0, length, ...Array<number>(length).fill(1));
        const from = { address: `192.0.2.${host}`, port: 3289 };
        ({ state, actions } = machine.step(state, { kind: 'received', from, bytes }, now));
        sent.push(...actions);
      }
      return sent.every(
        (action) =>
          action.kind !== 'send' ||
          (action.bytes.length === HEADER_LENGTH &&
            legal.has(String([...action.bytes])) &&
            action.to.address !== '192.0.2.5'),
      );
    });
    expect(fc.check(behaves, { numRuns: 3000 }).failed).toBe(false);
  });
});
