import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { UnavailableError, UsageError } from '../../core/errors.ts';
import type { Millis } from '../../core/units.ts';
import { never } from '../../core/signal.ts';
import type { Platform, UdpOptions } from '../platform.ts';
import { createNetwork, type LinkQuality, type Network } from './network.ts';

/** A socket that notes when it heard what from whom. */
async function ear(network: Network, host: Platform, options: UdpOptions = {}) {
  const heard: { at: Millis; value: number; from: Endpoint }[] = [];
  const socket = await host.udp.open(options, (bytes, from) =>
    heard.push({ at: network.clock.now(), value: bytes[0]!, from }),
  );
  return { socket, heard };
}

/** Two hosts, the printer listening on port 3289, the desk with a socket that may broadcast. */
async function office(link: Partial<LinkQuality> = {}, seed = 1) {
  const network = createNetwork({ seed });
  const desk = network.host('desk', { addresses: ['192.0.2.1'] });
  const printer = network.host('printer', { addresses: ['192.0.2.2'], link });
  const out = await ear(network, desk, { broadcast: true });
  const printerEar = await ear(network, printer, { port: 3289 });
  const say = (value: number, to: Endpoint = { address: '192.0.2.2', port: 3289 }): void =>
    out.socket.send(Uint8Array.of(value), to);
  return { network, desk, printer, say, out, heard: printerEar.heard, ear: printerEar };
}

const EVERYBODY = { address: '255.255.255.255', port: 3289 };
const LATER: Millis = 10_000;

describe('a link', () => {
  it('takes its time: both ends of it', async () => {
    const { network, say, heard } = await office({ delay: 40 });
    say(1);
    await network.runUntil(LATER);
    expect(heard.map(({ at }) => at)).toEqual([40.5]);
    expect(network.transcript).toEqual([
      {
        at: 0,
        from: { host: 'desk', address: '192.0.2.1', port: 49_152 },
        to: { host: 'printer', address: '192.0.2.2', port: 3289 },
        bytes: Uint8Array.of(1),
        fate: 'delivered',
        arrives: 40.5,
      },
    ]);
  });

  it('that loses all delivers nothing', async () => {
    const { network, say, heard } = await office({ loss: 1, duplication: 1 });
    for (let value = 0; value < 100; value++) say(value);
    await network.runUntil(LATER);
    expect(heard).toEqual([]);
    expect(network.transcript).toHaveLength(100);
    expect(network.transcript.every(({ fate, arrives }) => fate === 'lost' && !arrives)).toBe(true);
  });

  it('that loses nothing delivers all, in order', async () => {
    const { network, say, heard } = await office({ loss: 0 });
    for (let value = 0; value < 100; value++) say(value);
    await network.runUntil(LATER);
    expect(heard.map(({ value }) => value)).toEqual([...Array(100).keys()]);
  });

  it('that loses 40 % loses about that', async () => {
    const { network, say, heard } = await office({ loss: 0.4 });
    for (let i = 0; i < 10_000; i++) say(1);
    await network.runUntil(LATER);
    expect(heard.length / 10_000).toBeCloseTo(0.6, 1);
  });

  it('that duplicates all delivers each twice, the second marked as a copy', async () => {
    const { network, say, heard } = await office({ duplication: 1, jitter: 10 });
    say(1);
    await network.runUntil(LATER);
    expect(heard).toHaveLength(2);
    expect(network.transcript.map(({ copy, fate }) => [copy, fate])).toEqual([
      [undefined, 'delivered'],
      [true, 'delivered'],
    ]);
    expect(heard[0]!.at).not.toBe(heard[1]!.at);
  });

  it('that jitters lets datagrams overtake each other, within its bounds', async () => {
    const { network, say, heard } = await office({ delay: 10, jitter: 50 });
    for (let value = 0; value < 50; value++) say(value);
    await network.runUntil(LATER);
    const values = heard.map(({ value }) => value);
    expect(values).not.toEqual(values.toSorted((a, b) => a - b));
    expect(heard.every(({ at }) => at >= 10.5 && at < 60.5)).toBe(true);
    // What arrived earlier was heard earlier, whenever it was sent.
    expect(heard.map(({ at }) => at)).toEqual(heard.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it('is not in the way of a host that talks to itself', async () => {
    const { network, printer, heard } = await office({ loss: 1, delay: 1000 });
    const own = await ear(network, printer);
    own.socket.send(Uint8Array.of(1), { address: '192.0.2.2', port: 3289 });
    own.socket.send(Uint8Array.of(2), { address: '127.0.0.1', port: 3289 });
    await network.runUntil(LATER);
    expect(heard).toEqual([
      { at: 0, value: 1, from: { address: '192.0.2.2', port: 49_152 } },
      { at: 0, value: 2, from: { address: '127.0.0.1', port: 49_152 } },
    ]);
  });

  it.each([
    { loss: 1.1 },
    { loss: -0.1 },
    { duplication: NaN },
    { delay: -1 },
    { jitter: Infinity },
  ])('cannot be %j', (link) => {
    const network = createNetwork({ seed: 1 });
    expect(() => network.host('odd', { addresses: [], link })).toThrow(UsageError);
  });
});

describe('chance', () => {
  /** A lively exchange, given as what the transcript says of it. */
  async function story(seed: number) {
    const { network, say, printer, out } = await office(
      { loss: 0.3, duplication: 0.3, delay: 1, jitter: 20 },
      seed,
    );
    const reply = await ear(network, printer);
    for (let i = 0; i < 20; i++) {
      const draw = Math.floor(printer.random() * 256);
      say(draw, i % 5 === 0 ? EVERYBODY : undefined);
      reply.socket.send(Uint8Array.of(draw), { address: '192.0.2.1', port: out.socket.local.port });
      await network.runUntil(i * 7);
    }
    return network.transcript;
  }

  it('comes from the seed alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        expect(await story(seed)).toEqual(await story(seed));
      }),
      { numRuns: 50 },
    );
  });

  it('differs from seed to seed', async () => {
    expect(await story(1)).not.toEqual(await story(2));
  });

  it('that a host draws is its own', () => {
    const draw = (...names: string[]) => {
      const network = createNetwork({ seed: 5 });
      return names.map((name) => network.host(name, { addresses: [] }).random());
    };
    const [a, b] = draw('a', 'b');
    expect(a).not.toBe(b);
    expect(draw('b', 'a')).toEqual([b, a]);
  });
});

describe('a datagram', () => {
  it('that nobody listens for reaches the host and no more', async () => {
    const { network, say } = await office();
    say(1, { address: '192.0.2.2', port: 9 });
    await network.runUntil(LATER);
    expect(network.transcript[0]).toMatchObject({
      fate: 'nobody listening',
      to: { host: 'printer' },
      arrives: 1,
    });
  });

  it('to an address that nobody has reaches no host', async () => {
    const { network, say } = await office();
    say(1, { address: '192.0.2.99', port: 9 });
    await network.runUntil(LATER);
    expect(network.transcript[0]!.fate).toBe('nobody listening');
    expect(network.transcript[0]!.to).toEqual({ address: '192.0.2.99', port: 9 });
  });

  it('is in flight until it arrives, and misses a socket that closes meanwhile', async () => {
    const { network, say, ear, heard } = await office({ delay: 100 });
    say(1);
    await network.runUntil(50);
    expect(network.transcript[0]!.fate).toBe('in flight');
    ear.socket.close();
    await network.runUntil(LATER);
    expect(network.transcript[0]!.fate).toBe('nobody listening');
    expect(heard).toEqual([]);
  });

  it('from a loopback address does not leave the host', async () => {
    const { network, desk, heard } = await office();
    const inner = await ear(network, desk, { address: '127.0.0.1' });
    inner.socket.send(Uint8Array.of(1), { address: '192.0.2.2', port: 3289 });
    await network.runUntil(LATER);
    expect(heard).toEqual([]);
    expect(network.transcript.map(({ fate }) => fate)).toEqual(['lost']);
  });

  it('can be changed by its receiver without changing the transcript', async () => {
    const { network, say, printer } = await office();
    await printer.udp.open({ port: 7 }, (bytes) => bytes.fill(0));
    say(5, { address: '192.0.2.2', port: 7 });
    await network.runUntil(LATER);
    expect(network.transcript[0]!.bytes).toEqual(Uint8Array.of(5));
  });

  it('carries the address that is nearest to where it goes', async () => {
    const { network, heard } = await office();
    const router = network.host('router', { addresses: ['203.0.113.1', '192.0.2.254'] });
    const { socket } = await ear(network, router);
    socket.send(Uint8Array.of(1), { address: '192.0.2.2', port: 3289 });
    await network.runUntil(LATER);
    expect(heard[0]!.from.address).toBe('192.0.2.254');
  });
});

describe('a broadcast', () => {
  it.each(['255.255.255.255', '192.0.2.255'])('to %s reaches every other host', async (address) => {
    const { network, desk, say, heard } = await office();
    const copier = network.host('copier', { addresses: ['192.0.2.3/24'] });
    const copierEar = await ear(network, copier, { port: 3289 });
    const own = await ear(network, desk, { port: 3289 });
    network.host('deaf', { addresses: ['192.0.2.4'] });
    const far = network.host('far', { addresses: ['198.51.100.1'] });
    const farEar = await ear(network, far, { port: 3289 });

    say(1, { address, port: 3289 });
    await network.runUntil(LATER);
    expect([heard, copierEar.heard, own.heard, farEar.heard].map((all) => all.length)).toEqual([
      1, 1, 0, 0,
    ]);
    expect(network.transcript.map(({ to, fate }) => [to.host, to.address, fate])).toEqual([
      ['printer', address, 'delivered'],
      ['copier', address, 'delivered'],
      ['deaf', address, 'nobody listening'],
    ]);
  });

  it('is refused unless the socket was opened for it, in the subnet or not', async () => {
    const { network, desk } = await office();
    const { socket } = await ear(network, desk);
    for (const address of ['255.255.255.255', '192.0.2.255']) {
      const send = () => socket.send(Uint8Array.of(1), { address, port: 3289 });
      expect(send).toThrow(UsageError);
    }
    expect(network.transcript).toEqual([]);
    // Elsewhere it is an address as any other.
    socket.send(Uint8Array.of(1), { address: '198.51.100.255', port: 3289 });
    expect(network.transcript).toHaveLength(1);
  });

  it('leaves by the address that the socket is bound to, else by the first', async () => {
    const { network, heard } = await office();
    const router = network.host('router', { addresses: ['203.0.113.1', '192.0.2.254'] });
    const bound = await ear(network, router, { address: '192.0.2.254', broadcast: true });
    const unbound = await ear(network, router, { broadcast: true });
    bound.socket.send(Uint8Array.of(1), EVERYBODY);
    unbound.socket.send(Uint8Array.of(2), EVERYBODY);
    await network.runUntil(LATER);
    expect(heard.map(({ value }) => value)).toEqual([1]);
    expect(network.transcript.at(-1)!.from.address).toBe('203.0.113.1');
  });

  it('is lost for all when the link of the sender loses it', async () => {
    const network = createNetwork({ seed: 1 });
    const desk = network.host('desk', { addresses: ['192.0.2.1'], link: { loss: 1 } });
    network.host('one', { addresses: ['192.0.2.2'] });
    network.host('two', { addresses: ['192.0.2.3'] });
    const { socket } = await ear(network, desk, { broadcast: true });
    socket.send(Uint8Array.of(1), EVERYBODY);
    expect(network.transcript.map(({ to, fate }) => [to.host, fate])).toEqual([
      ['one', 'lost'],
      ['two', 'lost'],
    ]);
  });

  it('is not heard by a socket that is bound to one address, as on Linux', async () => {
    const { network, say } = await office();
    const bound = network.host('bound', { addresses: ['192.0.2.3'] });
    const { heard } = await ear(network, bound, { address: '192.0.2.3', port: 3289 });
    say(1, EVERYBODY);
    await network.runUntil(LATER);
    expect(heard).toEqual([]);
  });

  it('on an empty link is heard by nobody', async () => {
    const network = createNetwork({ seed: 1 });
    const alone = network.host('alone', { addresses: ['192.0.2.1'] });
    const { socket } = await ear(network, alone, { broadcast: true });
    socket.send(Uint8Array.of(1), EVERYBODY);
    await network.runUntil(LATER);
    expect(network.transcript.map(({ fate }) => fate)).toEqual(['nobody listening']);
  });
});

describe('ports', () => {
  it('are shared by different addresses, not with every address', async () => {
    const network = createNetwork({ seed: 1 });
    const { udp } = network.host('two-faced', { addresses: ['192.0.2.1', '192.0.2.2'] });
    await udp.open({ address: '192.0.2.1', port: 7 }, () => {});
    await udp.open({ address: '192.0.2.2', port: 7 }, () => {});
    await expect(udp.open({ port: 7 }, () => {})).rejects.toBeInstanceOf(UnavailableError);
    await udp.open({ port: 8 }, () => {});
    await expect(udp.open({ address: '192.0.2.1', port: 8 }, () => {})).rejects.toThrow(/taken/);
  });

  it('run out, which is said', async () => {
    const network = createNetwork({ seed: 1 });
    const { udp } = network.host('busy', { addresses: ['192.0.2.1'] });
    const sockets = await Promise.all(
      Array.from({ length: 65_536 - 49_152 }, () => udp.open({}, () => {})),
    );
    expect(new Set(sockets.map(({ local }) => local.port)).size).toBe(sockets.length);
    await expect(udp.open({}, () => {})).rejects.toThrow(/No UDP port is left/);
    sockets[100]!.close();
    expect((await udp.open({}, () => {})).local.port).toBe(49_252);
  });
});

describe('hosts', () => {
  it('cannot share a name or an address', () => {
    const network = createNetwork({ seed: 1 });
    network.host('a', { addresses: ['192.0.2.1'] });
    expect(() => network.host('a', { addresses: [] })).toThrow(/already a host "a"/);
    expect(() => network.host('b', { addresses: ['192.0.2.1/16'] })).toThrow(/address of "a"/);
    // A refused host leaves nothing behind.
    expect(network.host('b', { addresses: ['192.0.2.2'] }).host.name).toBe('b');
  });

  it('have files, standard input among them, and say what is wrong with others', async () => {
    const { files } = createNetwork({ seed: 1 }).host('desk', {
      addresses: [],
      files: { '-': Uint8Array.of(1, 2), 'page.prn': Uint8Array.of(3) },
    });
    expect(await files.read('-', 2)).toEqual(Uint8Array.of(1, 2));
    expect(await files.read('page.prn', 10)).toEqual(Uint8Array.of(3));
    await expect(files.read('-', 1)).rejects.toThrow(/"-" is longer than 1 byte/);
    await expect(files.read('toString', 10)).rejects.toBeInstanceOf(UsageError);
  });

  it('report no listeners, and all of them seen, unless told otherwise', async () => {
    const network = createNetwork({ seed: 1 });
    const plain = await network.host('plain', { addresses: [] }).listeners.collect(never);
    expect(plain).toMatchObject({ listeners: [], coverage: { complete: true, gaps: [] } });
    const listeners = { ...plain, ephemeral: { from: 1, to: 2 } };
    const told = network.host('told', { addresses: [], listeners });
    expect(await told.listeners.collect(never)).toBe(listeners);
  });

  it('have the data they are given, and none else', () => {
    const network = createNetwork({ seed: 1 });
    const data = { text: (path: string) => `contents of ${path}` };
    expect(network.host('a', { addresses: [], data }).data.text('x')).toBe('contents of x');
    expect(() => network.host('b', { addresses: [] }).data.text('x')).toThrow(/no data folder/);
  });

  it('ends with what a receiver throws', async () => {
    const { network, say, printer } = await office();
    await printer.udp.open({ port: 7 }, () => {
      throw new Error('cannot take it');
    });
    say(1, { address: '192.0.2.2', port: 7 });
    await expect(network.runUntil(LATER)).rejects.toThrow('cannot take it');
  });
});
