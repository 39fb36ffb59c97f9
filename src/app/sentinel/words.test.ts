/** What a sentinel makes of words: ports, addresses, times; and of bytes. */
import { describe, expect, it } from 'vitest';
import { shippedAtlas } from '../../../test/support/shipped.ts';
import { seededRandom } from '../../core/random.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import { openingOf } from './openings.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { asciiOf, sayingOf } from './saying.ts';
import { readSince } from './since.ts';
import { FORGOTTEN_PORTS, wantedPlaces } from './wanted.ts';
import { readWhere } from './where.ts';

const atlas = shippedAtlas();
const places = (...words: string[]) =>
  wantedPlaces(words, atlas).map(({ transport, port }) => `${transport}/${port}`);

describe('ports', () => {
  it.each<[words: string, found: string[]]>([
    ['621', ['tcp/621', 'udp/621']],
    ['tcp/621', ['tcp/621']],
    ['3259/udp', ['udp/3259']],
    ['u:53', ['udp/53']],
    [':8080', ['tcp/8080', 'udp/8080']],
    ['t:8000-8002', ['tcp/8000', 'tcp/8001', 'tcp/8002']],
    ['udp/621 621', ['tcp/621', 'udp/621']],
    ['u:621,u:53', ['udp/53', 'udp/621']],
    ['enpc', ['tcp/3289', 'udp/3289']],
  ])('%s', (words, found) => {
    expect(places(...words.split(' '))).toEqual(found);
  });

  it('without a word are the forgotten ones', () => {
    expect(places()).toHaveLength(2 * FORGOTTEN_PORTS.length);
  });

  it('are 64 at most', () => {
    expect(places('1000-1063')).toHaveLength(128);
    expect(() => places('1000-1064')).toThrow('64 ports at most');
    expect(() => places('1000-1063', '2000')).toThrow('64 ports at most, not 65');
  });

  it.each([
    ['0', 'port 0'],
    ['sctp/9899', 'not on sctp'],
    ['nosuchservice', 'no service is called "nosuchservice"'],
    ['70000', 'no port'],
  ])('%s is none', (word, says) => {
    expect(() => places(word)).toThrow(says);
  });
});

describe('addresses', () => {
  it.each([
    ['loopback', false],
    ['any', true],
    ['127.0.0.1', false],
    ['127.0.0.1,::1', false],
    ['192.0.2.1', true],
    ['fe80::1%eth0', true],
  ])('%s: reachable %s', (text, isReachable) => {
    expect(readWhere(text)).toMatchObject({ isReachable });
  });

  it.each(['', ',', 'eth0', '192.0.2', '1.2.3.4,x', 'any,127.0.0.1'])('"%s" is none', (text) => {
    expect(() => readWhere(text)).toThrow('is no address to listen on');
  });
});

describe('times', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  it.each([
    ['90s', now - 90_000],
    ['30m', now - 1_800_000],
    ['2h', now - 7_200_000],
    ['7d', now - 7 * 86_400_000],
    ['2026-11-21', Date.UTC(2026, 10, 21)],
    ['2026-11-21T14:30Z', Date.UTC(2026, 10, 21, 14, 30)],
  ])('%s', (text, time) => {
    expect(readSince(text, now)).toBe(time);
  });

  it.each(['', 'yesterday', '2x', '2026-13-45', '-1h'])('"%s" is none', (text) => {
    expect(() => readSince(text, now)).toThrow('since takes 30m');
  });
});

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('what was said', () => {
  it.each([
    ['GET /admin HTTP/1.1\r\nHost: x\r\n', 'http', 'HTTP request: GET /admin'],
    ['PRI * HTTP/2.0\r\n\r\nSM', 'http', 'HTTP/2 preface'],
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'tls', 'TLS ClientHello'],
    ['SSH-2.0-Go\r\n', 'ssh', 'SSH greeting: SSH-2.0-Go'],
    ['OPTIONS sip:100@192.0.2.1 SIP/2.0\r\n', 'sip', 'SIP request: OPTIONS sip:100@192.0.2.1'],
    ['OPTIONS rtsp://192.0.2.1/ RTSP/1.0\r\n', 'rtsp', 'RTSP request: OPTIONS rtsp://192.0.2.1/'],
    ['M-SEARCH * HTTP/1.1\r\nHOST:239.255.255.250:1900', 'ssdp', 'SSDP search'],
    ['\0\0\0\x54\xffSMBr', 'smb', 'SMB negotiation'],
    [
      '\x03\0\0\x2a\x25\xe0\0\0\0\0\0Cookie: mstshash=hello\r\n',
      'rdp',
      'RDP connection request: hello',
    ],
    ['\x05\x02\x00\x02', 'socks5', 'SOCKS 5 greeting'],
    ['\0\0\0\x08\x04\xd2\x16\x2f', 'postgresql', 'PostgreSQL SSL request'],
    ['*1\r\n$4\r\nPING\r\n', 'redis', 'Redis command: PING'],
    ['\x10\x17\0\x04MQTT\x04\x02', 'mqtt', 'MQTT connect'],
    ['\x30\x26\x02\x01\x01\x04\x06public', 'snmp', 'SNMP request'],
    ['\x1b%-12345X@PJL INFO ID\r\n', 'pjl', 'print job (PJL): @PJL INFO ID'],
    ['\x1b@\x1b(R', 'escp', 'print job (ESC/P)'],
    ['%!PS-Adobe-3.0\n', 'postscript', 'print job (PostScript): %!PS-Adobe-3.0'],
  ])('%j', (text, protocol, message) => {
    expect(openingOf(bytes(text))).toEqual({ protocol, message });
  });

  it.each(['', 'x', 'GET', 'SSH', '\x16\x03', '\0\0\0\0', 'hello world', '\xff'.repeat(300)])(
    '%j is like nothing that is known',
    (text) => {
      expect(openingOf(bytes(text))).toBeUndefined();
    },
  );

  it('is told by a protocol that has a card, at any port', () => {
    const query = fromHex('4550534f4e510300000000000000');
    expect(sayingOf(query, 'udp', 9999, PROTOCOLS)).toMatchObject({ protocol: 'enpc' });
  });

  it('is taken for a broken message at the own port of its protocol alone', () => {
    const cut = fromHex('4550534f4e5103');
    expect(sayingOf(cut, 'udp', 3289, PROTOCOLS)).toMatchObject({
      protocol: 'enpc',
      error: expect.any(String),
    });
    expect(sayingOf(cut, 'udp', 9999, PROTOCOLS)).toBeUndefined();
    expect(sayingOf(new Uint8Array(), 'udp', 3289, PROTOCOLS)).toBeUndefined();
  });

  it('is not found in noise, but for what each port expects', () => {
    const random = seededRandom(7);
    const noises = Array.from({ length: 3000 }, (_, i) =>
      Uint8Array.from({ length: 1 + (i % 300) }, () => Math.floor(random() * 256)),
    );
    const taken = noises.flatMap((one) => sayingOf(one, 'udp', 9, PROTOCOLS)?.protocol ?? []);
    expect(taken.length).toBeLessThan(15);
    // Where it is at home, a message with few marks is one.
    const request = Uint8Array.of(0x1b, ...new Uint8Array(47));
    expect(sayingOf(request, 'udp', 123, PROTOCOLS)).toMatchObject({ protocol: 'ntp' });
    expect(sayingOf(request, 'udp', 621, PROTOCOLS)).toBeUndefined();
  });

  it('survives any bytes, in bounded time', () => {
    const long = new Uint8Array(4096).fill(0x41);
    for (const first of [0, 3, 5, 0x10, 0x16, 0x2a, 0x30, 0x45, 0x47, 0x4f, 0xff]) {
      long[0] = first;
      expect(() => sayingOf(long, 'tcp', 3289, PROTOCOLS)).not.toThrow();
    }
  });

  it('as text harms no terminal', () => {
    expect(asciiOf(bytes('a\x1b[31m\x9b\u00ff\x7f~'))).toBe('a.[31m...~');
  });
});
