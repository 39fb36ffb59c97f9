import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { timeline } from '../../core/timeline.ts';
import type { Agent } from './agent.ts';
import { inquiry, type InquiryEvent, type InquiryOptions } from './client.ts';
import { BURST, BURST_PAUSE, GREETING } from './greeting.ts';
import type { Variable } from './pdu.ts';
import { encodeRequest, type SnmpRequest } from './request.ts';
import { encodeResponse, type SnmpResponse } from './response.ts';
import type { SnmpValue } from './values.ts';

const printer: Endpoint = { address: '192.0.2.10', port: 161 };
const everyone: Endpoint = { address: '192.0.2.255', port: 161 };
const stranger: Endpoint = { address: '198.51.100.9', port: 161 };
const FIRST = 100;
const A = '1.3.6.1.2.1.43.5.1.1.16.1';
const B = '1.3.6.1.2.1.43.5.1.1.17.1';
const C = '1.3.6.1.2.1.25.3.2.1.3.1';
const COLUMN = '1.3.6.1.2.1.43.11.1.1.9';
const OTHER = '1.3.6.1.2.1.43.11.1.1.6';

/** One round at 0 that listens until 1000; questions are said at 0, 100 and 300 and given up at 700. */
const quick = {
  hosts: [printer],
  mayAsk: (address) => address.startsWith('192.0.2.'),
  variables: [],
  rounds: { waits: [1000] },
  patience: { waits: [100, 200, 400] },
  firstId: FIRST,
} satisfies InquiryOptions;

const ask = (options: Partial<InquiryOptions> = {}) => timeline(inquiry({ ...quick, ...options }));

const COMMUNITY = { community: 'public' } as const;
const get = (number: number, oids: readonly string[], version: '1' | '2c' = '2c') =>
  encodeRequest({ kind: 'get', version, ...COMMUNITY, id: FIRST + number, oids });
const greeting = (version: '1' | '2c' = '2c', number = version === '2c' ? 0 : 1) =>
  get(number, GREETING, version);
const more = (request: Omit<SnmpRequest, 'community' | 'version'>, version: '1' | '2c' = '2c') =>
  encodeRequest({ ...COMMUNITY, version, ...request } as SnmpRequest);
const integer = (value: number): SnmpValue => ({ type: 'INTEGER', value });
const reply = (number: number, variables: readonly Variable[], rest: Partial<SnmpResponse> = {}) =>
  encodeResponse({ version: '2c', ...COMMUNITY, requestId: FIRST + number, variables, ...rest });
const hello = (version: '1' | '2c' = '2c') =>
  reply(version === '2c' ? 0 : 1, [{ oid: GREETING[0]!, value: integer(1) }], { version });

function agentOf(told: readonly InquiryEvent[]): Agent {
  const last = told.at(-1);
  if (last?.kind !== 'finished' || !last.agents[0]) throw new Error('nobody was found');
  return last.agents[0];
}

describe('greeting', () => {
  it('says one thing, waits, and ends with nobody', () => {
    const story = ask();
    story.at(0).sends(greeting());
    story.at(999).at(1000).tells('finished').ends();
    expect(story.told).toEqual([{ kind: 'finished', agents: [], turnedAway: 0 }]);
  });

  it('asks in version 1 too from the second round on, and not whoever has answered', () => {
    const other = { ...printer, address: '192.0.2.11' };
    const story = ask({ hosts: [printer, other], rounds: { waits: [1000, 1000] } });
    story.at(0).sends(greeting(), greeting());
    story.at(10).hears(hello(), other).tells('found', 'completed');
    story.at(1000).sends(greeting(), greeting('1'));
    story.at(1500).hears(hello('1'), printer).tells('found', 'completed', 'finished').ends();
    expect(story.sent.slice(2).map(({ to }) => to)).toEqual([printer, printer]);
  });

  it('ends when everybody has answered, long before the last round', () => {
    const story = ask({ rounds: { waits: [1000, 2000, 2000] } });
    story.at(0).sends(greeting());
    story.at(7).hears(hello(), printer).tells('found', 'completed', 'finished').ends();
    expect(story.sent).toHaveLength(1);
  });

  it('goes on to listen after a broadcast, and hears whoever may be asked', () => {
    const story = ask({ hosts: [], broadcasts: [everyone] });
    story.at(0).sends(greeting(), greeting('1'));
    story.at(5).hears(hello(), printer).tells('found', 'completed');
    story.at(6).hears(hello(), stranger);
    story.at(1000).tells('finished').ends();
    expect(story.sent).toHaveLength(2);
  });

  it('hears of single hosts only those that it asked, from where it asked them', () => {
    const story = ask();
    story.at(0).sends(greeting());
    story.at(1).hears(hello(), { ...printer, address: '192.0.2.99' });
    story.at(2).hears(hello(), { ...printer, port: 16_100 });
    story.at(1000).tells('finished').ends();
    expect(story.sent).toHaveLength(1);
  });

  it('takes no answer to another question, in another version, or what is no answer', () => {
    const story = ask({ hosts: [], broadcasts: [everyone] });
    story.at(0).sends(greeting(), greeting('1'));
    story.at(1).hears(reply(7, []), printer);
    story.at(2).hears(reply(0, [], { version: '1' }), printer);
    story.at(3).hears(greeting(), printer);
    story.at(1000).tells('finished').ends();
    expect(story.sent).toHaveLength(2);
  });

  it('leaves in bursts', () => {
    const hosts = Array.from({ length: BURST + 1 }, (_, i) => {
      return { ...printer, address: `192.0.2.${i + 1}` };
    });
    const story = ask({ hosts });
    story.at(0).sendsSome(BURST);
    story.at(BURST_PAUSE).sendsSome(1);
    story
      .at(BURST_PAUSE + 1000)
      .tells('finished')
      .ends();
    expect(story.sent).toHaveLength(BURST + 1);
  });

  it.each<[what: string, options: Partial<InquiryOptions>]>([
    ['nobody', { hosts: [] }],
    ['no version', { versions: [] }],
    ['no round', { rounds: { waits: [] } }],
    ['no attempt', { patience: { waits: [] } }],
    ['a community that does not fit', { community: '\u0100' }],
    ['a community that is too long', { community: 'x'.repeat(256) }],
  ])('%s is a mistake of the caller', (_, options) => {
    expect(() => inquiry({ ...quick, ...options })).toThrow(UsageError);
  });
});

it('a name that is none is our own bug', () => {
  expect(() => inquiry({ ...quick, variables: ['sysDescr.0'] })).toThrow(RangeError);
  expect(() => inquiry({ ...quick, walks: [{ columns: ['1'] }] })).toThrow(RangeError);
});

describe('asking for variables', () => {
  const found = (variables: readonly string[], version: '1' | '2c' = '2c') => {
    const story = ask({ variables, versions: [version] });
    story.at(0).sends(greeting(version, 0));
    story
      .at(10)
      .hears(reply(0, [], { version }), printer)
      .tells('found');
    return story;
  };

  it('repeats a question, takes a late answer, and keeps what is there', () => {
    const story = found([A, B]);
    story.at(10).sends(get(1, [A, B]));
    story.at(110).sends(get(1, [A, B]));
    story.at(310).sends(get(1, [A, B]));
    const values = [
      { oid: A, value: integer(5) },
      { oid: B, value: { type: 'noSuchInstance' } as const },
    ];
    story.at(500).hears(reply(1, values), printer).tells('completed', 'finished').ends();
    const { values: heard, absent } = agentOf(story.told);
    expect(heard.get(A)).toEqual(integer(5));
    expect(absent).toEqual(new Map([[B, 'noSuchInstance']]));
  });

  it('puts off what had no answer, then gives up, and says so', () => {
    const story = found([A]);
    story.at(10).sends(get(1, [A]));
    for (const time of [110, 310, 710, 810, 1010])
      story.at(time).sends(get(time < 710 ? 1 : 2, [A]));
    story.at(1410).tells('completed', 'finished').ends();
    expect(agentOf(story.told).absent).toEqual(new Map([[A, 'no answer']]));
  });

  it('leaves alone who is silent twice', () => {
    const names = Array.from({ length: 40 }, (_, i) => `1.3.6.1.2.1.1.${i}.0`);
    const story = found(names);
    for (const time of [10, 110, 310, 710, 810, 1010]) story.at(time).sendsSome(1);
    story.at(1410).tells('completed', 'finished').ends();
    expect(agentOf(story.told).absent.size).toBe(40);
  });

  it('asks again at the end, in halves, what had no answer', () => {
    const names = Array.from({ length: 13 }, (_, i) => `1.3.6.1.2.1.1.${i}.9`);
    const values = (from: number, to: number) =>
      names.slice(from, to).map((oid) => ({ oid, value: integer(1) }));
    const story = found(names);
    for (const time of [10, 110, 310]) story.at(time).sendsSome(1);
    story.at(710).sends(get(2, names.slice(12)));
    story
      .at(720)
      .hears(reply(2, values(12, 13)), printer)
      .sends(get(3, names.slice(0, 6)));
    story
      .at(730)
      .hears(reply(3, values(0, 6)), printer)
      .sends(get(4, names.slice(6, 12)));
    story
      .at(740)
      .hears(reply(4, values(6, 12)), printer)
      .tells('completed', 'finished')
      .ends();
    expect(agentOf(story.told).values.size).toBe(13);
  });

  it('asks again without what version 1 does not have', () => {
    const story = found([A, B, C], '1');
    story.at(10).sends(get(1, [A, B, C], '1'));
    const nulls = [A, B, C].map((oid) => ({ oid, value: { type: 'NULL' } as const }));
    const refusal = reply(1, nulls, { version: '1', errorStatus: 2, errorIndex: 2 });
    story
      .at(20)
      .hears(refusal, printer)
      .sends(get(2, [A, C], '1'));
    const values = [A, C].map((oid) => ({ oid, value: integer(1) }));
    story.at(30).hears(reply(2, values, { version: '1' }), printer);
    story.tells('completed', 'finished').ends();
    expect(agentOf(story.told).absent).toEqual(new Map([[B, 'no such name']]));
  });

  it('asks in parts where nobody is to blame, and where an answer would be too big', () => {
    const story = found([A, B]);
    story.at(10).sends(get(1, [A, B]));
    story
      .at(20)
      .hears(reply(1, [], { errorStatus: 1 }), printer)
      .sends(get(2, [A]));
    story
      .at(30)
      .hears(reply(2, [], { errorStatus: 1 }), printer)
      .sends(get(3, [B]));
    story.at(40).hears(reply(3, [], { errorStatus: 5, errorIndex: 99 }), printer);
    story.tells('completed', 'finished').ends();
    const reasons = new Map([
      [A, 'too big'],
      [B, 'general error'],
    ]);
    expect(agentOf(story.told).absent).toEqual(reasons);
  });

  it('asks as much as fits in a frame', () => {
    const long = Array.from({ length: 12 }, (_, i) => `1.3.${'4294967295.'.repeat(80)}${i}`);
    const story = found(long);
    story.at(10).sendsSome(1);
    expect(story.sent.every(({ bytes }) => bytes.length <= 1472)).toBe(true);
  });

  it('does not ask again what the greeting told, and never what is a command', () => {
    const command = '1.3.6.1.4.1.1248.1.2.2.44.1.1.2.1.124.124.1.0.1';
    const story = ask({ variables: [GREETING[0]!, command] });
    story.at(0).sends(greeting());
    const told = [GREETING[0]!, A].map((oid) => ({ oid, value: integer(1) }));
    story.at(1).hears(reply(0, told), printer).tells('found', 'completed', 'finished').ends();
    const { absent, values } = agentOf(story.told);
    expect(absent.get(command)).toBe('never asked: it is a command');
    // Nor does it keep what nobody asked for.
    expect([...values.keys()]).toEqual([GREETING[0]]);
  });

  it('believes nobody else, no other id, and names nobody asked for', () => {
    const story = found([A]);
    story.at(10).sends(get(1, [A]));
    const values = [{ oid: A, value: integer(666) }];
    story.at(20).hears(reply(1, values), stranger).hears(reply(2, values), printer);
    const both = [
      { oid: B, value: integer(1) },
      { oid: A, value: integer(5) },
    ];
    story.at(30).hears(reply(1, both), printer).tells('completed', 'finished').ends();
    const { values: heard } = agentOf(story.told);
    expect([heard.get(A), heard.get(B)]).toEqual([integer(5), undefined]);
  });
});

describe('walking', () => {
  /** A walk over an agent of this maker, which is not Epson. */
  const walk = (
    columns: readonly string[],
    options: Partial<InquiryOptions> = {},
    maker = '1.3.6.1.4.1.11.1',
  ) => {
    const story = ask({ walks: [{ columns }], versions: ['2c'], ...options });
    const version = options.versions?.[0] ?? '2c';
    story.at(0).sends(greeting(version, 0));
    const value = { type: 'OBJECT IDENTIFIER', value: maker } as const;
    story.at(10).hears(reply(0, [{ oid: GREETING[1]!, value }], { version }), printer);
    return story.tells('found');
  };
  const row = (oid: string, value = 1): Variable => ({ oid, value: integer(value) });

  it('takes rows of several columns until each is at its end', () => {
    const story = walk([OTHER, COLUMN]);
    const first = { kind: 'getbulk', id: FIRST + 1, oids: [OTHER, COLUMN], repetitions: 8 };
    story.at(10).sends(more(first as never));
    const rows = [`${OTHER}.1.1`, `${COLUMN}.1.1`, `${OTHER}.1.2`, `${COLUMN}.1.2`].map((oid) =>
      row(oid),
    );
    const next = {
      kind: 'getbulk',
      id: FIRST + 2,
      oids: [`${OTHER}.1.2`, `${COLUMN}.1.2`],
      repetitions: 8,
    };
    story
      .at(20)
      .hears(reply(1, rows), printer)
      .sends(more(next as never));
    const last = [
      row('1.3.6.1.2.1.43.11.1.1.7.1.1'),
      { oid: COLUMN, value: { type: 'endOfMibView' } } as const,
    ];
    story.at(30).hears(reply(2, last), printer).tells('completed', 'finished').ends();
    const { values, walked } = agentOf(story.told);
    expect([...values.keys()].slice(1)).toEqual(rows.map(({ oid }) => oid));
    expect(walked).toEqual(
      new Map([
        [OTHER, 'end'],
        [COLUMN, 'end'],
      ]),
    );
  });

  it.each(['1.3.6.1.4.1.1248.1', '1.3.6.1.4.1.1248'])('goes step by step at %s', (maker) => {
    const story = walk([COLUMN], {}, maker);
    story.at(10).sends(more({ kind: 'getnext', id: FIRST + 1, oids: [COLUMN] }));
    expect(story.sent).toHaveLength(2);
  });

  it('goes step by step in version 1, until there is no such name', () => {
    const story = walk([COLUMN], { versions: ['1'] });
    const step = (number: number, oid: string) =>
      more({ kind: 'getnext', id: FIRST + number, oids: [oid] }, '1');
    story.at(10).sends(step(1, COLUMN));
    const first = reply(1, [row(`${COLUMN}.1`)], { version: '1' });
    story
      .at(20)
      .hears(first, printer)
      .sends(step(2, `${COLUMN}.1`));
    const end = reply(2, [], { version: '1', errorStatus: 2, errorIndex: 1 });
    story.at(30).hears(end, printer).tells('completed', 'finished').ends();
    expect(agentOf(story.told).walked.get(COLUMN)).toBe('end');
  });

  it.each<[what: string, names: readonly string[]]>([
    ['backwards', [`${COLUMN}.5`, `${COLUMN}.4`]],
    ['in a circle', [`${COLUMN}.5`, `${COLUMN}.5`]],
    ['nowhere', [COLUMN]],
  ])('is not led %s', (_, names) => {
    const story = walk([COLUMN]);
    story.at(10).sendsSome(1);
    story.at(20).hears(
      reply(
        1,
        names.map((oid) => row(oid)),
      ),
      printer,
    );
    story.tells('completed', 'finished').ends();
    expect(agentOf(story.told).walked.get(COLUMN)).toBe('not increasing');
  });

  it('ends at its limit', () => {
    const story = walk([COLUMN], { walks: [{ columns: [COLUMN], most: 3 }] });
    story.at(10).sendsSome(1);
    const rows = [1, 2, 3, 4, 5].map((i) => row(`${COLUMN}.${i}`));
    story.at(20).hears(reply(1, rows), printer).tells('completed', 'finished').ends();
    const { values, walked } = agentOf(story.told);
    expect([values.size - 1, walked.get(COLUMN)]).toEqual([3, 'limit']);
  });

  it('takes fewer rows, then fewer columns, where it is too big', () => {
    const story = walk([OTHER, COLUMN]);
    let number = 1;
    for (const repetitions of [8, 4, 2]) {
      const oids = [OTHER, COLUMN];
      story.sends(more({ kind: 'getbulk', id: FIRST + number, oids, repetitions } as never));
      story.hears(reply(number++, [], { errorStatus: 1 }), printer);
    }
    story.sends(more({ kind: 'getnext', id: FIRST + number, oids: [OTHER, COLUMN] }));
    story.hears(reply(number++, [], { errorStatus: 1 }), printer);
    story.sends(more({ kind: 'getnext', id: FIRST + number, oids: [OTHER] }));
    story.hears(reply(number++, [], { errorStatus: 1 }), printer);
    story.sends(more({ kind: 'getnext', id: FIRST + number, oids: [COLUMN] }));
    story.hears(reply(number, [row('1.3.6.1.2.1.44')]), printer);
    story.tells('completed', 'finished').ends();
    expect(agentOf(story.told).walked.get(OTHER)).toBe('too big');
  });

  it('stops before Epson’s commands', () => {
    const tree = '1.3.6.1.4.1.1248.1.2.2';
    const story = walk([tree]);
    story.at(10).sends(more({ kind: 'getnext', id: FIRST + 1, oids: [tree] }));
    story.at(20).hears(reply(1, [row(`${tree}.2.1.1.2.1.4`)]), printer);
    story.tells('completed', 'finished').ends();
    expect(agentOf(story.told).walked.get(tree)).toBe('guarded');
  });
});
