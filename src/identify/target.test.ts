/** Where a listener may be asked: on this machine, or not at all. */
import { describe, expect, it } from 'vitest';
import type { InterfaceAddress, Listener } from '../survey/listener.ts';
import { targetOf } from './target.ts';

const INTERFACES: InterfaceAddress[] = [
  { name: 'eth0', address: '192.0.2.7', scope: 'private' },
  { name: 'eth0', address: 'fe80::7', scope: 'link' },
  { name: 'eth1', address: 'fe80::8%eth1', scope: 'link' },
  { name: 'eth0', address: '2001:db8::7', scope: 'public' },
];

const listener = (
  address: string,
  scope: Listener['scope'],
  more: Partial<Listener> = {},
): Listener => ({
  transport: 'tcp',
  family: address.includes(':') ? 'ipv6' : 'ipv4',
  address,
  port: 80,
  scope,
  sockets: 1,
  processes: [],
  ...more,
});

const at = (address: string) => ({ transport: 'tcp', to: { address, port: 80 } });

describe('a listener', () => {
  it.each<[string, Listener, string]>([
    ['on every IPv4 address', listener('0.0.0.0', 'any'), '127.0.0.1'],
    ['on every IPv6 address', listener('::', 'any'), '::1'],
    ['on loopback', listener('127.0.0.53', 'loopback'), '127.0.0.53'],
    ['on an own address', listener('192.0.2.7', 'private'), '192.0.2.7'],
    ['on an own public one', listener('2001:db8::7', 'public'), '2001:db8::7'],
    ['on a link-local one, zone unsaid', listener('fe80::7', 'link'), 'fe80::7%eth0'],
    ['on a link-local one, zone said', listener('fe80::7%eth0', 'link'), 'fe80::7%eth0'],
    ['on a link-local one, zone said twice', listener('fe80::8%eth1', 'link'), 'fe80::8%eth1'],
  ])('%s is asked there', (_, one, address) => {
    expect(targetOf(one, INTERFACES)).toEqual(at(address));
  });

  const systemd = { pid: 1, name: 'systemd' };
  const activation = { socket: 'ssh.socket', service: 'ssh.service' };
  it.each<[string, Listener]>([
    ['not own', listener('192.0.2.8', 'private')],
    ['not own', listener('fe80::7%eth1', 'link')],
    ['not own', listener('198.51.100.1', 'public')],
    ['not from inside', listener('224.0.0.251', 'multicast')],
    ['not from inside', listener('0.0.0.0', 'any', { device: 'eth0' })],
    ['bound', listener('0.0.0.0', 'any', { state: 'bound' })],
    ['transport', listener('0.0.0.0', 'any', { transport: 'sctp' })],
    ['would start it', listener('0.0.0.0', 'any', { processes: [systemd] })],
    ['would start it', listener('0.0.0.0', 'any', { activation })],
  ])('is not asked: %s', (why, one) => {
    expect(targetOf(one, INTERFACES)).toBe(why);
  });

  it('whose service runs already is asked, whoever opened the socket', () => {
    const processes = [systemd, { pid: 9, name: 'sshd' }];
    const one = listener('0.0.0.0', 'any', { processes, activation });
    expect(targetOf(one, INTERFACES)).toEqual(at('127.0.0.1'));
  });
});
