import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHomes } from './homes.ts';
import { parseHttpAnswer } from './http-answer.ts';
import { hasLocalAddress } from './local-addresses.ts';
import { isProxyName } from './proxy-names.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

describe('an answer of HTTP/1.0', () => {
  it.each([
    ['HTTP/1.0 200 OK\r\nServer: x\r\n\r\n[]', { status: 200, body: '[]' }],
    ['HTTP/1.1 404 Not Found\r\n\r\n{}\r\n\r\n', { status: 404, body: '{}\r\n\r\n' }],
    ['HTTP/1.0 200 OK\n\n[]', { status: 200, body: '[]' }],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n', undefined],
    ['HTTP/1.0 200 OK\r\n', undefined],
    ['SSH-2.0-OpenSSH_9.2\r\n\r\n', undefined],
    ['', undefined],
  ])('%j', (text, answer) => expect(parseHttpAnswer(text)).toEqual(answer));
});

describe('addresses of a namespace', () => {
  const four = fixture('fib_trie.txt');
  const six = fixture('if_inet6.txt');
  it.each([
    ['172.17.0.2', true],
    ['127.0.0.1', true],
    ['172.17.0.0', false],
    ['172.17.255.255', false],
    ['172.17.0.20', false],
    ['', false],
  ])('%s: %s', (address, own) => expect(hasLocalAddress(four, address)).toBe(own));
  it.each([
    ['fd00:17::2', true],
    ['FD00:0017:0::2', true],
    ['::1', true],
    ['fd00:17::3', false],
    [':', false],
  ])('%s: %s', (address, own) => expect(hasLocalAddress(six, address)).toBe(own));
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (table, address) => {
        expect(hasLocalAddress(table, address)).toBeTypeOf('boolean');
      }),
    );
  });
});

it('homes by number; the first entry counts, and what is no entry does not', () => {
  const text =
    'root:x:0:0::/root:/bin/sh\nann:x:1000:1000:A:/home/ann:\ntoor:x:0:0::/x:\n#\nbad:x:1:\n';
  expect([...parseHomes(text)]).toEqual([
    [0, '/root'],
    [1000, '/home/ann'],
  ]);
});

it('names of proxies are own words', () => {
  expect(['docker-proxy', 'conmon', 'pasta.avx2'].every(isProxyName)).toBe(true);
  expect(['nginx', 'constructor', ''].some(isProxyName)).toBe(false);
});
