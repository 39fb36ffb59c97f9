/** What hostile neighbours can do to a browser: nothing that grows, nothing that takes long, no words in its mouth. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { mutations } from '../../core/mutations.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import { encode, record } from '../dns/encode.ts';
import type { RecordData } from '../dns/data.ts';
import { decode } from '../dns/wire.ts';
import { Browser, MAX_A_SECOND, MAX_UNREADABLE } from './browser.ts';
import { MAX_RECORDS, MAX_RECORDS_PER_RESPONDER } from './cache.ts';
import { browser, type BrowsingEvent, type BrowsingOptions } from './client.ts';
import { Offer } from './description.ts';
import { MAX_INSTANCES } from './instances.ts';
import answers from './vectors/answers.json' with { type: 'json' };
import { LONGEST_MESSAGE, MDNS_GROUP, MDNS_PORT } from './vocabulary.ts';

/** Milliseconds that this process has computed, however busy the machine is. */
const worked = () => process.cpuUsage().user / 1000;

const from = (address: string) => ({ address, port: MDNS_PORT });

/** A browser that hears datagrams, one every `every` ms, until all is said. */
function hear(
  datagrams: Iterable<readonly [address: string, bytes: Uint8Array]>,
  every: number,
  options: Partial<BrowsingOptions> = {},
) {
  const machine = browser({
    mode: 'member',
    to: MDNS_GROUP,
    types: ['_ipp._tcp'],
    stays: true,
    ...options,
  });
  const told: BrowsingEvent[] = [];
  let sent = 0;
  let now = 0;
  let state: Browser;
  const take = (step: ReturnType<typeof machine.start>) => {
    state = step.state;
    for (const action of step.actions) {
      if (action.kind === 'tell') told.push(action.event);
      else if (action.kind === 'send') sent += action.bytes.length;
    }
  };
  take(machine.start(0));
  for (const [address, bytes] of datagrams) {
    now += every;
    const wake = machine.wakeAt(state!);
    if (wake !== undefined && wake <= now) take(machine.step(state!, { kind: 'wake' }, now));
    take(machine.step(state!, { kind: 'received', from: from(address), bytes }, now));
  }
  return { told, sent, now, state: state! };
}

/** Services that nobody has, `count` a datagram. */
function* lies(datagrams: number, count: number, address: (i: number) => string) {
  for (let i = 0; i < datagrams; i++) {
    const own = Array.from({ length: count }, (_, j): RecordData => ({
      kind: 'PTR',
      target: `x${i}-${j}._ipp._tcp.local`,
    }));
    yield [
      address(i),
      encode({ response: true, answers: own.map((data) => record('_ipp._tcp.local', data, 4500)) }),
    ] as const;
  }
}

describe('100,000 records', () => {
  it('of one host find room for half of what there is, and leave it to others', () => {
    const began = worked();
    const { state } = hear(
      lies(1000, 100, () => '192.0.2.66'),
      10,
    );
    expect(state.held).toBe(MAX_RECORDS_PER_RESPONDER);
    expect(worked() - began).toBeLessThan(20_000);
  });

  it('of hosts that are made up find room for what there is, in bounded time, and cause few questions', () => {
    const began = worked();
    const { state, told, sent, now } = hear(
      lies(1000, 100, (i) => `192.0.${i >> 8}.${i & 255}`),
      10,
    );
    expect(state.held).toBe(MAX_RECORDS);
    expect(told.length).toBeLessThanOrEqual(MAX_INSTANCES);
    // Ten seconds: what is asked in them is no more than a slow link carries.
    expect(sent / now).toBeLessThan(100);
    expect(worked() - began).toBeLessThan(20_000);
  });

  it('do not keep an honest device from being found', () => {
    const honest = new Offer({
      host: 'EPSON000001',
      addresses: ['192.0.2.7'],
      services: [
        { instance: 'EPSON ET-2760 Series', type: '_ipp._tcp', port: 631, txt: ['ty=EPSON'] },
      ],
    });
    const bytes = encode({ response: true, answers: honest.records });
    const { told } = hear(
      [...lies(300, 100, () => '192.0.2.66'), ['192.0.2.7', bytes] as const],
      10,
    );
    const found = told.flatMap((event) => (event.kind === 'found' ? [event.service.instance] : []));
    expect(found).toContain('EPSON ET-2760 Series');
  });
});

describe('floods', () => {
  it('of one sender are read at a pace', () => {
    const junk = Array.from({ length: 20_000 }, () => ['192.0.2.66', fromHex('0000')] as const);
    const { state, told } = hear(junk, 0.1);
    expect(told).toHaveLength(MAX_UNREADABLE);
    expect(state.misread).toBeLessThanOrEqual(3 * MAX_A_SECOND);
  });

  it('of records that change all the time cost little', () => {
    const began = worked();
    function* restless() {
      for (let i = 0; i < 5000; i++) {
        const data: RecordData = {
          kind: 'SRV',
          priority: 0,
          weight: 0,
          port: i & 0xffff,
          target: `h${i}.local`,
        };
        yield [
          `192.0.2.${i & 63}`,
          encode({
            response: true,
            answers: [
              record('_ipp._tcp.local', { kind: 'PTR', target: 'a._ipp._tcp.local' }, 1),
              record('a._ipp._tcp.local', data, 1, true),
              record(`h${i}.local`, { kind: 'A', address: '192.0.2.9' }, 1, true),
            ],
          }),
        ] as const;
      }
    }
    const { state } = hear(restless(), 2);
    expect(state.held).toBeLessThan(1000);
    expect(worked() - began).toBeLessThan(20_000);
  });

  it('of one host with thousands of services that moves all the time cost three seconds a second at most', () => {
    const host = 'h.local';
    const place: RecordData = { kind: 'SRV', priority: 0, weight: 0, port: 1, target: host };
    const services = [...lies(20, 50, () => '192.0.2.66')].flatMap(([, bytes]) => {
      const decoded = decode(bytes);
      return decoded.ok ? [decoded.message.answers] : [];
    });
    const full = services.map((pointers) =>
      pointers.flatMap((pointer) =>
        pointer.data.kind === 'PTR'
          ? [
              pointer,
              record(pointer.data.target, place, 120, true),
              record(pointer.data.target, { kind: 'TXT', strings: [] }, 4500, true),
            ]
          : [],
      ),
    );
    const moves = Array.from({ length: 1500 }, (_, i) => [
      record(host, { kind: 'A', address: `192.0.${i >> 8}.${i & 255}` }, 120, true),
    ]);
    const said = [...full, ...moves].map(
      (answers) => ['192.0.2.66', encode({ response: true, answers })] as const,
    );
    const began = worked();
    const { now } = hear(said, 2);
    expect(worked() - began).toBeLessThan(3 * now);
  });

  it('of messages longer than there are, or cut, or flipped, are told of and survived', () => {
    const long = new Uint8Array(LONGEST_MESSAGE + 1);
    // Every third of them; that every one is survived is for the decoder's test.
    const all = answers.flatMap(({ hex }) => [...mutations(fromHex(hex))]);
    const broken = all.filter((_, i) => i % 3 === 0);
    const { told } = hear(
      [['192.0.2.7', long] as const, ...broken.map((bytes) => ['192.0.2.7', bytes] as const)],
      5,
      {
        types: ['_ipp._tcp', '_uscan._tcp'],
        enumerates: true,
      },
    );
    expect(told[0]).toMatchObject({
      kind: 'unreadable',
      error: { kind: 'length', field: 'datagram' },
    });
    expect(told.some(({ kind }) => kind === 'found')).toBe(true);
  });

  it('of chance are survived', () => {
    const random = seededRandom(6762);
    const noise = Array.from({ length: 3000 }, () => {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 200) }, () =>
        Math.floor(random() * 256),
      );
      bytes.set(fromHex('00008400').slice(0, bytes.length));
      return ['192.0.2.7', bytes] as const;
    });
    const { told } = hear(noise, 5);
    expect(told.every(({ kind }) => kind === 'unreadable')).toBe(true);
    expect(noise.some(([, bytes]) => decode(bytes).ok)).toBe(false);
  });
});

describe('names that are meant to harm', () => {
  it('are told as they are, for whoever shows them to clean', () => {
    const instance = 'a\u001b[31m.\\\u0000\u202e';
    const offer = new Offer({
      host: '..',
      addresses: ['192.0.2.7'],
      services: [{ instance, type: '_ipp._tcp', port: 1, txt: ['ty=\u001b]0;x\u0007'] }],
    });
    const bytes = encode({ response: true, answers: offer.records });
    const { told } = hear([['192.0.2.7', bytes] as const], 10);
    expect(told).toMatchObject([
      { kind: 'found', service: { instance, host: String.raw`\.\..local` } },
    ]);
  });
});
