import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../core/endpoint.ts';
import type { DatagramAction, DatagramMachine } from '../core/machine.ts';
import type { Millis } from '../core/units.ts';
import { nodeClock } from './node/clock.ts';
import { nodeUdp } from './node/udp.ts';
import type { Clock, Platform, UdpDoor } from './platform.ts';
import { converse } from './run.ts';
import { createNetwork, type Network } from './simulated/network.ts';

const PING = Uint8Array.of(0x70);

interface Pinging {
  readonly sent: number;
  readonly deadline: Millis;
}

type PingEvent = 'answered' | 'silence';

/** Sends a byte, up to three times, `wait` apart; done when anything comes back. */
function pinger(to: Endpoint, wait: Millis): DatagramMachine<Pinging, PingEvent> {
  const send: DatagramAction<PingEvent> = { kind: 'send', to, bytes: PING };
  return {
    start: (now) => ({ state: { sent: 1, deadline: now + wait }, actions: [send] }),
    step(state, input, now) {
      if (input.kind === 'received') return { state, actions: [tell('answered'), DONE] };
      if (state.sent === 3) return { state, actions: [tell('silence'), DONE] };
      return { state: { sent: state.sent + 1, deadline: now + wait }, actions: [send] };
    },
    wakeAt: (state) => state.deadline,
  };
}

const DONE = { kind: 'done' } as const;
const tell = <Event>(event: Event) => ({ kind: 'tell', event }) as const;

/** Sends back whatever comes; only an abort ends it. */
const echo: DatagramMachine<null, never> = {
  start: () => ({ state: null, actions: [] }),
  step(state, input) {
    if (input.kind === 'wake') return { state, actions: [] };
    return { state, actions: [{ kind: 'send', to: input.from, bytes: input.bytes }] };
  },
  wakeAt: () => undefined,
};

interface World {
  readonly client: Pick<Platform, 'clock' | 'udp'>;
  readonly server: Pick<Platform, 'clock' | 'udp'>;
  readonly serverAddress: string;
  wait<T>(promise: Promise<T>): Promise<T>;
}

function simulated(): World & { readonly network: Network } {
  const network = createNetwork({ seed: 1 });
  return {
    network,
    client: network.host('client', { addresses: ['192.0.2.1'] }),
    server: network.host('server', { addresses: ['192.0.2.2'] }),
    serverAddress: '192.0.2.2',
    wait: (promise) => network.run(promise),
  };
}

function node(): World {
  const platform = { clock: nodeClock(), udp: nodeUdp() };
  return {
    client: platform,
    server: platform,
    serverAddress: '127.0.0.1',
    wait: (promise) => promise,
  };
}

/** Runs an echo server; gives where it is, and what ends it. */
async function serve({ server, serverAddress, wait }: World) {
  const controller = new AbortController();
  let ended = Promise.resolve();
  const open = new Promise<Endpoint>((opened) => {
    ended = converse(echo, server, {
      address: serverAddress,
      signal: controller.signal,
      tell() {},
      opened,
    });
  });
  return { at: await wait(open), stop: () => controller.abort(), ended };
}

describe.each([
  { name: 'simulated', make: simulated },
  { name: 'node', make: node },
])('converse on the $name platform', ({ make }) => {
  it('ends when the machine says done, having told its events', async () => {
    const world = make();
    const server = await serve(world);
    const events: PingEvent[] = [];
    await world.wait(
      converse(pinger(server.at, 5000), world.client, {
        signal: new AbortController().signal,
        tell: (event) => events.push(event),
      }),
    );
    expect(events).toEqual(['answered']);
    server.stop();
    await world.wait(server.ended);
  });

  it('ends when the signal aborts, and gives its port back', async () => {
    const world = make();
    const server = await serve(world);
    server.stop();
    await world.wait(server.ended);
    const again = await world.wait(world.server.udp.open(server.at, () => {}));
    expect(again.local).toEqual(server.at);
    again.close();
  });

  it('gives its port back and its alarm up when the machine throws', async () => {
    const world = make();
    let at: Endpoint | undefined;
    const broken: DatagramMachine<null, never> = {
      ...echo,
      start() {
        throw new Error('no plan');
      },
    };
    const talk = converse(broken, world.client, {
      address: '127.0.0.1',
      signal: new AbortController().signal,
      tell() {},
      opened: (local) => (at = local),
    });
    await expect(world.wait(talk)).rejects.toThrow('no plan');
    const again = await world.wait(world.client.udp.open(at!, () => {}));
    again.close();
  });

  it('refuses with the reason when the port is taken', async () => {
    const world = make();
    const server = await serve(world);
    const second = converse(echo, world.server, {
      ...server.at,
      signal: new AbortController().signal,
      tell() {},
    });
    await expect(world.wait(second)).rejects.toThrow(/is taken/);
    server.stop();
  });

  it('wakes the machine when nobody answers', async () => {
    const world = make();
    const events: PingEvent[] = [];
    const nobody = { address: '127.0.0.1', port: 9 };
    const begun = world.client.clock.now();
    await world.wait(
      converse(pinger(nobody, 20), world.client, {
        signal: new AbortController().signal,
        tell: (event) => events.push(event),
      }),
    );
    expect(events).toEqual(['silence']);
    expect(world.client.clock.now() - begun).toBeGreaterThanOrEqual(60);
  });
});

describe('converse, as a story', () => {
  it('sends at the start and at each wake-up, and stops after the last', async () => {
    const { network, client, server } = simulated();
    const to = { address: '192.0.2.2', port: 3289 };
    await server.udp.open({ port: 3289 }, () => {});
    await network.run(
      converse(pinger(to, 500), client, { signal: new AbortController().signal, tell() {} }),
    );
    expect(network.transcript.map(({ at, fate }) => [at, fate])).toEqual([
      [0, 'delivered'],
      [500, 'delivered'],
      [1000, 'delivered'],
    ]);
    expect(network.clock.now()).toBe(1500);
  });

  it('does nothing more once tell has aborted it', async () => {
    const { network, client } = simulated();
    const controller = new AbortController();
    const talkative: DatagramMachine<null, string> = {
      ...echo,
      start: () => ({ state: null, actions: [tell('one'), tell('two')] }),
      wakeAt: () => 100,
    };
    const events: string[] = [];
    await network.run(
      converse(talkative, client, {
        signal: controller.signal,
        tell(event) {
          events.push(event);
          controller.abort();
        },
      }),
    );
    await network.runUntil(1000);
    expect(events).toEqual(['one']);
  });

  it('wakes once at each deadline that the machine moves, and not at the old one', async () => {
    const { network, client } = simulated();
    const woken: Millis[] = [];
    const deadlines = [300, 100, 100, 700];
    /** Each input takes the next deadline; the last one ends it. */
    const restless: DatagramMachine<number, never> = {
      start: () => ({ state: 0, actions: [] }),
      step(state, input, now) {
        if (input.kind === 'wake') woken.push(now);
        return { state: state + 1, actions: state === 3 ? [DONE] : [] };
      },
      wakeAt: (state) => deadlines[state],
    };
    const talk = converse(restless, client, {
      port: 7,
      signal: new AbortController().signal,
      tell() {},
    });
    await network.runUntil(50);
    const other = await client.udp.open({}, () => {});
    other.send(PING, { address: '192.0.2.1', port: 7 });
    await network.run(talk);
    // 300 gave way to 100; 100 again, though past, means at once; then 700.
    expect(woken).toEqual([100, 100, 700]);
  });

  it('rejects with what tell throws', async () => {
    const { network, client } = simulated();
    const talk = converse(pinger({ address: '192.0.2.2', port: 1 }, 10), client, {
      signal: new AbortController().signal,
      tell() {
        throw new Error('the page is gone');
      },
    });
    await expect(network.run(talk)).rejects.toThrow('the page is gone');
  });

  it('leaves no listener on the signal', async () => {
    const { network, client } = simulated();
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_type: 'abort', listener: () => void) => void listeners.add(listener),
      removeEventListener: (_type: 'abort', listener: () => void) =>
        void listeners.delete(listener),
    };
    const talk = converse(pinger({ address: '192.0.2.2', port: 1 }, 10), client, {
      signal,
      tell() {},
    });
    await network.runUntil(0);
    expect(listeners.size).toBe(1);
    await network.run(talk);
    expect(listeners.size).toBe(0);
  });

  it('does not even open a socket when the signal has aborted before', async () => {
    const { client } = simulated();
    const controller = new AbortController();
    controller.abort();
    const udp = {
      open: () => Promise.reject(new Error('nobody should knock here')),
    };
    const talk = converse(echo, { ...client, udp }, { signal: controller.signal, tell() {} });
    await expect(talk).resolves.toBeUndefined();
  });

  it('says nothing when the signal aborts while the socket opens, and closes it', async () => {
    const { network, client } = simulated();
    const controller = new AbortController();
    const talk = converse(pinger({ address: '192.0.2.2', port: 1 }, 10), client, {
      port: 7,
      signal: controller.signal,
      tell() {},
    });
    controller.abort();
    await network.run(talk);
    expect(network.transcript).toEqual([]);
    expect((await client.udp.open({ port: 7 }, () => {})).local.port).toBe(7);
  });

  it('hands the machine what came in before the open socket was ours, after its start', async () => {
    const { network, client } = simulated();
    const sent: Uint8Array[] = [];
    const udp: UdpDoor = {
      async open(_options, receive) {
        receive(PING, { address: '192.0.2.2', port: 9 });
        const local = { address: '192.0.2.1', port: 7 };
        return {
          local,
          send: (bytes) => void sent.push(bytes),
          sendBuffer: () => 1e6,
          waiting: () => 0,
          unsent: () => ({}),
          dropped: () => 0,
          hold() {},
          close() {},
        };
      },
    };
    const events: PingEvent[] = [];
    const talk = converse(
      pinger({ address: '192.0.2.2', port: 1 }, 10),
      { clock: client.clock, udp },
      { signal: new AbortController().signal, tell: (event) => events.push(event) },
    );
    await network.run(talk);
    expect(sent).toEqual([PING]);
    expect(events).toEqual(['answered']);
  });

  it.each(['done', 'abort', 'error'])('has no alarm set after %s', async (ending) => {
    const { network, client } = simulated();
    const { clock, armed } = countingAlarms(client.clock);
    const controller = new AbortController();
    const ends: DatagramMachine<null, never> = {
      start: () => ({ state: null, actions: [] }),
      step(state) {
        if (ending === 'error') throw new Error('lost the thread');
        return { state, actions: [DONE] };
      },
      wakeAt: () => 60_000,
    };
    const options = { port: 7, signal: controller.signal, tell() {} };
    const talk = converse(ends, { ...client, clock }, options).catch(() => {});
    await network.runUntil(0);
    expect(armed.size).toBe(1);
    if (ending === 'abort') controller.abort();
    const other = await client.udp.open({}, () => {});
    other.send(PING, { address: '192.0.2.1', port: 7 });
    await network.run(talk);
    expect(armed.size).toBe(0);
    expect(network.clock.now()).toBe(0);
  });
});

/** A clock that shows which wake-ups are pending. */
function countingAlarms(inner: Clock) {
  const armed = new Set<Millis>();
  const clock: Clock = {
    ...inner,
    wakeAt(at, wake) {
      armed.add(at);
      const cancel = inner.wakeAt(at, wake);
      return () => {
        armed.delete(at);
        cancel();
      };
    },
  };
  return { clock, armed };
}
