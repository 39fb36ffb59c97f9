/**
 * Where the firewall jury sits: two network namespaces joined by two cables. In one, `host`, programs
 * listen behind a packet filter; from the other, `outside`, somebody knocks. Nothing leaves them.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PEER = fileURLToPath(new URL('firewall-peer.mjs', import.meta.url));

/** Ports that programs listen on; nothing listens on any other. */
export const PORTS = [4001, 4002, 4003, 4004] as const;

/** An end of one of the cables, and who knocks there: a neighbour, and somebody from far away. */
export interface Link {
  readonly name: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly own: string;
  readonly prefix: number;
  readonly neighbour: string;
  readonly stranger: string;
}

export const LINKS: readonly Link[] = [
  {
    name: 'h0',
    family: 'ipv4',
    own: '10.99.1.1',
    prefix: 24,
    neighbour: '10.99.1.2',
    stranger: '198.51.100.7',
  },
  {
    name: 'h1',
    family: 'ipv4',
    own: '192.0.2.1',
    prefix: 24,
    neighbour: '192.0.2.2',
    stranger: '203.0.113.9',
  },
  {
    name: 'h0',
    family: 'ipv6',
    own: '2001:db8:a1::1',
    prefix: 64,
    neighbour: '2001:db8:a1::2',
    stranger: '2001:db8:7::7',
  },
  {
    name: 'h1',
    family: 'ipv6',
    own: 'fd99:2::1',
    prefix: 64,
    neighbour: 'fd99:2::2',
    stranger: '2001:db8:9::9',
  },
];

export interface Knock {
  readonly transport: 'tcp' | 'udp';
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** How long a word is waited for, milliseconds. */
  readonly wait: number;
}

/** Why there can be no such ground; undefined when there can. */
export function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root, to make network namespaces';
  const name = `portolan-try-${process.pid}`;
  try {
    run('ip', ['netns', 'add', name]);
    run('ip', ['-n', name, 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1']);
    return undefined;
  } catch (error) {
    return String(error).split('\n', 1)[0];
  } finally {
    try {
      run('ip', ['netns', 'del', name]);
    } catch {
      // It was never made.
    }
  }
}

export function run(command: string, args: readonly string[], input = ''): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    timeout: 30_000,
  });
}

/** Counts the grounds that one process makes, since each needs names of its own. */
let grounds = 0;

export class Ground {
  private readonly id = `${process.pid}-${grounds++}`;
  readonly hostName = `portolan-host-${this.id}`;
  readonly boxName = `portolan-box-${this.id}`;
  readonly outsideName = `portolan-out-${this.id}`;
  private readonly children: ChildProcess[] = [];
  private readonly waiting = new Map<number, (heard: boolean) => void>();
  private knocks = 0;

  /** Makes the namespaces and starts the listeners. */
  static async make(): Promise<Ground> {
    const ground = new Ground();
    try {
      ground.connect();
      await ground.start(ground.hostName, ['serve', ...PORTS.map(String)]);
      const knocker = await ground.start(ground.outsideName, ['knock']);
      createInterface({ input: knocker.stdout! }).on('line', (line) => ground.hear(line));
    } catch (error) {
      await ground.remove();
      throw error;
    }
    return ground;
  }

  /** Runs a command in the namespace that filters. @throws when it fails */
  inside(command: string, args: readonly string[], input = ''): string {
    return run('ip', ['netns', 'exec', this.hostName, command, ...args], input);
  }

  /** Whether each of them is answered. All knock at once. */
  async knock(knocks: readonly Knock[]): Promise<boolean[]> {
    const knocker = this.children[1]!;
    return Promise.all(
      knocks.map((knock) => {
        const id = this.knocks++;
        const heard = new Promise<boolean>((resolve) => this.waiting.set(id, resolve));
        knocker.stdin!.write(`${JSON.stringify({ id, ...knock })}\n`);
        return heard;
      }),
    );
  }

  /**
   * A third namespace behind a device of the first, as engines make them, with the same listeners.
   * @returns its address
   */
  async attachContainer(): Promise<string> {
    const { hostName: host, boxName: box } = this;
    run('ip', ['netns', 'add', box]);
    const ip = (namespace: string, ...args: string[]) => run('ip', ['-n', namespace, ...args]);
    ip(host, 'link', 'add', 'docker0', 'type', 'veth', 'peer', 'name', 'c0');
    ip(host, 'link', 'set', 'c0', 'netns', box);
    ip(host, 'address', 'add', '172.17.0.1/16', 'dev', 'docker0');
    ip(host, 'link', 'set', 'docker0', 'up');
    ip(box, 'address', 'add', '172.17.0.2/16', 'dev', 'c0');
    ip(box, 'link', 'set', 'c0', 'up');
    ip(box, 'route', 'add', 'default', 'via', '172.17.0.1');
    this.inside('sh', ['-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
    await this.start(box, ['serve', ...PORTS.map(String)]);
    return '172.17.0.2';
  }

  async remove(): Promise<void> {
    for (const child of this.children) {
      child.stdin?.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    for (const name of [this.hostName, this.outsideName, this.boxName]) {
      try {
        run('ip', ['netns', 'del', name]);
      } catch {
        // It was never made.
      }
    }
  }

  private hear(line: string): void {
    const { id, heard } = JSON.parse(line) as { id: number; heard: boolean };
    this.waiting.get(id)?.(heard);
    this.waiting.delete(id);
  }

  private async start(namespace: string, words: readonly string[]): Promise<ChildProcess> {
    const child = spawn('ip', ['netns', 'exec', namespace, process.execPath, PEER, ...words], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.children.push(child);
    // It says that it is ready before anything else.
    await once(child.stdout!, 'data');
    return child;
  }

  private connect(): void {
    const { hostName: host, outsideName: outside } = this;
    const ip = (namespace: string, ...args: string[]) => run('ip', ['-n', namespace, ...args]);
    for (const name of [host, outside]) {
      run('ip', ['netns', 'add', name]);
      ip(name, 'link', 'set', 'lo', 'up');
    }
    for (const cable of ['0', '1']) {
      ip(host, 'link', 'add', `h${cable}`, 'type', 'veth', 'peer', 'name', `o${cable}`);
      ip(host, 'link', 'set', `o${cable}`, 'netns', outside);
      ip(host, 'link', 'set', `h${cable}`, 'up');
      ip(outside, 'link', 'set', `o${cable}`, 'up');
    }
    const macOf = (namespace: string, device: string) =>
      /link\/ether (\S+)/.exec(ip(namespace, 'link', 'show', device))![1]!;
    const add = (namespace: string, address: string, device: string) =>
      ip(
        namespace,
        'address',
        'add',
        address,
        'dev',
        device,
        ...(address.includes(':') ? ['nodad'] : []),
      );
    for (const { name, family, own, prefix, neighbour, stranger } of LINKS) {
      const device = name.replace('h', 'o');
      const single = family === 'ipv4' ? 32 : 128;
      add(host, `${own}/${prefix}`, name);
      add(outside, `${neighbour}/${prefix}`, device);
      add(outside, `${stranger}/${single}`, device);
      // Neighbours know each other, so that a filter that stops IPv6's neighbour discovery is not what is judged.
      ip(host, 'neigh', 'replace', neighbour, 'lladdr', macOf(outside, device), 'dev', name);
      ip(outside, 'neigh', 'replace', own, 'lladdr', macOf(host, name), 'dev', device);
      ip(host, 'route', 'add', `${stranger}/${single}`, 'via', neighbour, 'dev', name);
    }
  }
}
