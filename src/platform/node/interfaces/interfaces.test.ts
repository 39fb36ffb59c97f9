import { existsSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  broadcastObstacle,
  broadcastPlaces,
  linkPrefixes,
  multicastObstacle,
  reachObstacle,
  type NetworkInterface,
} from '../../interfaces.ts';
import { inPrefix, numbered } from '../../../core/cidr.ts';
import { nodeInterfaces } from './index.ts';
import { describe as describeLink, type Facts } from './linux.ts';
import { nodeNeighbours, resolvedIn } from './neighbours.ts';
import { defaultsOf4, defaultsOf6 } from './routes.ts';
import { toldByNode, type Told } from './told.ts';

const cable: Facts = {
  flags: 0x1003,
  index: 2,
  tiedTo: 2,
  state: 'up',
  hardware: 1,
  type: undefined,
  mac: '00:00:5e:00:53:01',
  master: undefined,
  entries: new Set(['address', 'device']),
};

const four = (address: string, cidr: string) => ({
  address,
  netmask: '',
  family: 'IPv4' as const,
  mac: '00:00:5e:00:53:01',
  internal: false,
  cidr,
});
const six = (address: string, scopeid: number, mac = '00:00:5e:00:53:01') => ({
  address,
  netmask: '',
  family: 'IPv6' as const,
  mac,
  internal: false,
  cidr: `${address}/64`,
  scopeid,
});

const link = (name: string, changes: Partial<Facts>, ...infos: NonNullable<Told[string]>) =>
  describeLink(name, { ...cable, ...changes }, infos, new Set(['eth0']));

describe('an interface of Linux', () => {
  it('is told with flags, addresses and broadcast addresses', () => {
    expect(link('eth0', {}, four('192.0.2.7', '192.0.2.7/24'), six('fe80::1', 2))).toEqual({
      name: 'eth0',
      index: 2,
      up: true,
      running: true,
      loopback: false,
      pointToPoint: false,
      broadcast: true,
      multicast: true,
      kind: 'wired',
      internal: false,
      mac: '00:00:5e:00:53:01',
      addresses: [
        { address: '192.0.2.7', family: 'ipv4', prefix: 24, broadcast: '192.0.2.255' },
        { address: 'fe80::1', family: 'ipv6', prefix: 64 },
      ],
      defaultRoute: true,
    });
  });

  const entries = (...names: string[]) => ({ entries: new Set(names) });

  it.each<[name: string, facts: Partial<Facts>, kind: string, internal: boolean]>([
    ['lo', { flags: 0x9, hardware: 772 }, 'loopback', false],
    ['wlp3s0', { type: 'wlan', ...entries('device', 'phy80211') }, 'wireless', false],
    ['br0', { type: 'bridge', ...entries('bridge', 'brif') }, 'bridge', false],
    ['docker0', { type: 'bridge', ...entries('bridge', 'brif') }, 'bridge', true],
    ['br-0123456789ab', { type: 'bridge', ...entries('bridge') }, 'bridge', true],
    ['virbr0', { type: 'bridge', ...entries('bridge') }, 'bridge', true],
    ['eth0', { tiedTo: 17, ...entries('address') }, 'veth', false],
    ['vethc0ffee1', { tiedTo: 17, ...entries('address', 'master') }, 'veth', true],
    ['tun0', { flags: 0x1091, hardware: 65_534, ...entries('tun_flags') }, 'tunnel', false],
    ['wg0', { hardware: 65_534, type: 'wireguard', ...entries() }, 'tunnel', false],
    ['sit0', { hardware: 776, ...entries() }, 'tunnel', false],
    ['eth0.5', { tiedTo: 3, type: 'vlan', ...entries('lower_eth0') }, 'virtual', false],
    ['mv0', { tiedTo: 3, ...entries('lower_eth0') }, 'virtual', false],
  ])('%s is of a kind', (name, facts, kind, internal) => {
    expect(link(name, facts)).toMatchObject({ kind, internal });
  });

  it.each<[why: RegExp, link: NetworkInterface]>([
    [/^undefined$/, link('eth0', {}, four('192.0.2.7', '192.0.2.7/24'))],
    [/this machine alone/, link('lo', { flags: 0x9, hardware: 772 })],
    [/switched off/, link('eth0', { flags: 0x1002 })],
    [/no connection/, link('eth0', { state: 'down' })],
    [/no IPv4 address/, link('eth0', {}, six('fe80::1', 2))],
    [/a port of br0/, link('eth0', { master: 'br0' }, four('192.0.2.7', '192.0.2.7/24'))],
    [/of two/, link('tun0', { flags: 0x1091, state: 'unknown' }, four('10.8.0.1', '10.8.0.1/24'))],
    [/knows no broadcast/, link('x0', { flags: 0x1001 }, four('10.8.0.1', '10.8.0.1/24'))],
    [/\/31/, link('eth0', {}, four('10.8.0.0', '10.8.0.0/31'))],
  ])('cannot call everybody: %s', (why, interface_) => {
    expect(String(broadcastObstacle(interface_))).toMatch(why);
  });

  it('may take multicast where it knows no broadcast, and the other way round', () => {
    const tunnel = link('tun0', { flags: 0x1091 }, four('10.8.0.1', '10.8.0.1/32'));
    expect(reachObstacle(tunnel)).toBeUndefined();
    expect(multicastObstacle(tunnel)).toBeUndefined();
    const plain = link('eth0', { flags: 0x3 }, four('192.0.2.7', '192.0.2.7/24'));
    expect(multicastObstacle(plain)).toBe('takes no multicast');
    expect(broadcastObstacle(plain)).toBeUndefined();
  });
});

describe('a machine with several links', () => {
  const machine = [
    link('lo', { flags: 0x9, hardware: 772 }, four('127.0.0.1', '127.0.0.1/8')),
    link(
      'eth0',
      {},
      four('192.0.2.7', '192.0.2.7/24'),
      four('192.0.2.8', '192.0.2.8/24'),
      four('198.51.100.1', '198.51.100.1/25'),
      six('fe80::1', 2),
    ),
    link('tun0', { flags: 0x1091, hardware: 65_534 }, four('10.8.0.2', '10.8.0.2/32')),
    link('docker0', { type: 'bridge' }, four('172.17.0.1', '172.17.0.1/16')),
    link('eth1', { flags: 0x1002, state: 'down' }),
  ];

  it('has a place to call everybody from in each subnet, and says where it has none', () => {
    const { places, unusable } = broadcastPlaces(machine);
    expect(places).toEqual([
      { interface: 'eth0', address: '192.0.2.7', broadcast: '192.0.2.255', internal: false },
      { interface: 'eth0', address: '198.51.100.1', broadcast: '198.51.100.127', internal: false },
      { interface: 'docker0', address: '172.17.0.1', broadcast: '172.17.255.255', internal: true },
    ]);
    expect(unusable).toEqual([
      { interface: 'tun0', why: 'is a connection of two and knows no broadcast' },
      { interface: 'eth1', why: 'is switched off' },
    ]);
  });

  it.each([
    ['192.0.2.99', true],
    ['198.51.100.200', false],
    ['10.8.0.2', true],
    ['10.8.0.3', false],
    ['127.0.0.1', false],
    ['fe80::9%eth0', true],
  ])('%s is a neighbour: %s', (address, near) => {
    const own = linkPrefixes(machine);
    expect(own.some((prefix) => inPrefix(prefix, numbered(address)))).toBe(near);
  });
});

it('elsewhere is what its addresses let us infer', () => {
  const told = toldByNode({
    lo0: [{ ...four('127.0.0.1', '127.0.0.1/8'), mac: '00:00:00:00:00:00', internal: true }],
    en0: [four('192.0.2.7', '192.0.2.7/24'), six('fe80::1', 4)],
    utun3: [six('fe80::2', 9, '00:00:00:00:00:00')],
    'vEthernet (WSL)': [four('172.20.0.1', '172.20.0.1/20')],
  });
  expect(
    told.map(({ name, kind, index, broadcast, pointToPoint, internal }) => {
      return [name, kind, index, broadcast, pointToPoint, internal];
    }),
  ).toEqual([
    ['lo0', 'loopback', undefined, false, false, false],
    ['en0', 'unknown', 4, true, false, false],
    ['utun3', 'tunnel', 9, false, true, false],
    ['vEthernet (WSL)', 'unknown', undefined, true, false, true],
  ]);
  expect(told[3]!.addresses[0]!.broadcast).toBe('172.20.15.255');
});

describe('default routes', () => {
  it('of IPv4 leave by what has no destination and is no reject', () => {
    const rows = [
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0',
      'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
      'wg0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0',
      '*\t00000000\t00000000\t0200\t0\t0\t0\t00000000\t0\t0\t0',
    ];
    expect(defaultsOf4(`${rows.join('\n')}\n`)).toEqual(['eth0']);
  });

  it('of IPv6 do not count the one that refuses', () => {
    const none = '0'.repeat(32);
    const row = (length: string, flags: string, name: string) =>
      `${none} ${length} ${none} 00 ${none} 00000400 00000001 00000000 ${flags} ${name}`;
    const text = [
      row('00', '00000003', 'eth1'),
      row('00', '00200200', 'lo'),
      row('40', '00000001', 'eth2'),
    ];
    expect(defaultsOf6(`${text.join('\n')}\n`)).toEqual(['eth1']);
  });
});

describe('this machine', () => {
  it('has the interfaces that Node knows, each with its addresses, and may have more', () => {
    const own = nodeInterfaces();
    for (const [name, infos = []] of Object.entries(networkInterfaces())) {
      const found = own.find((one) => one.name === name);
      expect(found?.addresses.map(({ address }) => address)).toEqual(
        infos.map(({ address }) => address),
      );
      expect(found?.up).toBe(true);
    }
    const indexes = own.map(({ index }) => index ?? Infinity);
    expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
  });

  it('knows some of its neighbours', () => {
    const { resolved } = nodeNeighbours();
    for (const address of resolved?.() ?? []) expect(isIPv4(address)).toBe(true);
    expect(resolved !== undefined).toBe(existsSync('/proc/self/net/arp'));
  });

  it('has room for some neighbours', () => {
    const { places, holds } = nodeNeighbours();
    expect(places).toBeGreaterThanOrEqual(16);
    expect(holds).toBeGreaterThan(0);
  });
});

it('takes of the ARP table who has answered', () => {
  // As Linux 6.18 prints it; the addresses are for documentation.
  const text = [
    'IP address       HW type     Flags       HW address            Mask     Device',
    '192.0.2.1        0x1         0x2         00:00:5e:00:53:01     *        e0',
    '192.0.2.9        0x1         0x0         00:00:00:00:00:00     *        e0',
    '192.0.2.200      0x1         0x6         00:00:5e:00:53:02     *        e0',
    '',
  ].join('\n');
  expect(resolvedIn(text)).toEqual(['192.0.2.1', '192.0.2.200']);
  expect(resolvedIn('')).toEqual([]);
});
