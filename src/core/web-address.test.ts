import { describe, expect, it } from 'vitest';
import { formatWebAddress, parseWebAddress } from './web-address.ts';

describe('web addresses', () => {
  it.each([
    ['http://192.0.2.1/', { secure: false, host: '192.0.2.1', port: 80, path: '/' }],
    [
      'HTTPS://Printer.local:8443/a?b=c',
      { secure: true, host: 'printer.local', port: 8443, path: '/a?b=c' },
    ],
    ['ipp://printer/ipp/print', { secure: false, host: 'printer', port: 631, path: '/ipp/print' }],
    ['ipps://[2001:DB8::1]:443', { secure: true, host: '2001:db8::1', port: 443, path: '/' }],
    ['http://[FE80::1%25eth0]:631/', { secure: false, host: 'fe80::1%eth0', port: 631, path: '/' }],
  ])('takes %s apart', (text, parts) => {
    expect(parseWebAddress(text)).toEqual(parts);
  });

  it.each([
    '',
    'printer',
    'ftp://192.0.2.1/',
    'http://user:secret@192.0.2.1/',
    'http://192.0.2.1@198.51.100.1/',
    'http://192.0.2.1:0/',
    'http://192.0.2.1:65536/',
    'http://192.0.2.1/a b',
    'http://192.0.2.1/#x',
    'http://192.0.2.1\r\nHost: elsewhere/',
    'http:///nowhere',
    `http://192.0.2.1/${'a'.repeat(2000)}`,
  ])('refuses %j', (text) => {
    expect(parseWebAddress(text)).toBeUndefined();
  });

  it('writes what it reads', () => {
    for (const text of [
      'http://192.0.2.1:80/',
      'https://[2001:db8::1]:631/ipp/print',
      'http://[fe80::1%25eth0]:80/',
    ]) {
      expect(formatWebAddress(parseWebAddress(text)!)).toBe(text);
    }
  });
});
