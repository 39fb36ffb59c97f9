/**
 * Which way broadcasts and multicasts leave a machine with several links, and who hears them: the same for the kernel,
 * in network namespaces, and for the simulated network. The kernel's part needs root and iproute2.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes/hex.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import {
  broadcastObstacle,
  multicastObstacle,
  type NetworkInterface,
} from '../../src/platform/interfaces.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import type { UdpOptions } from '../../src/platform/udp.ts';
import {
  inNamespace,
  isInstalled,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { until } from '../support/waiting.ts';
import type { PeerOrder } from './udp-peer.ts';

const reason = noNamespace();
if (reason) console.log(`LEFT OUT: jury of broadcasts and multicasts: ${reason}`);

/** Desk has a link to each of the others; the one to `pair` has no broadcast address. */
const HOSTS = {
  desk: ['10.81.1.1/24', '10.81.2.1/24', '10.81.3.0/31'],
  left: ['10.81.1.2/24'],
  right: ['10.81.2.2/24'],
  pair: ['10.81.3.1/31'],
} as const;
type HostName = keyof typeof HOSTS;
const NAMES = Object.keys(HOSTS) as HostName[];

interface Mouth {
  readonly local: Endpoint;
  /** Texts, in the order in which they came, each with the address that it is from. */
  readonly heard: string[];
  send(text: string, address: string, port?: number): void;
  close(): void;
}

interface World {
  open(host: HostName, options: UdpOptions): Promise<Mouth>;
  interfaces(host: HostName): Promise<readonly NetworkInterface[]>;
  /** Lets time pass until all of that is heard, in any order. */
  until(ear: Mouth, texts: readonly string[]): Promise<void>;
  end(): Promise<void>;
}

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function simulated(): World {
  const network = createNetwork({ seed: 1 });
  const hosts = new Map(
    NAMES.map((name) => [name, network.host(name, { addresses: HOSTS[name] })]),
  );
  return {
    async open(host, options) {
      const heard: string[] = [];
      const socket = await hosts
        .get(host)!
        .udp.open(options, (bytes, { address }) => heard.push(`${decode(bytes)} from ${address}`));
      return {
        local: socket.local,
        heard,
        send: (text, address, port = 4000) => socket.send(encode(text), { address, port }),
        close: () => socket.close(),
      };
    },
    interfaces: async (host) => hosts.get(host)!.interfaces(),
    async until(ear, texts) {
      await network.runUntil(network.clock.now() + 1000);
      demand(ear, texts);
    },
    end: async () => {},
  };
}

function demand({ heard }: Mouth, texts: readonly string[]): void {
  const missing = texts.filter((text) => !heard.includes(text));
  if (missing.length > 0)
    throw new Error(`not heard: ${missing.join(', ')}; but ${heard.join(', ')}`);
}

const space = (name: HostName) => `portolan-udp-${name}-${process.pid}`;

/** Processes with the real door, one in each namespace. */
class Kernel implements World {
  private readonly ears = new Map<number, string[]>();
  private readonly answers = new Map<HostName, ((line: Said) => void)[]>();
  private readonly children = new Map<HostName, ChildProcess>();
  private readonly numbers = new Map<Mouth, number>();
  private sockets = 0;

  constructor(peer: string) {
    for (const name of NAMES) {
      const child = spawn('ip', ['netns', 'exec', space(name), process.execPath, peer], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      this.children.set(name, child);
      this.answers.set(name, []);
      createInterface({ input: child.stdout! }).on('line', (line) => this.said(name, line));
    }
  }

  async open(host: HostName, options: UdpOptions): Promise<Mouth> {
    const socket = this.sockets++;
    const heard: string[] = [];
    this.ears.set(socket, heard);
    const local = (await this.ask(host, { do: 'open', socket, options })) as Endpoint;
    const mouth: Mouth = {
      local,
      heard,
      send: (text, address, port = 4000) =>
        this.tell(host, { do: 'send', socket, hex: toHex(encode(text)), to: { address, port } }),
      close: () => this.tell(host, { do: 'close', socket }),
    };
    this.numbers.set(mouth, socket);
    return mouth;
  }

  async interfaces(host: HostName): Promise<readonly NetworkInterface[]> {
    return (await this.ask(host, { do: 'interfaces' })) as NetworkInterface[];
  }

  unsent(host: HostName, mouth: Mouth): Promise<unknown> {
    return this.ask(host, { do: 'unsent', socket: this.numbers.get(mouth)! });
  }

  async until(ear: Mouth, texts: readonly string[]): Promise<void> {
    const patience = Date.now() + 5000;
    while (texts.some((text) => !ear.heard.includes(text)) && Date.now() < patience) {
      await new Promise((resolve) => void setTimeout(resolve, 5));
    }
    demand(ear, texts);
  }

  async end(): Promise<void> {
    for (const child of this.children.values()) child.stdin!.end();
    await Promise.all(
      [...this.children.values()].map(
        (child) => new Promise((resolve) => void child.once('exit', resolve)),
      ),
    );
  }

  private tell(host: HostName, order: PeerOrder): void {
    this.children.get(host)!.stdin!.write(`${JSON.stringify(order)}\n`);
  }

  private ask(host: HostName, order: PeerOrder): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.answers.get(host)!.push(({ answer, problem }) => {
        if (problem) reject(Object.assign(new Error(problem.message), { name: problem.name }));
        else resolve(answer);
      });
      this.tell(host, order);
    });
  }

  private said(host: HostName, line: string): void {
    const said = JSON.parse(line) as Said;
    if (!said.heard) return void this.answers.get(host)!.shift()?.(said);
    const { socket, hex, from } = said.heard;
    this.ears.get(socket)!.push(`${decode(fromHex(hex))} from ${from.address}`);
  }
}

interface Said {
  readonly heard?: { readonly socket: number; readonly hex: string; readonly from: Endpoint };
  readonly answer?: unknown;
  readonly problem?: { readonly name: string; readonly message: string };
}

const folder = mkdtempSync(join(tmpdir(), 'portolan-udp-'));
const peer = join(folder, 'peer.mjs');

async function lay(): Promise<void> {
  const input = fileURLToPath(new URL('udp-peer.ts', import.meta.url));
  const built = await rolldown({ input, platform: 'node' });
  await built.write({ file: peer, format: 'esm' });
  for (const name of NAMES) makeNamespace(space(name));
  for (const [i, other] of (['left', 'right', 'pair'] as const).entries()) {
    const near = ['-n', space('desk')];
    tool(
      'ip',
      ...near,
      'link',
      'add',
      `d${i}`,
      'type',
      'veth',
      'peer',
      'e0',
      'netns',
      space(other),
    );
    tool('ip', ...near, 'addr', 'add', HOSTS.desk[i]!, 'dev', `d${i}`);
    tool('ip', ...near, 'link', 'set', `d${i}`, 'up');
    tool('ip', '-n', space(other), 'addr', 'add', HOSTS[other][0], 'dev', 'e0');
    tool('ip', '-n', space(other), 'link', 'set', 'e0', 'up');
  }
}

function clear(): void {
  for (const name of NAMES) {
    try {
      removeNamespace(space(name));
    } catch {
      // Never made.
    }
  }
}

beforeAll(async () => {
  if (!reason) await lay();
});
afterAll(() => {
  clear();
  rmSync(folder, { recursive: true, force: true });
});

const worlds: [name: string, make: () => World][] = [['simulated', simulated]];
if (!reason) worlds.push(['of the kernel', () => new Kernel(peer)]);

describe.each(worlds)('a network %s', (_name, make) => {
  let world: World;
  beforeEach(() => {
    world = make();
    return () => world.end();
  });

  /** Somebody who hears everything on port 4000, on each of the hosts. */
  async function listeners() {
    const open = (host: HostName) => world.open(host, { port: 4000 });
    return { left: await open('left'), right: await open('right'), pair: await open('pair') };
  }

  it("takes a subnet's broadcast to that subnet, whatever the socket is bound to", async () => {
    const { left, right } = await listeners();
    const all = await world.open('desk', { broadcast: true });
    all.send('to the left', '10.81.1.255');
    await world.until(left, ['to the left from 10.81.1.1']);
    all.send('to the right', '10.81.2.255');
    await world.until(right, ['to the right from 10.81.2.1']);
    const odd = await world.open('desk', { address: '10.81.2.1', broadcast: true });
    odd.send('odd', '10.81.1.255');
    await world.until(left, ['odd from 10.81.2.1']);
    expect(right.heard).toHaveLength(1);
    expect(left.heard).toHaveLength(2);
  });

  it('takes the limited broadcast to the link whose address the socket is bound to', async () => {
    const { left, right, pair } = await listeners();
    const mouths = [];
    for (const address of ['10.81.1.1', '10.81.2.1', '10.81.3.0']) {
      mouths.push(await world.open('desk', { address, broadcast: true }));
    }
    for (const mouth of mouths) mouth.send('everybody', '255.255.255.255');
    await world.until(left, ['everybody from 10.81.1.1']);
    await world.until(right, ['everybody from 10.81.2.1']);
    await world.until(pair, ['everybody from 10.81.3.0']);
    expect([left, right, pair].map(({ heard }) => heard.length)).toEqual([1, 1, 1]);
    left.send('here', '10.81.1.1', mouths[0]!.local.port);
    right.send('here', '10.81.2.1', mouths[1]!.local.port);
    await world.until(mouths[0]!, ['here from 10.81.1.2']);
    await world.until(mouths[1]!, ['here from 10.81.2.2']);
  });

  it('gives broadcasts to sockets that are bound to every address, and to no others', async () => {
    const every = await world.open('left', { port: 4001 });
    const one = await world.open('left', { port: 4002, address: '10.81.1.2' });
    const desk = await world.open('desk', { broadcast: true });
    desk.send('all', '10.81.1.255', 4002);
    desk.send('all', '10.81.1.255', 4001);
    desk.send('you', '10.81.1.2', 4002);
    await world.until(one, ['you from 10.81.1.1']);
    await world.until(every, ['all from 10.81.1.1']);
    expect(one.heard).toEqual(['you from 10.81.1.1']);
  });

  it('gives a multicast to the machines on one link that are members', async () => {
    const group = '239.255.255.250';
    const member = (host: HostName, address: string) =>
      world.open(host, { port: 3702, multicast: { groups: [group], interface: address } });
    const left = await member('left', '10.81.1.2');
    const right = await member('right', '10.81.2.2');
    const stranger = await world.open('pair', { port: 3702 });
    const housemate = await world.open('left', { port: 3703 });
    const desk = await world.open('desk', { address: '10.81.1.1', multicast: { hops: 1 } });
    const other = await world.open('desk', { multicast: { interface: '10.81.2.1' } });
    const third = await world.open('desk', { multicast: { interface: '10.81.3.0' } });
    desk.send('who', group, 3702);
    desk.send('who', group, 3703);
    await world.until(left, ['who from 10.81.1.1']);
    other.send('what', group, 3702);
    await world.until(right, ['what from 10.81.2.1']);
    third.send('where', group, 3702);
    third.send('you', '10.81.3.1', 3702);
    await world.until(stranger, ['you from 10.81.3.0']);
    // Linux asks whether the machine is a member, not whether the socket is.
    await world.until(housemate, ['who from 10.81.1.1']);
    left.send('me', '10.81.1.1', desk.local.port);
    await world.until(desk, ['me from 10.81.1.2']);
    expect([left, right, stranger].map(({ heard }) => heard.length)).toEqual([1, 1, 1]);
  });

  it('lets sockets share a port that all want to share, and gives each what is for all', async () => {
    const multicast = { groups: ['224.0.0.251'], interface: '10.81.1.2' };
    const first = await world.open('left', { port: 5353, reuse: true, multicast });
    const second = await world.open('left', { port: 5353, reuse: true, multicast });
    await expect(world.open('left', { port: 5353 })).rejects.toThrow(/taken/);
    const desk = await world.open('desk', {
      address: '10.81.1.1',
      broadcast: true,
      multicast: { hops: 255 },
    });
    desk.send('group', '224.0.0.251', 5353);
    desk.send('all', '10.81.1.255', 5353);
    for (const ear of [first, second]) {
      await world.until(ear, ['group from 10.81.1.1', 'all from 10.81.1.1']);
    }
    desk.send('one', '10.81.1.2', 5353);
    await world.until(second, ['one from 10.81.1.1']);
    expect(first.heard).toHaveLength(2);
  });

  it('lets a machine hear its own multicasts, unless it does not want to', async () => {
    const groups = ['224.0.0.251'];
    const multicast = { groups, interface: '10.81.1.1' };
    const own = await world.open('desk', { port: 5353, multicast });
    own.send('echo', '224.0.0.251', 5353);
    await world.until(own, ['echo from 10.81.1.1']);
    const quiet = await world.open('desk', { multicast: { ...multicast, loop: false } });
    quiet.send('quiet', '224.0.0.251', 5353);
    own.send('again', '224.0.0.251', 5353);
    await world.until(own, ['again from 10.81.1.1']);
    expect(own.heard).not.toContain('quiet from 10.81.1.1');
  });

  it.each<UdpOptions>([
    { multicast: { groups: ['10.81.1.9'] } },
    { multicast: { groups: ['nobody'] } },
    { multicast: { hops: 256 } },
    { hops: 0 },
    { hops: 1.5 },
    { multicast: { groups: ['224.0.0.251'], interface: '203.0.113.1' } },
  ])('refuses %j', async (options) => {
    await expect(world.open('desk', options)).rejects.toMatchObject({
      name: expect.stringMatching(/^(Usage|Unavailable)Error$/) as string,
    });
  });

  it('tells of its interfaces, and why one cannot be used', async () => {
    const own = await world.interfaces('desk');
    const [lo, left, , pair] = own;
    expect(
      own.map(({ addresses }) => addresses.find(({ family }) => family === 'ipv4')?.address),
    ).toEqual(['127.0.0.1', '10.81.1.1', '10.81.2.1', '10.81.3.0']);
    expect(lo).toMatchObject({ name: 'lo', loopback: true, kind: 'loopback', up: true });
    expect(left).toMatchObject({ up: true, running: true, broadcast: true, multicast: true });
    expect(left!.addresses[0]).toEqual({
      address: '10.81.1.1',
      family: 'ipv4',
      prefix: 24,
      broadcast: '10.81.1.255',
    });
    expect(pair!.addresses[0]).toEqual({ address: '10.81.3.0', family: 'ipv4', prefix: 31 });
    expect(own.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
    expect(broadcastObstacle(lo!)).toBe('leads to this machine alone');
    expect(broadcastObstacle(left!)).toBeUndefined();
    expect(broadcastObstacle(pair!)).toMatch(/knows no broadcast|without a broadcast address/);
    expect(multicastObstacle(pair!)).toBeUndefined();
  });
});

describe.skipIf(reason)('the kernel alone', () => {
  let world: Kernel;
  beforeEach(() => {
    world = new Kernel(peer);
    return () => world.end();
  });

  it('takes IPv6 multicast to one interface, and its senders carry theirs', async () => {
    for (const [host, device] of [
      ['desk', 'd0'],
      ['left', 'e0'],
    ] as const) {
      // Without the second of waiting for others who might have the address.
      inNamespace(space(host), 'sysctl', '-qw', `net.ipv6.conf.${device}.accept_dad=0`);
      tool(
        'ip',
        '-n',
        space(host),
        'addr',
        'add',
        `fe80::81:${host === 'desk' ? 1 : 2}/64`,
        'dev',
        device,
        'nodad',
      );
    }
    const multicast = { groups: ['ff02::fb'], interface: 'e0', hops: 255 };
    const left = await world.open('left', { address: '::', port: 5353, reuse: true, multicast });
    const desk = await world.open('desk', { address: '::', multicast: { interface: 'd0' } });
    desk.send('six', 'ff02::fb', 5353);
    await until(() => left.heard.length > 0, 5000);
    expect(left.heard[0]).toMatch(/^six from fe80::.*%e0$/);
    await expect(
      world.open('left', { address: '::', multicast: { groups: ['ff02::fb'], interface: 'none' } }),
    ).rejects.toThrow(/none/);
    await expect(
      world.open('left', { address: '::', multicast: { groups: ['224.0.0.251'] } }),
    ).rejects.toThrow(/no multicast group of IPv6/);
  });

  it.skipIf(!isInstalled('tcpdump'))('gives datagrams the hops that they are to have', async () => {
    const file = join(folder, 'hops.pcap');
    const words = [
      'netns',
      'exec',
      space('left'),
      'tcpdump',
      '-Uni',
      'e0',
      '--immediate-mode',
      '-w',
      file,
      'udp',
    ];
    const dump = spawn('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    await once(dump.stderr, 'data');
    const left = await world.open('left', { port: 4000 });
    const common = { address: '10.81.1.1' };
    const mdns = await world.open('desk', { ...common, hops: 255, multicast: { hops: 255 } });
    const plain = await world.open('desk', common);
    for (const mouth of [mdns, plain]) {
      mouth.send('group', '224.0.0.251', 5353);
      mouth.send('one', '10.81.1.2');
      await world.until(left, ['one from 10.81.1.1']);
      left.heard.length = 0;
    }
    dump.kill('SIGINT');
    await once(dump, 'exit');
    const hops = [...tool('tcpdump', '-vnr', file).matchAll(/ttl (\d+)/g)].map(([, ttl]) => ttl);
    expect(hops).toEqual(['255', '255', '1', '64']);
  });

  it('tells bridges, their ports, tunnels and what is switched off apart', async () => {
    const near = ['-n', space('pair')];
    tool('ip', ...near, 'link', 'add', 'docker0', 'type', 'bridge');
    tool('ip', ...near, 'link', 'set', 'docker0', 'up');
    tool('ip', ...near, 'link', 'add', 'veth0', 'type', 'veth', 'peer', 'name', 'far0');
    tool('ip', ...near, 'link', 'set', 'veth0', 'master', 'docker0', 'up');
    tool('ip', ...near, 'tuntap', 'add', 'tun0', 'mode', 'tun');
    tool('ip', ...near, 'link', 'set', 'tun0', 'up');
    tool('ip', ...near, 'route', 'add', 'default', 'via', '10.81.3.0');
    const own = await world.interfaces('pair');
    const said = Object.fromEntries(
      own.map((link) => [
        link.name,
        [link.kind, link.internal, link.defaultRoute, broadcastObstacle(link)],
      ]),
    );
    expect(said).toEqual({
      lo: ['loopback', false, false, 'leads to this machine alone'],
      e0: ['veth', false, true, 'has a subnet without a broadcast address (/31)'],
      docker0: ['bridge', true, false, expect.stringMatching(/no connection|no IPv4/)],
      veth0: ['veth', true, false, expect.stringMatching(/no connection|a port of docker0/)],
      far0: ['veth', false, false, 'is switched off'],
      tun0: ['tunnel', false, false, 'has no connection'],
    });
    expect(own.find(({ name }) => name === 'veth0')?.master).toBe('docker0');
  });

  it('says why a datagram was not sent', async () => {
    const mouth = await world.open('left', { broadcast: true });
    mouth.send('nowhere', '203.0.113.9');
    mouth.send('everybody', '255.255.255.255');
    await expect.poll(() => world.unsent('left', mouth)).toEqual({ 'no route': 2 });
  });
});
