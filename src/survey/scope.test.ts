import * as fc from 'fast-check';
import { IPv6 } from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { ipv4Number, ipv4Text, ipv6Text, ipv6Words } from './address.ts';
import { SCOPES, type Scope } from './listener.ts';
import { interfaceScope, scopeOf } from './scope.ts';

describe('scopeOf', () => {
  const cases: readonly (readonly [address: string, scope: Scope])[] = [
    ['0.0.0.0', 'any'],
    ['::', 'any'],
    ['::ffff:0.0.0.0', 'any'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['128.0.0.1', 'public'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.53', 'loopback'],
    ['::2', 'public'],
    ['169.254.1.1', 'link'],
    ['255.255.255.255', 'link'],
    ['fe80::1', 'link'],
    ['fe80::1%eth0', 'link'],
    ['febf::1', 'link'],
    ['10.0.0.1', 'private'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.168.1.1', 'private'],
    ['::ffff:192.168.1.1', 'private'],
    ['::ffff:c0a8:101', 'private'],
    ['100.63.255.255', 'public'],
    ['100.64.0.1', 'private'],
    ['100.127.255.255', 'private'],
    ['100.128.0.0', 'public'],
    ['198.18.0.1', 'private'],
    ['fc00::1', 'private'],
    ['fdff::1', 'private'],
    ['fec0::1', 'private'],
    ['64:ff9b:1::1', 'private'],
    ['224.0.0.251', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'public'],
    ['ff02::fb', 'multicast'],
    ['8.8.8.8', 'public'],
    ['192.0.2.1', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['2001:db8::1', 'public'],
    ['64:ff9b::1', 'public'],
  ];
  it.each(cases)('%s is %s', (address, scope) => expect(scopeOf(address)).toBe(scope));

  it('takes the cautious view of what is no address', () => {
    for (const text of [
      '',
      'localhost',
      '1.2.3',
      '1.2.3.256',
      '01.2.3.4',
      ':::',
      '1:2',
      'fe80::g',
    ]) {
      expect(scopeOf(text)).toBe('public');
    }
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(SCOPES).toContain(scopeOf(text))));
  });
});

describe('interfaceScope', () => {
  it('is the furthest of all', () => {
    expect(interfaceScope([])).toBe('loopback');
    expect(interfaceScope([{ scope: 'loopback' }, { scope: 'link' }])).toBe('link');
    expect(interfaceScope([{ scope: 'public' }, { scope: 'private' }])).toBe('public');
  });
});

describe('address text, judged by ipaddr.js', () => {
  const words = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  });

  it('writes IPv6 as RFC 5952 says', () => {
    fc.assert(
      fc.property(words, (eight) => {
        const foreign = new IPv6(eight);
        fc.pre(!foreign.isIPv4MappedAddress());
        expect(ipv6Text(eight)).toBe(foreign.toRFC5952String());
      }),
    );
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(words, (eight) => void expect(ipv6Words(ipv6Text(eight))).toEqual(eight)),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (number) => void expect(ipv4Number(ipv4Text(number))).toBe(number),
      ),
    );
  });

  // ipaddr.js takes `::1.2.3.4` for a mapped address, so the jury here is the URL standard.
  it('reads what others write', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const hex = new URL(`http://[${text}]/`).hostname.slice(1, -1);
        expect(hex).not.toContain('.');
        expect(ipv6Words(text)).toEqual(ipv6Words(hex));
      }),
    );
  });

  it('knows RFC 5952, section 4 and 5, by heart', () => {
    const text = (address: string) => ipv6Text(ipv6Words(address) ?? []);
    expect(text('2001:0db8:0:0:0:0:2:1')).toBe('2001:db8::2:1');
    expect(text('2001:db8:0:1:1:1:1:1')).toBe('2001:db8:0:1:1:1:1:1');
    expect(text('2001:0:0:1:0:0:0:1')).toBe('2001:0:0:1::1');
    expect(text('2001:db8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1');
    expect(text('2001:DB8::AAAA')).toBe('2001:db8::aaaa');
    expect(text('::FFFF:192.0.2.1')).toBe('::ffff:192.0.2.1');
    expect(text('0:0:0:0:0:0:0:0')).toBe('::');
    expect(text('1:0:0:0:0:0:0:0')).toBe('1::');
  });
});
