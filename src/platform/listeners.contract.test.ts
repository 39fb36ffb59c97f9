/** What every source of listeners must keep, whatever the system underneath. */
import { isIPv4, isIPv6 } from 'node:net';
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../core/errors.ts';
import { never } from '../core/signal.ts';
import { MAX_PORT, TRANSPORTS } from '../core/transport.ts';
import { ipv6Text, ipv6Words } from '../survey/address.ts';
import type { Listener, ListenerReport } from '../survey/listener.ts';
import { scopeOf } from '../survey/scope.ts';
import { nodeListeners } from './node/listeners/index.ts';
import type { ListenerSource } from './platform.ts';
import { simulatedListeners } from './simulated/listeners.ts';
import { imaginedMac, macListing, macScript } from '../../test/support/imagined-mac.ts';
import { imaginedPc, pcFixture, pcScript } from '../../test/support/imagined-pc.ts';

/** A small world with one of everything, for the simulated source. */
const WORLD: ListenerReport = {
  listeners: [
    listener({ address: '127.0.0.1', scope: 'loopback', port: 631 }),
    listener({ family: 'ipv6', address: '::1', scope: 'loopback', port: 631 }),
    listener({ transport: 'udp', address: '0.0.0.0', scope: 'any', port: 3289 }),
  ],
  elsewhere: [
    {
      namespace: 'net:[2]',
      process: { pid: 9, name: 'redis' },
      listeners: [listener({ port: 6379 })],
    },
  ],
  ephemeral: { from: 32_768, to: 60_999 },
  reserved: [{ from: 9148, to: 9148, how: 'reserved', by: 'net.ipv4.ip_local_reserved_ports' }],
  raw: [{ family: 'ipv4', address: '0.0.0.0', protocol: 1, processes: [] }],
  interfaces: [{ name: 'lo', address: '127.0.0.1', scope: 'loopback' }],
  coverage: {
    complete: false,
    looked: ['tcp', 'udp'],
    gaps: [{ what: 'programs', count: 1, why: 'Not for your eyes.', partial: true }],
  },
};

const BY_ADA = { 'lsof -nPw -iTCP -iUDP': macListing('lsof-macos-ada') };
const WITHOUT_POWERSHELL = { 'powershell.exe': pcFixture('powershell-forbidden.txt') };

const SOURCES: readonly (readonly [name: string, source: ListenerSource, here: boolean])[] = [
  ['simulated, empty', simulatedListeners(), true],
  ['simulated', simulatedListeners(WORLD), true],
  ['linux', nodeListeners('linux'), process.platform === 'linux'],
  ['macos', nodeListeners('darwin'), process.platform === 'darwin'],
  ['windows', nodeListeners('win32'), process.platform === 'win32'],
  ['an imagined Mac, by root', imaginedMac(macScript()).source, true],
  ['an imagined Mac, by a user', imaginedMac(macScript('15', BY_ADA), 501).source, true],
  ['an imagined PC', imaginedPc(pcScript()).source, true],
  ['an imagined PC, by netstat', imaginedPc(pcScript(WITHOUT_POWERSHELL)).source, true],
];

describe.each(SOURCES.filter(([, , here]) => here))('%s', (_, source) => {
  it('names each transport, address and port once, in the promised order', async () => {
    const { listeners, elsewhere } = await source.collect(never);
    for (const group of [listeners, ...elsewhere.map((other) => other.listeners)]) {
      const keys = group.map(orderKey);
      expect(keys).toEqual([...new Set(keys)].toSorted());
    }
  });

  it('gives addresses in their canonical text, with family and scope to match', async () => {
    for (const { family, address, port, scope, transport } of await everyListener(source)) {
      expect(TRANSPORTS).toContain(transport);
      expect(family === 'ipv4' ? isIPv4(address) : isIPv6(address)).toBe(true);
      const words = ipv6Words(address);
      expect(words ? ipv6Text(words) : address).toBe(address);
      expect(scope).toBe(scopeOf(address));
      expect(port).toBeGreaterThan(0);
      expect(port).toBeLessThanOrEqual(MAX_PORT);
    }
  });

  it('names each process once, and no listener without a socket', async () => {
    for (const { sockets, processes } of await everyListener(source)) {
      const pids = processes.map(({ pid }) => pid);
      expect(pids).toEqual([...new Set(pids)].toSorted((a, b) => a - b));
      expect(sockets).toBeGreaterThan(0);
      for (const { pid, name } of processes) {
        expect(pid).toBeGreaterThan(0);
        expect(name).not.toBe('');
      }
    }
  });

  it('is complete exactly when no gap makes it partial, and explains each gap', async () => {
    const { coverage } = await source.collect(never);
    expect(coverage.complete).toBe(coverage.gaps.every((gap) => !gap.partial));
    for (const { why, count } of coverage.gaps) {
      expect(why).toMatch(/^\S.*\.$/);
      expect(count ?? 1).toBeGreaterThan(0);
    }
  });

  it('counts the listeners whose program it did not see', async () => {
    const { listeners, coverage } = await source.collect(never);
    const unseen = listeners.some(({ processes }) => processes.length === 0);
    const counted = coverage.gaps.some(({ what }) => what === 'programs');
    expect(counted || !unseen).toBe(true);
    expect(coverage.looked.length).toBeGreaterThan(0);
  });

  it('sees at a glance the sockets that listen, each with one that is its own', async () => {
    const { listeners } = await source.collect(never);
    const glimpses = await source.glance(never);
    const key = (socket: { transport: string; address: string; port: number }) =>
      `${socket.transport} ${socket.address} ${socket.port}`;
    const seen = new Set(glimpses.map(key));
    for (const listener of listeners.filter(({ state }) => state === undefined)) {
      expect(seen).toContain(key(listener));
    }
    for (const { socket } of glimpses) expect(socket).toBeTypeOf('string');
  });

  it('knows the ephemeral range and the scope of its interfaces', async () => {
    const { ephemeral, interfaces } = await source.collect(never);
    expect(ephemeral.from).toBeLessThanOrEqual(ephemeral.to);
    for (const { address, scope } of interfaces) expect(scope).toBe(scopeOf(address));
  });
});

it('systems without a collector say so, and what works instead', async () => {
  const collecting = nodeListeners('aix').collect(never);
  await expect(collecting).rejects.toThrow(UnavailableError);
  await expect(collecting).rejects.toThrow('cannot survey aix, only Linux, macOS and Windows');
  await expect(nodeListeners('aix').glance(never)).rejects.toThrow('portolan port 8080');
});

it.skipIf(process.platform === 'darwin' || process.platform === 'win32')(
  'collectors of other systems find none of their tools here, and say so',
  async () => {
    for (const system of ['darwin', 'win32']) {
      const { coverage } = await nodeListeners(system).collect(never);
      expect(coverage).toMatchObject({ complete: false, looked: [] });
      expect(new Set(coverage.gaps.map(({ what }) => what))).toEqual(new Set(['sockets']));
    }
  },
);

async function everyListener(source: ListenerSource): Promise<Listener[]> {
  const { listeners, elsewhere } = await source.collect(never);
  return [...listeners, ...elsewhere.flatMap((other) => other.listeners)];
}

/** A text whose order is the order of listeners: transport, port, family, address. */
function orderKey({ transport, port, family, address }: Listener): string {
  const number = String(port).padStart(5, '0');
  return `${TRANSPORTS.indexOf(transport)} ${number} ${family} ${address}`;
}

function listener(more: Partial<Listener>): Listener {
  return {
    transport: 'tcp',
    family: 'ipv4',
    address: '10.0.0.1',
    port: 80,
    scope: scopeOf(more.address ?? '10.0.0.1'),
    sockets: 1,
    processes: [],
    ...more,
  };
}
