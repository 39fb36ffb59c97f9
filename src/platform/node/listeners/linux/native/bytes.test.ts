import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descriptors, socketInode } from './bytes.ts';

/** `struct linux_dirent64` as the kernel fills it on this machine: entries aligned to eight bytes. */
function entry(name: string): Uint8Array {
  const bytes = new Uint8Array((19 + name.length + 1 + 7) & ~7);
  const little = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  new DataView(bytes.buffer).setUint16(16, bytes.length, little);
  bytes[18] = 10;
  for (let at = 0; at < name.length; at++) bytes[19 + at] = name.charCodeAt(at);
  return bytes;
}
const folder = (...names: string[]) =>
  Uint8Array.from(names.flatMap((name) => Array.from(entry(name))));
const link = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const inode = (text: string) => socketInode(link(text), text.length);

describe('directory entries', () => {
  it('gives the numbers among the names', () => {
    const names = ['.', '..', '0', '7', '1023', '1048575', '9x', 'self'];
    expect(descriptors(folder(...names))).toEqual([0, 7, 1023, 1_048_575]);
    expect(descriptors(new Uint8Array(0))).toEqual([]);
  });

  it('reads every prefix without a number that is not there', () => {
    const bytes = folder('12', '34', '56');
    for (let length = 0; length < bytes.length; length++) {
      const found = descriptors(bytes.subarray(0, length));
      expect([12, 34, 56].slice(0, found.length)).toEqual(found);
    }
  });

  it('ends whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const number of descriptors(bytes)) expect(Number.isSafeInteger(number)).toBe(true);
      }),
    );
    // An entry that says it has no length would be read for ever.
    expect(descriptors(new Uint8Array(64))).toEqual([]);
  });
});

describe('links', () => {
  it('knows a socket by its inode', () => {
    expect(inode('socket:[1]')).toBe(1);
    expect(inode('socket:[4294967295]')).toBe(4_294_967_295);
  });

  it.each([
    '',
    'socket:[',
    'socket:[]',
    'socket:[12',
    'socket:[1x]',
    'socket:',
    'pipe:[12]',
    '/tmp/socket:[12]',
    'anon_inode:[eventpoll]',
    `socket:[${'9'.repeat(40)}]`,
  ])('%j is none', (text) => expect(inode(text)).toBeUndefined());

  it('does not read on into what an earlier link left behind', () => {
    expect(socketInode(link('socket:[123]'), 10)).toBeUndefined();
  });
});
