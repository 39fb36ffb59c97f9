/** Marks in one form each, and what is no mark of any one thing. */
import { describe, expect, it } from 'vitest';
import {
  identify,
  macOfUuid,
  MAX_ADDRESSES,
  plainUuid,
  stationMac,
  unicastAddress,
} from './identity.ts';

describe('a MAC address', () => {
  it.each([
    ['00-00-5E-00-53-01', '00:00:5e:00:53:01'],
    ['00005e005301', '00:00:5e:00:53:01'],
    ['0000.5e00.5301', '00:00:5e:00:53:01'],
    ['00:00:00:00:00:00', undefined],
    ['ff:ff:ff:ff:ff:ff', undefined],
    ['01:00:5e:00:00:fb', undefined],
    ['00:00:5e:00:53', undefined],
    [undefined, undefined],
  ])('%s is %s', (text, mac) => expect(stationMac(text)).toBe(mac));
});

describe('a UUID', () => {
  it.each([
    ['urn:uuid:CFE92100-67C4-11D4-A45F-00005E005301', 'cfe92100-67c4-11d4-a45f-00005e005301'],
    ['uuid:7a1e7a1e-0000-4000-8000-000000000001', '7a1e7a1e-0000-4000-8000-000000000001'],
    ['00000000-0000-0000-0000-000000000000', undefined],
    ['ffffffff-ffff-ffff-ffff-ffffffffffff', undefined],
    ['none', undefined],
  ])('%s is %s', (text, uuid) => expect(plainUuid(text)).toBe(uuid));

  it("of Epson's has the MAC address in it, another has none", () => {
    expect(macOfUuid('cfe92100-67c4-11d4-a45f-00005e005301')).toBe('00:00:5e:00:53:01');
    expect(macOfUuid('cfe92100-67c4-11d4-a45f-000000000000')).toBeUndefined();
    expect(macOfUuid('7a1e7a1e-0000-4000-8000-00005e005301')).toBeUndefined();
  });
});

describe('an address', () => {
  it.each<[text: string, address: string | undefined, zone?: string]>([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1', 'eth0'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['0.0.0.0', undefined],
    ['255.255.255.255', undefined],
    ['224.0.0.251', undefined],
    ['ff02::fb', undefined],
    ['::', undefined],
    ['192.0.2.256', undefined],
    ['192.0.2.01', undefined],
    ['printer.local', undefined],
    ['', undefined],
  ])('%s is %s', (text, address, zone) => {
    const placed = address === undefined ? undefined : { address, ...(zone && { zone }) };
    expect(unicastAddress(text)).toEqual(placed);
  });

  it('is one of a few: nobody can claim a whole network', () => {
    const addresses = Array.from({ length: 100 }, (_, i) => `192.0.2.${i + 1}`);
    const one = identify({ witness: 'dnssd', at: 0, direct: false, addresses, evidence: [] });
    expect(one.addresses).toEqual(addresses.slice(0, MAX_ADDRESSES));
  });

  it('of a link tells which link, where nobody else did', () => {
    const said = {
      witness: 'wsd',
      at: 0,
      direct: false,
      addresses: ['fe80::1%eth0'],
      evidence: [],
    } as const;
    expect(identify(said).link).toBe('eth0');
    expect(identify({ ...said, link: 'wlan0' }).link).toBe('wlan0');
  });
});
