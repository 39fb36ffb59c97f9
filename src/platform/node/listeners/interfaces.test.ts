import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { ownInterfaces } from './interfaces.ts';

it('gives the addresses of this machine with their scopes', () => {
  const { addresses } = ownInterfaces();
  const all = Object.values(networkInterfaces()).flatMap((list = []) => list);
  expect(addresses).toHaveLength(all.length);
  const loopback = addresses.filter(({ address }) => address === '127.0.0.1');
  expect(loopback.map(({ scope }) => scope)).toEqual(loopback.map(() => 'loopback'));
});

it('names interfaces by the number that a zone gives, and leaves names alone', () => {
  const common = { netmask: '', mac: '', internal: false, cidr: null };
  const { named } = ownInterfaces(() => ({
    en0: [
      { ...common, family: 'IPv4', address: '192.0.2.1' },
      { ...common, family: 'IPv6', address: 'fe80::1', scopeid: 4 },
    ],
    lo0: [{ ...common, family: 'IPv6', address: '::1', scopeid: 0 }],
  }));
  expect(['4', '0', '5', 'en7'].map(named)).toEqual(['en0', undefined, undefined, 'en7']);
});

it('is empty where the system refuses to tell', () => {
  const { addresses, named } = ownInterfaces(() => {
    throw new Error('uv_interface_addresses returned Unknown system error 13');
  });
  expect(addresses).toEqual([]);
  expect(named('4')).toBeUndefined();
});
