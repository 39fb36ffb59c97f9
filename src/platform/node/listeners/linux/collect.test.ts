import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../../core/signal.ts';
import type { Listener, ListenerReport } from '../../../../survey/listener.ts';
import { linuxListeners } from './collect.ts';
import { openSockDiag } from './netlink/socket.ts';

const HEADER = '  sl  local_address rem_address   st\n';
/** A line of a table in the kernel's own columns. */
const line = (local: string, state: string, inode: number, uid = 0) =>
  `   0: ${local} ${local.replaceAll(/[^:]/g, '0')} ${state} 0:0 0:0 0  ${uid}        0 ${inode} 1 0\n`;

/** A `/proc` and an `/etc` made of plain files, for what no real machine can be brought to show. */
class Tree {
  readonly base = mkdtempSync(join(tmpdir(), 'portolan-proc-'));

  constructor() {
    this.file('etc/passwd', 'root:x:0:0::/root:/bin/sh\nwww:x:33:33::/:/bin/sh\n');
    this.table('self', 'tcp', '').table('self', 'tcp6', '').table('self', 'udp', '');
    this.table('self', 'udp6', '');
    this.link('proc/self/ns/net', 'net:[1]').link('proc/self/ns/pid', 'pid:[4026531836]');
    this.file('proc/self/status', 'Name:\tnode\nUid:\t0\t0\t0\t0\n');
    this.process(1, 'init', 0, []);
  }

  file(path: string, text: string): this {
    mkdirSync(dirname(join(this.base, path)), { recursive: true });
    writeFileSync(join(this.base, path), text);
    return this;
  }

  link(path: string, target: string): this {
    mkdirSync(dirname(join(this.base, path)), { recursive: true });
    rmSync(join(this.base, path), { force: true });
    symlinkSync(target, join(this.base, path));
    return this;
  }

  table(process: string, name: string, lines: string): this {
    return this.file(`proc/${process}/net/${name}`, HEADER + lines);
  }

  process(
    pid: number,
    name: string,
    uid: number,
    inodes: readonly number[],
    net = 'net:[1]',
  ): this {
    const folder = `proc/${pid}`;
    this.file(`${folder}/status`, `Name:\t${name}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
    this.file(`${folder}/cmdline`, `/usr/bin/${name}\0--flag\0`);
    this.file(`${folder}/cgroup`, `0::/system.slice/${name}.service\n`);
    this.link(`${folder}/exe`, `/usr/bin/${name}`).link(`${folder}/ns/net`, net);
    this.link(`${folder}/fd/0`, '/dev/null');
    for (const [index, inode] of inodes.entries()) {
      this.link(`${folder}/fd/${index + 3}`, `socket:[${inode}]`);
    }
    return this;
  }

  collect(): Promise<ListenerReport> {
    const [root, etc] = [join(this.base, 'proc'), join(this.base, 'etc')];
    return linuxListeners({ root, etc }).collect(never);
  }
}

describe('on a tree of files', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = new Tree();
  });
  afterEach(() => rmSync(tree.base, { recursive: true }));

  it('joins a socket with everything that is known of its process', async () => {
    tree.table('self', 'tcp', line('00000000:0050', '0A', 7, 33)).process(9, 'nginx', 33, [7]);
    const { listeners, coverage } = await tree.collect();
    expect(listeners).toEqual([
      {
        transport: 'tcp',
        family: 'ipv4',
        address: '0.0.0.0',
        port: 80,
        scope: 'any',
        sockets: 1,
        owner: 'www',
        processes: [
          {
            pid: 9,
            name: 'nginx',
            path: '/usr/bin/nginx',
            user: 'www',
            command: '/usr/bin/nginx --flag',
            unit: 'nginx.service',
          },
        ],
      },
    ]);
    expect(coverage).toEqual({
      complete: true,
      looked: ['tcp', 'tcp6', 'udp', 'udp6'],
      // Nobody but netlink tells whether it is bound to one interface.
      gaps: [expect.objectContaining({ what: 'sockets', count: 1, partial: false })],
    });
  });

  it('counts sockets and processes that share a port', async () => {
    const text = line('0100007F:0050', '0A', 7) + line('0100007F:0050', '0A', 8);
    tree.table('self', 'tcp', text).process(9, 'master', 0, [7]).process(10, 'worker', 0, [7, 8]);
    const { listeners } = await tree.collect();
    expect(listeners).toMatchObject([{ sockets: 2, processes: [{ pid: 9 }, { pid: 10 }] }]);
  });

  it('counts a socket that the kernel holds itself, without calling the answer partial', async () => {
    tree.table('self', 'udp', line('00000000:CA6C', '07', 7));
    const { listeners, coverage } = await tree.collect();
    expect(listeners).toMatchObject([{ port: 51_820, processes: [] }]);
    expect(coverage).toMatchObject({
      complete: true,
      gaps: [{ what: 'programs', count: 1 }, { what: 'sockets' }],
    });
  });

  it('asks the helpers of the kernel before it says that no process holds a socket', async () => {
    const kthreadd = '2 (kthreadd) S 0 0 0 0 -1 2129984 0 0';
    tree.file('proc/2/stat', kthreadd).file('proc/2/task/2/children', '3 4 ');
    tree.process(4, 'helper', 0, [7]).table('self', 'tcp', line('0100007F:0050', '0A', 7));
    const { listeners, coverage } = await tree.collect();
    expect(listeners).toMatchObject([{ processes: [{ pid: 4 }] }]);
    expect(coverage.gaps).toEqual([]);
  });

  it('keeps the path of a program whose file was replaced', async () => {
    tree.table('self', 'tcp', line('0100007F:0050', '0A', 7)).process(9, 'sshd', 0, [7]);
    tree.link('proc/9/exe', '/usr/sbin/sshd (deleted)');
    expect((await tree.collect()).listeners[0]?.processes[0]?.path).toBe('/usr/sbin/sshd');
    const odd = join(tree.base, 'odd (deleted)');
    tree.file('odd (deleted)', '').link('proc/9/exe', odd);
    expect((await tree.collect()).listeners[0]?.processes[0]?.path).toBe(odd);
  });

  it('survives a process that is half gone', async () => {
    tree.table('self', 'tcp', line('0100007F:0050', '0A', 7)).link('proc/9/fd/3', 'socket:[7]');
    expect((await tree.collect()).listeners[0]?.processes).toEqual([{ pid: 9, name: '?' }]);
  });

  it('stops at the first connection, which is behind all listeners', async () => {
    const connections = line('0100007F:0051', '01', 0).repeat(10_000);
    tree.table('self', 'tcp', line('0100007F:0050', '0A', 7) + connections);
    expect((await tree.collect()).listeners).toHaveLength(1);
  });

  it('reads long tables in pieces without losing a line', async () => {
    const ports = Array.from({ length: 3000 }, (_, index) => 1024 + index);
    const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
    tree.table(
      'self',
      'udp',
      ports.map((port) => line(`0100007F:${hex(port)}`, '07', port)).join(''),
    );
    const { listeners } = await tree.collect();
    expect(listeners.map(({ port }) => port)).toEqual(ports);
  });

  it('says which tables are missing and which lines are not understood', async () => {
    tree.table('self', 'tcp', 'what is this\n');
    rmSync(join(tree.base, 'proc/self/net/udp'));
    const { coverage } = await tree.collect();
    expect(coverage.looked).toEqual(['tcp', 'tcp6', 'udp6']);
    expect(coverage.complete).toBe(false);
    expect(coverage.gaps.map(({ why }) => why)).toEqual([
      '1 line of /proc/net/tcp could not be understood.',
      '/proc/net/udp is not there, so its sockets are missing here.',
    ]);
  });

  it('counts TCP sockets that are bound and silent', async () => {
    const counts = (inUse: number) => `TCP: inuse ${inUse} orphan 0 tw 0 alloc 9 mem 0\n`;
    tree
      .file('proc/self/net/sockstat', counts(5))
      .file('proc/self/net/sockstat6', 'TCP6: inuse 3\n');
    expect((await tree.collect()).coverage.gaps).toMatchObject([
      { what: 'silent-sockets', count: 1, partial: false },
    ]);
  });

  it('reads raw sockets and the ports that are given to nobody', async () => {
    tree.table('self', 'raw', line('00000000:0001', '07', 7)).process(9, 'ping', 0, [7]);
    tree.file('proc/sys/net/ipv4/ip_local_reserved_ports', '8080,9000-9010\n');
    const { raw, reserved, coverage } = await tree.collect();
    expect(raw).toMatchObject([
      { family: 'ipv4', address: '0.0.0.0', protocol: 1, owner: 'root', processes: [{ pid: 9 }] },
    ]);
    expect(reserved).toMatchObject([
      { from: 8080, to: 8080 },
      { from: 9000, to: 9010 },
    ]);
    expect(coverage.looked).toContain('raw');
  });

  it('answers with an empty report where there is no /proc', async () => {
    const report = await linuxListeners({ root: join(tree.base, 'nothing') }).collect(never);
    expect(report).toMatchObject({ listeners: [], elsewhere: [], coverage: { complete: false } });
    expect(report.coverage.gaps).toMatchObject([{ what: 'sockets', partial: true }]);
  });

  describe('with another network namespace', () => {
    const CONTAINER = 'c'.repeat(64);
    beforeEach(() => {
      tree.process(50, 'redis', 33, [7, 8], 'net:[2]');
      tree.file('proc/50/cgroup', `0::/system.slice/docker-${CONTAINER}.scope\n`);
      tree.table('50', 'tcp', line('00000000:18EB', '0A', 7));
    });

    it('lists its listeners apart, with their own processes', async () => {
      const { listeners, elsewhere } = await tree.collect();
      expect(listeners).toEqual([]);
      expect(elsewhere).toMatchObject([
        {
          namespace: 'net:[2]',
          container: { engine: 'docker', id: CONTAINER },
          process: { pid: 50 },
          listeners: [{ port: 6379, processes: [{ pid: 50, name: 'redis' }] }],
        },
      ]);
    });

    it('goes by the namespace where two show the same inode', async () => {
      tree.table('self', 'tcp', line('0100007F:0050', '0A', 7)).process(9, 'nginx', 0, [7]);
      const { listeners, elsewhere } = await tree.collect();
      expect(listeners).toMatchObject([{ port: 80, processes: [{ pid: 9 }] }]);
      expect(elsewhere).toMatchObject([{ listeners: [{ port: 6379, processes: [{ pid: 50 }] }] }]);
    });

    it('never gives a process the like-numbered socket of a namespace that it is not in', async () => {
      tree.table('self', 'tcp', line('0100007F:0050', '0A', 7));
      const { listeners } = await tree.collect();
      expect(listeners).toMatchObject([{ port: 80, processes: [] }]);
    });

    it('knows a socket that was handed into it', async () => {
      tree.table('self', 'tcp', line('0100007F:0050', '0A', 8));
      const { listeners } = await tree.collect();
      expect(listeners).toMatchObject([{ port: 80, processes: [{ pid: 50 }] }]);
    });
  });
});

const WAYS = (['netlink', 'proc'] as const).filter((way) => way === 'proc' || hasNetlink());
if (WAYS.length < 2) console.log('LEFT OUT: listeners by netlink: no Linux, or no koffi');

function hasNetlink(): boolean {
  const file = process.platform === 'linux' ? openSockDiag() : undefined;
  if (file !== undefined) closeSync(file);
  return file !== undefined;
}

describe.skipIf(process.platform !== 'linux').each(WAYS)('on this machine, by %s', (way) => {
  const source = linuxListeners({ way });
  const open: { close(): unknown }[] = [];
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.close();
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function tcp(host: string): Promise<number> {
    const server: Server = createServer().listen({ host, port: 0 });
    open.push(server);
    await once(server, 'listening');
    return portOf(server.address());
  }

  async function udp(address: string): Promise<number> {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    open.push(socket);
    socket.bind({ address, port: 0 });
    await once(socket, 'listening');
    return portOf(socket.address());
  }

  const portOf = (address: unknown) => (address as { port: number }).port;
  const find = (listeners: readonly Listener[], transport: string, port: number) =>
    listeners.filter((listener) => listener.transport === transport && listener.port === port);

  it.each(['127.0.0.1', '0.0.0.0', '::1', '::'])('sees TCP and UDP on %s', async (host) => {
    const ports = { tcp: await tcp(host), udp: await udp(host) };
    const { listeners } = await source.collect(never);
    for (const transport of ['tcp', 'udp'] as const) {
      const [listener, ...more] = find(listeners, transport, ports[transport]);
      expect(more).toEqual([]);
      expect(listener).toMatchObject({ address: host, sockets: 1, owner: userInfo().username });
      expect(listener?.processes).toMatchObject([
        {
          pid: process.pid,
          name: readFileSync('/proc/self/comm', 'utf8').trimEnd(),
          path: process.execPath,
          user: userInfo().username,
        },
      ]);
      expect(listener?.processes[0]?.command).toContain('node');
    }
  });

  it('does not take connections for listeners', async () => {
    const port = await udp('127.0.0.1');
    const client = createSocket('udp4');
    open.push(client);
    client.connect(port, '127.0.0.1');
    await once(client, 'connect');
    const { listeners } = await source.collect(never);
    expect(find(listeners, 'udp', portOf(client.address()))).toEqual([]);
  });

  it('no longer sees what was closed', async () => {
    const port = await tcp('127.0.0.1');
    open.splice(0).forEach((socket) => socket.close());
    const { listeners } = await source.collect(never);
    expect(find(listeners, 'tcp', port)).toEqual([]);
  });

  it('names a process and its user where no more is asked for', async () => {
    const port = await tcp('127.0.0.1');
    const { listeners } = await source.collect(never, { detail: 'programs' });
    const everything = await source.collect(never);
    const [some] = find(listeners, 'tcp', port)[0]?.processes ?? [];
    const [all] = find(everything.listeners, 'tcp', port)[0]?.processes ?? [];
    expect(some).toEqual({ pid: all?.pid, name: all?.name, user: all?.user });
  });

  it('sees at a glance which socket listens, and that another took its place', async () => {
    const port = await tcp('127.0.0.1');
    const glimpse = async () =>
      (await source.glance(never)).find((one) => one.transport === 'tcp' && one.port === port);
    const first = await glimpse();
    expect(first).toMatchObject({
      family: 'ipv4',
      address: '127.0.0.1',
      socket: expect.stringMatching(/^\d+$/) as string,
    });
    expect(await glimpse()).toEqual(first);
    for (const socket of open.splice(0)) socket.close();
    expect(await glimpse()).toBeUndefined();
    const again = createServer().listen({ host: '127.0.0.1', port });
    open.push(again);
    await once(again, 'listening');
    expect((await glimpse())?.socket).not.toBe(first?.socket);
  });

  it('copes with processes that come and go', async () => {
    for (let round = 0; round < 5; round++) {
      for (let count = 0; count < 20; count++) {
        children.push(spawn('sleep', ['0.01'], { stdio: 'ignore' }));
      }
      const report = await source.collect(never);
      expect(report.coverage.looked).toContain('tcp');
    }
  });

  it('reads the range of ephemeral ports and the interfaces', async () => {
    const { ephemeral, interfaces } = await source.collect(never);
    expect(ephemeral.from).toBeLessThan(ephemeral.to);
    expect(interfaces).toContainEqual({ name: 'lo', address: '127.0.0.1', scope: 'loopback' });
  });
});
