/**
 * Safety gate 2 for SNMP: a client reads and nothing else, and of Epson's commands it asks three. Proved from the
 * folder's exports and text, and from every datagram that a client sends to agents that answer anything at all.
 */
import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { compareOids, isWithin } from '../../core/bytes/ber-oid.ts';
import { inquiry } from './client.ts';
import {
  EPSON_CONTROL,
  EPSON_QUESTIONS,
  MAX_REPETITIONS,
  refusesGet,
  refusesGetBulk,
  refusesGetNext,
} from './gate.ts';
import { OIDS } from './mib/names.ts';
import {
  EPSON_VARIABLES,
  EPSON_WALKS,
  LISTENER_WALK,
  PRINTER_VARIABLES,
  PRINTER_WALKS,
} from './mib/printer.ts';
import type { Pdu } from './pdu.ts';
import { encodeRequest, type SnmpRequest } from './request.ts';
import { encodeResponse } from './response.ts';
import { agent } from './server.ts';
import type { SnmpValue } from './values.ts';
import { decode } from './wire.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /^(?!.*\.test\.ts$).*\.ts$/.test(name),
);
const textOf = (name: string) => readFileSync(folder + name, 'utf8');

const allowed: readonly string[] = Object.values(EPSON_QUESTIONS);
const arc = fc.integer({ min: 0, max: 255 });
/** Names near the commands: above them, among them, after them, and the three. */
const near = fc.oneof(
  fc.array(arc, { maxLength: 6 }).map((arcs) => [EPSON_CONTROL, ...arcs].join('.')),
  fc.constantFrom(...allowed),
  fc.constantFrom(...allowed).map((oid) => `${oid}.0`),
  fc
    .tuple(
      fc.integer({ min: 1, max: 19 }),
      fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 4 }),
    )
    .map(([kept, more]) => [...EPSON_CONTROL.split('.').slice(0, kept + 2), ...more].join('.')),
  fc.constantFrom(...Object.values(OIDS)),
);
const isCommand = (oid: string) => isWithin(oid, EPSON_CONTROL) && !allowed.includes(oid);

const pduOf = (bytes: Uint8Array): Pdu => {
  const decoded = decode(bytes);
  if (!decoded.ok || decoded.message.version === '3') throw new Error('no request of ours');
  return decoded.message.pdu;
};

/** What a function gives; undefined when it throws what our own bugs throw. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** What is wrong with a request; undefined when nothing is. */
function harmOf(pdu: Pdu): string | undefined {
  const oids = pdu.variables.map(({ oid }) => oid);
  if (pdu.kind === 'get') return oids.find(isCommand);
  if (pdu.kind !== 'getnext' && pdu.kind !== 'getbulk') return pdu.kind;
  if (pdu.kind === 'getbulk' && pdu.maxRepetitions > MAX_REPETITIONS) return 'too many';
  return oids.find((oid) => refusesGetNext(oid) !== undefined);
}

describe('what can be written at all', () => {
  it('is get, getnext and getbulk', () => {
    expectTypeOf<SnmpRequest['kind']>().toEqualTypeOf<'get' | 'getnext' | 'getbulk'>();
    for (const kind of ['set', 'trap', 'inform', 'response', 'report', 'trap v1']) {
      const request = { kind, version: '1', community: 'public', id: 1, oids: ['1.3.6.1'] };
      expect(() => encodeRequest(request as never)).toThrow(RangeError);
    }
  });

  it('is written in two places: a request and a response', () => {
    const writers = sources.filter((name) => textOf(name).includes('ber-write.ts'));
    expect(writers.toSorted()).toEqual(['request.ts', 'response.ts', 'v3-write.ts', 'values.ts']);
    const mentioned = (name: string) => textOf(name).match(/PDUS\b\.?(\w+)?/g);
    expect(mentioned('request.ts')).toEqual(['PDUS', 'PDUS.get', 'PDUS.getnext', 'PDUS.getbulk']);
    expect(mentioned('response.ts')).toEqual(['PDUS', 'PDUS.response', 'PDUS.report']);
    // An envelope is put around what one of the two has made.
    expect(mentioned('v3-write.ts')).toBeNull();
  });

  it('responses are the servers’ alone', () => {
    const users = sources.filter((name) => /from '[./]*\/response\.ts'/.test(textOf(name)));
    expect(users.toSorted()).toEqual(['server.ts', 'usm/agent.ts']);
    const bytes = encodeResponse({ version: '1', community: 'x', requestId: 1, variables: [] });
    expect(pduOf(bytes).kind).toBe('response');
  });
});

describe('the gate', () => {
  it('lets three commands pass, each by its whole name', () => {
    expect(Object.values(EPSON_QUESTIONS).map(refusesGet)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    for (const oid of [EPSON_CONTROL, `${EPSON_CONTROL}.124.124.7.0`, `${allowed[0]}.1`]) {
      expect(refusesGet(oid)).toBe('a command');
    }
    // The letters of "st" with another payload are another command.
    expect(refusesGet(`${EPSON_CONTROL}.115.116.1.0.2`)).toBe('a command');
  });

  it('lets no walk start among them, nor where they could come next', () => {
    for (const oid of [...allowed, EPSON_CONTROL]) expect(refusesGetNext(oid)).toBe('a command');
    for (const oid of [
      OIDS.epsonVersion,
      '1.3.6.1.4.1.1248.1.2.2.3',
      '1.3.6.1.4.1.1248.1.2.2.44',
    ]) {
      expect(refusesGetNext(oid)).toBe('next to commands');
    }
    expect(refusesGetNext(OIDS.epsonStatus)).toBe('next to commands');
    expect(refusesGetNext(OIDS.epsonDeviceId)).toBeUndefined();
    expect(refusesGetNext('1.3.6.1.4.1.1248.1.2.2.44.1.1.2.2')).toBeUndefined();
  });

  it('lets no leap start in a maker’s tree, nor go further than eight', () => {
    expect(refusesGetBulk(OIDS.sysDescr, MAX_REPETITIONS)).toBeUndefined();
    expect(refusesGetBulk(OIDS.sysDescr, MAX_REPETITIONS + 1)).toBe('too many at once');
    expect(refusesGetBulk(OIDS.epsonMac, 2)).toBe('too many at once');
    expect(refusesGetBulk(OIDS.epsonMac, 1)).toBeUndefined();
  });

  it('stands before every request', () => {
    const asked = fc.record({
      kind: fc.constantFrom('get', 'getnext', 'getbulk'),
      oids: fc.array(near, { minLength: 1, maxLength: 3 }),
      repetitions: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(asked, ({ kind, oids, repetitions }) => {
        const request = { kind, version: '2c', community: 'public', id: 7, oids, repetitions };
        const bytes = attempt(() => encodeRequest(request as SnmpRequest));
        const harmful =
          kind === 'get'
            ? oids.some(isCommand)
            : oids.some(
                (oid) =>
                  isWithin(oid, EPSON_CONTROL) ||
                  (compareOids(oid, `${OIDS.epsonDeviceId}.1`) >= 0 &&
                    compareOids(oid, EPSON_CONTROL) < 0),
              );
        expect(harmful && bytes !== undefined).toBe(false);
        expect(bytes === undefined || pduOf(bytes).kind === kind).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('lets everything pass that we ask printers ourselves', () => {
    expect([...PRINTER_VARIABLES, ...EPSON_VARIABLES].map(refusesGet).filter(Boolean)).toEqual([]);
    const columns = [...PRINTER_WALKS, LISTENER_WALK].flatMap((order) => order.columns);
    expect(columns.map((oid) => refusesGetBulk(oid, 8)).filter(Boolean)).toEqual([]);
    const own = EPSON_WALKS.flatMap((order) => order.columns);
    expect(own.map(refusesGetNext).filter(Boolean)).toEqual([]);
  });
});

describe('what a client sends', () => {
  const printer = { address: '192.0.2.5', port: 161 };
  const value = fc.constantFrom<SnmpValue>(
    { type: 'INTEGER', value: 3 },
    { type: 'NULL' },
    { type: 'endOfMibView' },
    { type: 'OCTET STRING', value: Uint8Array.of(1, 2) },
  );
  const reply = fc.record({
    variables: fc.array(fc.record({ oid: near, value }), { maxLength: 9 }),
    errorStatus: fc.constantFrom(0, 0, 0, 0, 1, 2, 5),
    errorIndex: fc.integer({ min: -1, max: 5 }),
    after: fc.integer({ min: 0, max: 800 }),
    version: fc.constantFrom<'1' | '2c'>('2c', '2c', '1'),
    heard: fc.boolean(),
  });

  it('is harmless, whatever it was told to want and whatever comes back', () => {
    const run = fc.property(
      fc.array(near, { maxLength: 20 }),
      fc.array(fc.array(near, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
      fc.array(reply, { maxLength: 40 }),
      (variables, walks, script) => {
        const machine = inquiry({
          hosts: [printer],
          mayAsk: () => true,
          variables,
          walks: walks.map((columns) => ({ columns })),
          firstId: 1,
        });
        let now = 0;
        let { state, actions } = machine.start(now);
        const sent: Uint8Array[] = [];
        const keep = () =>
          sent.push(...actions.flatMap((one) => (one.kind === 'send' ? [one.bytes] : [])));
        keep();
        for (const { after, version, heard, ...answer } of script) {
          now += after;
          ({ state, actions } = machine.step(state, { kind: 'wake' }, now));
          keep();
          const last = sent.at(-1);
          if (!heard || !last) continue;
          const pdu = pduOf(last);
          const requestId = pdu.kind === 'trap v1' ? 0 : pdu.requestId;
          const bytes = encodeResponse({ version, community: 'public', requestId, ...answer });
          ({ state, actions } = machine.step(
            state,
            { kind: 'received', from: printer, bytes },
            now,
          ));
          keep();
        }
        expect(sent.map(pduOf).map(harmOf).filter(Boolean)).toEqual([]);
      },
    );
    fc.assert(run, { numRuns: 1000 });
  });

  it('meets no command on a walk over an Epson printer, wherever it starts', () => {
    const text = (words: string): SnmpValue => {
      return { type: 'OCTET STRING', value: new TextEncoder().encode(words) };
    };
    const commands = [EPSON_CONTROL, ...allowed.map((oid) => `${oid}.9`), `${EPSON_CONTROL}.1`];
    const standard = fc.uniqueArray(
      fc
        .tuple(fc.constantFrom('1', '2', '25', '43'), fc.array(arc, { minLength: 1, maxLength: 4 }))
        .map(([group, arcs]) => ['1.3.6.1.2.1', group, ...arcs].join('.')),
      { maxLength: 30 },
    );
    const roots = fc.oneof(
      near,
      fc.constantFrom('1.3', '1.3.6.1', '1.3.6.1.2.1', '1.3.6.1.4.1.1248'),
    );
    const walks = fc.array(fc.array(roots, { minLength: 1, maxLength: 3 }), { maxLength: 4 });
    const maker = fc.constantFrom('1.3.6.1.4.1.1248.1', '1.3.6.1.4.1.11.2', undefined);
    const run = fc.property(standard, walks, maker, fc.boolean(), (oids, wanted, made, isOld) => {
      // Unless it says that another made it, one object before its commands is enough.
      const before = made === '1.3.6.1.4.1.11.2' ? KNOWN_BEFORE : KNOWN_BEFORE.slice(9, 10);
      const objects: [string, SnmpValue][] = [...oids, ...before, ...commands].map((oid) => [
        oid,
        text(oid),
      ]);
      if (made) objects.push([`${OIDS.sysObjectID}.0`, { type: 'OBJECT IDENTIFIER', value: made }]);
      const server = agent({
        objects: Object.fromEntries(objects),
        versions: isOld ? ['1'] : ['1', '2c'],
      });
      const told = converse(
        inquiry({
          hosts: [printer],
          mayAsk: () => true,
          variables: [],
          walks: wanted.map((columns) => ({ columns })),
          firstId: 1,
        }),
        server,
        printer,
      );
      const answered = told.flatMap(({ variables }) => variables.map(({ oid }) => oid));
      expect(answered.length).toBeGreaterThan(1);
      expect(answered.filter((oid) => isWithin(oid, EPSON_CONTROL))).toEqual([]);
    });
    fc.assert(run, { numRuns: 500 });
  });
});

/** What every Epson printer is known to have between the standards' objects and its commands. */
const KNOWN_BEFORE = [
  '1.3.6.1.4.1.11.2.3.9.1.1.7.0',
  '1.3.6.1.4.1.1248.1.1.3.1.1.5.0',
  '1.3.6.1.4.1.1248.1.1.3.1.3.8.0',
  '1.3.6.1.4.1.1248.1.1.3.1.4.19.1.3.1',
  '1.3.6.1.4.1.1248.1.1.3.1.4.19.1.4.1',
  '1.3.6.1.4.1.1248.1.1.3.1.4.46.1.2.1',
  '1.3.6.1.4.1.1248.1.1.3.1.14.4.1.2',
  '1.3.6.1.4.1.1248.1.1.3.1.29.2.1.9.0',
  '1.3.6.1.4.1.1248.1.1.3.1.29.3.1.27.0',
  '1.3.6.1.4.1.1248.1.2.2.1.1.1.1.1',
  '1.3.6.1.4.1.1248.1.2.2.1.1.1.2.1',
  '1.3.6.1.4.1.1248.1.2.2.1.1.1.3.1',
  '1.3.6.1.4.1.1248.1.2.2.1.1.1.4.1',
  '1.3.6.1.4.1.1248.1.2.2.2.1.1.2.1.4',
];

/** Client and agent, face to face; gives what the agent answered. */
function converse(
  client: ReturnType<typeof inquiry>,
  server: ReturnType<typeof agent>,
  printer: { address: string; port: number },
): Pdu[] {
  const asker = { address: '192.0.2.1', port: 40_000 };
  const answers: Pdu[] = [];
  let { state, actions } = client.start(0);
  const serving = server.start(0).state;
  const queue = [...actions];
  for (let action = queue.shift(); action !== undefined; action = queue.shift()) {
    if (action.kind !== 'send') continue;
    const heard = { kind: 'received', from: asker, bytes: action.bytes } as const;
    for (const reply of server.step(serving, heard, 0).actions) {
      if (reply.kind !== 'send') continue;
      answers.push(pduOf(reply.bytes));
      const { bytes } = reply;
      ({ state, actions } = client.step(state, { kind: 'received', from: printer, bytes }, 0));
      queue.push(...actions);
    }
    // An agent of version 1 alone is greeted in it from the second round on.
    if (queue.length === 0 && answers.length === 0) {
      ({ state, actions } = client.step(state, { kind: 'wake' }, 1000));
      queue.push(...actions);
    }
  }
  return answers;
}
