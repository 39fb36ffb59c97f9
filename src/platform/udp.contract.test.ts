/** What every UDP door promises, whoever made it: the real one (loopback only) and the simulated one. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../core/endpoint.ts';
import { isExpected, UnavailableError, UsageError } from '../core/errors.ts';
import { nodeUdp } from './node/udp.ts';
import type { UdpDoor, UdpOptions, UdpSocket } from './platform.ts';
import { createNetwork } from './simulated/network.ts';

/** Two doors, which may be the same, the address of each, and how to wait for what is to come. */
interface World {
  readonly left: UdpDoor;
  readonly right: UdpDoor;
  readonly leftAddress: string;
  readonly rightAddress: string;
  wait<T>(promise: Promise<T>): Promise<T>;
}

const worlds: { name: string; make(): World }[] = [
  {
    name: 'node, over loopback',
    make() {
      const door = nodeUdp();
      return {
        left: door,
        right: door,
        leftAddress: '127.0.0.1',
        rightAddress: '127.0.0.1',
        wait: (promise) => promise,
      };
    },
  },
  {
    name: 'simulated, between two hosts',
    make() {
      const network = createNetwork({ seed: 1 });
      return {
        left: network.host('left', { addresses: ['192.0.2.1'] }).udp,
        right: network.host('right', { addresses: ['192.0.2.2'] }).udp,
        leftAddress: '192.0.2.1',
        rightAddress: '192.0.2.2',
        wait: (promise) => network.run(promise),
      };
    },
  },
  {
    name: 'simulated, over loopback',
    make() {
      const network = createNetwork({ seed: 1 });
      const { udp } = network.host('alone', { addresses: [] });
      return {
        left: udp,
        right: udp,
        leftAddress: '127.0.0.1',
        rightAddress: '127.0.0.1',
        wait: (promise) => network.run(promise),
      };
    },
  },
];

interface Heard {
  readonly bytes: Uint8Array;
  readonly from: Endpoint;
}

/** A socket that remembers what it heard, and tells when it has heard so much. */
interface Ear extends UdpSocket {
  readonly heard: Heard[];
  hears(count: number): Promise<void>;
}

const open: UdpSocket[] = [];

async function listen(
  world: World,
  door: UdpDoor,
  options: UdpOptions,
  onHearing = (): void => {},
): Promise<Ear> {
  const heard: Heard[] = [];
  let waiting = (): void => {};
  const socket = await world.wait(
    door.open(options, (bytes, from) => {
      heard.push({ bytes, from });
      onHearing();
      waiting();
    }),
  );
  open.push(socket);
  return {
    local: socket.local,
    send: (bytes, to) => socket.send(bytes, to),
    sendBuffer: () => socket.sendBuffer(),
    waiting: () => socket.waiting(),
    unsent: () => socket.unsent(),
    dropped: () => socket.dropped(),
    hold: (isHeld) => socket.hold(isHeld),
    close: () => socket.close(),
    heard,
    hears: (count) =>
      new Promise((resolve) => {
        waiting = () => void (heard.length >= count && resolve());
        waiting();
      }),
  };
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

describe.each(worlds)('a UDP door: $name', ({ make }) => {
  async function pair() {
    const world = make();
    const left = await listen(world, world.left, { address: world.leftAddress });
    const right = await listen(world, world.right, { address: world.rightAddress });
    return { world, left, right };
  }

  it('gives any free port when none is asked for', async () => {
    const { world, left } = await pair();
    const other = await listen(world, world.left, { address: world.leftAddress });
    expect(left.local.address).toBe(world.leftAddress);
    expect(left.local.port).toBeGreaterThan(0);
    expect(other.local.port).not.toBe(left.local.port);
  });

  it('carries bytes, and says who sent them', async () => {
    const { world, left, right } = await pair();
    left.send(bytes(1, 2, 3), right.local);
    await world.wait(right.hears(1));
    expect(right.heard).toEqual([{ bytes: bytes(1, 2, 3), from: left.local }]);
    right.send(bytes(), right.heard[0]!.from);
    await world.wait(left.hears(1));
    expect(left.heard).toEqual([{ bytes: bytes(), from: right.local }]);
  });

  it('gives plain bytes, not a Buffer', async () => {
    const { world, left, right } = await pair();
    left.send(bytes(1), right.local);
    await world.wait(right.hears(1));
    expect(Object.getPrototypeOf(right.heard[0]!.bytes)).toBe(Uint8Array.prototype);
  });

  it('does not care what happens to the bytes after send', async () => {
    const { world, left, right } = await pair();
    const mine = bytes(1, 2, 3);
    left.send(mine, right.local);
    mine.fill(0);
    await world.wait(right.hears(1));
    expect(right.heard[0]!.bytes).toEqual(bytes(1, 2, 3));
  });

  it('hears on a particular address when bound to every one', async () => {
    const world = make();
    const left = await listen(world, world.left, { address: world.leftAddress });
    const right = await listen(world, world.right, {});
    expect(right.local.address).toBe('0.0.0.0');
    left.send(bytes(1), { address: world.rightAddress, port: right.local.port });
    await world.wait(right.hears(1));
    right.send(bytes(2), right.heard[0]!.from);
    await world.wait(left.hears(1));
    expect(left.heard[0]!.from).toEqual({
      address: world.rightAddress,
      port: right.local.port,
    });
  });

  it('gives what is sent to an address to who is bound to it, and not to who is bound to all', async () => {
    const world = make();
    const left = await listen(world, world.left, { address: world.leftAddress });
    const own = await listen(world, world.right, { address: world.rightAddress, reuse: true });
    const all = await listen(world, world.right, { port: own.local.port, reuse: true });
    left.send(bytes(1), { address: world.rightAddress, port: own.local.port });
    await world.wait(own.hears(1));
    expect(all.heard).toEqual([]);
  });

  it('sends what was queued before close', async () => {
    const { world, left, right } = await pair();
    left.send(bytes(1), right.local);
    left.send(bytes(2), right.local);
    left.close();
    await world.wait(right.hears(2));
    expect(right.heard.map((one) => one.bytes[0])).toEqual([1, 2]);
  });

  it('neither hears nor sends after close, and may be closed twice', async () => {
    const { world, left, right } = await pair();
    const third = await listen(world, world.left, { address: world.leftAddress });
    left.send(bytes(1), right.local);
    right.close();
    right.close();
    right.send(bytes(2), third.local);
    // Sent later, so heard later: by then the others would have been heard too.
    left.send(bytes(3), third.local);
    await world.wait(third.hears(1));
    expect(right.heard).toEqual([]);
    expect(third.heard.map((one) => one.bytes)).toEqual([bytes(3)]);
  });

  it('can be closed by its own receiver, and hears no more', async () => {
    const { world, left, right } = await pair();
    const shy: Ear = await listen(world, world.right, { address: world.rightAddress }, () =>
      shy.close(),
    );
    for (const value of [1, 2, 3]) left.send(bytes(value), shy.local);
    await world.wait(shy.hears(1));
    // Two rounds between the others: by then the rest would have been heard.
    for (const round of [1, 2]) {
      left.send(bytes(round), right.local);
      await world.wait(right.hears(round));
    }
    expect(shy.heard.map((one) => one.bytes)).toEqual([bytes(1)]);
  });

  it('refuses a port that is taken, and says so', async () => {
    const { world, left } = await pair();
    const again = world.wait(world.left.open(left.local, () => {}));
    await expect(again).rejects.toBeInstanceOf(UnavailableError);
    await expect(again).rejects.toThrow(`${left.local.address}:${left.local.port} is taken`);
    const wildcard = world.wait(world.left.open({ port: left.local.port }, () => {}));
    await expect(wildcard).rejects.toBeInstanceOf(UnavailableError);
  });

  it('gives a port back on close', async () => {
    const { world, left } = await pair();
    left.close();
    const again = await listen(world, world.left, left.local);
    expect(again.local).toEqual(left.local);
  });

  it('refuses an address that is not its own, and one that is none', async () => {
    const world = make();
    for (const address of ['203.0.113.77', 'printer.example', '1.2.3']) {
      const strange = world.wait(world.left.open({ address }, () => {}));
      await expect(strange).rejects.toSatisfy(isExpected);
      await expect(strange).rejects.toThrow(address);
    }
  });

  it('refuses a port that is none', async () => {
    const world = make();
    for (const port of [-1, 65_536, 1.5, NaN]) {
      const strange = world.wait(world.left.open({ port }, () => {}));
      await expect(strange).rejects.toBeInstanceOf(UsageError);
    }
  });

  it('loses what cannot be sent, and goes on', async () => {
    const { world, left, right } = await pair();
    const nobody = await listen(world, world.right, { address: world.rightAddress });
    nobody.close();
    left.send(bytes(1), nobody.local);
    left.send(bytes(2), { ...right.local, port: 0 });
    left.send(bytes(3), { address: '2001:db8::1', port: 9 });
    left.send(new Uint8Array(65_508), right.local);
    left.send(bytes(4), right.local);
    await world.wait(right.hears(1));
    left.send(bytes(5), right.local);
    await world.wait(right.hears(2));
    expect(right.heard.map((one) => one.bytes)).toEqual([bytes(4), bytes(5)]);
  });

  it('carries the longest datagram that there is', async () => {
    const { world, left, right } = await pair();
    left.send(new Uint8Array(65_507).fill(7), right.local);
    await world.wait(right.hears(1));
    expect(right.heard[0]!.bytes.length).toBe(65_507);
  });

  it('does not resolve names: that is a bug of ours', async () => {
    const { left } = await pair();
    expect(() => left.send(bytes(1), { address: 'printer.example', port: 9 })).toThrow(TypeError);
  });

  it('broadcasts only when it was opened for that', async () => {
    const world = make();
    const shy = await listen(world, world.left, {});
    const everybody = { address: '255.255.255.255', port: 9 };
    expect(() => shy.send(bytes(1), everybody)).toThrow(UsageError);
    expect(() => shy.send(bytes(1), everybody)).toThrow(/broadcast: true/);
  });
});
