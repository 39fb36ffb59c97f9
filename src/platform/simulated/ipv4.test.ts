import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { inSubnet, ipv4Number, parseInterface } from './ipv4.ts';

describe('a simulated address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.255'],
    ['192.0.2.7/24', '192.0.2.255'],
    ['10.1.2.3/8', '10.255.255.255'],
    ['192.0.2.130/25', '192.0.2.255'],
    ['192.0.2.5/30', '192.0.2.7'],
    ['192.0.2.5/31', undefined],
    ['192.0.2.5/32', undefined],
    ['203.0.113.9/0', '255.255.255.255'],
  ])('%s has the broadcast address %s', (text, broadcast) => {
    expect(parseInterface(text).broadcast).toBe(broadcast);
  });

  it.each([
    '192.0.2',
    '192.0.2.256',
    '192.0.2.07',
    '192.0.2.1/33',
    '192.0.2.1/',
    '192.0.2.1/8/8',
    '127.0.0.1',
    '2001:db8::1',
    '',
  ])('%j is refused', (text) => {
    expect(() => parseInterface(text)).toThrow(UsageError);
  });

  it('is in its subnet with its neighbours only', () => {
    const own = parseInterface('192.0.2.130/25');
    expect(inSubnet(own, '192.0.2.200')).toBe(true);
    expect(inSubnet(own, '192.0.2.1')).toBe(false);
    expect(inSubnet(own, 'nonsense')).toBe(false);
    expect(inSubnet(parseInterface('192.0.2.1/0'), '203.0.113.9')).toBe(true);
  });

  it('is a number of 32 bits', () => {
    expect(ipv4Number('255.255.255.255')).toBe(0xffff_ffff);
    expect(ipv4Number('1.2.3.4')).toBe(0x0102_0304);
  });
});
