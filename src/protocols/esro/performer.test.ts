/** Tables 12 and 14 of RFC 2188 as stories: the performer, row by row, with the defaults. */
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { timeline } from '../../core/timeline.ts';
import { createEndpoint, type EndpointOptions } from './endpoint.ts';
import type { EsroRequest } from './service.ts';

const PEER: Endpoint = { address: '192.0.2.1', port: 4000 };
const OTHER: Endpoint = { address: '192.0.2.2', port: 4000 };

/** The selectors of the fact sheet's vectors and one for either handshake. */
const SAPS = [
  { sap: 3, handshake: '3-way' },
  { sap: 5, handshake: '2-way' },
] as const;
const SELECTOR = { '2-way': 5, '3-way': 3 } as const;

const story = (options: Partial<EndpointOptions> = {}) =>
  timeline(createEndpoint({ random: () => 0.5, saps: SAPS, ...options }));

/** Operation 2 with number 0x2a. */
const invoke = (sap: number, argument = '64', reference = 0x2a) =>
  Uint8Array.of(sap << 4, reference, 2, ...fromHex(argument));
const answer = (id = 1): EsroRequest => ({
  kind: 'result',
  id,
  encoding: 'BER',
  result: fromHex('6f 6b'),
});
const RESULT = fromHex('01 2a 6f 6b');
const ACK = fromHex('03 2a');
const failure = (value: number, reference = 0x2a) => Uint8Array.of(4, reference, value);

describe.each(['2-way', '3-way'] as const)('both: the %s performer', (handshake) => {
  const sap = SELECTOR[handshake];
  const INVOKE = invoke(sap);

  it('row 1: tells its user once; a duplicate is ignored while that works', () => {
    const tale = story().hears(INVOKE, PEER).tells('perform').at(3000).hears(INVOKE, PEER);
    expect(tale.told).toEqual([
      {
        kind: 'perform',
        id: 1,
        from: PEER,
        sap,
        operation: 2,
        encoding: 'BER',
        argument: fromHex('64'),
      },
    ]);
    expect(tale.state.counters.duplicates).toBe(1);
  });

  it('answers with an ERROR as with a RESULT', () => {
    const tale = story().hears(INVOKE, PEER).tells('perform');
    tale.is({ kind: 'error', id: 1, value: 6, encoding: 'XDR', parameter: fromHex('01') });
    tale.sends(fromHex('82 2a 06 01'));
    expect(tale.sent.map(({ to }) => to)).toEqual([PEER]);
  });

  it('a user that refuses: FAILURE, again for each duplicate, which is not performed', () => {
    const tale = story().hears(INVOKE, PEER).tells('perform');
    tale.at(10).is({ kind: 'refuse', id: 1, value: 1 }).sends(failure(1));
    tale.at(3000).hears(INVOKE, PEER).sends(failure(1)).is(answer()).at(28_999);
    expect(tale.state.performing).toBe(1);
    tale.at(29_000).rests().hears(INVOKE, PEER).tells('perform');
  });

  it('a user that is silent: FAILURE after the limit, and its late answer is ignored', () => {
    const tale = story().hears(INVOKE, PEER).tells('perform').at(33_000).sends(failure(2));
    tale
      .tells('unconfirmed')
      .is(answer())
      .at(33_000 + 26_000)
      .rests();
    expect(tale.told.at(-1)).toEqual({ kind: 'unconfirmed', id: 1, value: 2 });
    expect(tale.state).toMatchObject({ performing: 0, peers: 0 });
  });

  it('cannot answer what does not fit: the invoker fails, and both users know', () => {
    const tale = story({ limits: { datagram: 5 } })
      .hears(INVOKE, PEER)
      .tells('perform');
    tale.is({ kind: 'result', id: 1, encoding: 'BER', result: new Uint8Array(4) });
    tale.sends(failure(2)).tells('unconfirmed');
    expect(tale.told.at(-1)).toEqual({ kind: 'unconfirmed', id: 1, value: 1 });
  });

  it('answers the address and port that asked, and them alone', () => {
    const tale = story().hears(INVOKE, PEER).tells('perform').hears(INVOKE, OTHER).tells('perform');
    tale.hears(INVOKE, { ...PEER, port: 4001 }).tells('perform');
    tale.is(answer(2)).sends(RESULT);
    expect(tale.sent.map(({ to }) => to)).toEqual([OTHER]);
    expect(tale.state.peers).toBe(3);
  });

  it('where ports are ignored, takes the same from another port for a duplicate, and answers there', () => {
    const tale = story({ ignorePorts: true }).hears(INVOKE, PEER).tells('perform');
    tale
      .hears(INVOKE, { ...PEER, port: 4001 })
      .is(answer())
      .sends(RESULT);
    expect(tale.sent.map(({ to }) => to.port)).toEqual([4001]);
  });
});

describe('Table 12: the 3-way performer', () => {
  const INVOKE = invoke(3);
  const answered = () =>
    story().hears(INVOKE, PEER).tells('perform').at(100).is(answer()).sends(RESULT);

  it('rows 2, 3 and 10: answers, is acknowledged, and remembers for the reference wait', () => {
    const tale = answered().at(200).hears(ACK, PEER).tells('confirmed').at(22_199);
    expect(tale.state.performing).toBe(1);
    tale.at(22_200).rests();
    expect(tale.state).toMatchObject({ performing: 0, peers: 0 });
  });

  it('rows 5 and 9: sends nine times, 3 s apart, and then does not know', () => {
    const tale = answered();
    for (let time = 3100; time <= 24_100; time += 3000) tale.at(time).sends(RESULT);
    tale.at(27_100).at(31_300).tells('unconfirmed');
    expect(tale.told.at(-1)).toEqual({ kind: 'unconfirmed', id: 1, value: 0 });
    tale.at(53_300).rests();
  });

  it('row 6: a duplicate is answered at once, and counting begins at 1', () => {
    const tale = answered().at(3100).sends(RESULT).at(4000).hears(INVOKE, PEER).sends(RESULT);
    for (let time = 7000; time <= 25_000; time += 3000) tale.at(time).sends(RESULT);
    tale.at(28_000).at(32_200).tells('unconfirmed');
    expect(tale.sent).toHaveLength(10);
  });

  it('rows 7 and 11: in the reference wait nothing is answered, and the wait begins anew', () => {
    const tale = answered().hears(ACK, PEER).tells('confirmed');
    tale.at(10_000).hears(INVOKE, PEER).at(20_000).hears(ACK, PEER).at(41_999);
    expect(tale.state.performing).toBe(1);
    tale.at(42_000).rests().hears(INVOKE, PEER).tells('perform');
  });

  it('a FAILURE ends the wait for an ACK, where the peer answers nothing of ours', () => {
    const tale = answered().hears(failure(1), PEER).tells('unconfirmed');
    expect(tale.told.at(-1)).toEqual({ kind: 'unconfirmed', id: 1, value: 1 });
    tale.hears(ACK, PEER).at(22_100).rests();
  });

  it('an ACK from elsewhere, of another number, or before the answer, counts for nothing', () => {
    const tale = story().hears(INVOKE, PEER).tells('perform').hears(ACK, PEER);
    tale.is(answer()).sends(RESULT).hears(ACK, OTHER).hears(fromHex('03 2b'), PEER).at(3000);
    tale.sends(RESULT);
    expect(tale.state.counters.stray).toBe(3);
  });
});

describe('Table 14: the 2-way performer', () => {
  const INVOKE = invoke(5);
  const answered = (options: Partial<EndpointOptions> = {}) =>
    story(options).hears(INVOKE, PEER).tells('perform').at(100).is(answer()).sends(RESULT);

  it('rows 3, 6 and 8: answers once, and takes quiet for success', () => {
    const tale = answered().at(4100).tells('confirmed').at(26_099);
    expect(tale.state.performing).toBe(1);
    tale.at(26_100).rests();
    expect(tale.state).toMatchObject({ performing: 0, peers: 0 });
  });

  it('row 5: a duplicate is answered, and quiet begins anew', () => {
    const tale = answered().at(3000).hears(INVOKE, PEER).sends(RESULT).at(6999);
    tale.hears(INVOKE, PEER).sends(RESULT).at(10_999).tells('confirmed');
    expect(tale.sent).toHaveLength(3);
  });

  it('row 7: in the reference wait nothing is answered, and the wait begins anew', () => {
    const tale = answered().at(4100).tells('confirmed');
    tale.at(26_000).hears(INVOKE, PEER).at(47_999);
    expect(tale.state.performing).toBe(1);
    tale.at(48_000).rests();
  });

  it('where `answersInWait` is on the answer goes out again', () => {
    const tale = answered({ answersInWait: true })
      .at(4100)
      .tells('confirmed')
      .at(26_000)
      .hears(INVOKE, PEER);
    tale.sends(RESULT).at(47_999);
    expect(tale.state.performing).toBe(1);
    tale.at(48_000).rests();
  });

  it('but not for a number that stands for another operation by then', () => {
    const tale = answered({ answersInWait: true }).at(4100).tells('confirmed');
    tale.hears(invoke(5, '65'), PEER);
    tale.tells('perform').hears(INVOKE, PEER).is(answer(2)).sends(RESULT);
    expect(tale.state.counters).toMatchObject({ duplicates: 1, resent: 0 });
  });

  it('an ACK is invalid, and a FAILURE is not for it', () => {
    const tale = answered().hears(ACK, PEER).hears(failure(1), PEER).at(4100).tells('confirmed');
    expect(tale.state.counters.stray).toBe(2);
  });
});

describe('what the tables do not say', () => {
  it('nobody performs there: FAILURE 2', () => {
    const tale = story().hears(invoke(7), PEER).sends(failure(2)).rests();
    expect(tale.state.counters.refused).toBe(1);
    expect(tale.state.peers).toBe(0);
  });

  it('both sides use one number at once: a FAILURE is taken for our own operation first', () => {
    const tale = story({ random: () => 0x2a / 256 })
      .hears(invoke(3), PEER)
      .tells('perform');
    tale.is({
      kind: 'invoke',
      id: 9,
      to: PEER,
      sap: 3,
      handshake: '3-way',
      operation: 2,
      encoding: 'BER',
      argument: fromHex('64'),
    });
    tale.tells('invoked').sends(invoke(3)).is(answer()).sends(RESULT);
    tale.hears(failure(3), PEER).tells('failed').hears(ACK, PEER).tells('confirmed');
    expect(tale.told.slice(-2)).toEqual([
      { kind: 'failed', id: 9, value: 3, from: 'peer' },
      { kind: 'confirmed', id: 1 },
    ]);
  });

  it('both sides use one number at once: nor does the same FAILURE again end the other', () => {
    const tale = story({ random: () => 0x2a / 256 });
    const own = { id: 9, to: PEER, sap: 3, handshake: '3-way', operation: 2 } as const;
    tale.is({ kind: 'invoke', ...own, encoding: 'BER', argument: fromHex('64') });
    tale.tells('invoked').sends(invoke(3)).hears(failure(3), PEER).tells('failed');
    tale.hears(invoke(3), PEER).tells('perform').is(answer()).sends(RESULT);
    tale.hears(failure(3), PEER).hears(ACK, PEER).tells('confirmed');
    expect(tale.state.counters).toMatchObject({ duplicates: 1, stray: 0 });
  });

  it('both sides use one number at once: each answer goes to its own', () => {
    const tale = story({ random: () => 0x2a / 256 })
      .hears(invoke(3), PEER)
      .tells('perform');
    const own = { id: 9, to: PEER, sap: 3, handshake: '3-way', operation: 2 } as const;
    tale.is({ kind: 'invoke', ...own, encoding: 'BER', argument: fromHex('64') });
    tale.tells('invoked').sends(invoke(3)).hears(fromHex('01 2a 99'), PEER);
    tale.sends(ACK).tells('result').is(answer()).sends(RESULT).hears(ACK, PEER).tells('confirmed');
    expect(tale.state).toMatchObject({ invoking: 0, performing: 1, counters: { stray: 0 } });
  });

  it('a number that is used again early stands for what is asked now, not for what was', () => {
    const tale = story().hears(invoke(3, '01'), PEER).tells('perform').is(answer()).sends(RESULT);
    tale.hears(invoke(3, '02'), PEER).tells('unconfirmed', 'perform');
    // The old one late again: known, and not performed again; nor answered, for that would answer the new one.
    tale.hears(invoke(3, '01'), PEER).is(answer(2)).sends(RESULT).hears(ACK, PEER);
    tale.tells('confirmed');
    expect(tale.state.counters).toMatchObject({ reused: 1, duplicates: 1 });
  });

  it('what is answered for a number that stands for another by then is not sent', () => {
    const tale = story().hears(invoke(5, '01'), PEER).tells('perform');
    tale.hears(invoke(5, '02'), PEER).tells('perform').is(answer(1)).tells('unconfirmed');
    tale.is(answer(2)).sends(RESULT);
    expect(tale.told.at(-1)).toEqual({ kind: 'unconfirmed', id: 1, value: 0 });
  });

  it('a number that is used again and again is refused', () => {
    const tale = story();
    for (let i = 0; i < 8; i++) tale.hears(invoke(5, `0${i}`), PEER).tells('perform');
    tale.hears(invoke(5, '08'), PEER).sends(failure(3));
    expect(tale.state).toMatchObject({ performing: 8, counters: { reused: 7, refused: 1 } });
  });
});

describe('segments', () => {
  const SEGMENTS = ['55 2a 02 83 41 41', '55 2a 02 01 42', '55 2a 02 02 43 43'].map(fromHex);
  const [FIRST, SECOND, THIRD] = SEGMENTS as [Uint8Array, Uint8Array, Uint8Array];

  it.each([
    ['in order', [FIRST, SECOND, THIRD]],
    ['the first one last', [THIRD, SECOND, FIRST]],
    ['doubled', [FIRST, FIRST, THIRD, THIRD, SECOND]],
    ['with what contradicts it', [FIRST, fromHex('55 2a 02 03 99'), SECOND, THIRD]],
    ['the first one twice with another total', [FIRST, fromHex('55 2a 02 82 99'), SECOND, THIRD]],
    ['others with another selector and operation', [FIRST, fromHex('75 2a 3f 01 42'), THIRD]],
  ])('%s: performed once, whole', (_, segments) => {
    const tale = story();
    segments.slice(0, -1).forEach((segment) => tale.hears(segment, PEER));
    tale.hears(segments.at(-1)!, PEER).tells('perform');
    expect(tale.told).toMatchObject([
      { sap: 5, operation: 2, argument: fromHex('41 41 42 43 43') },
    ]);
    // And all of them again, of which one is answered.
    tale.is(answer()).sends(RESULT);
    tale.hears(SECOND, PEER).hears(FIRST, PEER).sends(RESULT).hears(THIRD, PEER);
    expect(tale.state.incomplete).toBe(0);
  });

  it('never all there: their memory is returned after their time, and the peer forgotten', () => {
    const tale = story().hears(FIRST, PEER).at(5000).hears(SECOND, PEER).at(8999);
    expect(tale.state.incomplete).toBeGreaterThan(0);
    tale.at(9000).rests();
    expect(tale.state).toMatchObject({ incomplete: 0, peers: 0 });
    expect(tale.state.counters.incomplete).toBe(1);
  });

  it('of more than a unit may have: FAILURE 3, and nothing kept', () => {
    const tale = story({ limits: { unit: 3 } })
      .hears(FIRST, PEER)
      .hears(THIRD, PEER);
    tale.sends(failure(3)).rests();
    expect(tale.state).toMatchObject({ incomplete: 0, peers: 0 });
  });

  it('for a selector that nobody performs at: one FAILURE', () => {
    const tale = story().hears(fromHex('75 2a 02 82 41'), PEER).sends(failure(2));
    tale.hears(fromHex('75 2a 02 01 42'), PEER).at(9000).rests();
    expect(tale.state).toMatchObject({ incomplete: 0, peers: 0 });
  });

  it('of one peer take no more than its share, of all no more than all: the oldest gives way', () => {
    const limits = { incomplete: 1000, incompletePerPeer: 400 };
    const tale = story({ limits });
    for (let i = 0; i < 5; i++) tale.hears(fromHex(`55 0${i} 02 83 41 41`), PEER);
    expect(tale.state.incomplete).toBeLessThanOrEqual(400);
    for (let i = 0; i < 20; i++) tale.hears(FIRST, { address: `192.0.2.${i + 10}`, port: 1 });
    expect(tale.state.incomplete).toBeLessThanOrEqual(1000);
    expect(tale.state.peers).toBeLessThan(8);
    tale.at(9000).rests();
    expect(tale.state).toMatchObject({ incomplete: 0, peers: 0 });
  });

  it('are sent of an answer too, where they are taken', () => {
    const tale = story({ limits: { datagram: 6 }, segments: () => true }).hears(invoke(5), PEER);
    tale
      .tells('perform')
      .is({ kind: 'result', id: 1, encoding: 'PER', result: fromHex('010203040506') });
    tale.sends(fromHex('51 2a 82 01 02 03'), fromHex('51 2a 01 04 05 06'));
    expect(tale.state.counters.resent).toBe(0);
  });
});

describe('concatenation', () => {
  it('is taken apart as far as it goes: bad lengths end it, and what stands counts', () => {
    const two = [0x08, 4, ...invoke(5, '01', 1), 4, ...invoke(5, '02', 2)];
    story().hears(Uint8Array.from(two), PEER).tells('perform', 'perform');
    story()
      .hears(Uint8Array.from(two.slice(0, -1)), PEER)
      .tells('perform');
    story()
      .hears(Uint8Array.from([...two, 0, 1, 2]), PEER)
      .tells('perform', 'perform');
    const nothing = story().hears(fromHex('08'), PEER).hears(fromHex('08 00'), PEER);
    nothing.hears(fromHex('08 03 08 01 03'), PEER).rests();
    expect(nothing.state.counters.unreadable).toBe(3);
  });

  it('joins what leaves in one step, for who takes it and nobody else', () => {
    const concatenates = ({ address }: Endpoint) => address === PEER.address;
    const two = Uint8Array.from([0x08, 4, ...invoke(7, '01', 1), 4, ...invoke(7, '02', 2)]);
    const tale = story({ concatenates }).hears(two, PEER);
    tale.sends(Uint8Array.from([0x08, 3, ...failure(2, 1), 3, ...failure(2, 2)]));
    tale.hears(two, OTHER).sends(failure(2, 1), failure(2, 2));
    expect(tale.sent.map(({ to }) => to)).toEqual([PEER, OTHER, OTHER]);
  });
});

describe('a flood from addresses that are made up', () => {
  const flood = (tale: ReturnType<typeof story>, count: number, sap = 5) => {
    for (let i = 0; i < count; i++) {
      tale.hears(invoke(sap), { address: `198.51.${i >> 8}.${i & 255}`, port: 1 });
    }
    return tale;
  };

  it('while users work on all that may be performed: FAILURE 3', () => {
    const tale = story({ limits: { performances: 2 } })
      .hears(invoke(5), PEER)
      .tells('perform');
    tale.hears(invoke(5), OTHER).tells('perform');
    flood(tale, 1).sends(failure(3));
    expect(tale.state).toMatchObject({ performing: 2, peers: 2, counters: { refused: 1 } });
  });

  it('forgets what waits for nobody, first what is in its reference wait, oldest first', () => {
    const tale = story({ limits: { performances: 3 } });
    tale.hears(invoke(5), PEER).tells('perform').is(answer(1)).sends(RESULT);
    tale
      .at(4000)
      .tells('confirmed')
      .hears(invoke(5, '64', 0x2b), PEER)
      .tells('perform');
    tale.is(answer(2)).sendsSome(1).hears(invoke(5), OTHER).tells('perform');
    // The first is in its reference wait; then the second, which waits for quiet; the third is worked on.
    flood(tale, 1).tells('perform');
    expect(tale.state.counters.forgotten).toBe(1);
    tale.hears(invoke(5, '01'), OTHER).tells('unconfirmed', 'perform');
    expect(tale.told.at(-2)).toEqual({ kind: 'unconfirmed', id: 2, value: 1 });
    tale.hears(invoke(5, '02'), OTHER).sends(failure(3));
    expect(tale.state).toMatchObject({ performing: 3, counters: { forgotten: 2, refused: 1 } });
  });

  it('keeps so many peers and so many octets of answers', () => {
    const tale = story({ limits: { peers: 4, answers: 10 } });
    for (let i = 1; i <= 20; i++) {
      tale.hears(invoke(5), { address: `198.51.100.${i}`, port: 1 });
      if (i > 3) tale.tells('unconfirmed');
      tale.tells('perform').is(answer(i)).sends(RESULT);
      expect(tale.state.peers).toBeLessThanOrEqual(4);
      expect(tale.state.performing).toBeLessThanOrEqual(3);
    }
  });

  it('returns all memory when it is over', () => {
    const tale = story();
    for (let id = 1; id <= 1000; id++) {
      tale.hears(invoke(id % 2 ? 5 : 3), { address: `198.51.100.${id >> 8}`, port: id });
      tale.tells('perform').is({ kind: 'refuse', id, value: 2 }).sends(failure(2));
    }
    expect(tale.state).toMatchObject({ performing: 1000, peers: 1000 });
    tale.at(26_000).rests();
    expect(tale.state).toMatchObject({ performing: 0, peers: 0 });
  });
});
