import { describe, expect, it } from 'vitest';
import { formatEndpoint, readHostAndPort } from './endpoint.ts';

describe('a host and a port as a person writes them', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', undefined],
    ['192.0.2.1:80', '192.0.2.1', 80],
    ['host.example:2590', 'host.example', 2590],
    ['[2001:db8::1]', '2001:db8::1', undefined],
    ['[2001:db8::1]:80', '2001:db8::1', 80],
    ['2001:db8::1', '2001:db8::1', undefined],
    ['::1', '::1', undefined],
    ['fe80::1%eth0', 'fe80::1%eth0', undefined],
    ['host:99999', 'host', 99_999],
  ])('%s', (text, host, port) => {
    expect(readHostAndPort(text)).toEqual({ host, port });
  });

  it.each(['', ':80', 'host:', 'host:http', 'host:123456', '[host]:80', '[::1', '::1]', '[::1]80'])(
    '"%s" is none',
    (text) => expect(readHostAndPort(text)).toBeUndefined(),
  );

  it('are read as they are written here', () => {
    for (const address of ['192.0.2.1', '2001:db8::1']) {
      expect(readHostAndPort(formatEndpoint({ address, port: 259 }))).toEqual({
        host: address,
        port: 259,
      });
    }
  });
});
