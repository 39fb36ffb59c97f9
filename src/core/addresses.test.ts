import { describe, expect, it } from 'vitest';
import { formatIpv4, formatMac, parseIpv4, parseMac } from './addresses.ts';
import { UsageError } from './errors.ts';
import { deviceIdValue, parseDeviceId } from './ieee1284.ts';
import { plain } from './plain.ts';

describe('addresses', () => {
  it('go both ways', () => {
    expect(formatMac(parseMac('00-00-5E-00-53-01'))).toBe('00:00:5e:00:53:01');
    expect(formatIpv4(parseIpv4('192.0.2.255'))).toBe('192.0.2.255');
  });

  it.each(['', '192.0.2', '192.0.2.256', '192.0.2.01', '192.0.2.1.1', '192.0.2.1 '])(
    '"%s" is no IPv4 address',
    (text) => expect(() => parseIpv4(text)).toThrow(UsageError),
  );

  it.each(['', '00:00:5e:00:53', '00:00:5e:00:53:0g', '00005e005301'])(
    '"%s" is no MAC address',
    (text) => expect(() => parseMac(text)).toThrow(UsageError),
  );
});

describe('IEEE 1284 device id', () => {
  it('is read as pairs; the first of a repeated key stands', () => {
    const pairs = parseDeviceId('mfg: EPSON ;MDL:XP;;:x;junk;MDL:other;SN:;');
    expect([...pairs]).toEqual([
      ['MFG', 'EPSON'],
      ['MDL', 'XP'],
      ['SN', ''],
    ]);
    expect(deviceIdValue(pairs, 'MANUFACTURER', 'MFG')).toBe('EPSON');
    expect(deviceIdValue(pairs, 'SN', 'SERN')).toBeUndefined();
  });
});

describe('plain data', () => {
  it('has bytes as hex and no undefined', () => {
    const value = { a: Uint8Array.of(1, 255), b: [undefined, null, { c: undefined }], d: 'x' };
    expect(plain(value)).toEqual({ a: { hex: '01ff' }, b: [undefined, null, {}], d: 'x' });
    expect(plain(new Map([['k', Uint8Array.of(0)]]))).toEqual({ k: { hex: '00' } });
  });
});
