import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import type { DatagramAction } from '../../core/machine.ts';
import {
  LAST_PAUSE,
  PASS_PAUSE,
  SWEEP_BURST,
  sweepDuration,
  type HostList,
} from '../../core/sweep.ts';
import { timeline } from '../../core/timeline.ts';
import { discovery, sweep, type DiscoveryEvent, type SweepOptions } from './client.ts';
import { answersOf, TM_M30II } from './description.ts';
import { encodeProbe, encodeQuery, encodeReply } from './wire.ts';

const someHosts = (count: number): HostList => ({
  count,
  at: (index) => `10.9.${index >> 8}.${index & 255}`,
});
const port = 3289;

const sweepOf = (options: Partial<SweepOptions> = {}) =>
  timeline(
    sweep({
      hosts: someHosts(3),
      mayAsk: (address) => address.startsWith('10.9.'),
      perSecond: 10,
      passes: ['network card', 'inkjet probe'],
      patience: { waits: [100] },
      ...options,
    }),
  );

const card = encodeReply(answersOf(TM_M30II)[0]!);
const greetings = { card: encodeQuery('network card'), inkjet: encodeProbe('inkjet') };

describe('a sweep', () => {
  it('says one greeting to each host at its pace, then the next to each, and ends', () => {
    const story = sweepOf();
    story.at(0).tells('progress').sends(greetings.card);
    story.at(100).sends(greetings.card);
    story.at(200).sends(greetings.card);
    const second = 200 + PASS_PAUSE;
    story.at(second).tells('progress').sends(greetings.inkjet);
    story.at(second + 100).sends(greetings.inkjet);
    story.at(second + 200).sends(greetings.inkjet);
    story.tells('progress');
    story
      .at(second + 200 + LAST_PAUSE)
      .tells('finished')
      .ends();
    expect(story.sent.map(({ to }) => to)).toEqual([
      { address: '10.9.0.0', port },
      { address: '10.9.0.1', port },
      { address: '10.9.0.2', port },
      { address: '10.9.0.0', port },
      { address: '10.9.0.1', port },
      { address: '10.9.0.2', port },
    ]);
    expect(story.told.filter(({ kind }) => kind === 'progress')).toEqual([
      { kind: 'progress', position: 1, total: 6, sent: 1 },
      { kind: 'progress', position: 4, total: 6, sent: 4 },
      { kind: 'progress', position: 6, total: 6, sent: 6 },
    ]);
  });

  it('asks who answers at once, and does not greet him again', () => {
    const story = sweepOf({ queries: ['network status'] });
    story.at(0).tells('progress').sends(greetings.card);
    story.at(10).hears(card, { address: '10.9.0.0', port }).tells('found');
    story.sends(encodeQuery('network status'));
    story.at(100).sends(greetings.card);
    story.at(200).sends(greetings.card);
    // 10.9.0.0 is passed over: a step without a datagram, which costs its time all the same.
    story.at(700).tells('progress').at(800).sends(greetings.inkjet);
    story.at(900).sends(greetings.inkjet).tells('progress');
    story
      .at(900 + LAST_PAUSE)
      .tells('finished')
      .ends();
    expect(story.told.at(-1)).toMatchObject({ devices: [{ address: '10.9.0.0' }] });
    expect(story.told.at(-2)).toMatchObject({ position: 6, total: 6, sent: 5 });
  });

  it('goes on where another one stopped', () => {
    const whole = sweepOf();
    whole.at(0).tells('progress').sendsSome(1).at(100).sendsSome(1).at(200).sendsSome(1);
    const rest = sweepOf({ from: 4 });
    rest.at(0).tells('progress').sends(greetings.inkjet);
    rest.at(100).sends(greetings.inkjet).tells('progress');
    rest
      .at(100 + LAST_PAUSE)
      .tells('finished')
      .ends();
    expect(rest.sent.map(({ to }) => to.address)).toEqual(['10.9.0.1', '10.9.0.2']);
    sweepOf({ from: 6 }).at(0).tells('finished').ends();
  });

  it('passes over who is known to be absent, at no cost of time', () => {
    const absent = new Set(['10.9.0.1']);
    const story = sweepOf({ isAbsent: (address) => absent.has(address) });
    story.at(0).tells('progress').sends(greetings.card);
    story.at(100).sends(greetings.card);
    story.at(600).tells('progress').sends(greetings.inkjet);
    absent.add('10.9.0.2');
    story.at(700).tells('progress');
    expect(story.sent.map(({ to }) => to.address)).toEqual(['10.9.0.0', '10.9.0.2', '10.9.0.0']);
    expect(story.told.at(-1)).toMatchObject({ position: 6, total: 6, sent: 3 });
  });

  it('sends to nobody who may not be asked, and believes nobody such', () => {
    const story = sweepOf({
      mayAsk: (address) => address === '10.9.0.1',
      passes: ['network card'],
    });
    story.at(0).tells('progress').at(100).sends(greetings.card);
    story.at(150).hears(card, { address: '10.9.0.2', port });
    story.at(200).tells('progress');
    story
      .at(200 + LAST_PAUSE)
      .tells('finished')
      .ends();
    expect(story.sent).toHaveLength(1);
  });

  it.each([
    { hosts: someHosts(0) },
    { passes: [] },
    { perSecond: 0 },
    { perSecond: NaN },
    { from: 7 },
    { from: -1 },
    { from: 0.5 },
    { patience: { waits: [] } },
  ])('wants what makes sense: %j', (wrong) => {
    expect(() => sweepOf(wrong)).toThrow(UsageError);
  });
});

/** Drives a sweep on a clock whose sleeps are late, as real ones are. */
function drive(options: Partial<SweepOptions>, late: (wakes: number) => number) {
  const machine = sweep({
    hosts: someHosts(65_534),
    mayAsk: () => true,
    perSecond: 5000,
    passes: ['network card'],
    ...options,
  });
  let now = 0;
  let { state, actions } = machine.start(now);
  const sent: number[] = [];
  let mostAtOnce = 0;
  const hosts = new Set<string>();
  const perform = () => {
    let here = 0;
    for (const action of actions) {
      if (action.kind !== 'send') continue;
      hosts.add(action.to.address);
      here++;
    }
    mostAtOnce = Math.max(mostAtOnce, here);
    if (here > 0) sent.push(now);
  };
  perform();
  for (let wakes = 0; !state.finished; wakes++) {
    now = machine.wakeAt(state)! + late(wakes);
    ({ state, actions } = machine.step(state, { kind: 'wake' }, now));
    perform();
  }
  return { hosts, mostAtOnce, lastSent: sent.at(-1)!, ended: now };
}

describe('a /16', () => {
  it.each([500, 5000, 50_000])('keeps a pace of %i a second within 1 %%', (perSecond) => {
    const { hosts, lastSent, ended } = drive({ perSecond }, (wakes) => (wakes % 7) * 0.3);
    const ideal = (1000 * 65_534) / perSecond;
    expect(hosts.size).toBe(65_534);
    expect(Math.abs(lastSent / ideal - 1)).toBeLessThan(0.01);
    expect(ended / sweepDuration(65_534, perSecond, 1)).toBeLessThan(1.01);
  });

  it('makes up for a short stall, not for a long sleep', () => {
    const ideal = (1000 * 65_534) / 1000;
    const stalls = drive({ perSecond: 1000 }, (wakes) => (wakes % 100 === 99 ? 200 : 0));
    expect(stalls.lastSent / ideal).toBeLessThan(1.01);
    const fast = drive({ perSecond: 10_000 }, (wakes) => (wakes % 100 === 99 ? 100 : 0));
    expect((fast.lastSent * 10) / 65_534).toBeLessThan(1.01);
    expect(fast.mostAtOnce).toBe(160);
    const slept = drive({ perSecond: 1000 }, (wakes) => (wakes === 1000 ? 60_000 : 0));
    expect(slept.mostAtOnce).toBeLessThanOrEqual(250);
    expect(slept.lastSent - ideal).toBeGreaterThan(59_000);
  });

  it('without a pace, takes what a system takes', () => {
    const { lastSent, mostAtOnce } = drive({ perSecond: Infinity }, () => 0.1);
    expect(mostAtOnce).toBe(SWEEP_BURST);
    expect(65_534 / (lastSent / 1000)).toBeGreaterThan(200_000);
  });

  it('of absent hosts is passed over some at a time', () => {
    const isAbsent = (address: string) => address !== '10.9.255.7';
    const { hosts, lastSent, ended } = drive({ isAbsent, perSecond: 10 }, () => 0);
    expect([...hosts]).toEqual(['10.9.255.7']);
    expect(lastSent).toBeGreaterThanOrEqual(31);
    expect(ended).toBeLessThan(1300);
  });

  it('takes no more memory than a /24', () => {
    const machine = sweep({ hosts: someHosts(65_534), mayAsk: () => true, perSecond: 5000 });
    const { state } = machine.start(0);
    expect(JSON.stringify({ ...state, hosts: [] }).length).toBeLessThan(250);
  });
});

describe('two hundred devices at once', () => {
  it('are asked a few at a time', () => {
    const machine = discovery({
      targets: [{ address: '10.9.255.255', port }],
      mayAsk: () => true,
    });
    let { state } = machine.start(0);
    const sentAt = new Map<number, number>();
    const note = (now: number, actions: readonly DatagramAction<DiscoveryEvent>[]) => {
      const sends = actions.filter(
        (action) => action.kind === 'send' && action.to.address !== '10.9.255.255',
      ).length;
      const slot = Math.floor(now / 10);
      if (sends > 0) sentAt.set(slot, (sentAt.get(slot) ?? 0) + sends);
    };
    for (let i = 0; i < 200; i++) {
      const from = { address: `10.9.0.${i}`, port };
      const step = machine.step(state, { kind: 'received', from, bytes: card }, 1);
      note(1, step.actions);
      state = step.state;
    }
    for (let now = machine.wakeAt(state)!; now < 600; now = machine.wakeAt(state)!) {
      const step = machine.step(state, { kind: 'wake' }, now);
      note(now, step.actions);
      state = step.state;
    }
    // Nobody answered more; each was asked the first question about each of its parts all the same.
    expect(Math.max(...sentAt.values())).toBeLessThanOrEqual(16);
    const asked = [...state.hosts.values()].filter(({ waiting }) =>
      waiting.every(({ said }) => said > 0),
    );
    expect(asked).toHaveLength(200);
  });
});
