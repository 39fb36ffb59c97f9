/** A machine with a packet filter, for tests: rules as text go in, what becomes of a knock comes out. */
import { readFileSync } from 'node:fs';
import {
  explainExposure,
  type Distance,
  type Exposure,
} from '../../src/survey/exposure/exposure.ts';
import { understand } from '../../src/survey/exposure/firewall.ts';
import type { FirewallOutput, FirewallReading } from '../../src/survey/exposure/reading.ts';
import type { InterfaceAddress, Listener } from '../../src/survey/listener.ts';
import { scopeOf } from '../../src/survey/scope.ts';
import { listening } from './listeners.ts';

/** One interface to the Internet, one to the office, one to containers. */
export const LINKS = [
  { name: 'lo', address: '127.0.0.1', prefix: 8 },
  { name: 'lo', address: '::1', prefix: 128 },
  { name: 'eth0', address: '198.51.100.10', prefix: 24 },
  { name: 'eth0', address: '2001:db8::10', prefix: 64 },
  { name: 'eth0', address: 'fe80::10', prefix: 64 },
  { name: 'eth1', address: '10.0.0.10', prefix: 24 },
  { name: 'docker0', address: '172.17.0.1', prefix: 16 },
];

export const INTERFACES: readonly InterfaceAddress[] = LINKS.map(({ name, address }) => ({
  name,
  address,
  scope: scopeOf(address),
}));

const FIXTURES = new URL('../../src/survey/exposure/fixtures/', import.meta.url);
export const fixture = (name: string): string => readFileSync(new URL(name, FIXTURES), 'utf8');

/** A reading of these outputs, of which nothing is missing. */
export const reading = (...outputs: FirewallOutput[]): FirewallReading => ({
  outputs,
  gaps: [],
  links: LINKS,
});

export const iptables = (text: string, family: 'ipv4' | 'ipv6' = 'ipv4'): FirewallOutput => ({
  tool: 'iptables-save',
  kernel: 'legacy',
  family,
  text,
});

/** A listener, in short, and what is not ordinary about it. */
export const socket = (where: string, more: Partial<Listener> = {}): Listener => ({
  ...listening(where),
  ...more,
});

/** What the machine's filter says of a socket. */
export function exposureOf(
  listener: Listener,
  given: FirewallReading,
  farthest: Distance = 'internet',
): Exposure {
  return explainExposure(listener, INTERFACES, understand(given), farthest);
}
