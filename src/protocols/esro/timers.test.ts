import { describe, expect, it } from 'vitest';
import { createEndpoint } from './endpoint.ts';
import {
  COMPILED,
  DEFAULT_TIMERS,
  mostPerSecond,
  patienceOf,
  SHIPPED,
  timersFrom,
  timersOf,
} from './timers.ts';

describe('the reference values', () => {
  it('give the times of the reference implementation, as shipped and as compiled', () => {
    expect(timersOf(SHIPPED)).toEqual({
      invokeResend: 3000,
      answerResend: 3000,
      retransmissions: 8,
      lastWait: 4200,
      inactivity: 4000,
      referenceWait: 22_000,
      responseLimit: 33_000,
      reassembly: 9000,
    });
    expect(timersOf(COMPILED)).toMatchObject({
      invokeResend: 15_000,
      retransmissions: 4,
      lastWait: 22_000,
      inactivity: 20_000,
      referenceWait: 70_000,
      responseLimit: 105_000,
    });
    for (const bases of [SHIPPED, COMPILED])
      expect(timersFrom(timersOf(bases))).toEqual(timersOf(bases));
  });

  it('let an invoker wait less long than its performer may take', () => {
    expect(patienceOf(DEFAULT_TIMERS)).toBe(31_200);
    expect(patienceOf(DEFAULT_TIMERS)).toBeLessThan(DEFAULT_TIMERS.responseLimit);
  });

  it('bound the rate between two ports', () => {
    expect(mostPerSecond(DEFAULT_TIMERS)).toBeCloseTo(9.85, 2);
  });
});

describe('what is refused', () => {
  it.each([
    [{ lastWait: 0 }, 'lastWait must be'],
    [{ inactivity: Number.NaN }, 'inactivity must be'],
    [{ referenceWait: Infinity }, 'referenceWait must be'],
    [{ retransmissions: 1.5 }, 'retransmissions must be'],
    [{ retransmissions: -1 }, 'retransmissions must be'],
    [{ invokeResend: 4000 }, 'longer than invokeResend'],
    [{ referenceWait: 20_000 }, 'performed twice'],
  ])('%j', (timers, says) => {
    expect(() => timersFrom(timers)).toThrow(says);
  });

  it.each([
    [{ saps: [{ sap: 16, handshake: '2-way' }] }, 'selector is 1 to 15'],
    [{ saps: [{ sap: 0, handshake: '2-way' }] }, 'selector is 1 to 15'],
    [{ limits: { datagram: 4 } }, 'a datagram has'],
    [{ limits: { datagram: 70_000 } }, 'a datagram has'],
    [{ limits: { references: 257 } }, '256 reference numbers'],
    [{ limits: { peers: 0 } }, 'limit "peers"'],
    [{ pacing: { perSecond: 0 } }, 'let nothing leave'],
    [{ pacing: { inFlight: 0 } }, 'let nothing leave'],
  ] as const)('%j', (options, says) => {
    expect(() => createEndpoint({ random: () => 0, ...options })).toThrow(says);
  });

  it('two users of one selector', () => {
    const saps = [
      { sap: 3, handshake: '2-way' },
      { sap: 3, handshake: '3-way' },
    ] as const;
    expect(() => createEndpoint({ random: () => 0, saps })).toThrow('selector 3 is there twice');
  });
});
