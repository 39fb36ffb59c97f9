import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import { peerName, socketAddress } from './peer-name.ts';

/** The family's two bytes in this machine's order. */
const family = (number: number) => new Uint8Array(Uint16Array.of(number).buffer);
const name = (number: number, hex: string) => Uint8Array.from([...family(number), ...fromHex(hex)]);

describe('an address of the system', () => {
  it.each([
    ['192.0.2.1', name(2, 'c000 c0000201 0000000000000000')],
    ['2001:db8::1', name(10, 'c000 00000000 20010db8000000000000000000000001 00000000')],
  ])('%s', (address, bytes) => {
    expect(socketAddress(bytes)).toEqual({ address, port: 0xc000 });
  });

  it('of any other kind, or cut, is none', () => {
    expect(socketAddress(name(1, '2f746d70'))).toBeUndefined();
    expect(socketAddress(name(2, 'c000'))).toBeUndefined();
    expect(socketAddress(name(10, 'c00000000000'))).toBeUndefined();
    expect(socketAddress(new Uint8Array())).toBeUndefined();
  });
});

it('what is no socket has no peer', () => {
  expect(peerName(undefined)).toBeUndefined();
  expect(peerName(-1)).toBeUndefined();
  expect(peerName(0)).toBeUndefined();
});
