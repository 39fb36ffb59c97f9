import { describe, expect, it } from 'vitest';
import { listenersOf, processesByRows } from './listeners.ts';
import type { SocketRow } from './report.ts';

const row = (more: Partial<SocketRow>): SocketRow => ({
  transport: 'tcp',
  family: 'ipv4',
  address: '0.0.0.0',
  port: 80,
  state: 'listening',
  ...more,
});

describe('rows that share transport, address and port', () => {
  it('are one listener with all their processes, each once, by number', () => {
    const [listener, ...others] = listenersOf([
      row({ pid: 9, program: 'b', socket: '0x1' }),
      row({ pid: 7, program: 'a', socket: '0x1' }),
      row({ pid: 9, program: 'b', socket: '0x2' }),
    ]);
    expect(others).toEqual([]);
    expect(listener).toMatchObject({
      scope: 'any',
      sockets: 2,
      processes: [
        { pid: 7, name: 'a' },
        { pid: 9, name: 'b' },
      ],
    });
    expect(listener).not.toHaveProperty('state');
  });

  it('count as many sockets as there are rows where nothing tells them apart', () => {
    expect(listenersOf([row({ pid: 1 }), row({ pid: 2 })])[0]?.sockets).toBe(2);
    expect(listenersOf([row({}), row({ socket: 'a' }), row({ socket: 'a' })])[0]?.sockets).toBe(2);
  });

  it('listen when one of them does, whoever else only holds the port', () => {
    const rows = [row({ state: 'bound', pid: 1 }), row({ pid: 2 })];
    expect(listenersOf(rows)).toMatchObject([{ sockets: 1, processes: [{ pid: 2 }] }]);
    expect(listenersOf(rows.slice(0, 1))).toMatchObject([{ state: 'bound' }]);
  });

  it('have a device and leave IPv4 alone only where all say so', () => {
    const six = { family: 'ipv6', address: '::' } as const;
    const both = listenersOf([
      row({ ...six, zone: 'en0', v6only: true }),
      row({ ...six, zone: 'en0', v6only: true }),
    ]);
    expect(both).toMatchObject([{ device: 'en0', v6only: true }]);
    const [differing] = listenersOf([
      row({ ...six, zone: 'en0', v6only: true }),
      row({ ...six, zone: 'en1', v6only: false }),
    ]);
    expect(differing).not.toHaveProperty('device');
    expect(differing).not.toHaveProperty('v6only');
  });
});

it('interfaces are named where their number is known, and left out where it is not', () => {
  const rows = [row({ address: 'fe80::1', family: 'ipv6', zone: '4' })];
  const named = listenersOf(rows, { deviceName: (zone) => (zone === '4' ? 'en0' : undefined) });
  expect(named).toMatchObject([{ device: 'en0' }]);
  expect(listenersOf(rows)[0]).not.toHaveProperty('device');
});

it('a process that is gone is left out, one without a name is called ?', () => {
  const rows = [row({ pid: 1 }), row({ pid: 2, user: 'ada', path: '/x', command: 'x -y' })];
  expect(listenersOf(rows)[0]?.processes).toEqual([
    { pid: 1, name: '?' },
    { pid: 2, name: '?', path: '/x', user: 'ada', command: 'x -y' },
  ]);
  const process = (pid: number) => (pid === 1 ? undefined : { pid, name: 'known' });
  expect(listenersOf(rows, { process })[0]?.processes).toEqual([{ pid: 2, name: 'known' }]);
});

it('one process is one program: a row takes what another tells of it', () => {
  const rows = [
    row({ pid: 5, program: 'redis-server', path: '/usr/bin/redis-server' }),
    row({ pid: 5, port: 81, user: 'redis' }),
    row({ pid: 6, port: 82 }),
  ];
  const listeners = listenersOf(rows, { process: processesByRows(rows) });
  const known = { pid: 5, name: 'redis-server', path: '/usr/bin/redis-server', user: 'redis' };
  expect(listeners.map(({ processes }) => processes)).toEqual([
    [known],
    [known],
    [{ pid: 6, name: '?' }],
  ]);
});

it('the order is transport, port, family, address', () => {
  const order = listenersOf([
    row({ transport: 'udp', port: 1 }),
    row({ port: 443 }),
    row({ family: 'ipv6', address: '::' }),
    row({ address: '127.0.0.1' }),
    row({ address: '10.0.0.1' }),
  ]).map(({ transport, port, address }) => `${transport} ${port} ${address}`);
  expect(order).toEqual([
    'tcp 80 10.0.0.1',
    'tcp 80 127.0.0.1',
    'tcp 80 ::',
    'tcp 443 0.0.0.0',
    'udp 1 0.0.0.0',
  ]);
});
