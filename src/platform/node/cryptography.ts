/** Cryptography as Node's OpenSSL does it. Loaded when something is to be authenticated or encrypted. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import type { CipherSetting, Cryptography, ScryptSetting } from '../../core/cryptography.ts';
import { UnavailableError } from '../../core/errors.ts';
import { joinBytes } from '../../core/bytes/join.ts';

/**
 * Every function throws UnavailableError where this machine's OpenSSL was built or configured without what is asked
 * for (a FIPS policy forbids MD5 and DES), RangeError for lengths that do not fit.
 */
export function nodeCryptography(): Cryptography {
  return {
    hash: (name, bytes) => had(name, () => createHash(name).update(bytes).digest()),
    hmac: (name, key, bytes) => had(name, () => createHmac(name, key).update(bytes).digest()),
    encrypt: (setting, bytes) => run(createCipheriv, setting, bytes),
    decrypt: (setting, bytes) => run(createDecipheriv, setting, bytes),
    scrypt: runScrypt,
    isEqual: (a, b) => a.length === b.length && timingSafeEqual(a, b),
    randomBytes: (count) => plain(randomBytes(count)),
  };
}

/** Single DES is in OpenSSL 3's legacy provider alone. Triple DES with one key three times is the same thing. */
const OPENSSL = {
  'des-cbc': { name: 'des-ede3-cbc', key: (key: Uint8Array) => joinBytes([key, key, key]) },
  'aes-128-cfb': { name: 'aes-128-cfb', key: (key: Uint8Array) => key },
} as const;
const LENGTHS = {
  'des-cbc': { key: 8, iv: 8, block: 8 },
  'aes-128-cfb': { key: 16, iv: 16, block: 1 },
} as const;

function run(
  create: typeof createCipheriv | typeof createDecipheriv,
  { cipher, key, iv }: CipherSetting,
  bytes: Uint8Array,
): Uint8Array {
  const wanted = LENGTHS[cipher];
  if (key.length !== wanted.key || iv.length !== wanted.iv || bytes.length % wanted.block !== 0) {
    throw new RangeError(
      `${cipher} wants a key of ${wanted.key} bytes, a vector of ${wanted.iv} and blocks of ${wanted.block}`,
    );
  }
  const { name, key: keyOf } = OPENSSL[cipher];
  return had(cipher, () => {
    const working = create(name, keyOf(key), iv).setAutoPadding(false);
    return joinBytes([working.update(bytes), working.final()]);
  });
}

/** OpenSSL wants a little more than what is worked on. */
const SCRYPT_MEMORY = 65 * 1024 * 1024;

function runScrypt(setting: ScryptSetting, password: Uint8Array): Promise<Uint8Array> {
  const { salt, cost, blockSize, parallelism, length } = setting;
  const options = { N: 2 ** cost, r: blockSize, p: parallelism, maxmem: SCRYPT_MEMORY };
  return new Promise((resolve, reject) => {
    try {
      scrypt(password, salt, length, options, (problem, key) => {
        if (problem) reject(problem);
        else resolve(plain(key));
      });
    } catch (thrown) {
      // It says so before it begins.
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      reject(new RangeError(`scrypt cannot be done so: ${why}`));
    }
  });
}

/** What `work` gives, in bytes of their own: Node's buffers share memory. */
function had(name: string, work: () => Uint8Array): Uint8Array {
  try {
    return plain(work());
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UnavailableError(`the cryptography of this machine has no ${name}: ${why}`);
  }
}

const plain = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);
