/** Asking a UDP port: only in protocols that are suggested, twice at most, and never a print port. */
import { describe, expect, it } from 'vitest';
import { fromHex } from '../core/bytes/hex.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import answers from '../protocols/ntp/vectors/answers.json' with { type: 'json' };
import type { Asking } from './asking.ts';
import { Inquiry, REPLY_WAIT, TRIES, type InquiryAction, type InquiryState } from './inquiry.ts';
import { probesOf } from './judge.ts';
import { planFor } from './plan.ts';

const PROBES = probesOf(PROTOCOLS, 'udp');
const CHRONY = fromHex(answers.find(({ name }) => name === 'chrony answers')!.hex);

class Story {
  readonly did: InquiryAction[] = [];
  now = 0;
  private readonly inquiry: Inquiry;
  private state: InquiryState;

  constructor(suggested: readonly string[], more: Partial<Asking> = {}) {
    this.inquiry = new Inquiry({
      plan: planFor(suggested, PROBES, (a, b) => a === b),
      asker: { agent: 'portolan/0' },
      probes: PROBES,
      gate: { port: 123 },
      witnesses: () => [],
      ...more,
    });
    const { state, actions } = this.inquiry.start(0);
    this.state = state;
    this.did.push(...actions);
  }

  hears(bytes: Uint8Array): this {
    return this.step({ kind: 'received', bytes });
  }

  /** Lets time pass to the next wake-up; nothing when there is none. */
  wake(): this {
    this.now = this.inquiry.wakeAt(this.state) ?? this.now;
    return this.step({ kind: 'wake' });
  }

  get said(): number {
    return this.did.filter(({ kind }) => kind === 'say').length;
  }

  get hearing() {
    const done = this.did.find((action) => action.kind === 'done');
    return done?.kind === 'done' ? done.hearing : undefined;
  }

  private step(input: Parameters<Inquiry['step']>[1]): this {
    const { state, actions } = this.inquiry.step(this.state, input, this.now);
    this.state = state;
    this.did.push(...actions);
    return this;
  }
}

describe('a UDP port', () => {
  it('is known by its answer', () => {
    const one = new Story(['ntp']).hears(CHRONY);
    expect(one.said).toBe(1);
    expect(one.hearing).toMatchObject({
      kind: 'sighting',
      sighting: { service: 'ntp', how: 'ntp', evidence: 'stratum 10' },
    });
  });

  it('that nothing suggests anything for is told nothing', () => {
    const one = new Story(['syslog']);
    expect([one.said, one.hearing]).toEqual([0, { kind: 'unclear' }]);
  });

  it('is asked again once, then in the next protocol, then left', () => {
    const one = new Story(['ntp', 'domain']);
    for (let i = 0; i < 10; i++) one.wake();
    expect(one.said).toBe(2 * TRIES);
    expect(one.now).toBe(2 * TRIES * REPLY_WAIT);
    expect(one.hearing).toEqual({ kind: 'unclear' });
  });

  it('that answers nonsense is shown with it', () => {
    const one = new Story(['ntp']).hears(fromHex('6869ff'));
    for (let i = 0; i < TRIES; i++) one.wake();
    expect(one.hearing).toEqual({ kind: 'unclear', evidence: 'hi.' });
  });

  it('hears nothing when bytes there become print', () => {
    for (const port of [515, 621, 9100, 9999]) {
      const one = new Story(['ntp', 'enpc'], { gate: { port } });
      expect([one.said, one.hearing]).toEqual([0, { kind: 'silent', why: 'print port' }]);
    }
  });

  it('says no more after the end', () => {
    const one = new Story(['ntp']).hears(CHRONY);
    one.wake().hears(CHRONY);
    expect(one.did.map(({ kind }) => kind)).toEqual(['say', 'done']);
  });
});
