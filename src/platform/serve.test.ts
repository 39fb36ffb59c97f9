/** A server at one address, on the simulated network and on this machine's loopback. */
import { describe, expect, it } from 'vitest';
import type { DatagramAction, DatagramReceived, Machine } from '../core/machine.ts';
import { nodeClock } from './node/clock.ts';
import { nodeUdp } from './node/udp.ts';
import type { Platform } from './platform.ts';
import { serve, type ServeOptions } from './serve.ts';
import { createNetwork } from './simulated/network.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const words = (from: Uint8Array) => new TextDecoder().decode(from);
const GROUP = '239.1.2.3';
const PORT = 7777;

type Input = DatagramReceived | { readonly kind: 'leave' };
type Action = DatagramAction<string>;

/** Says `hello` to the group after a second, sends back what it hears, and says `bye` when it goes. */
const echo: Machine<{ at: number | undefined }, Input, Action> = {
  start: (now) => ({ state: { at: now + 1000 }, actions: [] }),
  step(state, input) {
    const group = { address: GROUP, port: PORT };
    switch (input.kind) {
      case 'wake':
        return {
          state: { at: undefined },
          actions: [{ kind: 'send', to: group, bytes: bytes('hello') }],
        };
      case 'leave':
        return {
          state,
          actions: [{ kind: 'send', to: group, bytes: bytes('bye') }, { kind: 'done' }],
        };
      case 'received':
        if (words(input.bytes) === 'break') throw new Error('our own bug');
        return {
          state,
          actions: [
            { kind: 'tell', event: words(input.bytes) },
            { kind: 'send', to: input.from, bytes: input.bytes },
          ],
        };
    }
  },
  wakeAt: ({ at }) => at,
};

function world() {
  const network = createNetwork({ seed: 1 });
  const host = (name: string, address: string) =>
    network.host(name, { addresses: [`${address}/24`] });
  const server = host('server', '192.0.2.2');
  const told: string[] = [];
  const failures: unknown[] = [];
  const open = (more: Partial<ServeOptions<string>> = {}, on: Platform = server) =>
    network.run(
      serve<{ at: number | undefined }, Input, string>(echo, on, {
        address: '192.0.2.2',
        port: PORT,
        everybody: true,
        groups: [GROUP],
        mayHear: () => true,
        maySend: () => true,
        tell: (event) => void told.push(event),
        fail: (bug) => void failures.push(bug),
        ...more,
      }),
    );
  return { network, server, client: host('client', '192.0.2.1'), told, failures, open };
}

/** Says something, and gives who answered what. */
async function say({ network, client }: ReturnType<typeof world>, to: string, text: string) {
  const answers: string[] = [];
  const socket = await client.udp.open(
    { broadcast: true, multicast: { interface: '192.0.2.1' } },
    (heard, from) => void answers.push(`${from.address} ${words(heard)}`),
  );
  socket.send(bytes(text), { address: to, port: PORT });
  await network.runUntil(network.clock.now() + 100);
  socket.close();
  return answers;
}

describe('a server', () => {
  it.each([['192.0.2.2'], ['192.0.2.255'], ['255.255.255.255'], [GROUP]])(
    'answers from its own address what was sent to %s, once',
    async (to) => {
      const here = world();
      await here.open();
      expect(await say(here, to, 'x')).toEqual(['192.0.2.2 x']);
      expect(here.told).toEqual(['x']);
    },
  );

  it('hears only its own address where it is not for everybody', async () => {
    const here = world();
    await here.open({ everybody: false });
    expect(await say(here, '192.0.2.255', 'x')).toEqual([]);
    expect(await say(here, GROUP, 'x')).toEqual([]);
    expect(await say(here, '192.0.2.2', 'x')).toEqual(['192.0.2.2 x']);
  });

  it('is handed whom it may hear, and told whether all were meant', async () => {
    const here = world();
    const asked: (readonly [string, boolean])[] = [];
    await here.open({
      mayHear(from, toAll) {
        asked.push([from.address, toAll]);
        return !toAll;
      },
    });
    expect(await say(here, '192.0.2.255', 'x')).toEqual([]);
    expect(await say(here, '192.0.2.2', 'y')).toEqual(['192.0.2.2 y']);
    expect(asked).toEqual([
      ['192.0.2.1', true],
      ['192.0.2.1', false],
    ]);
  });

  it('sends nothing where it may not, whatever the machine wants', async () => {
    const here = world();
    const wanted: string[] = [];
    const serving = await here.open({
      maySend(to) {
        wanted.push(to.address);
        return false;
      },
    });
    expect(await say(here, '192.0.2.2', 'x')).toEqual([]);
    await here.network.runUntil(2000);
    serving.say({ kind: 'leave' });
    await here.network.runUntil(3000);
    expect(wanted).toEqual(['192.0.2.1', GROUP, GROUP]);
    expect(here.network.transcript.filter(({ from }) => from.host === 'server')).toEqual([]);
  });

  it('is woken, says farewell, and hears nothing afterwards', async () => {
    const here = world();
    const heard: string[] = [];
    await here.client.udp.open(
      { port: PORT, multicast: { groups: [GROUP], interface: '192.0.2.1' } },
      (what) => void heard.push(words(what)),
    );
    // What it says to the group comes back to it.
    const serving = await here.open({ mayHear: ({ address }) => address !== '192.0.2.2' });
    await here.network.runUntil(5000);
    serving.say({ kind: 'leave' });
    serving.close();
    expect(await say(here, '192.0.2.2', 'x')).toEqual([]);
    expect(heard).toEqual(['hello', 'bye']);
    // The port is free again.
    await here.open();
  });

  it('hands our own bugs on, and is over', async () => {
    const here = world();
    await here.open();
    expect(await say(here, '192.0.2.2', 'break')).toEqual([]);
    expect(here.failures).toEqual([new Error('our own bug')]);
    expect(await say(here, '192.0.2.2', 'x')).toEqual([]);
  });

  it('does not share a port with a program that would, unless it is shared by custom', async () => {
    const here = world();
    await here.server.udp.open({ port: PORT, reuse: true }, () => {});
    await expect(here.open()).rejects.toMatchObject({ failure: 'taken' });
    await here.open({ shared: true });
  });

  it('takes any free port, and says which', async () => {
    const here = world();
    const { local } = await here.open({ everybody: false, port: 0 });
    expect(local).toMatchObject({ address: '192.0.2.2' });
    expect(local.port).toBeGreaterThan(0);
  });

  it('is woken when the machine wants it, however often it changed its mind', async () => {
    const here = world();
    const woken: number[] = [];
    const waits: Machine<{ at: number }, DatagramReceived, Action> = {
      start: (now) => ({ state: { at: now + 100 }, actions: [] }),
      step(_, input, now) {
        if (input.kind === 'wake') woken.push(now);
        // Each datagram puts it off, and a wake-up ends it for a long time.
        return { state: { at: now + (input.kind === 'wake' ? 10_000 : 100) }, actions: [] };
      },
      wakeAt: ({ at }) => at,
    };
    const hear = { mayHear: () => true, maySend: () => true, tell() {}, fail() {} };
    await here.network.run(
      serve(waits, here.server, { address: '192.0.2.2', port: PORT, everybody: false, ...hear }),
    );
    const socket = await here.client.udp.open({}, () => {});
    for (const at of [50, 120]) {
      await here.network.runUntil(at);
      socket.send(bytes('x'), { address: '192.0.2.2', port: PORT });
    }
    await here.network.runUntil(5000);
    // A hundred after the second datagram, which needs a millisecond to come.
    expect(woken).toHaveLength(1);
    expect(woken[0]).toBeGreaterThanOrEqual(220);
    expect(woken[0]).toBeLessThan(230);
  });

  it('is left alone for as long as it wants, once it was woken', async () => {
    const here = world();
    const woken: number[] = [];
    const restless: Machine<{ at: number }, DatagramReceived, Action> = {
      start: (now) => ({ state: { at: now + 100 }, actions: [] }),
      step(_, __, now) {
        woken.push(now);
        return { state: { at: now + 1 }, actions: [] };
      },
      wakeAt: ({ at }) => at,
    };
    const where = { address: '192.0.2.2', port: PORT, everybody: false, rest: 15 };
    const may = { mayHear: () => true, maySend: () => true, tell() {}, fail() {} };
    await here.network.run(serve(restless, here.server, { ...where, ...may }));
    await here.network.runUntil(140);
    expect(woken).toEqual([100, 115, 130]);
  });

  it('is the same on real sockets', async () => {
    const platform = { clock: nodeClock(), udp: nodeUdp() };
    const free = await platform.udp.open({ address: '127.0.0.1' }, () => {});
    const { port } = free.local;
    free.close();
    const options = { address: '127.0.0.1', port, everybody: false, tell() {}, fail() {} };
    const may = { mayHear: () => true, maySend: () => true };
    const serving = await serve(echo, platform, { ...options, ...may });
    const answer = await new Promise<string>((resolve) => {
      void platform.udp
        .open({ address: '127.0.0.1' }, (heard, from) =>
          resolve(`${from.address}:${from.port === port} ${words(heard)}`),
        )
        .then((socket) => socket.send(bytes('x'), { address: '127.0.0.1', port }));
    });
    expect(answer).toBe('127.0.0.1:true x');
    serving.close();
    // It can be had again, alone.
    (await platform.udp.open({ address: '127.0.0.1', port }, () => {})).close();
  });
});
