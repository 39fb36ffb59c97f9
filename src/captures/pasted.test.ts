/** What people paste, as the programs named print it. */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../core/bytes/hex.ts';
import { bareFrame } from './bare.ts';
import { readPasted } from './pasted.ts';

const read = (text: string) => readPasted(text)?.map((bytes) => toHex(bytes));

/** An ENPC query, then letters that a column of text shows as more digits. */
const MESSAGE = `4550534f4e510300000000000000${Array.from({ length: 48 }, (_, i) => (0x30 + i).toString(16)).join('')}`;

const DUMPS: readonly (readonly [program: string, text: string])[] = [
  [
    'xxd',
    String.raw`00000000: 4550 534f 4e51 0300 0000 0000 0000 3031  EPSONQ........01
00000010: 3233 3435 3637 3839 3a3b 3c3d 3e3f 4041  23456789:;<=>?@A
00000020: 4243 4445 4647 4849 4a4b 4c4d 4e4f 5051  BCDEFGHIJKLMNOPQ
00000030: 5253 5455 5657 5859 5a5b 5c5d 5e5f       RSTUVWXYZ[\]^_
`,
  ],
  [
    'xxd -g1 -c8',
    String.raw`00000000: 45 50 53 4f 4e 51 03 00  EPSONQ..
00000008: 00 00 00 00 00 00 30 31  ......01
00000010: 32 33 34 35 36 37 38 39  23456789
00000018: 3a 3b 3c 3d 3e 3f 40 41  :;<=>?@A
00000020: 42 43 44 45 46 47 48 49  BCDEFGHI
00000028: 4a 4b 4c 4d 4e 4f 50 51  JKLMNOPQ
00000030: 52 53 54 55 56 57 58 59  RSTUVWXY
00000038: 5a 5b 5c 5d 5e 5f        Z[\]^_
`,
  ],
  [
    'xxd -p',
    String.raw`4550534f4e510300000000000000303132333435363738393a3b3c3d3e3f
404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d
5e5f
`,
  ],
  [
    'xxd -i',
    String.raw`unsigned char b_bin[] = {
  0x45, 0x50, 0x53, 0x4f, 0x4e, 0x51, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39,
  0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45,
  0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51,
  0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5d,
  0x5e, 0x5f
};
unsigned int b_bin_len = 62;
`,
  ],
  [
    'hexdump -C',
    String.raw`00000000  45 50 53 4f 4e 51 03 00  00 00 00 00 00 00 30 31  |EPSONQ........01|
00000010  32 33 34 35 36 37 38 39  3a 3b 3c 3d 3e 3f 40 41  |23456789:;<=>?@A|
00000020  42 43 44 45 46 47 48 49  4a 4b 4c 4d 4e 4f 50 51  |BCDEFGHIJKLMNOPQ|
00000030  52 53 54 55 56 57 58 59  5a 5b 5c 5d 5e 5f        |RSTUVWXYZ[\]^_|
0000003e
`,
  ],
  [
    'od -tx1',
    String.raw`0000000 45 50 53 4f 4e 51 03 00 00 00 00 00 00 00 30 31
0000020 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f 40 41
0000040 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50 51
0000060 52 53 54 55 56 57 58 59 5a 5b 5c 5d 5e 5f
0000076
`,
  ],
  [
    'od -A x -tx1z',
    String.raw`000000 45 50 53 4f 4e 51 03 00 00 00 00 00 00 00 30 31  >EPSONQ........01<
000010 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f 40 41  >23456789:;<=>?@A<
000020 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50 51  >BCDEFGHIJKLMNOPQ<
000030 52 53 54 55 56 57 58 59 5a 5b 5c 5d 5e 5f        >RSTUVWXYZ[\]^_<
00003e
`,
  ],
  [
    'an escaped string',
    MESSAGE.replace(/../g, String.raw`\x$&`).replace(/(.{1,64})/g, '"$1" \\\n'),
  ],
  ['pairs', `${MESSAGE.match(/../g)!.join(' ')}\n`],
  ['pairs with colons', MESSAGE.match(/../g)!.join(':')],
];

describe('a dump of', () => {
  it.each(DUMPS)('%s', (_, text) => {
    expect(read(text)).toEqual([MESSAGE]);
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual([MESSAGE]);
  });

  it('lines that are the same', () => {
    const whole = `${'41'.repeat(64)}656e64`;
    const hexdump =
      '00000000  41 41 41 41 41 41 41 41  41 41 41 41 41 41 41 41  |AAAAAAAAAAAAAAAA|\n*\n' +
      '00000040  65 6e 64                                          |end|\n00000043\n';
    const od =
      '0000000 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41\n*\n0000100 65 6e 64\n0000103\n';
    expect([read(hexdump), read(od)]).toEqual([[whole], [whole]]);
  });

  it('several packets, as tcpdump -x and Wireshark print them', () => {
    const packet = '4500001c000040004011b6cec0000201c0000202c0000cd900080000';
    const tcpdump =
      '08:48:09.730348 IP 192.0.2.1.49152 > 192.0.2.2.3289: UDP, length 0\n' +
      '\t0x0000:  4500 001c 0000 4000 4011 b6ce c000 0201  E.....@.@.......\n' +
      '\t0x0010:  c000 0202 c000 0cd9 0008 0000            ............\n';
    const wireshark =
      '0000   45 00 00 1c 00 00 40 00 40 11 b6 ce c0 00 02 01   E.....@.@.......\n' +
      '0010   c0 00 02 02 c0 00 0c d9 00 08 00 00               ............\n\n';
    expect(read(tcpdump + tcpdump)).toEqual([packet, packet]);
    expect(read(wireshark + wireshark)).toEqual([packet, packet]);
    expect(bareFrame(fromHex(packet), 1)).toMatchObject({ link: 101 });
    expect(bareFrame(fromHex(`${'00'.repeat(12)}0800${packet}`), 1)).toMatchObject({ link: 1 });
  });

  it('arrays of C', () => {
    const text =
      'char peer0_0[] = { /* Packet 1 */\n0x45, 0x50, 0x0a };\nchar peer1_0[] = { /* Packet 2 */\n0x71 };\n';
    expect(read(text)).toEqual(['45500a', '71']);
    expect(read('int length = 3; x = { 0x45, 80, 0 }; // { 0x1 }')).toEqual(['455000']);
    expect(read('{ 0x45, 0x50 }')).toEqual(['4550']);
    expect(() => read('{ 0x45, 256 }')).toThrow('"256" in the array is no byte');
    expect(() => read('{ 0x45, 010 }')).toThrow('"010" in the array is no byte');
  });

  it.each([
    [String.raw`\x45\x50`, '4550'],
    [String.raw`EP\x53\0\n`, '455053000a'],
    [String.raw`b'E"\x50\''`, '45225027'],
    [String.raw`send("\x45" "\\\"", 2)`, '455c22'],
  ])('a string with escapes: %s', (text, hex) => {
    expect(read(text)).toEqual([hex]);
  });

  it.each([
    [String.raw`\x45\q`, String.raw`"\q" is no byte`],
    [String.raw`\x45\777`, String.raw`"\777" is no byte`],
    [String.raw`"\x45" \x50`, 'outside the quotes'],
  ])('not a string with something else in it: %s', (text, words) => {
    expect(() => read(text)).toThrow(words);
  });
});

describe('what is no dump', () => {
  it.each([
    ['words', 'hello there'],
    ['nothing', ''],
    ['a list of numbers with a word', '0000 0001 x'],
  ])('%s', (_, text) => {
    expect(readPasted(text)).toBeUndefined();
  });

  it.each([
    ['0000 0001 0002', '000000010002'],
    ['0000 0001\n0002 0003\n', '0000000100020003'],
    ['00000000 00000001', '0000000000000001'],
    ['0000', '0000'],
  ])('plain digits that begin with zeros: %j', (text, hex) => {
    expect(read(text)).toEqual([hex]);
  });

  it('words of 16 bits are refused, since nobody can tell their order', () => {
    const words = '0000000 5045 4f53 514e 0003\n0000008\n';
    expect(() => readPasted(words)).toThrow('hexdump -C');
  });

  it.each([
    '0000000 042504 047523 050516 000003\n0000010\n',
    '0000000 105 120 123 117 000 000\n0000006\n',
  ])('octal is refused with what helps: %j', (text) => {
    expect(() => readPasted(text)).toThrow('od -tx1');
  });

  it('base64 is refused with what helps, and nothing that is said in words', () => {
    expect(() => readPasted('RVBTT05RAwAA\nAAAAAAAA\n')).toThrow('base64 -d FILE');
    for (const text of ['HELO example', 'SSH-2.0-OpenSSH', 'QUIT', 'abcdefgh', 'EPSONQEPSONQ']) {
      expect(readPasted(text)).toBeUndefined();
    }
  });

  it.each([
    '00000000: 4550 534f 4e51 0300 0000 0000 0000 3031  EPSONQ........01\n00000020: 45  E\n',
    '00000000: 45  E\n00000009: 45  E\n',
    '00000000: 41\n*\n40000000: 41\n',
  ])('a dump with a gap in it is refused', (text) => {
    expect(() => readPasted(text)).toThrow('its offsets do not follow each other');
  });
});

describe('a packet without a capture around it', () => {
  it.each([
    ['an ENPC message, which begins like IPv4', MESSAGE],
    ['a wrong checksum', '4500001c000040004011b6cfc0000201c0000202c0000cd9000800000000'],
    ['nothing', ''],
    ['a long zero', '00'.repeat(80)],
  ])('is not %s', (_, hex) => {
    expect(bareFrame(fromHex(hex), 1)).toBeUndefined();
  });
});
