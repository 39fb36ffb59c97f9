/** Whom people mean: names, addresses, and whose they are. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { never } from '../../core/signal.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import { readTargets } from './targets.ts';

const here = createNetwork({ seed: 1 }).host('box', {
  addresses: ['198.18.0.5/24'],
  names: {
    'printer.lan': ['192.168.1.9'],
    both: ['fd00::9', '10.0.0.9'],
    six: ['fd00::9'],
    'küche.lan.': ['10.0.0.8'],
    'www.example': ['192.0.2.1'],
    mixed: ['192.0.2.1', '10.0.0.7'],
  },
});
const read = (hosts: readonly string[], allowPublic = false) =>
  readTargets(hosts, allowPublic, here, never);

describe('a host', () => {
  it.each<[host: string, address: string]>([
    ['192.168.1.9', '192.168.1.9'],
    ['127.0.0.1', '127.0.0.1'],
    ['198.18.0.77', '198.18.0.77'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['printer.lan', '192.168.1.9'],
    ['both', '10.0.0.9'],
    ['six', 'fd00::9'],
    ['küche.lan.', '10.0.0.8'],
    ['mixed', '10.0.0.7'],
  ])('%s is asked at %s', async (host, address) => {
    expect(await read([host])).toEqual([{ host, address }]);
  });

  it('is asked once, however often it is named', async () => {
    expect(await read(['both', '10.0.0.9', 'both'])).toHaveLength(2);
  });

  it.each<[host: string, why: RegExp]>([
    ['192.0.2.1', /not all of it is in a private range/],
    ['www.example', /^www\.example \(192\.0\.2\.1\) is refused: not all of it is in a private/],
    ['224.0.0.251', /is no host/],
    ['192.168.1.0/24', /is more than one host/],
    ['192.168.1.256', /is no host/],
    ['192.168.1', /is no host/],
    ['http:', /is no host/],
    ['-x', /is no host/],
    ['a b', /is no host/],
    [`${'a-'.repeat(120)}!`, /is no host/],
    ['198.18.0.255', /is everybody on a link/],
    ['fe80::1', /say which, as fe80::1%eth0/],
  ])('%s is refused', async (host, why) => {
    await expect(read([host])).rejects.toThrow(UsageError);
    await expect(read([host])).rejects.toThrow(why);
  });

  it('of others is asked when that is allowed', async () => {
    expect(await read(['192.0.2.1', 'www.example'], true)).toEqual([
      { host: '192.0.2.1', address: '192.0.2.1' },
      { host: 'www.example', address: '192.0.2.1' },
    ]);
  });

  it('that nobody knows is missing, and the others are asked all the same', async () => {
    expect(await read(['nonesuch', 'printer.lan'])).toEqual([
      { host: 'nonesuch', missing: 'no host is called "nonesuch" here' },
      { host: 'printer.lan', address: '192.168.1.9' },
    ]);
  });

  it('on an interface that there is not is refused, with those that there are', async () => {
    await expect(read(['fe80::1%nope'])).rejects.toThrow(
      'no interface is called nope: there are eth',
    );
  });

  it('more than can be looked at one by one are too many', async () => {
    const many = Array.from({ length: 257 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    await expect(read(many)).rejects.toThrow('at most 256');
  });
});
