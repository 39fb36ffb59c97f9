import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from './bytes/hex.ts';
import { UsageError } from './errors.ts';
import { formatIpv6, parseIpv6, withoutZone } from './ipv6.ts';

describe('IPv6 addresses', () => {
  it.each([
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    // RFC 5952, sections 4.2.2 and 4.2.3: one group is not left out; of two runs the longer, then the first.
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ])('%s is %s', (hex, text) => {
    expect(formatIpv6(fromHex(hex))).toBe(text);
    expect(parseIpv6(text)).toEqual(fromHex(hex));
  });

  it('are read as people write them', () => {
    expect(formatIpv6(parseIpv6('2001:DB8:0:0:0::1'))).toBe('2001:db8::1');
    expect(parseIpv6('::ffff:192.0.2.1')).toEqual(fromHex('00000000000000000000ffffc0000201'));
  });

  it.each([
    '',
    ':',
    ':::',
    '1',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '::1%eth0',
    '1.2.3.4',
    '1:2:3:4:5:6:7::8',
  ])('"%s" is none', (text) => expect(() => parseIpv6(text)).toThrow(UsageError));

  it('go both ways', () => {
    assert(
      property(uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(parseIpv6(formatIpv6(bytes))).toEqual(bytes);
      }),
    );
  });
});

describe('an address of a link', () => {
  it.each([
    ['fe80::1%eth0', 'fe80::1'],
    ['fe80::1', 'fe80::1'],
    ['192.0.2.1', '192.0.2.1'],
  ])('is known to others without its zone: %s', (text, bare) => {
    expect(withoutZone(text)).toBe(bare);
  });
});
