/** Tables 11 and 13 of RFC 2188 as stories: the invoker, row by row, with the defaults. */
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { timeline } from '../../core/timeline.ts';
import {
  createEndpoint,
  referencesByTime,
  type EndpointOptions,
  type EsroPacing,
} from './endpoint.ts';
import type { InvokeRequest } from './service.ts';
import { DEFAULT_TIMERS, holdsOf } from './timers.ts';

const PEER: Endpoint = { address: '192.0.2.1', port: 259 };
const OTHER: Endpoint = { address: '192.0.2.2', port: 259 };

const invoking = (
  handshake: InvokeRequest['handshake'],
  more: Partial<InvokeRequest> = {},
): InvokeRequest => ({
  kind: 'invoke',
  id: 1,
  to: PEER,
  sap: 13,
  handshake,
  operation: 2,
  encoding: 'BER',
  argument: fromHex('64 61 74 65'),
  ...more,
});

/** The first number is 0x2a: that of the fact sheet's vectors. */
const story = (options: Partial<EndpointOptions> = {}) =>
  timeline(createEndpoint({ random: () => 0x2a / 256, ...options }));

const INVOKE = fromHex('d0 2a 02 64 61 74 65');
const RESULT = fromHex('01 2a 6f 6b');
const ERROR = fromHex('02 2a 06');
const ACK = fromHex('03 2a');

/** An operation that was begun at 0. */
const begun = (handshake: InvokeRequest['handshake'], options: Partial<EndpointOptions> = {}) =>
  story(options).at(0).is(invoking(handshake)).tells('invoked').sends(INVOKE);

describe.each(['2-way', '3-way'] as const)('both: the %s invoker', (handshake) => {
  it('rows 1 to 3: sends nine times, 3 s apart, and fails by silence after the last wait', () => {
    const tale = begun(handshake);
    for (let time = 3000; time <= 24_000; time += 3000) tale.at(time).sends(INVOKE);
    tale.at(27_000).at(31_200).tells('failed');
    expect(tale.told).toEqual([
      { kind: 'invoked', id: 1, reference: 0x2a },
      { kind: 'failed', id: 1, value: 2, from: 'silence' },
    ]);
    tale.at(31_200 + holdsOf(DEFAULT_TIMERS).unanswered).rests();
    expect(tale.state.peers).toBe(0);
  });

  it('row 5: a FAILURE is passed on with its value, and the number held', () => {
    const tale = begun(handshake).at(100).hears(fromHex('04 2a 03'), PEER).tells('failed');
    expect(tale.told.at(-1)).toEqual({ kind: 'failed', id: 1, value: 3, from: 'peer' });
    tale
      .at(200)
      .hears(RESULT, PEER)
      .at(26_199)
      .is(invoking(handshake, { id: 2 }))
      .tells('invoked');
    expect(tale.told.at(-1)).toMatchObject({ reference: 0x2b });
    expect(tale.sent).toHaveLength(2);
  });

  it('row 6: Hold on changes nothing', () => {
    const tale = begun(handshake).at(100).hears(fromHex('13 2a'), PEER).at(3000).sends(INVOKE);
    expect(tale.told).toHaveLength(1);
  });

  it('tells of an ERROR what it says', () => {
    const tale = begun(handshake).at(5).hears(fromHex('42 2a 02 6e 6f'), PEER).tells('error');
    expect(tale.told.at(-1)).toEqual({
      kind: 'error',
      id: 1,
      value: 2,
      encoding: 'PER',
      parameter: fromHex('6e 6f'),
    });
    expect(tale.sent).toHaveLength(handshake === '3-way' ? 2 : 1);
  });

  it('hears only whom it asked, and only about its number', () => {
    const tale = begun(handshake);
    tale
      .hears(RESULT, OTHER)
      .hears(RESULT, { ...PEER, port: 642 })
      .hears(fromHex('01 2b'), PEER);
    tale.hears(fromHex('04 2b 02'), PEER).hears(ACK, PEER).hears(fromHex('13 2b'), PEER);
    tale.hears(new Uint8Array(0), PEER).hears(fromHex('0f 2a'), PEER).at(2999);
    expect(tale.state).toMatchObject({ invoking: 1, peers: 1 });
    expect(tale.state.counters).toMatchObject({ stray: 6, unreadable: 2 });
  });

  it('is not interested any more once it is abandoned, and holds the number', () => {
    const tale = begun(handshake).at(10).is({ kind: 'abandon', id: 1 });
    tale.at(20).hears(RESULT, PEER);
    const holds = holdsOf(DEFAULT_TIMERS);
    const released = 20 + (handshake === '3-way' ? holds.unacknowledged : holds.unanswered);
    tale.at(released - 1);
    expect(tale.state).toMatchObject({ invoking: 0, peers: 1 });
    tale.at(released).rests();
    expect(tale.state.peers).toBe(0);
  });
});

describe('Table 11: the 3-way invoker', () => {
  it('rows 4, 7 and 10: acknowledges, again for each duplicate, until nothing came for the inactivity time', () => {
    const tale = begun('3-way').at(50).hears(RESULT, PEER).sends(ACK).tells('result');
    tale.at(3050).hears(RESULT, PEER).sends(ACK).at(7049).hears(ERROR, PEER).sends(ACK);
    // Row 10 at 11,049; row 8 after the reference wait.
    tale.at(11_048).at(33_048);
    expect(tale.state.peers).toBe(1);
    tale.at(33_049).rests();
    expect(tale.told).toEqual([
      { kind: 'invoked', id: 1, reference: 0x2a },
      { kind: 'result', id: 1, encoding: 'BER', result: fromHex('6f 6b') },
    ]);
    expect(tale.state).toMatchObject({ invoking: 0, peers: 0 });
  });

  it('row 9: an answer in the reference wait is not acknowledged; the number is held while the peer may ask', () => {
    const tale = begun('3-way').at(50).hears(RESULT, PEER).sends(ACK);
    tale.tells('result').at(4050).at(20_000).hears(RESULT, PEER).at(73_199);
    expect(tale.state.peers).toBe(1);
    tale.at(73_200).rests();
    expect(tale.state.peers).toBe(0);
  });

  it('where `answersInWait` is on it is acknowledged, but only what was accepted', () => {
    const options = { answersInWait: true };
    const tale = begun('3-way', options).at(50).hears(RESULT, PEER).sends(ACK).tells('result');
    tale.at(20_000).hears(RESULT, PEER).sends(ACK).at(73_200).rests();
    const late = begun('3-way', options).at(50).hears(fromHex('04 2a 01'), PEER).tells('failed');
    late.hears(RESULT, PEER).at(60_000).rests();
    expect(late.state.peers).toBe(0);
  });
});

describe('Table 13: the 2-way invoker', () => {
  it('rows 4, 6 and 7: acknowledges nothing, and a duplicate begins the wait anew', () => {
    const tale = begun('2-way').at(50).hears(RESULT, PEER).tells('result');
    tale.at(26_000).hears(RESULT, PEER).at(51_999);
    expect(tale.state.peers).toBe(1);
    tale.at(52_000).rests();
    expect(tale.state.peers).toBe(0);
  });
});

describe('reference numbers', () => {
  const many = (tale: ReturnType<typeof story>, count: number, to = PEER) => {
    for (let i = 0; i < count; i++) {
      tale
        .is(invoking('2-way', { id: tale.told.length + 1, to }))
        .tells('invoked')
        .sendsSome(1);
    }
    return tale;
  };
  const referencesOf = (tale: ReturnType<typeof story>) =>
    tale.told.map((event) => (event.kind === 'invoked' ? event.reference : undefined));

  it("go round from a random one, skip those that are held, and are another peer's too", () => {
    const tale = many(story(), 255);
    for (let reference = 0; reference < 255; reference++) {
      tale.hears(Uint8Array.of(1, (0x2a + reference) % 256), PEER).tells('result');
    }
    expect(referencesOf(tale).slice(0, 3)).toEqual([0x2a, 0x2b, 0x2c]);
    expect(referencesOf(many(tale, 1)).at(-1)).toBe(0x29);
    tale
      .hears(fromHex('01 29'), PEER)
      .tells('result')
      .at(25_999)
      .is(invoking('2-way', { id: 1000 }))
      .tells('failed');
    expect(referencesOf(many(tale.at(26_000), 1)).at(-1)).toBe(0x2a);
    expect(referencesOf(many(tale, 1, OTHER)).at(-1)).toBe(0x2a);
  });

  it('refuses the 257th toward a peer, and not the first toward another', () => {
    const tale = many(story(), 256);
    tale.is(invoking('2-way', { id: 1000 })).tells('failed');
    expect(tale.told.at(-1)).toEqual({ kind: 'failed', id: 1000, value: 1, from: 'here' });
    many(tale, 1, OTHER);
    expect(tale.state.invoking).toBe(257);
  });

  it('begin elsewhere after a restart', () => {
    const starts = [0.1, 0.9].map((chance) => {
      const tale = story({ random: () => chance })
        .is(invoking('2-way'))
        .tells('invoked');
      return referencesOf(tale.sendsSome(1))[0];
    });
    expect(starts).toEqual([25, 230]);
  });

  it("refuses a name that is in use: the caller's mistake", () => {
    const tale = begun('2-way');
    expect(() => tale.is(invoking('2-way'))).toThrow('operation 1 is still going on');
    expect(() => tale.is(invoking('2-way', { id: 2, sap: 0 }))).toThrow('selector');
    expect(() => tale.is(invoking('2-way', { id: 3, operation: 64 }))).toThrow('operation');
  });
});

describe('segments', () => {
  const LIMITS = { datagram: 8 };
  const THREE = invoking('2-way', { argument: fromHex('41 41 41 41 42 42 42 42 43 43') });
  const SEGMENTS = ['d5 2a 02 83 41 41 41 41', 'd5 2a 02 01 42 42 42 42', 'd5 2a 02 02 43 43'].map(
    fromHex,
  );

  it('are not sent to anybody who is not said to take them', () => {
    const tale = story({ limits: LIMITS }).is(THREE).tells('failed').rests();
    expect(tale.told).toEqual([{ kind: 'failed', id: 1, value: 1, from: 'here' }]);
  });

  it('are sent again all together; FAILURE 4 asks for that at once, and counts', () => {
    const tale = story({ limits: LIMITS, segments: ({ address }) => address === PEER.address });
    tale
      .is(THREE)
      .tells('invoked')
      .sends(...SEGMENTS);
    tale.at(3000).sends(...SEGMENTS);
    for (let i = 1; i <= 7; i++)
      tale
        .at(3000 + i)
        .hears(fromHex('04 2a 04'), PEER)
        .sends(...SEGMENTS);
    tale.hears(fromHex('04 2a 04'), PEER).tells('failed');
    expect(tale.told.at(-1)).toEqual({ kind: 'failed', id: 1, value: 4, from: 'peer' });
  });

  it('of an answer are joined in any order, and its duplicate acknowledged once', () => {
    const tale = begun('3-way').at(10);
    tale.hears(fromHex('11 2a 01 42 42'), PEER).hears(fromHex('11 2a 01 99 99'), PEER);
    tale.hears(fromHex('51 2a 82 41 41 41'), PEER).sends(ACK).tells('result');
    expect(tale.told.at(-1)).toEqual({
      kind: 'result',
      id: 1,
      encoding: 'PER',
      result: fromHex('41 41 41 42 42'),
    });
    tale
      .hears(fromHex('51 2a 82 41 41 41'), PEER)
      .sends(ACK)
      .hears(fromHex('11 2a 01 42 42'), PEER);
    expect(tale.state.incomplete).toBe(0);
  });

  it('that never are all there are given back after their time', () => {
    const tale = begun('2-way').at(10).hears(fromHex('12 2a 83 07 41'), PEER);
    expect(tale.state.incomplete).toBeGreaterThan(0);
    tale.at(3000).sends(INVOKE).at(6000).sends(INVOKE).at(9000).sends(INVOKE).at(9010);
    expect(tale.state.incomplete).toBe(0);
    expect(tale.state.counters.incomplete).toBe(1);
  });

  it('are given back when the answer comes whole, or the user loses interest', () => {
    const tale = begun('2-way').hears(fromHex('11 2a 82 41'), PEER).hears(RESULT, PEER);
    tale.tells('result');
    expect(tale.state.incomplete).toBe(0);
    tale
      .is(invoking('2-way', { id: 2 }))
      .tells('invoked')
      .sendsSome(1);
    tale.hears(fromHex('11 2b 82 41'), PEER).is({ kind: 'abandon', id: 2 });
    expect(tale.state.incomplete).toBe(0);
  });
});

describe('pacing', () => {
  const begin = (pacing: EsroPacing, count: number) => {
    const tale = story({ pacing }).is(invoking('2-way')).tells('invoked').sendsSome(1);
    for (let id = 2; id <= count; id++) tale.is(invoking('2-way', { id }));
    return tale;
  };

  it('lets so many leave a second, evenly', () => {
    const tale = begin({ perSecond: 10 }, 3);
    tale.at(100).tells('invoked').sendsSome(1).at(200).tells('invoked').sendsSome(1);
    tale.at(2999);
    expect(tale.state.invoking).toBe(3);
  });

  it('lets so many be unanswered, and takes what nobody wants any more out of the queue', () => {
    const tale = begin({ inFlight: 1 }, 3);
    tale.is({ kind: 'abandon', id: 2 }).at(100).hears(RESULT, PEER);
    tale.tells('result', 'invoked').sendsSome(1);
    expect(tale.told.at(-1)).toEqual({ kind: 'invoked', id: 3, reference: 0x2b });
  });

  it('refuses what would wait in a queue that is full', () => {
    const tale = begin({ inFlight: 1, waiting: 1 }, 3).tells('failed');
    expect(tale.told.at(-1)).toEqual({ kind: 'failed', id: 3, value: 1, from: 'here' });
  });

  it('lets wait what finds no number', () => {
    const tale = story({ pacing: {}, limits: { references: 1 } }).is(invoking('2-way'));
    tale
      .tells('invoked')
      .sendsSome(1)
      .is(invoking('2-way', { id: 2 }))
      .hears(RESULT, PEER);
    tale.tells('result').at(26_000).tells('invoked').sendsSome(1);
    expect(tale.told.at(-1)).toEqual({ kind: 'invoked', id: 2, reference: 0x2b });
  });
});

describe('reference numbers by time', () => {
  it('go round in half a minute, and in turn where one is taken', () => {
    const tale = story({ referenceAt: referencesByTime(1_000_000) });
    for (const [id, time] of [
      [1, 0],
      [2, 1],
      [3, 128],
      [4, 1000],
      [5, 32_768],
    ] as const) {
      tale.at(time).is(invoking('2-way', { id })).tells('invoked').sendsSome(1);
      tale.is({ kind: 'abandon', id });
    }
    const first = Math.floor((1_000_000 % 32_768) / 128);
    const references = tale.told.map((event) => (event as { reference: number }).reference - first);
    // The third finds that the second has what would be its own; the last that the first three are held still.
    expect(references).toEqual([0, 1, 2, 8, 3]);
  });
});
