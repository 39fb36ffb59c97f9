/** A machine with a bit of everything on it, names made to break pages among them. */
import type { Elsewhere, Listener, ListenerReport, Process } from '../../src/survey/listener.ts';

/** Would run in a page that did not escape it, and turn the line around it backwards. */
export const HOSTILE_NAME = `<img src=x onerror=alert(1)>&"'\u202egnp.exe\u001b[31m`;

const listener = (
  transport: Listener['transport'],
  address: string,
  port: number,
  scope: Listener['scope'],
  processes: readonly Process[],
): Listener => ({
  transport,
  family: address.includes(':') ? 'ipv6' : 'ipv4',
  address,
  port,
  scope,
  sockets: Math.max(1, processes.length),
  owner: processes[0]?.user ?? 'root',
  processes,
});

const daemon = (pid: number, name: string, user = 'root'): Process => ({
  pid,
  name,
  path: `/usr/sbin/${name}`,
  user,
  command: `/usr/sbin/${name} --daemon`,
  unit: `${name}.service`,
});

const sshd = daemon(812, 'sshd');
const postgres: Process = {
  ...daemon(901, 'postgres', 'postgres'),
  unit: 'postgresql@16-main.service',
};
const nginx = [
  daemon(1201, 'nginx'),
  ...[1202, 1203, 1204, 1205].map((pid) => daemon(pid, 'nginx', 'www-data')),
];
const hostile: Process = {
  pid: 6666,
  name: HOSTILE_NAME,
  path: `/tmp/${'x'.repeat(120)}/${HOSTILE_NAME}`,
  user: `"><img src=x>`,
  command: `"'><b>${HOSTILE_NAME}`,
};
const dockerRedis = { engine: 'docker', id: '9f2c1d7a55e0aa31b1c4' };
const container: Process = {
  pid: 4120,
  name: 'redis-server',
  path: '/usr/local/bin/redis-server',
  user: '999',
  container: dockerRedis,
};

const place: Elsewhere = {
  namespace: 'net:[4026532281]',
  container: dockerRedis,
  process: container,
  listeners: [
    listener('tcp', '0.0.0.0', 6379, 'any', [container]),
    listener('tcp', '::', 6379, 'any', [container]),
  ],
};

export const BUSY_MACHINE: ListenerReport = {
  listeners: [
    listener('tcp', '0.0.0.0', 22, 'any', [sshd]),
    listener('tcp', '::', 22, 'any', [sshd]),
    listener('tcp', '127.0.0.1', 631, 'loopback', [daemon(700, 'cupsd')]),
    listener('tcp', '::1', 631, 'loopback', [daemon(700, 'cupsd')]),
    listener('tcp', '0.0.0.0', 80, 'any', nginx),
    listener('tcp', '0.0.0.0', 5432, 'any', [postgres]),
    listener('tcp', '192.0.2.10', 641, 'public', [hostile]),
    listener('tcp', 'fe80::1%eth0', 8080, 'link', [daemon(1500, 'python3', 'anna')]),
    listener('tcp', '10.0.0.5', 8080, 'private', [daemon(1501, 'node', 'anna')]),
    listener('udp', '0.0.0.0', 3289, 'any', []),
    listener('udp', '224.0.0.251', 5353, 'multicast', [daemon(650, 'avahi-daemon', 'avahi')]),
    listener('tcp', '127.0.0.1', 28_017, 'loopback', [daemon(1600, 'mystery', 'anna')]),
    listener('udp', '0.0.0.0', 50_123, 'any', [daemon(650, 'avahi-daemon', 'avahi')]),
    listener('tcp', '127.0.0.1', 41_234, 'loopback', [daemon(1700, 'code', 'anna')]),
    {
      ...listener('tcp', '0.0.0.0', 6380, 'any', [daemon(4000, 'docker-proxy')]),
      publication: {
        container: { ...dockerRedis, name: HOSTILE_NAME, image: HOSTILE_NAME },
        port: 6379,
      },
    },
    {
      ...listener('tcp', '::', 9090, 'any', [daemon(1, 'systemd')]),
      device: 'eth0',
      v6only: false,
      activation: { socket: 'cockpit.socket', service: `${HOSTILE_NAME}.service` },
    },
    { ...listener('tcp', '127.0.0.1', 7000, 'loopback', [hostile]), state: 'bound' },
    { ...listener('tcp', '10.0.0.5', 45_678, 'private', [daemon(1501, 'node')]), state: 'bound' },
  ],
  elsewhere: [
    place,
    { namespace: 'net:[4026532999]', process: { pid: 77, name: HOSTILE_NAME }, listeners: [] },
  ],
  ephemeral: { from: 32_768, to: 60_999 },
  reserved: [
    { from: 9148, to: 9148, how: 'reserved', by: 'net.ipv4.ip_local_reserved_ports' },
    { from: 50_000, to: 50_059, transport: 'tcp', how: 'excluded', by: HOSTILE_NAME },
  ],
  raw: [
    { family: 'ipv4', address: '0.0.0.0', protocol: 1, processes: [hostile] },
    { family: 'ipv6', address: '::', protocol: 99, processes: [] },
  ],
  interfaces: [
    { name: 'lo', address: '127.0.0.1', scope: 'loopback' },
    { name: 'eth0', address: '10.0.0.5', scope: 'private' },
    { name: 'eth1', address: '192.0.2.10', scope: 'public' },
  ],
  coverage: {
    complete: false,
    looked: ['tcp', 'tcp6', 'udp', 'udp6'],
    gaps: [
      {
        what: 'programs',
        count: 1,
        why: 'The program behind 1 socket belongs to another user.',
        remedy: 'sudo portolan survey',
        partial: true,
      },
      { what: 'protocol', why: 'This kernel speaks no SCTP.', partial: false },
    ],
  },
};
