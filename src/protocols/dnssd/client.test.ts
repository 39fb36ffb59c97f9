import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { timeline, type Timeline } from '../../core/timeline.ts';
import { encode, record } from '../dns/encode.ts';
import { TYPES, typeName } from '../dns/vocabulary.ts';
import { decode as decodeDns, type DnsRecord } from '../dns/wire.ts';
import type { Browser } from './browser.ts';
import { browser, type BrowsingEvent, type BrowsingOptions } from './client.ts';
import { Offer, type DeviceDescription } from './description.ts';
import { MDNS_GROUP, MDNS_PORT } from './vocabulary.ts';

const PRINTER: Endpoint = { address: '192.0.2.7', port: MDNS_PORT };
const OTHER: Endpoint = { address: '192.0.2.8', port: MDNS_PORT };

const ET_2760: DeviceDescription = {
  host: 'EPSON000001',
  addresses: ['192.0.2.7', 'fe80::200:5eff:fe00:5301'],
  services: [
    {
      instance: 'EPSON ET-2760 Series',
      type: '_ipp._tcp',
      subtypes: ['_universal'],
      port: 631,
      txt: ['txtvers=1', 'ty=EPSON ET-2760 Series', 'rp=ipp/print', 'note='],
    },
  ],
};

/** A device's records by type; all of them are its answer to everything. */
const recordsOf = (device: DeviceDescription): readonly DnsRecord[] => new Offer(device).records;
const only = (records: readonly DnsRecord[], ...types: number[]) =>
  records.filter(({ type }) => types.includes(type));
const answer = (records: readonly DnsRecord[], id = 0) =>
  encode({ id, response: true, answers: records });
const farewell = (records: readonly DnsRecord[]) =>
  answer(records.map((one) => ({ ...one, ttl: 0 })));
const ALL = recordsOf(ET_2760);
const { PTR, SRV, TXT, A, AAAA } = TYPES;

const browse = (options: Partial<BrowsingOptions> = {}) =>
  timeline(
    browser({
      mode: 'member',
      to: MDNS_GROUP,
      types: ['_ipp._tcp'],
      rounds: { waits: [1000, 2000, 2000] },
      ...options,
    }),
  );
type Story = Timeline<Browser, BrowsingEvent, never>;

/** What was asked last: `_ipp._tcp.local PTR`, with `?U` where an answer to the asker alone will do. */
function lastAsked(story: Story): string[] {
  const { bytes } = story.sent.at(-1)!;
  const decoded = decodeDns(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message.questions.map(
    ({ name, type, unicast }) => `${name} ${typeName(type)}${unicast ? ' ?U' : ''}`,
  );
}

const servicesOf = (story: Story, kind: 'found' | 'gone' | 'changed') =>
  story.told.flatMap((event) => (event.kind === kind ? [event.service] : []));

describe('a device that says everything at once', () => {
  it('is found at once, and the rest of the time is for others', () => {
    const story = browse({ via: 'eth0' });
    story.at(0).sendsSome(1);
    expect(lastAsked(story)).toEqual(['_ipp._tcp.local PTR ?U']);
    story.at(30).hears(answer(ALL), PRINTER).tells('found');
    story.at(1000).sendsSome(1);
    story.at(3000).sendsSome(1);
    story.at(5000).tells('finished').ends();
    expect(servicesOf(story, 'found')).toEqual([
      {
        instance: 'EPSON ET-2760 Series',
        type: '_ipp._tcp',
        domain: 'local',
        subtypes: [],
        host: 'EPSON000001.local',
        port: 631,
        addresses: ['192.0.2.7', 'fe80::200:5eff:fe00:5301'],
        txt: [
          { key: 'txtvers', value: '1' },
          { key: 'ty', value: 'EPSON ET-2760 Series' },
          { key: 'rp', value: 'ipp/print' },
          { key: 'note', value: '' },
        ],
        saidBy: ['192.0.2.7'],
        via: 'eth0',
      },
    ]);
  });

  it('has the addresses of its records, not of whom the datagram came from', () => {
    const story = browse();
    story.at(0).sendsSome(1);
    story.at(30).hears(answer(ALL), { address: '192.0.2.1', port: MDNS_PORT }).tells('found');
    expect(servicesOf(story, 'found')[0]).toMatchObject({
      addresses: ['192.0.2.7', 'fe80::200:5eff:fe00:5301'],
      saidBy: ['192.0.2.1'],
    });
  });

  it('is not asked again for what is known', () => {
    const story = browse();
    story.at(0).sendsSome(1);
    story.at(30).hears(answer(ALL), PRINTER).tells('found');
    story.at(1000).sendsSome(1);
    const decoded = decodeDns(story.sent.at(-1)!.bytes);
    expect(lastAsked(story)).toEqual(['_ipp._tcp.local PTR']);
    expect(decoded.ok && decoded.message.answers).toMatchObject([
      { name: '_ipp._tcp.local', ttl: 4499, flush: false, data: { kind: 'PTR' } },
    ]);
  });
});

describe('a device that says little', () => {
  it('is asked for what is missing, step by step', () => {
    const story = browse();
    story.at(0).sendsSome(1);
    story.at(30).hears(answer(only(ALL, PTR)), PRINTER);
    story.at(130).sendsSome(1);
    const name = 'EPSON ET-2760 Series._ipp._tcp.local';
    expect(lastAsked(story)).toEqual([`${name} SRV ?U`, `${name} TXT ?U`]);
    story.at(150).hears(answer(only(ALL, SRV)), PRINTER);
    story.at(160).hears(answer(only(ALL, TXT)), PRINTER);
    story.at(250).sendsSome(1);
    expect(lastAsked(story)).toEqual(['EPSON000001.local A ?U', 'EPSON000001.local AAAA ?U']);
    story
      .at(260)
      .hears(answer(only(ALL, A)), PRINTER)
      .tells('found');
    expect(servicesOf(story, 'found')[0]).toMatchObject({ addresses: ['192.0.2.7'] });
    // More is news.
    story
      .at(270)
      .hears(answer(only(ALL, AAAA)), PRINTER)
      .tells('changed');
  });

  it('is told of as far as it is known, when all patience is at an end', () => {
    const story = browse({ patience: { waits: [1000, 1000, 1000] } });
    story.at(0).sendsSome(1);
    story.at(30).hears(answer(only(ALL, PTR, TXT)), PRINTER);
    story.at(130).sendsSome(1);
    story.at(1000).sendsSome(1);
    story.at(1130).sendsSome(1);
    story.at(2130).sendsSome(1);
    story.at(3000).sendsSome(1);
    story.at(3130).tells('found');
    expect(servicesOf(story, 'found')[0]).toMatchObject({
      instance: 'EPSON ET-2760 Series',
      addresses: [],
    });
    expect(servicesOf(story, 'found')[0]).not.toHaveProperty('host');
    story.at(5000).tells('finished').ends();
  });
});

describe('subtypes and types', () => {
  it('are told with the service that they point to', () => {
    const story = browse({ subtypes: ['_universal._sub._ipp._tcp', '_print._sub._ipp._tcp'] });
    story.at(0).sendsSome(1);
    story.at(30).hears(answer(ALL), PRINTER).tells('found');
    expect(servicesOf(story, 'found')[0]).toMatchObject({ subtypes: ['_universal'] });
  });

  it('find a service that its type does not point to', () => {
    const story = browse({ subtypes: ['_universal._sub._ipp._tcp'] });
    story.at(0).sendsSome(1);
    const narrow = ALL.filter(({ name }) => name !== '_ipp._tcp.local');
    story.at(30).hears(answer(narrow), PRINTER).tells('found');
    expect(servicesOf(story, 'found')[0]).toMatchObject({ port: 631, subtypes: ['_universal'] });
  });

  it('are enumerated when asked for, and then looked for', () => {
    const story = browse({ types: ['_http._tcp'], enumerates: true });
    story.at(0).sendsSome(1);
    expect(lastAsked(story)).toEqual([
      '_http._tcp.local PTR ?U',
      '_services._dns-sd._udp.local PTR ?U',
    ]);
    story.at(30).hears(answer(ALL), PRINTER).tells('type');
    expect(story.told).toEqual([{ kind: 'type', type: '_ipp._tcp', domain: 'local' }]);
    story.at(130).sendsSome(1);
    expect(lastAsked(story)).toEqual(['_ipp._tcp.local PTR ?U']);
    story.at(150).hears(answer(ALL), PRINTER).tells('found');
  });

  it('that nobody asked for are not heard', () => {
    const story = browse({ types: ['_uscan._tcp'] });
    story.at(0).sendsSome(1);
    story.at(30).hears(answer(ALL), PRINTER);
    story.at(1000).sendsSome(1);
    story.at(3000).sendsSome(1);
    story.at(5000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({ services: [] });
  });
});

describe('what goes', () => {
  const stay = () => {
    const story = browse({ stays: true, rounds: { waits: [100_000] } });
    story.at(0).sendsSome(1);
    return story.at(100).hears(answer(ALL), PRINTER).tells('found');
  };

  it('says farewell, and is gone a second later', () => {
    const story = stay();
    story.at(1000).hears(farewell(ALL), PRINTER);
    story.at(2000).tells('gone');
    expect(servicesOf(story, 'gone')[0]).toMatchObject({ instance: 'EPSON ET-2760 Series' });
  });

  it('is asked for ever more rarely, an hour apart at last', () => {
    const machine = browser({ mode: 'member', to: MDNS_GROUP, types: ['_ipp._tcp'], stays: true });
    let { state } = machine.start(0);
    const waits: number[] = [];
    for (let now = 0; waits.length < 16;) {
      const at = machine.wakeAt(state)!;
      waits.push((at - now) / 1000);
      now = at;
      ({ state } = machine.step(state, { kind: 'wake' }, now));
    }
    expect(waits).toEqual([1, 2, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]);
  });

  it('may take its farewell back', () => {
    const story = stay();
    story.at(1000).hears(farewell(ALL), PRINTER);
    story.at(1500).hears(answer(ALL), PRINTER);
    story.at(10_000);
    expect(servicesOf(story, 'gone')).toEqual([]);
  });

  it('is asked for before it is lost, and then lost', () => {
    const mortal = ALL.map((one) => ({ ...one, ttl: 100 }));
    const story = browse({ stays: true, rounds: { waits: [200_000] } });
    story.at(0).sendsSome(1);
    story.at(0).hears(answer(mortal), PRINTER).tells('found');
    // 80, 85, 90 and 95 % of its time (RFC 6762, section 5.2).
    for (const at of [80_000, 85_000, 90_000, 95_000]) story.at(at).sendsSome(1);
    story.at(100_000).tells('gone');
    expect(servicesOf(story, 'gone')).toHaveLength(1);
  });

  it('of one host is not the other, though both have one name', () => {
    const story = stay();
    story.at(1000).hears(farewell(ALL), OTHER);
    story.at(5000);
    expect(servicesOf(story, 'gone')).toEqual([]);
  });
});

describe('what changes', () => {
  it('is told with what it was before', () => {
    const story = browse({ stays: true, rounds: { waits: [100_000] } });
    story.at(0).sendsSome(1);
    story.at(100).hears(answer(ALL), PRINTER).tells('found');
    const [service] = ET_2760.services;
    const moved = recordsOf({
      ...ET_2760,
      services: [{ ...service!, port: 632, txt: ['txtvers=1'] }],
    });
    story.at(5000).hears(answer(moved), PRINTER).tells('changed');
    expect(story.told.at(-1)).toMatchObject({ service: { port: 632 }, before: { port: 631 } });
    // The old record goes a second later, and is no news by then.
    story.at(9000);
  });
});

describe('two devices that claim one name', () => {
  const clone: DeviceDescription = { ...ET_2760, addresses: ['192.0.2.8'] };

  it('are told apart by their addresses', () => {
    const story = browse();
    story.at(0).sendsSome(1);
    story.at(30).hears(answer(ALL), PRINTER).tells('found');
    story
      .at(40)
      .hears(answer(recordsOf(clone)), OTHER)
      .tells('changed', 'found');
    story.at(1000).sendsSome(1);
    story.at(3000).sendsSome(1);
    story.at(5000).tells('finished').ends();
    const last = story.told.at(-1)!;
    expect(last.kind === 'finished' && last.services).toMatchObject([
      {
        addresses: ['192.0.2.7', 'fe80::200:5eff:fe00:5301'],
        saidBy: ['192.0.2.7'],
        disputed: true,
      },
      { addresses: ['192.0.2.8'], saidBy: ['192.0.2.8'], disputed: true },
    ]);
  });

  it('are one when one device speaks from two addresses', () => {
    const story = browse();
    story.at(0).sendsSome(1);
    story.at(30).hears(answer(ALL), PRINTER).tells('found');
    story.at(40).hears(answer(ALL), { address: 'fe80::200:5eff:fe00:5301', port: MDNS_PORT });
    story.at(1000).sendsSome(1);
    story.at(3000).sendsSome(1);
    story.at(5000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({ services: [{ instance: 'EPSON ET-2760 Series' }] });
    expect(JSON.stringify(story.told)).not.toContain('disputed');
  });
});

describe('who asks from another port', () => {
  it('asks one thing a datagram, since answers are short there', () => {
    const story = browse({ mode: 'one-shot', id: 77, types: ['_ipp._tcp', '_http._tcp'] });
    story.at(0).sendsSome(2);
    expect(lastAsked(story)).toEqual(['_http._tcp.local PTR']);
  });

  it('takes only what answers its number', () => {
    const story = browse({ mode: 'one-shot', id: 77 });
    story.at(0).sendsSome(1);
    expect(lastAsked(story)).toEqual(['_ipp._tcp.local PTR']);
    story.at(30).hears(answer(ALL, 78), PRINTER);
    story.at(40).hears(answer(ALL, 77), PRINTER).tells('found');
    // Ten seconds are the longest time to live there, and say nothing.
    story.at(1000).sendsSome(1);
    story.at(3000).sendsSome(1);
    story.at(5000).tells('finished').ends();
  });

  it('hears one host alone, when it asks only that', () => {
    const story = browse({ mode: 'unicast', to: PRINTER, id: 5 });
    story.at(0).sendsSome(1);
    expect(story.sent[0]!.to).toEqual(PRINTER);
    story.at(30).hears(answer(ALL, 5), OTHER);
    story.at(40).hears(answer(ALL, 5), PRINTER).tells('found');
  });
});

describe('what is no answer', () => {
  it.each<[what: string, bytes: Uint8Array, from: Endpoint]>([
    ['comes from another port', answer(ALL), { ...PRINTER, port: 5354 }],
    ['is a question', encode({ answers: ALL }), PRINTER],
    ['comes from off this link', answer(ALL), { address: '198.51.100.1', port: MDNS_PORT }],
    [
      'is an error',
      Uint8Array.from(answer(ALL), (byte, i) => (i === 3 ? byte | 5 : byte)),
      PRINTER,
    ],
    [
      'points to a service of another type',
      answer([record('_ipp._tcp.local', { kind: 'PTR', target: 'a._http._tcp.local' }, 10)]),
      PRINTER,
    ],
  ])('%s', (_, bytes, from) => {
    const story = browse({ mayHear: (address) => address.startsWith('192.0.2.') });
    story.at(0).sendsSome(1);
    story.at(30).hears(bytes, from);
    story.at(1000).sendsSome(1);
    expect(story.told).toEqual([]);
  });
});

describe('options', () => {
  it.each<[Partial<BrowsingOptions>, RegExp]>([
    [{ types: [] }, /no type/],
    [{ types: [`_${'a'.repeat(70)}._tcp`] }, /63/],
    [{ rounds: { waits: [] } }, /at least one/],
    [{ mode: 'one-shot', stays: true }, /whole group/],
  ])('%j are refused', (options, problem) => {
    expect(() => browse(options)).toThrow(problem);
  });

  it('by default ask for what printers and scanners offer, in one frame', () => {
    const story = timeline(browser({ mode: 'member', to: MDNS_GROUP, shared: true }));
    story.at(0).sendsSome(1);
    expect(lastAsked(story)).toHaveLength(12);
    expect(lastAsked(story)).toContain('_universal._sub._ipps._tcp.local PTR');
    expect(story.sent[0]!.bytes.length).toBeLessThan(260);
  });
});
