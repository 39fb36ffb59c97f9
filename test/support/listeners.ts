/** Listeners and reports for tests: what matters is said, the rest is ordinary. */
import type {
  Gap,
  InterfaceAddress,
  Listener,
  ListenerReport,
  Process,
} from '../../src/survey/listener.ts';
import { scopeOf } from '../../src/survey/scope.ts';

/** Where a program listens, in short: `tcp 0.0.0.0:80`, `udp [::]:53`. */
export function listening(where: string, ...processes: readonly Process[]): Listener {
  const [, transport, address, port] = /^(\w+) \[?(.*?)\]?:(\d+)$/.exec(where) ?? [];
  if (address === undefined) throw new Error(`"${where}" is not like "tcp 0.0.0.0:80"`);
  return {
    transport: transport as Listener['transport'],
    family: address.includes(':') ? 'ipv6' : 'ipv4',
    address,
    port: Number(port),
    scope: scopeOf(address),
    sockets: 1,
    processes,
  };
}

let lastPid = 100;

/** A process that runs a program of this name; its pid is its own. */
export function running(name: string, more: Partial<Process> = {}): Process {
  lastPid += 1;
  return { pid: lastPid, name, path: `/usr/bin/${name}`, ...more };
}

/** A machine in a private network, of which everything was seen. */
export function report(
  listeners: readonly Listener[],
  more: Partial<ListenerReport> = {},
): ListenerReport {
  return {
    listeners,
    elsewhere: [],
    ephemeral: { from: 32_768, to: 60_999 },
    reserved: [],
    raw: [],
    interfaces: [nic('127.0.0.1'), nic('192.168.1.5')],
    coverage: { complete: true, looked: ['tcp', 'tcp6', 'udp', 'udp6'], gaps: [] },
    ...more,
  };
}

export const nic = (address: string): InterfaceAddress => ({
  name: 'eth0',
  address,
  scope: scopeOf(address),
});

/** What whoever is not root gets to hear. */
export const FOREIGN_PROGRAMS: Gap = {
  what: 'programs',
  count: 2,
  why: 'The programs behind 2 sockets belong to other users, and only root may see them.',
  remedy: 'sudo portolan survey',
  partial: true,
};

/** A coverage with gaps; partial when one of them is. */
export const seenExcept = (...gaps: readonly Gap[]): ListenerReport['coverage'] => ({
  complete: gaps.every(({ partial }) => !partial),
  looked: ['tcp', 'tcp6', 'udp', 'udp6'],
  gaps,
});
