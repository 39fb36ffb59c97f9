import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { timeline, type Timeline } from '../../core/timeline.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import { encode, encodeQuery, record } from '../dns/encode.ts';
import { CLASSES, TYPES, typeName } from '../dns/vocabulary.ts';
import { decode, type DnsMessage } from '../dns/wire.ts';
import { Offer, type DeviceDescription } from './description.ts';
import { question } from './query.ts';
import {
  MAX_UNREADABLE,
  MAX_WAITING,
  responder,
  type ResponderEvent,
  type ResponderInput,
  type ResponderOptions,
  type ResponderState,
} from './server.ts';
import { MDNS_GROUP, MDNS_PORT, ONE_FRAME } from './vocabulary.ts';

const CLIENT: Endpoint = { address: '192.0.2.1', port: MDNS_PORT };
const PLAIN: Endpoint = { address: '192.0.2.1', port: 50_000 };
const SERVICE = 'EPSON ET-2760 Series._ipp._tcp.local';

const DEVICE: DeviceDescription = {
  host: 'EPSON000001',
  addresses: ['192.0.2.7', 'FE80::7'],
  services: [
    {
      instance: 'EPSON ET-2760 Series',
      type: '_ipp._tcp',
      subtypes: ['_print'],
      port: 631,
      txt: ['txtvers=1', 'note=Büro'],
    },
    { instance: 'EPSON ET-2760 Series', type: '_uscan._tcp', port: 443, txt: [] },
  ],
};

type Story = Timeline<ResponderState, ResponderEvent, ResponderInput>;

/** Chance is always a half: a delay of 70 ms, or of 450. */
const respond = (options: Partial<ResponderOptions> = {}, device = DEVICE): Story =>
  timeline(responder(device, { random: () => 0.5, ...options }));

const ask = (...names: readonly (readonly [string, number])[]) =>
  encode({ questions: names.map(([name, type]) => question(name, type, false)) });

function read(bytes: Uint8Array): DnsMessage {
  const decoded = decode(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
}
const last = (story: Story) => story.sent.at(-1)!;
const said = (story: Story, section: 'answers' | 'additionals' = 'answers') =>
  read(last(story).bytes)[section].map(({ name, type }) => `${name} ${typeName(type)}`);

describe('a question for a type', () => {
  it('is answered to all after a while, with everything that will be asked next', () => {
    const story = respond();
    story
      .at(0)
      .hears(ask(['_ipp._tcp.local', TYPES.PTR]), CLIENT)
      .tells('asked');
    story.at(70).sendsSome(1);
    expect(last(story).to).toEqual(MDNS_GROUP);
    expect(said(story)).toEqual(['_ipp._tcp.local PTR']);
    expect(said(story, 'additionals')).toEqual([
      `${SERVICE} SRV`,
      'EPSON000001.local A',
      'EPSON000001.local AAAA',
      `${SERVICE} TXT`,
    ]);
    const { id, authoritative, questions, additionals } = read(last(story).bytes);
    expect({ id, authoritative, questions }).toEqual({ id: 0, authoritative: true, questions: [] });
    expect(additionals.map(({ flush }) => flush)).toEqual([true, true, true, true]);
    story.rests();
  });

  it('takes between 20 and 120 ms', () => {
    for (const [chance, at] of [
      [0, 20],
      [0.999, 119.9],
    ] as const) {
      const story = respond({ random: () => chance });
      story
        .at(0)
        .hears(ask(['_ipp._tcp.local', TYPES.PTR]), CLIENT)
        .tells('asked');
      expect(story.at(at).sendsSome(1).rests().sent).toHaveLength(1);
    }
  });

  it('is answered for narrower types, all types, and whatever case it is in', () => {
    for (const [name, count] of [
      ['_print._sub._ipp._tcp.local', 1],
      ['_services._dns-sd._udp.local', 2],
      ['_IPP._tcp.LOCAL', 1],
    ] as const) {
      const story = respond();
      story
        .at(0)
        .hears(ask([name, TYPES.PTR]), CLIENT)
        .tells('asked');
      story.at(70).sendsSome(1);
      expect(said(story)).toHaveLength(count);
    }
  });

  it('is answered to who asked, when that will do', () => {
    const story = respond();
    const bytes = encode({ questions: [question('_ipp._tcp.local', TYPES.PTR, true)] });
    story.at(0).hears(bytes, CLIENT).tells('asked');
    story.at(70).sendsSome(1);
    expect(last(story).to).toEqual(CLIENT);
  });

  it('that nobody here has is not answered', () => {
    const story = respond();
    story.at(0).hears(ask(['_airplay._tcp.local', TYPES.PTR], ['other.local', TYPES.A]), CLIENT);
    story.tells('asked').rests();
    expect(story.told).toMatchObject([{ outcome: 'ignored' }]);
  });

  it('in another class is not answered', () => {
    const story = respond();
    story.at(0).hears(encodeQuery(0, '_ipp._tcp.local', TYPES.PTR, CLASSES.CH), CLIENT);
    expect(story.tells('asked').rests().sent).toEqual([]);
    expect(story.sent).toEqual([]);
  });
});

describe('a question for what is its own', () => {
  it.each([
    [SERVICE, TYPES.SRV, [`${SERVICE} SRV`]],
    [SERVICE, TYPES.ANY, [`${SERVICE} SRV`, `${SERVICE} TXT`]],
    ['epson000001.local', TYPES.AAAA, ['EPSON000001.local AAAA']],
  ] as const)('%s %i is answered at once', (name, type, answers) => {
    const story = respond();
    story
      .at(0)
      .hears(ask([name, type]), CLIENT)
      .sendsSome(1)
      .tells('asked');
    expect(said(story)).toEqual(answers);
  });

  it('and that it has not, is denied', () => {
    const story = respond({}, { ...DEVICE, addresses: ['192.0.2.7'] });
    story
      .at(0)
      .hears(ask(['EPSON000001.local', TYPES.AAAA]), CLIENT)
      .sendsSome(1)
      .tells('asked');
    expect(read(last(story).bytes).answers).toMatchObject([
      { name: 'EPSON000001.local', flush: true, data: { kind: 'NSEC', types: [TYPES.A] } },
    ]);
  });

  it('says text and addresses as they are written', () => {
    const story = respond();
    story
      .at(0)
      .hears(ask([SERVICE, TYPES.TXT]), CLIENT)
      .sendsSome(1)
      .tells('asked');
    expect(read(last(story).bytes).answers).toMatchObject([
      {
        ttl: 4500,
        data: { strings: [fromHex('747874766572733d31'), fromHex('6e6f74653d42c3bc726f')] },
      },
    ]);
    expect(new Offer(DEVICE).records.at(-1)).toMatchObject({ data: { address: 'fe80::7' } });
  });
});

describe('what the asker knows', () => {
  const known = (ttl: number) =>
    record('_ipp._tcp.local', { kind: 'PTR', target: SERVICE.toUpperCase() }, ttl);
  const asked = { questions: [question('_ipp._tcp.local', TYPES.PTR, false)] };

  it('is not said again, while it holds for half of its time at least', () => {
    const story = respond();
    story
      .at(0)
      .hears(encode({ ...asked, answers: [known(2250)] }), CLIENT)
      .tells('asked')
      .rests();
    story
      .at(10)
      .hears(encode({ ...asked, answers: [known(2249)] }), CLIENT)
      .tells('asked');
    story.at(80).sendsSome(1);
    expect(story.sent).toHaveLength(1);
  });

  it('may come in several datagrams', () => {
    const story = respond();
    const two = {
      questions: [
        question('_ipp._tcp.local', TYPES.PTR, false),
        question('_uscan._tcp.local', TYPES.PTR, false),
      ],
    };
    story
      .at(0)
      .hears(encode({ ...two, truncated: true }), CLIENT)
      .tells('asked');
    story.at(100).hears(encode({ answers: [known(4500)], truncated: true }), CLIENT);
    // Somebody else's are no matter.
    story
      .at(110)
      .hears(encode({ answers: [known(4500)] }), { address: '192.0.2.9', port: MDNS_PORT });
    story.at(200).hears(encode({ answers: [], questions: [], additionals: [known(1)] }), CLIENT);
    story.at(550).sendsSome(1);
    expect(said(story)).toEqual(['_uscan._tcp.local PTR']);
  });
});

describe('who asks as plain DNS does', () => {
  it('is answered alone, with its number and question, and nothing of multicast DNS', () => {
    const story = respond();
    story
      .at(0)
      .hears(encodeQuery(77, '_ipp._tcp.local', TYPES.PTR, CLASSES.IN), PLAIN)
      .tells('asked');
    story.at(70).sendsSome(1);
    expect(last(story).to).toEqual(PLAIN);
    const message = read(last(story).bytes);
    expect(message).toMatchObject({
      id: 77,
      questions: [{ name: '_ipp._tcp.local', unicast: false }],
    });
    for (const { ttl, flush } of [...message.answers, ...message.additionals]) {
      expect({ ttl, flush }).toEqual({ ttl: 10, flush: false });
    }
  });
});

describe('what was said to all', () => {
  it('is not said again within a second', () => {
    const story = respond();
    story
      .at(0)
      .hears(ask([SERVICE, TYPES.SRV]), CLIENT)
      .sendsSome(1)
      .tells('asked');
    story
      .at(500)
      .hears(ask([SERVICE, TYPES.SRV]), CLIENT)
      .tells('asked');
    story
      .at(1000)
      .hears(ask([SERVICE, TYPES.SRV]), CLIENT)
      .sendsSome(1)
      .tells('asked');
    expect(story.sent).toHaveLength(2);
  });
});

describe('coming and going', () => {
  it('is said twice, and once', () => {
    const story = respond({ announces: true });
    story.at(0).sendsSome(1);
    expect(said(story)).toHaveLength(11);
    story.at(1000).sendsSome(1).rests();
    story.at(2000).is({ kind: 'leave' }).sendsSome(1).ends();
    expect(read(last(story).bytes).answers.every(({ ttl }) => ttl === 0)).toBe(true);
  });
});

describe('hostile askers', () => {
  it('get no answer when they are not of this link', () => {
    const story = respond({ mayAnswer: (address) => address.startsWith('192.0.2.') });
    story
      .at(0)
      .hears(ask([SERVICE, TYPES.SRV]), { address: '198.51.100.1', port: MDNS_PORT })
      .rests();
    expect(story.told).toEqual([]);
  });

  it('cannot make it remember more than so many answers', () => {
    const story = respond();
    for (let i = 0; i < 10 * MAX_WAITING; i++) {
      story
        .at(0)
        .hears(ask(['_ipp._tcp.local', TYPES.PTR]), { ...PLAIN, port: 1024 + i })
        .tells('asked');
    }
    expect(story.state.waiting).toHaveLength(MAX_WAITING);
    expect(story.told.at(-1)).toMatchObject({ outcome: 'ignored' });
    story.at(70).sendsSome(MAX_WAITING).rests();
  });

  it('are told of, but not for ever', () => {
    const story = respond();
    for (let i = 0; i < MAX_UNREADABLE + 10; i++) {
      story.at(0).hears(fromHex('0000'), CLIENT);
      if (i < MAX_UNREADABLE) story.tells('unreadable');
    }
    story.rests();
    expect(story.told).toHaveLength(MAX_UNREADABLE);
  });

  it('who answer instead of asking are not heard', () => {
    const story = respond();
    const bytes = encode({ response: true, answers: new Offer(DEVICE).records });
    story.at(0).hears(bytes, CLIENT).rests();
    expect(story.told).toEqual([]);
  });
});

describe('a device with a great deal to say', () => {
  const many: DeviceDescription = {
    host: 'many',
    addresses: ['192.0.2.7'],
    services: Array.from({ length: 200 }, (_, i) => ({
      instance: `Printer ${i}`,
      type: '_ipp._tcp',
      port: 631,
      txt: ['note='.padEnd(100, 'x')],
    })),
  };

  it('says it in datagrams of one frame each', () => {
    const story = respond({}, many);
    story
      .at(0)
      .hears(ask(['_ipp._tcp.local', TYPES.PTR]), CLIENT)
      .tells('asked');
    story.at(70);
    const { length } = story.sent;
    story.sendsSome(length);
    expect(length).toBeGreaterThan(5);
    expect(story.sent.every(({ bytes }) => bytes.length <= ONE_FRAME)).toBe(true);
    expect(story.sent.flatMap(({ bytes }) => read(bytes).answers)).toHaveLength(200);
  });
});

describe('a description', () => {
  it.each<[Partial<DeviceDescription>, RegExp]>([
    [{ host: 'a'.repeat(64) }, /64 bytes/],
    [{ addresses: ['192.0.2.256'] }, /IPv4/],
    [{ addresses: ['fe80::x'] }, /IPv6/],
    [{ services: [{ ...DEVICE.services[0]!, port: 65_536 }] }, /no port/],
    [{ services: [{ ...DEVICE.services[0]!, txt: ['x'.repeat(256)] }] }, /255/],
    [{ services: [{ ...DEVICE.services[0]!, instance: '' }] }, /without a character/],
  ])('%j does not fit the wire', (change, problem) => {
    expect(() => respond({}, { ...DEVICE, ...change })).toThrow(problem);
  });
});
