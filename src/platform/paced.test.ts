import { describe, expect, it } from 'vitest';
import { parsePrefix } from '../core/cidr.ts';
import type { Endpoint } from '../core/endpoint.ts';
import type { DatagramMachine } from '../core/machine.ts';
import { never } from '../core/signal.ts';
import type { Millis } from '../core/units.ts';
import { nodeClock } from './node/clock.ts';
import { nodeUdp } from './node/udp.ts';
import { PacedSender, type Pacing } from './paced.ts';
import { converse } from './run.ts';
import { createNetwork } from './simulated/network.ts';
import type { UdpSocket, Unsent } from './udp.ts';

const neighbour = (i: number): Endpoint => ({ address: `10.0.${i >> 8}.${i & 255}`, port: 3289 });
const far = (i: number): Endpoint => ({ address: `192.0.2.${i & 255}`, port: 3289 });
const LINKS = [parsePrefix('10.0.0.0/16')];

/** A socket that notes when what left, and that can be told what the system does. */
function ground(pacing: Pacing, buffer = 1e6) {
  const network = createNetwork({ seed: 1 });
  const { clock } = network;
  const runUntil = (at: Millis) => network.runUntil(at);
  const left: { at: Millis; to: string }[] = [];
  const system = { waiting: 0, unsent: (): Partial<Record<Unsent, number>> => ({}) };
  const socket: UdpSocket = {
    local: { address: '10.0.0.1', port: 1 },
    send: (_bytes, { address }) => void left.push({ at: clock.now(), to: address }),
    sendBuffer: () => buffer,
    waiting: () => system.waiting,
    unsent: () => system.unsent(),
    dropped: () => 0,
    hold() {},
    close() {},
  };
  const drained: Millis[] = [];
  const sender = new PacedSender(socket, clock, pacing, {
    drained: () => drained.push(clock.now()),
    failed: (thrown) => {
      throw thrown;
    },
  });
  const say = (...to: Endpoint[]) => to.forEach((one) => sender.send(Uint8Array.of(1), one));
  return { clock, runUntil, left, drained, sender, say, system };
}

const many = (count: number, to: (i: number) => Endpoint): Endpoint[] =>
  Array.from({ length: count }, (_, i) => to(i + 2));

describe('a paced sender', () => {
  it('keeps its rate, and says when all has left', async () => {
    const { say, left, drained, runUntil, sender } = ground({ perSecond: 1000 });
    say(...many(3000, far));
    expect(sender.waiting).toBeGreaterThan(2900);
    await runUntil(1000);
    expect(left.length).toBeGreaterThanOrEqual(990);
    expect(left.length).toBeLessThanOrEqual(1005);
    await runUntil(4000);
    expect(left).toHaveLength(3000);
    expect(left.map(({ to }) => to)).toEqual(many(3000, far).map(({ address }) => address));
    expect(drained[0]).toBeGreaterThan(2900);
    expect(drained[0]).toBeLessThan(3100);
  });

  it('asks for no more neighbours at a time than there is room for; others need not wait for them', async () => {
    const { say, left, runUntil } = ground({
      links: LINKS,
      neighbours: { places: 100, holds: 3000 },
    });
    say(...many(250, neighbour), far(1));
    await runUntil(2999);
    expect(left).toHaveLength(101);
    expect(left.at(-1)?.to).toBe('192.0.2.1');
    await runUntil(3100);
    expect(left).toHaveLength(201);
    await runUntil(6200);
    expect(left).toHaveLength(251);
  });

  it('goes on sooner where neighbours answer', async () => {
    const { say, left, runUntil, sender, clock } = ground({
      links: LINKS,
      neighbours: { places: 100, holds: 3000 },
    });
    say(...many(250, neighbour));
    await runUntil(10);
    for (const { address } of many(60, neighbour)) sender.heard(address);
    say(neighbour(2));
    await runUntil(20);
    expect(clock.now()).toBe(20);
    expect(left.length).toBeGreaterThanOrEqual(161);
  });

  it('leaves the system alone while it takes no more', async () => {
    const { say, left, drained, runUntil, system } = ground({});
    system.waiting = 7;
    say(far(1), far(2));
    await runUntil(1000);
    expect(left).toEqual([]);
    expect(drained).toEqual([]);
    system.waiting = 0;
    await runUntil(1100);
    expect(left).toHaveLength(2);
    expect(drained).not.toEqual([]);
  });

  it('sends again what the system may have lost, so often and no more', async () => {
    const { say, left, runUntil, system, sender } = ground({});
    let lost = 0;
    system.unsent = () => ({ 'no room': (lost += 1) });
    say(far(1), far(2));
    await runUntil(20_000);
    expect(left).toHaveLength(2 + 2 * 8);
    expect(sender.repeated).toBe(16);
  });

  it('sends again once what was lost once', async () => {
    const { say, left, runUntil, system, sender } = ground({});
    say(far(1), far(2));
    system.unsent = () => ({ 'no room': 1 });
    await runUntil(500);
    say(far(3));
    await runUntil(1000);
    expect(left.map(({ to }) => to)).toEqual([1, 2, 1, 2, 3].map((i) => far(i).address));
    expect(sender.repeated).toBe(2);
  });

  it('does not send after close', async () => {
    const { say, left, runUntil, sender } = ground({ perSecond: 10 });
    say(...many(10, far));
    sender.close();
    const before = left.length;
    say(far(1));
    await runUntil(5000);
    expect(left).toHaveLength(before);
  });
});

/** Sends a number of datagrams at once, and then waits for 100 ms. */
function impatient(count: number): DatagramMachine<{ done: boolean; at: Millis }, Millis> {
  return {
    start: (now) => ({
      state: { done: false, at: now + 100 },
      actions: many(count, far).map((to) => ({ kind: 'send', to, bytes: Uint8Array.of(1) })),
    }),
    step: (_state, input, now) => ({
      state: { done: true, at: now },
      actions: input.kind === 'wake' ? [{ kind: 'tell', event: now }, { kind: 'done' }] : [],
    }),
    wakeAt: ({ done, at }) => (done ? undefined : at),
  };
}

describe('a conversation at a pace', () => {
  it("lets the machine's time stand still until everything has left", async () => {
    const network = createNetwork({ seed: 1 });
    const platform = network.host('desk', { addresses: ['192.0.2.1'] });
    const told: Millis[] = [];
    const options = {
      pacing: { perSecond: 100 },
      signal: never,
      tell: (at: Millis) => told.push(at),
    };
    await network.run(converse(impatient(200), platform, options));
    expect(told).toEqual([100]);
    expect(network.clock.now()).toBeGreaterThan(2050);
    expect(network.clock.now()).toBeLessThan(2150);
    expect(network.transcript).toHaveLength(200);
  });

  it('takes no longer without a rate', async () => {
    const network = createNetwork({ seed: 1 });
    const platform = network.host('desk', { addresses: ['192.0.2.1'] });
    await network.run(
      converse(impatient(200), platform, { pacing: {}, signal: never, tell: () => {} }),
    );
    expect(network.clock.now()).toBe(100);
  });

  it('frees the place of a neighbour by its answer', async () => {
    const network = createNetwork({ seed: 1 });
    const platform = network.host('desk', { addresses: ['10.0.0.1/16'] });
    for (const i of [2, 3, 5]) {
      const { udp } = network.host(`neighbour ${i}`, { addresses: [`10.0.0.${i}/16`] });
      const socket = await udp.open({ port: 3289 }, (bytes, from) => socket.send(bytes, from));
    }
    const machine: DatagramMachine<boolean, never> = {
      start: () => ({
        state: false,
        actions: many(5, neighbour).map((to) => ({ kind: 'send', to, bytes: Uint8Array.of(1) })),
      }),
      step: (_state, input) => ({
        state: input.kind === 'wake',
        actions: input.kind === 'wake' ? [{ kind: 'done' }] : [],
      }),
      wakeAt: (done) => (done ? undefined : 1000),
    };
    const pacing = { links: LINKS, neighbours: { places: 1, holds: 3000 } };
    await network.run(converse(machine, platform, { pacing, signal: never, tell: () => {} }));
    const sent = network.transcript.filter(({ from }) => from.host === 'desk').map(({ at }) => at);
    expect(sent).toHaveLength(5);
    // The first two answer within a millisecond, the third is not there, the fourth answers, and so the fifth goes.
    expect(sent[2]).toBeLessThan(10);
    expect(sent[3]).toBeGreaterThanOrEqual(3000);
    expect(sent[4]).toBeLessThan(3020);
  });

  it('throws what cannot be sent', async () => {
    const network = createNetwork({ seed: 1 });
    const platform = network.host('desk', { addresses: ['192.0.2.1'] });
    const machine = impatient(300);
    const toEverybody: typeof machine = {
      ...machine,
      start: (now) => {
        const { state, actions } = machine.start(now);
        const everybody = { address: '255.255.255.255', port: 1 };
        return {
          state,
          actions: [...actions, { kind: 'send', to: everybody, bytes: Uint8Array.of(1) }],
        };
      },
    };
    const options = { pacing: { perSecond: 1000 }, signal: never, tell: () => {} };
    await expect(network.run(converse(toEverybody, platform, options))).rejects.toThrow(
      /broadcast: true/,
    );
  });
});

it('keeps its rate within 5 % by the real clock, counted where it arrives', async () => {
  let first = 0;
  let last = 0;
  let count = 0;
  const total = 4000;
  const ear = await nodeUdp().open({ address: '127.0.0.1', buffer: 4e6 }, () => {
    count += 1;
    last = performance.now();
    first ||= last;
  });
  const mouth = await nodeUdp().open({ address: '127.0.0.1' }, () => {});
  try {
    await new Promise<void>((resolve, reject) => {
      const clock = nodeClock();
      const listener = {
        drained: () => void clock.wakeAt(clock.now() + 20, resolve),
        failed: reject,
      };
      const sender = new PacedSender(mouth, clock, { perSecond: 2000 }, listener);
      for (let i = 0; i < total; i++) sender.send(Uint8Array.of(1), ear.local);
    });
    expect(count).toBe(total);
    expect((count - 1) / ((last - first) / 1000) / 2000).toBeCloseTo(1, 1);
    expect(Math.abs((count - 1) / ((last - first) / 1000) / 2000 - 1)).toBeLessThan(0.05);
  } finally {
    ear.close();
    mouth.close();
  }
});
