/**
 * The cryptography that protocols need, as an interface: pure code names what it wants done, the platform does it.
 * The same input gives the same output, but for {@link Cryptography.randomBytes}, which no machine calls.
 */

/** SHA-1 is `sha1`, the others are MD5 and the SHA-2 family (FIPS 180-4, RFC 1321). */
export type HashName = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** DES in chained blocks of 8 bytes (FIPS 46-3, FIPS 81), AES with 128 bits of feedback (NIST SP 800-38A). */
export type CipherName = 'des-cbc' | 'aes-128-cfb';

/** How something is enciphered. */
export interface CipherSetting {
  readonly cipher: CipherName;
  /** 8 bytes for DES, 16 for AES. */
  readonly key: Uint8Array;
  /** The initialization vector: 8 bytes for DES, 16 for AES. */
  readonly iv: Uint8Array;
}

/** What scrypt costs (RFC 7914, section 2): 128 * blockSize * 2^cost octets of memory, and so much time the longer. */
export interface ScryptSetting {
  readonly salt: Uint8Array;
  /** The binary logarithm of N. */
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelism: number;
  /** Of what comes out, in bytes. */
  readonly length: number;
}

export interface Cryptography {
  hash(name: HashName, bytes: Uint8Array): Uint8Array;
  /** RFC 2104; the whole of it, not cut. */
  hmac(name: HashName, key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /**
   * As long as what goes in: nothing is padded.
   * @throws RangeError when DES is handed anything but whole blocks, or a key or vector of another length
   */
  encrypt(setting: CipherSetting, bytes: Uint8Array): Uint8Array;
  /** The other way round; the wrong key gives other bytes and no error. @throws RangeError as `encrypt` does */
  decrypt(setting: CipherSetting, bytes: Uint8Array): Uint8Array;
  /** RFC 7914: slow on purpose, beside everything else. @throws RangeError when the setting takes over 64 MB or is none */
  scrypt(setting: ScryptSetting, password: Uint8Array): Promise<Uint8Array>;
  /** Whether both are the same, in a time that tells nothing but their lengths. */
  isEqual(a: Uint8Array, b: Uint8Array): boolean;
  /** That nobody can guess. */
  randomBytes(count: number): Uint8Array;
}
