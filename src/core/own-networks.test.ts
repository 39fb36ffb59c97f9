import { describe, expect, it } from 'vitest';
import { parsePrefix, parseRange } from './cidr.ts';
import { UsageError } from './errors.ts';
import { checkOwn, mayAsk, type OwnNetworks } from './own-networks.ts';

const own = (...links: string[]): OwnNetworks => ({
  links: links.map(parsePrefix),
  allowPublic: false,
});
const everybody: OwnNetworks = { links: [], allowPublic: true };

const check = (word: string, networks: OwnNetworks) => () => checkOwn(parseRange(word), networks);

describe('what may be swept', () => {
  it.each([
    '10.0.0.0/8',
    '172.16.0.0/12',
    '172.31.255.1-254',
    '192.168.1.0/24',
    '169.254.0.0/16',
    '127.0.0.1',
    'fd00::1',
    'fe80::1%eth0',
    '::1',
  ])('%s, for everybody', (word) => {
    expect(check(word, own())).not.toThrow();
  });

  it('what a link of this machine is in, and no more', () => {
    expect(check('198.51.100.0/24', own('198.51.100.7/24'))).not.toThrow();
    expect(check('100.64.3.0/24', own('100.64.3.9/24'))).not.toThrow();
    expect(check('2001:db8::1-2001:db8::ff', own('2001:db8::5/64'))).not.toThrow();
    expect(check('198.51.100.0/23', own('198.51.100.7/24'))).toThrow(/--allow-public/);
    expect(check('2001:db8:1::1', own('2001:db8::5/64'))).toThrow(/--allow-public/);
  });

  it.each([
    ['8.8.8.8', /not all of it is in a private range/],
    ['172.32.0.1', /private range/],
    ['11.0.0.0/24', /private range/],
    ['192.168.255.0-192.169.0.5', /private range/],
    ['100.64.0.0/24', /RFC 6598/],
    ['2001:db8::1', /private range/],
  ])('%s only for who says so', (word, why) => {
    expect(check(word, own())).toThrow(UsageError);
    expect(check(word, own())).toThrow(why);
    expect(check(word, own())).toThrow(/--allow-public/);
    expect(check(word, everybody)).not.toThrow();
  });

  it.each([
    ['0.0.0.0/0', /the Internet/],
    ['128.0.0.0/1', /the Internet/],
    ['::/0', /far too much/],
    ['0.0.0.0/8', /nobody's/],
    ['224.0.0.1', /multicast/],
    ['10.0.0.1-255.255.255.255', /the Internet|multicast/],
    ['200.0.0.1-230.0.0.1', /multicast/],
    ['255.255.255.255', /reserved/],
    ['ff02::1', /multicast/],
    ['fd00::/64', /16,777,216 addresses; IPv6 hosts are found by multicast/],
    ['10.0.0.0-11.0.0.0', /16,777,216 addresses; take a part/],
  ])('%s for nobody', (word, why) => {
    for (const networks of [everybody, own(), own('0.0.0.0/1', '128.0.0.0/1', 'fd00::/64')]) {
      expect(check(word, networks)).toThrow(UsageError);
      expect(check(word, networks)).toThrow(why);
    }
  });
});

describe('who may be asked on', () => {
  it.each([
    ['192.168.1.7', true],
    ['198.51.100.9', true],
    ['198.51.101.9', false],
    ['8.8.8.8', false],
    ['100.64.0.1', false],
    ['224.0.0.251', false],
    ['255.255.255.255', false],
    ['0.0.0.0', false],
    ['fe80::1%eth0', true],
    ['ff02::fb', false],
    ['no address', false],
    ['', false],
  ])('%s: %s', (address, may) => {
    expect(mayAsk(address, own('198.51.100.7/24'))).toBe(may);
  });

  it('anybody, but nobody that is none, for who says so', () => {
    expect(mayAsk('8.8.8.8', everybody)).toBe(true);
    expect(mayAsk('224.0.0.251', everybody)).toBe(false);
  });
});
