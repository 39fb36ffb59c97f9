import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { plain } from '../../core/plain.ts';
import { timeline } from '../../core/timeline.ts';
import { OIDS } from './mib/names.ts';
import type { PlainPdu } from './pdu.ts';
import { encodeRequest, type SnmpRequest } from './request.ts';
import { agent, type AgentDescription, type AgentEvent } from './server.ts';
import type { SnmpValue } from './values.ts';
import requests from './vectors/requests.json' with { type: 'json' };
import { fromHex } from '../../core/bytes/hex.ts';
import { decode } from './wire.ts';

const asker = { address: '192.0.2.1', port: 40_000 };
const text = (words: string): SnmpValue => {
  return { type: 'OCTET STRING', value: new TextEncoder().encode(words) };
};
const DESCR = `${OIDS.sysDescr}.0`;
const NAME = `${OIDS.sysName}.0`;
const COUNTER = '1.3.6.1.2.1.31.1.1.1.6.1';
const LAST = '1.3.6.1.2.1.43.5.1.1.16.1';
const objects = {
  [LAST]: text('printer'),
  [NAME]: text('here'),
  // Not in order, and 10 after 9: an agent goes by numbers.
  '1.3.6.1.2.1.2.2.1.1.10': { type: 'INTEGER', value: 10 },
  '1.3.6.1.2.1.2.2.1.1.9': { type: 'INTEGER', value: 9 },
  [DESCR]: text('a printer'),
  [COUNTER]: { type: 'Counter64', value: '18446744073709551615' },
} as const satisfies Record<string, SnmpValue>;

const story = (description: Partial<AgentDescription> = {}) =>
  timeline(agent({ objects, ...description }));

const asking = (request: Partial<SnmpRequest> & Pick<SnmpRequest, 'kind' | 'oids'>) =>
  encodeRequest({ version: '2c', community: 'public', id: 5, ...request } as SnmpRequest);

function answerTo(bytes: Uint8Array, description: Partial<AgentDescription> = {}) {
  const told = story(description).hears(bytes, asker);
  const decoded = told.sent[0] && decode(told.sent[0].bytes);
  if (!decoded?.ok || decoded.message.version === '3') return undefined;
  const { errorStatus, errorIndex, variables } = decoded.message.pdu as PlainPdu;
  return {
    errorStatus,
    errorIndex,
    variables: variables.map(({ oid, value }) => [
      oid,
      'value' in value ? value.value : value.type,
    ]),
  };
}

const bytesOf = (name: keyof typeof objects) => (objects[name] as { value: Uint8Array }).value;

describe('an agent', () => {
  it('tells what it has, and of each thing that it has not why', () => {
    const oids = [DESCR, '1.3.6.1.2.1.2.2.1.1.8', '1.3.6.1.2.1.99.0'];
    expect(answerTo(asking({ kind: 'get', oids }))).toEqual({
      errorStatus: 0,
      errorIndex: 0,
      variables: [
        [DESCR, bytesOf(DESCR)],
        [oids[1], 'noSuchInstance'],
        [oids[2], 'noSuchObject'],
      ],
    });
  });

  it('refuses all for one in version 1, and gives the question back', () => {
    const oids = [DESCR, LAST, `${LAST}.9`];
    expect(answerTo(asking({ kind: 'get', version: '1', oids }))).toEqual({
      errorStatus: 2,
      errorIndex: 3,
      variables: oids.map((oid) => [oid, 'NULL']),
    });
  });

  it('knows what comes next, by numbers, to the end', () => {
    const next = (oid: string) => answerTo(asking({ kind: 'getnext', oids: [oid] }))?.variables[0];
    expect(next('1.3')).toEqual([DESCR, bytesOf(DESCR)]);
    expect(next('1.3.6.1.2.1.2.2.1.1.9')).toEqual(['1.3.6.1.2.1.2.2.1.1.10', 10]);
    expect(next(LAST)).toEqual([LAST, 'endOfMibView']);
    const end = answerTo(asking({ kind: 'getnext', version: '1', oids: [LAST] }));
    expect(end).toMatchObject({ errorStatus: 2, errorIndex: 1 });
  });

  it('has no 64-bit counter in version 1', () => {
    const oids = ['1.3.6.1.2.1.2.2.1.1.10'];
    const next = (version: '1' | '2c') => answerTo(asking({ kind: 'getnext', version, oids }));
    expect(next('2c')?.variables[0]).toEqual([COUNTER, '18446744073709551615']);
    expect(next('1')?.variables[0]?.[0]).toBe(LAST);
  });

  it('answers getbulk row by row, and stops at its end', () => {
    const oids = ['1.3.6.1.2.1.2', '1.3.6.1.2.1.43'];
    const { variables } = answerTo(asking({ kind: 'getbulk', repetitions: 8, oids }))!;
    expect(variables.map(([oid, value]) => (value === 'endOfMibView' ? value : oid))).toEqual([
      '1.3.6.1.2.1.2.2.1.1.9',
      LAST,
      '1.3.6.1.2.1.2.2.1.1.10',
      'endOfMibView',
      COUNTER,
      'endOfMibView',
      LAST,
      'endOfMibView',
      'endOfMibView',
      'endOfMibView',
    ]);
    expect(answerTo(asking({ kind: 'getnext', oids: ['1.3'], version: '1' }))).toBeDefined();
  });

  it('cuts a getbulk, and says too big of everything else', () => {
    const bulk = asking({ kind: 'getbulk', repetitions: 8, oids: ['1.3'] });
    expect(answerTo(bulk, { longest: 90 })!.variables.length).toBeLessThan(4);
    const get = asking({ kind: 'get', oids: [DESCR, NAME] });
    expect(answerTo(get, { longest: 60 })).toEqual({
      errorStatus: 1,
      errorIndex: 0,
      variables: [],
    });
    const old = asking({ kind: 'get', version: '1', oids: [DESCR, NAME] });
    expect(answerTo(old, { longest: 60 })).toMatchObject({
      errorStatus: 1,
      variables: [
        [DESCR, 'NULL'],
        [NAME, 'NULL'],
      ],
    });
  });

  it('is silent to a wrong community, a version that it lacks, and whatever is no question', () => {
    const silent = (bytes: Uint8Array, description?: Partial<AgentDescription>) => {
      const told = story(description).hears(bytes, asker);
      expect(told.sent).toEqual([]);
      return told.told.map((event: AgentEvent) =>
        event.kind === 'asked' ? event.outcome : event.kind,
      );
    };
    const oids = [DESCR];
    expect(silent(asking({ kind: 'get', oids, community: 'private' }))).toEqual(['ignored']);
    expect(silent(asking({ kind: 'get', oids }), { versions: ['1'] })).toEqual(['ignored']);
    expect(silent(Uint8Array.of(1, 2, 3))).toEqual(['unreadable']);
    for (const { name, hex } of requests.filter(({ name }) => /trap|inform/.test(name))) {
      expect([name, ...silent(fromHex(hex))]).toEqual([name, 'ignored']);
    }
    for (const { hex } of requests.filter(({ name }) => name.startsWith('version 3'))) {
      expect(silent(fromHex(hex))).toEqual([]);
    }
  });

  it('lets nobody set anything', () => {
    const { hex } = requests.find(({ name }) => name === 'set, asked')!;
    const told = story();
    told.hears(fromHex(hex), asker).tells('asked').sendsSome(1);
    expect(answerTo(fromHex(hex))).toMatchObject({ errorStatus: 17, errorIndex: 1 });
    expect(plain(told.state)).toEqual(plain(story().state));
  });

  it('has other values when it is told so', () => {
    const told = story();
    told.is({ kind: 'changed', objects: { [NAME]: text('there') } });
    told
      .hears(asking({ kind: 'get', oids: [NAME, DESCR] }), asker)
      .sendsSome(1)
      .tells('asked');
    const decoded = decode(told.sent[0]!.bytes);
    expect(decoded).toMatchObject({
      message: {
        pdu: {
          variables: [
            { oid: NAME, value: text('there') },
            { oid: DESCR, value: text('a printer') },
          ],
        },
      },
    });
  });

  it.each<[what: string, objects: Record<string, SnmpValue>]>([
    ['a name that is none', { sysDescr: { type: 'NULL' } }],
    ['a value that does not fit', { '1.3.6.1': { type: 'INTEGER', value: 0.5 } }],
    ['an address that is none', { '1.3.6.1': { type: 'IpAddress', value: '192.0.2' } }],
  ])('refuses to be described with %s', (_, wrong) => {
    expect(() => agent({ objects: wrong })).toThrow(UsageError);
  });
});
