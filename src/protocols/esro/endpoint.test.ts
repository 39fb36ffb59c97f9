/** What an endpoint stands: any octets from anybody, clocks that are late, and very many operations. */
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import { createEndpoint, type EndpointState, type EsroEndpoint } from './endpoint.ts';
import type { EsroEvent, EsroRequest } from './service.ts';

const PEER: Endpoint = { address: '192.0.2.1', port: 259 };

const SAPS = [
  { sap: 3, handshake: '3-way' },
  { sap: 5, handshake: '2-way' },
] as const;

/** A machine that is asked directly: what it did in each step. */
function running(machine: EsroEndpoint) {
  let { state } = machine.start(0);
  return {
    state: (): EndpointState => state,
    wakeAt: () => machine.wakeAt(state),
    step(input: Parameters<EsroEndpoint['step']>[1], now: number) {
      const step = machine.step(state, input, now);
      state = step.state;
      return step.actions;
    },
  };
}

const invoke = (id: number, to: Endpoint): EsroRequest => ({
  kind: 'invoke',
  id,
  to,
  sap: 3,
  handshake: id % 2 ? '2-way' : '3-way',
  operation: 1,
  encoding: 'BER',
  argument: fromHex('01 02'),
});

/** Octets that look like ESRO more often than not, from one of some peers. */
function anyDatagram(random: Random) {
  const within = (most: number) => Math.floor(random() * most);
  // Few octets, so that some come again.
  const bytes = Uint8Array.from({ length: within(8) }, () => within(2));
  if (bytes.length > 0 && random() < 0.9) {
    bytes[0] = [0x30, 0x50, 0x70, 1, 2, 3, 4, 0x35, 0x55, 0x11, 0x12, 8, 0x13][within(13)]!;
  }
  // Few numbers, so that they meet what is going on.
  if (bytes.length > 1 && bytes[0] !== 8) bytes[1] = within(8);
  if (bytes.length > 3 && random() < 0.5) bytes[3] = random() < 0.5 ? 0x82 : 1;
  return { from: { address: `192.0.2.${within(20)}`, port: 259 + within(2) }, bytes };
}

describe('any octets from anybody', () => {
  it.each([1, 2, 3, 4, 5])('leave it whole and its memory bounded, seed %i', (seed) => {
    const random = seededRandom(seed);
    const limits = { peers: 30, performances: 60, answers: 400, incomplete: 4000 };
    const one = running(
      createEndpoint({
        random,
        saps: SAPS,
        limits: { ...limits, incompletePerPeer: 1000, unit: 40, datagram: 12 },
        segments: () => true,
        concatenates: () => seed % 2 === 0,
        ignorePorts: seed % 3 === 0,
        answersInWait: seed % 4 === 0,
      }),
    );
    const endings = new Map<number, number>();
    const open: number[] = [];
    let now = 0;
    let id = 0;
    let longest = 0;
    const hear = (event: EsroEvent) => {
      if (event.kind === 'perform') open.push(event.id);
      else if (['result', 'error', 'failed'].includes(event.kind)) {
        endings.set(event.id, (endings.get(event.id) ?? 0) + 1);
      }
    };
    const step = (input: Parameters<typeof one.step>[0]) => {
      for (const action of one.step(input, now)) {
        if (action.kind === 'tell') hear(action.event);
        else if (action.kind === 'send') longest = Math.max(longest, action.bytes.length);
      }
    };
    for (let i = 0; i < 20_000; i++) {
      now += random() < 0.01 ? random() * 5000 : random();
      const { from, bytes } = anyDatagram(random);
      if (random() < 0.9) step({ kind: 'received', from, bytes });
      else if (random() < 0.3) step(invoke(++id, from));
      else if (open.length > 0) {
        const answered = { id: open.shift()!, encoding: 'BER' } as const;
        if (random() < 0.2) step({ kind: 'refuse', id: answered.id, value: 1 });
        else step({ kind: 'result', ...answered, result: bytes });
      }
      const { peers, performing, incomplete } = one.state();
      expect([peers <= 30, performing <= 60, incomplete <= 4000]).toEqual([true, true, true]);
    }
    for (let wake = one.wakeAt(); wake !== undefined; wake = one.wakeAt()) {
      now = Math.max(now, wake);
      step({ kind: 'wake' });
    }
    expect([...endings.values()].every((count) => count === 1)).toBe(true);
    expect(endings.size).toBe(id);
    expect(longest).toBeLessThanOrEqual(12);
    expect(one.state()).toMatchObject({ invoking: 0, performing: 0, peers: 0, incomplete: 0 });
    // It was no idle talk.
    for (const [name, count] of Object.entries(one.state().counters)) {
      expect(count, `${name}`).toBeGreaterThan(10);
    }
  });
});

describe('a clock that is late', () => {
  it('has one INVOKE sent, not all that were missed', () => {
    const one = running(createEndpoint({ random: () => 0 }));
    one.step(invoke(1, PEER), 0);
    const late = one.step({ kind: 'wake' }, 1_000_000);
    expect(late.map(({ kind }) => kind)).toEqual(['send']);
    expect(one.wakeAt()).toBe(1_003_000);
  });

  it('frees a number when its time was over, not when it was woken', () => {
    const one = running(createEndpoint({ random: () => 0, saps: SAPS }));
    one.step({ kind: 'received', from: PEER, bytes: fromHex('50 2a 01') }, 0);
    one.step({ kind: 'result', id: 1, encoding: 'BER', result: fromHex('') }, 0);
    // Quiet for 4 s, then 22 s of reference wait: over at 26 s. Nobody woke it; the datagram comes first.
    const actions = one.step({ kind: 'received', from: PEER, bytes: fromHex('50 2a 01') }, 26_000);
    expect(actions.map((action) => action.kind === 'tell' && action.event.kind)).toEqual([
      'confirmed',
      'perform',
    ]);
  });
});

describe('very many operations', () => {
  it('wait in little memory, and who is next is known at once: 10,000 over 100 peers', () => {
    const one = running(createEndpoint({ random: () => 0 }));
    for (let id = 0; id < 10_000; id++) {
      one.step(invoke(id, { address: `192.0.2.${id % 100}`, port: 259 }), id / 10_000);
    }
    expect(one.state()).toMatchObject({ invoking: 10_000, peers: 100 });
    expect(one.wakeAt()).toBe(3000);
    // A hundred numbers toward each are taken: 156 more are there.
    const refused = Array.from({ length: 100 }, (_, i) => i).flatMap((i) =>
      Array.from({ length: 200 }, (_, n) =>
        one.step(invoke(20_000 + 200 * i + n, { address: `192.0.2.${i}`, port: 259 }), 1),
      ).filter(([action]) => action?.kind === 'tell' && action.event.kind === 'failed'),
    );
    expect(refused).toHaveLength(100 * (200 - 156));
    expect(one.state().invoking).toBe(25_600);
  });
});
