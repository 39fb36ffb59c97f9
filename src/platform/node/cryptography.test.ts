/** Node's cryptography against the examples of the standards. */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import type { HashName } from '../../core/cryptography.ts';
import { nodeCryptography } from './cryptography.ts';

const { hash, hmac, encrypt, decrypt, scrypt, isEqual, randomBytes } = nodeCryptography();
const text = (words: string) => new TextEncoder().encode(words);

describe('digests', () => {
  it.each<[name: HashName, source: string, hex: string]>([
    ['md5', 'RFC 1321, A.5', '900150983cd24fb0d6963f7d28e17f72'],
    ['sha1', 'FIPS 180-1, A', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha224', 'RFC 3874, 3.1', '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'],
    [
      'sha256',
      'FIPS 180-2, B.1',
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    ],
  ])('of "abc": %s, %s', (name, _, hex) => {
    expect(toHex(hash(name, text('abc')))).toBe(hex);
  });

  it.each<[name: HashName, source: string, key: Uint8Array, words: string, hex: string]>([
    [
      'md5',
      'RFC 2202, 2, case 1',
      new Uint8Array(16).fill(0x0b),
      'Hi There',
      '9294727a3638bb1c13f48ef8158bfc9d',
    ],
    [
      'sha256',
      'RFC 4231, 4.3',
      text('Jefe'),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
  ])('with a key: %s, %s', (name, _, key, words, hex) => {
    expect(toHex(hmac(name, key, text(words)))).toBe(hex);
  });
});

describe('passwords', () => {
  const setting = { cost: 10, blockSize: 8, parallelism: 16, salt: text('NaCl'), length: 64 };

  it('scrypt: RFC 7914, section 12', async () => {
    expect(toHex(await scrypt(setting, text('password')))).toBe(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    );
  });

  it.each([{ cost: 17 }, { cost: 0 }])('scrypt refuses %o', async (wrong) => {
    await expect(scrypt({ ...setting, ...wrong }, text('password'))).rejects.toThrow(RangeError);
  });

  it('compares', () => {
    expect(isEqual(text('abc'), text('abc'))).toBe(true);
    expect(isEqual(text('abc'), text('abd'))).toBe(false);
    expect(isEqual(text('abc'), text('ab'))).toBe(false);
  });
});

describe('ciphers', () => {
  const CASES = [
    [
      { cipher: 'des-cbc', key: fromHex('0123456789abcdef'), iv: fromHex('1234567890abcdef') },
      'FIPS 81, table C1',
      text('Now is the time for all '),
      'e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6',
    ],
    [
      {
        cipher: 'aes-128-cfb',
        key: fromHex('2b7e151628aed2a6abf7158809cf4f3c'),
        iv: fromHex('000102030405060708090a0b0c0d0e0f'),
      },
      'SP 800-38A, F.3.13',
      fromHex('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51'),
      '3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b',
    ],
  ] as const;

  it.each(CASES)('%o, %s, there and back', (setting, _, plain, hex) => {
    expect(toHex(encrypt(setting, plain))).toBe(hex);
    expect(decrypt(setting, fromHex(hex))).toEqual(plain);
  });

  it('take keys, vectors and blocks of the right length alone', () => {
    const [[des], [aes]] = CASES;
    expect(() => encrypt(des, text('nine byte'))).toThrow(RangeError);
    expect(() => decrypt({ ...aes, key: des.key }, text('x'))).toThrow(RangeError);
    expect(() => decrypt({ ...aes, iv: des.iv }, text('x'))).toThrow(RangeError);
    expect(encrypt(aes, new Uint8Array(0))).toEqual(new Uint8Array(0));
  });
});

it('bytes by chance are other bytes each time', () => {
  expect(randomBytes(16)).toHaveLength(16);
  expect(randomBytes(16)).not.toEqual(randomBytes(16));
});
