import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { timeline } from '../../core/timeline.ts';
import {
  discovery,
  MAX_DATAGRAM,
  MAX_HOSTS,
  MAX_REPLIES_PER_HOST,
  MAX_UNREADABLE,
  type DiscoveryOptions,
} from './client.ts';
import { answersOf, TM_M30II, XP_432 } from './description.ts';
import { BURST, BURST_PAUSE } from './greeting.ts';
import { FUNCTIONS, MAGIC, SENDABLE_QUERIES, type QueryName } from './vocabulary.ts';
import { encodeProbe, encodeQuery, encodeReply, encodeUnsupported } from './wire.ts';

const everyone: Endpoint = { address: '255.255.255.255', port: 3289 };
const printer: Endpoint = { address: '192.0.2.10', port: 3289 };
const second: Endpoint = { address: '192.0.2.11', port: 3289 };
const stranger: Endpoint = { address: '198.51.100.9', port: 3289 };

/** One round at 0 that listens until 1000; queries are said at 0, 100 and 300 and given up at 700. */
const quick = {
  targets: [everyone],
  mayAsk: (address) => address.startsWith('192.0.2.'),
  rounds: { waits: [1000] },
  patience: { waits: [100, 200, 400] },
} satisfies DiscoveryOptions;

const discover = (options: Partial<DiscoveryOptions> = {}) =>
  timeline(discovery({ ...quick, ...options }));
const NOBODY = { kind: 'finished', devices: [], hosts: [], unreadable: 0, turnedAway: 0 };
const greetings = [
  encodeProbe('pos'),
  encodeProbe('inkjet'),
  encodeQuery('network card'),
  encodeQuery('receipt model'),
  encodeQuery('printer identity'),
];
const replies = new Map(
  [TM_M30II, XP_432].map((device) => [
    device,
    new Map(answersOf(device).map((payload) => [payload.kind, encodeReply(payload)])),
  ]),
);
const reply = (name: QueryName, device: typeof TM_M30II | typeof XP_432 = TM_M30II) =>
  replies.get(device)!.get(name as never)!;
const refusal = (name: QueryName) =>
  encodeUnsupported(FUNCTIONS[name].device, FUNCTIONS[name].code);

describe('greeting', () => {
  it('says five things, waits, and ends with nobody', () => {
    const story = discover();
    story.at(0).sends(...greetings);
    story.at(999).at(1000).tells('finished').ends();
    expect(story.told).toEqual([NOBODY]);
  });

  it('repeats itself round by round', () => {
    const story = discover({ rounds: { waits: [1000, 2000, 2000] } });
    story.at(0).sends(...greetings);
    story.at(1000).sends(...greetings);
    story.at(3000).sends(...greetings);
    story.at(5000).tells('finished').ends();
    expect(story.sent).toHaveLength(15);
  });

  it('says one thing to every target before the next, in bursts', () => {
    const targets = Array.from({ length: 10 }, (_, i) => ({ ...printer, address: `192.0.2.${i}` }));
    const story = discover({ targets });
    story.at(0).sendsSome(BURST);
    story.at(BURST_PAUSE).sendsSome(BURST);
    story.at(2 * BURST_PAUSE).sendsSome(BURST);
    story.at(3 * BURST_PAUSE).sendsSome(50 - 3 * BURST);
    expect(story.sent.slice(0, 10).map(({ to }) => to)).toEqual(targets);
    expect(story.sent.slice(0, 10).every(({ bytes }) => bytes === story.sent[0]!.bytes)).toBe(true);
    story
      .at(3 * BURST_PAUSE + 1000)
      .tells('finished')
      .ends();
  });

  it('wants a target and an attempt', () => {
    expect(() => discover({ targets: [] })).toThrow(UsageError);
    expect(() => discover({ rounds: { waits: [] } })).toThrow(UsageError);
    expect(() => discover({ patience: { waits: [] } })).toThrow(UsageError);
  });
});

describe('interview', () => {
  it('asks a receipt printer everything, each part one thing after the other', () => {
    const story = discover();
    story.at(0).sends(...greetings);
    story.at(10).hears(reply('network card'), printer).tells('found');
    story.sends(encodeQuery('receipt model'), encodeQuery('printer identity'));
    story.sends(encodeQuery('scanner identity'), encodeQuery('network status'));
    for (const name of ['printer identity', 'scanner identity', 'network status'] as const) {
      story
        .at(20)
        .hears(reply(name) ?? refusal(name), printer)
        .tells('learned');
    }
    const receipts = SENDABLE_QUERIES.filter((name) => FUNCTIONS[name].device === 3);
    for (const [i, name] of receipts.entries()) {
      story
        .at(30)
        .hears(reply(name) ?? refusal(name), printer)
        .tells('learned');
      const next = receipts[i + 1];
      if (next) story.sends(encodeQuery(next));
    }
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({
      devices: [
        {
          address: '192.0.2.10',
          mac: '00:00:5e:00:53:01',
          model: 'TM-m30II',
          name: 'UB-E005301ENSN',
          card: 'UB-E1C',
          network: { address: '192.0.2.10', netmask: '255.255.255.0', dhcp: true },
          status: { busy: false, sensors: { offline: false, paperEnd: false, errors: [] } },
          answers: { 'secure print': { kind: 'refused', result: 0xffff } },
        },
      ],
    });
  });

  it('repeats a query with growing patience, then goes on', () => {
    const story = discover({ queries: ['network card', 'network status', 'port holder'] });
    const asked = [encodeQuery('network status'), encodeQuery('port holder')];
    story.at(0).sends(...greetings);
    story
      .at(10)
      .hears(reply('network card'), printer)
      .tells('found')
      .sends(...asked);
    story.at(110).sends(...asked);
    // Nothing was heard of receipts: the port holder was asked often enough by now.
    story.at(310).sends(encodeQuery('network status'));
    story.at(750).hears(refusal('port holder'), printer).tells('learned');
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({
      devices: [{ answers: { 'network status': { kind: 'silent' } } }],
    });
  });

  it('does not ask on about a device type that stays silent, and gives it up sooner', () => {
    const story = discover({ queries: ['receipt model', 'receipt card', 'printer status'] });
    story.at(0).sends(...greetings);
    story.at(10).hears(reply('network card'), printer).tells('found');
    story.sends(encodeQuery('receipt model'));
    story.at(110).sends(encodeQuery('receipt model'));
    story.at(310).sends(encodeQuery('receipt card'));
    story.at(410).sends(encodeQuery('receipt card'));
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({
      devices: [{ answers: { 'receipt model': { kind: 'silent' } } }],
    });
  });

  it('asks a receipt printer that does not tell its model all the same', () => {
    const story = discover({ queries: ['receipt model', 'receipt card', 'printer status'] });
    story.at(0).sends(...greetings);
    story.at(10).hears(reply('network card'), printer).tells('found');
    story.sends(encodeQuery('receipt model'));
    story.at(110).sends(encodeQuery('receipt model')).at(310).sends(encodeQuery('receipt card'));
    story.at(320).hears(reply('receipt card'), printer).tells('learned');
    story.sends(encodeQuery('printer status'));
    story.at(330).hears(reply('printer status'), printer).tells('learned');
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({ devices: [{ card: 'UB-E1C', model: 'TM-m30II' }] });
  });

  it('does not ask on about a device that is said not to be there', () => {
    const story = discover({ queries: ['receipt model', 'receipt card', 'network status'] });
    story.at(0).sends(...greetings);
    const noSuchDevice = refusal('receipt model').fill(0xfe, 11, 12);
    story.at(10).hears(noSuchDevice, printer).tells('found').sends(encodeQuery('network status'));
    story.at(20).hears(refusal('network status'), printer).tells('learned');
    story.at(1000).tells('finished').ends();
    expect(story.told[0]).toMatchObject({
      device: { answers: { 'receipt model': { kind: 'refused', result: 0xfffe } } },
    });
  });

  it('takes an answer that comes late', () => {
    const story = discover({
      queries: ['receipt model', 'receipt card'],
      patience: { waits: [100] },
    });
    story.at(0).sends(...greetings);
    story.at(10).hears(reply('network card'), printer).tells('found');
    story.sends(encodeQuery('receipt model'));
    story.at(110).sends(encodeQuery('receipt card'));
    story.at(200).hears(reply('receipt model'), printer).tells('learned');
    story.at(210).hears(reply('receipt card'), printer).tells('learned');
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({
      devices: [{ card: 'UB-E1C', answers: { 'receipt model': { kind: 'answered' } } }],
    });
  });

  it('waits for a host that still owes an answer when greeting is over', () => {
    const story = discover({ queries: ['network status'], patience: { waits: [400] } });
    story.at(0).sends(...greetings);
    story.at(900).hears(reply('network card'), printer).tells('found');
    story.sends(encodeQuery('network status'));
    story.at(1000).at(1200).hears(reply('network status'), printer).tells('learned');
    story.tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({ devices: [{ network: { dhcp: true } }] });
  });

  it('learns serial and model from an IEEE 1284 id', () => {
    const story = discover({ queries: ['printer identity'] });
    story.at(0).sends(...greetings);
    story.at(10).hears(reply('network card', XP_432), second).tells('found');
    story.sends(encodeQuery('printer identity'));
    story.at(20).hears(reply('printer identity', XP_432), second).tells('learned');
    expect(story.told.at(-1)).toMatchObject({
      device: { model: 'XP-432 435 Series', serial: 'X1YZ00000', deviceId: XP_432.deviceId },
    });
  });

  it('keeps the answer to an inkjet probe, which nobody can explain', () => {
    const unexplained = Uint8Array.of(
      ...MAGIC,
      0x70,
      0,
      0xff,
      0,
      0,
      0,
      0,
      0,
      62,
      ...Array(62).fill(7),
    );
    const story = discover({ queries: [] });
    story.at(0).sends(...greetings);
    story.at(10).hears(unexplained, printer).tells('found');
    story.at(20).hears(unexplained, printer);
    story.at(1000).tells('finished').ends();
    expect(story.told[0]).toMatchObject({
      device: { answers: { probe: { kind: 'answered', payload: { kind: 'unknown' } } } },
    });
  });
});

describe('one device, several addresses', () => {
  it('is one record once its MAC address says so', () => {
    const story = discover({ queries: [] });
    story.at(0).sends(...greetings);
    story.at(10).hears(reply('receipt model'), printer).tells('found');
    story.at(11).hears(reply('network card'), second).tells('found');
    story.at(12).hears(reply('network card'), printer).tells('learned');
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({
      devices: [{ address: '192.0.2.10', model: 'TM-m30II', endpoints: [printer, second] }],
    });
  });

  it('stays two records while no MAC address is known, or only zeroes', () => {
    const nameless = encodeReply(answersOf({ ...TM_M30II, mac: '00:00:00:00:00:00' })[0]!);
    const story = discover({ queries: [] });
    story.at(0).sends(...greetings);
    story.at(10).hears(nameless, printer).tells('found');
    story.at(10).hears(nameless, second).tells('found');
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({ devices: [{ address: '192.0.2.10' }, {}] });
  });
});

describe('patience', () => {
  const wishes = {
    queries: ['network status', 'network card', 'receipt card', 'printer status'],
    patience: { waits: [400, 800] },
  } satisfies Partial<DiscoveryOptions>;
  const card = encodeQuery('receipt card');
  const SILENT = { kind: 'silent' };

  it('with who has answered fast is short, and has more attempts', () => {
    const story = discover(wishes);
    story.at(0).sends(...greetings);
    story.at(10).hears(reply('receipt model'), printer).tells('found');
    story.sends(encodeQuery('network status'), card);
    story.at(20).hears(reply('network status'), printer).tells('learned');
    // Ten milliseconds; 50 are the least: an eighth of the schedule, with two attempts more.
    story.sends(encodeQuery('network card'));
    story.at(30).hears(reply('network card'), printer).tells('learned');
    story.at(410).sends(card);
    story.at(510).sends(card);
    story.at(610).sends(card);
    story.at(710).sends(encodeQuery('printer status'));
    story.at(720).hears(reply('printer status'), printer).tells('learned');
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({ devices: [{ answers: { 'receipt card': SILENT } }] });
  });

  it('with who has answered slowly, or nothing, is as long as ever', () => {
    const story = discover(wishes);
    story.at(0).sends(...greetings);
    story.at(10).hears(reply('receipt model'), printer).tells('found');
    story.sends(encodeQuery('network status'), card);
    story.at(110).hears(reply('network status'), printer).tells('learned');
    story.sends(encodeQuery('network card'));
    story.at(210).hears(reply('network card'), printer).tells('learned');
    story.at(410).sends(card);
    story.at(1000).at(1210).sends(encodeQuery('printer status'));
    story
      .at(1220)
      .hears(reply('printer status'), printer)
      .tells('learned')
      .tells('finished')
      .ends();
    expect(story.told.at(-1)).toMatchObject({ devices: [{ answers: { 'receipt card': SILENT } }] });
  });
});

describe('what it ignores', () => {
  const heard = (bytes: Uint8Array, from = printer) =>
    discover({ queries: ['printer status'] })
      .at(0)
      .sends(...greetings)
      .at(10)
      .hears(bytes, from);

  it.each([
    ['a reply never asked for', reply('printer status')],
    ['its own broadcast', encodeQuery('network card')],
    ['a mirrored header', Uint8Array.of(...MAGIC, 0x71, 3, 0, 0, 0, 0, 0, 0, 0)],
    ['a command reply', Uint8Array.of(...MAGIC, 0x63, 3, 0, 0, 0x15, 0, 0, 0, 1, 0)],
    ['a reply to a query that is never sent', encodeUnsupported(3, 0x14)],
  ])('%s', (_, bytes) => {
    const story = heard(bytes).at(1000).tells('finished').ends();
    expect(story.told).toEqual([NOBODY]);
  });

  it('an answer from an address that may not be asked', () => {
    const story = heard(reply('network card'), stranger).at(1000).tells('finished').ends();
    expect(story.sent.every(({ to }) => to === everyone)).toBe(true);
  });

  it('a host that comes after the last round', () => {
    const story = discover({ queries: ['network status'], patience: { waits: [500] } });
    story.at(0).sends(...greetings);
    story.at(900).hears(reply('network card'), printer).tells('found');
    story.sends(encodeQuery('network status'));
    story.at(1100).hears(reply('network card', XP_432), second);
    story.at(1400).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({ devices: [{ address: printer.address }] });
  });

  it('tells of bytes that it cannot read, and says why', () => {
    const story = heard(
      Uint8Array.of(...MAGIC, 0x71, 0, 0, 0, 0, 0, 0, 0x36, 0, ...Array(54).fill(0)),
    );
    story.tells('unreadable').at(1000).tells('finished').ends();
    expect(story.told[0]).toMatchObject({
      from: printer,
      error: { kind: 'length', field: 'payload length', offset: 12 },
    });
  });
});

describe('bounds', () => {
  it('remembers so many hosts and no more', () => {
    const story = discover({ queries: [], mayAsk: () => true });
    story.at(0).sends(...greetings);
    for (let i = 0; i < MAX_HOSTS + 10; i++) {
      story.hears(reply('receipt model'), { address: `10.0.${i >> 8}.${i & 255}`, port: 3289 });
      if (i < MAX_HOSTS) story.tells('found');
    }
    expect(story.state.hosts.size).toBe(MAX_HOSTS);
  });

  it('listens to so many replies of one host', () => {
    const story = discover({ queries: [] });
    story
      .at(0)
      .sends(...greetings)
      .hears(reply('network card'), printer)
      .tells('found');
    for (let i = 0; i < 2 * MAX_REPLIES_PER_HOST; i++) story.hears(reply('network card'), printer);
    story.hears(reply('receipt model'), printer);
    expect([...story.state.hosts.values()][0]!.replies).toBe(MAX_REPLIES_PER_HOST);
    story.at(1000).tells('finished').ends();
  });

  it('tells of so many unreadable datagrams', () => {
    const story = discover();
    story.at(0).sends(...greetings);
    for (let i = 0; i < MAX_UNREADABLE; i++)
      story.hears(new Uint8Array(3), printer).tells('unreadable');
    story.hears(new Uint8Array(3), printer);
    expect(story.state.unreadable).toBe(MAX_UNREADABLE + 1);
  });

  it('does not read more than a frame holds', () => {
    const long = new Uint8Array(MAX_DATAGRAM + 1);
    long.set(reply('network card'));
    const story = discover()
      .at(0)
      .sends(...greetings)
      .hears(long, printer)
      .tells('unreadable');
    expect(story.told[0]).toMatchObject({ error: { kind: 'length', field: 'datagram' } });
  });
});
