/** What every TCP door promises, whoever made it: the real one (loopback only) and the simulated one. */
import { afterEach, describe, expect, it } from 'vitest';
import { joinBytes } from '../core/bytes/join.ts';
import { isExpected, UsageError } from '../core/errors.ts';
import { BindError } from './bind-error.ts';
import { nodeTcp } from './node/tcp.ts';
import { createNetwork, type LinkQuality } from './simulated/network.ts';
import type {
  TcpConnection,
  TcpConnectOptions,
  TcpDoor,
  TcpEnd,
  TcpHandlers,
  TcpListener,
  TcpListenOptions,
} from './tcp.ts';
import { ConnectError } from './tcp.ts';

/** Two doors, which may be the same, and how to wait for what is to come. */
interface World {
  readonly left: TcpDoor;
  readonly right: TcpDoor;
  readonly rightAddress: string;
  /** A second address of the left one. */
  readonly otherLeft: string;
  /** More bytes than the way between them holds: systems give a loopback connection megabytes. */
  readonly plenty: number;
  wait<T>(promise: Promise<T>): Promise<T>;
}

function betweenHosts(link: Partial<LinkQuality>): World {
  const network = createNetwork({ seed: 7 });
  return {
    left: network.host('left', { addresses: ['192.0.2.1', '192.0.2.3'], link }).tcp,
    right: network.host('right', { addresses: ['192.0.2.2'], link }).tcp,
    rightAddress: '192.0.2.2',
    otherLeft: '192.0.2.3',
    plenty: 500_000,
    wait: (promise) => network.run(promise),
  };
}

function overLoopback(door: TcpDoor, plenty: number, wait: World['wait']): World {
  const address = '127.0.0.1';
  return { left: door, right: door, rightAddress: address, otherLeft: '127.0.0.9', plenty, wait };
}

const worlds: { name: string; make(): World }[] = [
  {
    name: 'node, over loopback',
    make: () => overLoopback(nodeTcp(), 16_000_000, (promise) => promise),
  },
  { name: 'simulated, between two hosts', make: () => betweenHosts({}) },
  {
    name: 'simulated, over a bad link',
    make: () => betweenHosts({ loss: 0.05, duplication: 0.1, delay: 20, jitter: 30 }),
  },
  {
    name: 'simulated, over loopback',
    make() {
      const network = createNetwork({ seed: 1 });
      const { tcp } = network.host('alone', { addresses: [] });
      return overLoopback(tcp, 500_000, (promise) => network.run(promise));
    },
  },
];

const listeners: TcpListener[] = [];
const connections: TcpConnection[] = [];

afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
  for (const connection of connections.splice(0)) connection.abort();
});

/** An end that remembers what it was told, and can be waited for. */
class Ear {
  connection!: TcpConnection;
  readonly pieces: Uint8Array[] = [];
  length = 0;
  readonly told: string[] = [];
  how: TcpEnd | undefined;
  private waiting: (() => void)[] = [];

  constructor(private readonly also: Partial<TcpHandlers> = {}) {}

  readonly open = (connection: TcpConnection): TcpHandlers => {
    this.connection = connection;
    connections.push(connection);
    return {
      received: (bytes) => {
        this.pieces.push(bytes.slice());
        this.length += bytes.length;
        this.tell('received');
        this.also.received?.(bytes);
      },
      ended: () => {
        this.tell('ended');
        this.also.ended?.();
      },
      drained: () => {
        this.tell('drained');
        this.also.drained?.();
      },
      closed: (how) => {
        this.how = how;
        this.tell('closed');
      },
    };
  };

  get heard(): Uint8Array {
    return joinBytes(this.pieces);
  }

  async until(test: () => boolean): Promise<void> {
    while (!test()) await new Promise<void>((resolve) => void this.waiting.push(resolve));
  }

  hears = (count: number) => this.until(() => this.length >= count);
  closes = () => this.until(() => this.how !== undefined);

  private tell(what: string): void {
    this.told.push(what);
    for (const wake of this.waiting.splice(0)) wake();
  }
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const pattern = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 0xff);

describe.each(worlds)('a TCP door: $name', ({ make }) => {
  /** Accepts each connection with what `accept` gives. */
  async function listen(
    world: World,
    accept: (connection: TcpConnection) => TcpHandlers,
    options: TcpListenOptions = {},
  ): Promise<TcpListener> {
    const listener = await world.wait(
      world.right.listen({ address: world.rightAddress, ...options }, accept),
    );
    listeners.push(listener);
    return listener;
  }

  const connect = (world: World, listener: TcpListener, ear: Ear, options?: TcpConnectOptions) =>
    world.wait(world.left.connect(listener.local, ear.open, options));

  async function pair(server = new Ear(), client = new Ear()) {
    const world = make();
    const listener = await listen(world, server.open);
    await connect(world, listener, client);
    await untilOpen(world, server);
    return { world, listener, server, client };
  }

  /** The server learns of a connection a little later than the client. */
  async function untilOpen(world: World, ear: Ear): Promise<void> {
    while (ear.connection === undefined) await tick(world);
  }

  /** A round trip of another connection: by then, what was to come has come. */
  async function tick(world: World): Promise<void> {
    const server = new Ear({ ended: () => server.connection.end() });
    const client = new Ear();
    const listener = await listen(world, server.open);
    const connection = await connect(world, listener, client);
    connection.end();
    await world.wait(client.closes());
    listener.close();
  }

  it('carries bytes both ways, in order', async () => {
    const { world, server, client } = await pair();
    client.connection.write(bytes(1, 2));
    client.connection.write(bytes(3));
    await world.wait(server.hears(3));
    expect(server.heard).toEqual(bytes(1, 2, 3));
    server.connection.write(bytes(4, 5));
    await world.wait(client.hears(2));
    expect(client.heard).toEqual(bytes(4, 5));
  });

  it('knows both ends', async () => {
    const { listener, server, client } = await pair();
    expect(client.connection.remote).toEqual(listener.local);
    expect(server.connection.local).toEqual(listener.local);
    expect(server.connection.remote).toEqual(client.connection.local);
  });

  it('sends nothing unless it is told to', async () => {
    const { world, server, client } = await pair();
    await tick(world);
    await tick(world);
    client.connection.end();
    await world.wait(server.until(() => server.told.includes('ended')));
    expect(server.told).toEqual(['ended']);
    expect(server.heard.length).toBe(0);
  });

  it('hears a server that speaks first', async () => {
    const world = make();
    const server = new Ear();
    const listener = await listen(world, (connection) => {
      connection.write(bytes(7, 7, 7));
      return server.open(connection);
    });
    const client = new Ear();
    await connect(world, listener, client);
    await world.wait(client.hears(3));
    expect(client.heard).toEqual(bytes(7, 7, 7));
  });

  it('says that nobody listens', async () => {
    const world = make();
    const listener = await listen(world, new Ear().open);
    listener.close();
    listener.close();
    const refused = connect(world, listener, new Ear());
    await expect(refused).rejects.toBeInstanceOf(ConnectError);
    await expect(refused).rejects.toMatchObject({ failure: 'refused' });
  });

  it('closes each way alone, and is over when both are', async () => {
    const { world, server, client } = await pair();
    client.connection.write(bytes(1));
    client.connection.end();
    client.connection.write(bytes(9));
    await world.wait(server.until(() => server.told.includes('ended')));
    expect(server.heard).toEqual(bytes(1));
    expect([server.how, client.how]).toEqual([undefined, undefined]);
    server.connection.write(bytes(2));
    server.connection.end();
    await world.wait(Promise.all([server.closes(), client.closes()]));
    expect(client.heard).toEqual(bytes(2));
    expect([server.how, client.how]).toEqual(['ended', 'ended']);
    expect(client.told).toEqual(['received', 'ended', 'closed']);
  });

  it('breaks off, and the other side sees a reset', async () => {
    const { world, server, client } = await pair();
    client.connection.abort();
    client.connection.abort();
    client.connection.write(bytes(1));
    await world.wait(Promise.all([server.closes(), client.closes()]));
    expect([server.how, client.how]).toEqual(['reset', 'aborted']);
    expect(server.told).toEqual(['closed']);
    expect(client.told).toEqual(['closed']);
  });

  it('hears no more once it broke off from inside', async () => {
    const shy: Ear = new Ear({ received: () => shy.connection.abort() });
    const { world, server, client } = await pair(new Ear(), shy);
    server.connection.write(pattern(200_000));
    await world.wait(Promise.all([server.closes(), client.closes()]));
    expect(client.told).toEqual(['received', 'closed']);
    expect(server.how).toBe('reset');
  });

  it('lets a reader set the pace', async () => {
    const { world, server, client } = await pair();
    server.connection.pause();
    const whole = pattern(world.plenty);
    let sent = 0;
    let waits = false;
    while (!waits && sent < whole.length) {
      waits = !client.connection.write(whole.subarray(sent, sent + 50_000));
      sent += 50_000;
    }
    expect(waits).toBe(true);
    await tick(world);
    expect(server.heard.length).toBe(0);
    client.connection.write(whole.subarray(sent));
    server.connection.resume();
    await world.wait(server.hears(whole.length));
    expect(Buffer.compare(server.heard, whole)).toBe(0);
    await world.wait(client.until(() => client.told.includes('drained')));
  });

  it('can be paused before anything is read', async () => {
    const world = make();
    const server = new Ear();
    const listener = await listen(world, (connection) => {
      connection.pause();
      return server.open(connection);
    });
    const client = new Ear();
    await connect(world, listener, client);
    client.connection.write(bytes(1));
    client.connection.end();
    await tick(world);
    await tick(world);
    expect(server.told).toEqual([]);
    server.connection.resume();
    await world.wait(server.until(() => server.told.includes('ended')));
    expect(server.heard).toEqual(bytes(1));
  });

  it('takes no more connections at once than it was told', async () => {
    const world = make();
    const servers: Ear[] = [];
    const listener = await listen(
      world,
      (connection) => {
        const server = new Ear();
        servers.push(server);
        return server.open(connection);
      },
      { limit: 2 },
    );
    const clients = [new Ear(), new Ear(), new Ear()];
    for (const client of clients) await connect(world, listener, client);
    const third = clients[2]!;
    await world.wait(third.until(() => third.told.length > 0));
    expect(servers).toHaveLength(2);
    expect(clients.map(({ told }) => told.length > 0)).toEqual([false, false, true]);
    // One leaves, another may come.
    clients[0]!.connection.abort();
    await world.wait(servers[0]!.closes());
    await connect(world, listener, new Ear());
    await tick(world);
    expect(servers).toHaveLength(3);
  });

  it('gives a port back on close, and lets connections go on', async () => {
    const { world, listener, server, client } = await pair();
    listener.close();
    client.connection.write(bytes(1));
    await world.wait(server.hears(1));
    client.connection.abort();
    await world.wait(server.closes());
    const again = await listen(world, new Ear().open, listener.local);
    expect(again.local).toEqual(listener.local);
  });

  it('refuses a port that is taken, and says so', async () => {
    const { world, listener } = await pair();
    const again = world.wait(world.right.listen(listener.local, new Ear().open));
    await expect(again).rejects.toBeInstanceOf(BindError);
    await expect(again).rejects.toMatchObject({ failure: 'taken', wanted: listener.local });
    const { address, port } = listener.local;
    await expect(again).rejects.toThrow(`TCP port ${address}:${port} is taken`);
  });

  it('refuses addresses and ports that make no sense', async () => {
    const world = make();
    const strange = world.wait(world.left.listen({ address: '203.0.113.77' }, new Ear().open));
    await expect(strange).rejects.toMatchObject({ failure: 'not own' });
    for (const address of ['printer.example', '1.2.3']) {
      const none = world.wait(world.left.listen({ address }, new Ear().open));
      await expect(none).rejects.toSatisfy(isExpected);
      const nobody = world.wait(world.left.connect({ address, port: 9 }, new Ear().open));
      await expect(nobody).rejects.toBeInstanceOf(UsageError);
    }
    for (const port of [-1, 65_536, 1.5, NaN]) {
      await expect(world.left.listen({ port }, new Ear().open)).rejects.toBeInstanceOf(UsageError);
    }
    const zero = { address: world.rightAddress, port: 0 };
    await expect(world.left.connect(zero, new Ear().open)).rejects.toBeInstanceOf(UsageError);
  });

  it('comes from the address that it was told', async () => {
    const world = make();
    const server = new Ear();
    const listener = await listen(world, server.open);
    const source = { address: world.otherLeft };
    const connection = await connect(world, listener, new Ear(), { source });
    await untilOpen(world, server);
    expect(connection.local.address).toBe(world.otherLeft);
    expect(server.connection.remote.address).toBe(world.otherLeft);
    const strange = { source: { address: '203.0.113.77' } };
    const refused = connect(world, listener, new Ear(), strange);
    await expect(refused).rejects.toMatchObject({ failure: 'not own' });
  });

  it('gives up when the signal says so', async () => {
    const world = make();
    const listener = await listen(world, new Ear().open);
    const given = AbortSignal.abort();
    const never = connect(world, listener, new Ear(), { signal: given });
    await expect(never).rejects.toMatchObject({ failure: 'aborted' });
    const later = new AbortController();
    const ear = new Ear();
    await connect(world, listener, ear, { signal: later.signal });
    later.abort();
    await tick(world);
    expect(ear.told).toEqual([]);
  });
});

describe('a TCP door: node alone', () => {
  it('keeps IPv6 and IPv4 apart', async () => {
    const door = nodeTcp();
    const six = await door.listen({ address: '::' }, new Ear().open);
    listeners.push(six);
    const { port } = six.local;
    const four = await door.listen({ address: '0.0.0.0', port }, new Ear().open);
    listeners.push(four);
    const connection = await door.connect({ address: '::1', port }, new Ear().open);
    expect(connection.local.address).toBe('::1');
  });
});

describe('a TCP door: simulated alone', () => {
  it('waits as long as it was told when nobody is there', async () => {
    const network = createNetwork({ seed: 1 });
    const { tcp } = network.host('alone', { addresses: ['192.0.2.1'] });
    const to = { address: '192.0.2.99', port: 80 };
    const lost = network.run(tcp.connect(to, new Ear().open, { timeout: 700 }));
    await expect(lost).rejects.toMatchObject({ failure: 'timed out' });
    expect(network.clock.now()).toBe(700);
  });

  it('breaks a connection over a link that loses nearly everything', async () => {
    const network = createNetwork({ seed: 1 });
    const { tcp: left } = network.host('left', { addresses: ['192.0.2.1'], link: { loss: 0.7 } });
    const { tcp: right } = network.host('right', { addresses: ['192.0.2.2'] });
    const listener = await network.run(right.listen({}, new Ear().open));
    const to = { address: '192.0.2.2', port: listener.local.port };
    const ear = new Ear();
    const connection = await network.run(left.connect(to, ear.open, { timeout: 60_000 }));
    connection.write(pattern(200_000));
    await network.run(ear.closes());
    expect(ear.how).toBe('timed out');
  });

  it('says the same twice for the same seed, and keeps what was said', async () => {
    const story = async (seed: number) => {
      const network = createNetwork({ seed });
      const link = { loss: 0.3, jitter: 10 };
      const { tcp: left } = network.host('left', { addresses: ['192.0.2.1'], link });
      const { tcp: right } = network.host('right', { addresses: ['192.0.2.2'], link });
      const server = new Ear();
      const listener = await network.run(right.listen({ port: 9 }, server.open));
      const to = { address: '192.0.2.2', port: listener.local.port };
      const client = await network.run(left.connect(to, new Ear().open, { timeout: 60_000 }));
      client.write(pattern(20_000));
      await network.run(server.hears(20_000));
      return { streams: network.streams, took: network.clock.now() };
    };
    const [one, other, third] = [await story(5), await story(5), await story(6)];
    expect(one).toEqual(other);
    expect(one.took).not.toBe(third.took);
    const said = one.streams.filter(({ what }) => what === 'bytes').map(({ bytes }) => bytes!);
    expect(joinBytes(said)).toEqual(pattern(20_000));
    expect(one.streams[0]).toMatchObject({ what: 'open', from: { host: 'left' } });
  });
});
