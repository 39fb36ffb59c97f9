/** Encrypts and decrypts scoped PDUs: CBC-DES (RFC 3414, section 8.1.1) and CFB128-AES-128 (RFC 3826, section 3.1). */
import { joinBytes } from '../../../core/bytes/join.ts';
import { Writer } from '../../../core/bytes/writer.ts';
import type { CipherSetting, Cryptography } from '../../../core/cryptography.ts';
import { PRIVACIES, SALT_LENGTH, type PrivacyName } from './algorithms.ts';
import type { EngineTime } from './session.ts';

/** With what one message is encrypted. */
export interface PrivacySetting {
  readonly algorithm: PrivacyName;
  /** 16 bytes, localized. */
  readonly key: Uint8Array;
  /** The message's privacy parameters. */
  readonly salt: Uint8Array;
  /** As the message says it. */
  readonly time: EngineTime;
}

export function encryptScoped(
  { encrypt }: Cryptography,
  setting: PrivacySetting,
  scoped: Uint8Array,
): Uint8Array {
  const { block } = PRIVACIES[setting.algorithm];
  // What the padding holds is no matter: the length of the scoped PDU tells where it ends.
  const padding = new Uint8Array((block - (scoped.length % block)) % block);
  return encrypt(cipherSetting(setting), joinBytes([scoped, padding]));
}

/** Undefined for what cannot have been encrypted so: another length of salt or of the whole. */
export function decryptScoped(
  { decrypt }: Cryptography,
  setting: PrivacySetting,
  data: Uint8Array,
): Uint8Array | undefined {
  const isWhole = data.length % PRIVACIES[setting.algorithm].block === 0;
  if (setting.salt.length !== SALT_LENGTH || !isWhole) return undefined;
  return decrypt(cipherSetting(setting), data);
}

function cipherSetting({ algorithm, key, salt, time }: PrivacySetting): CipherSetting {
  const { cipher } = PRIVACIES[algorithm];
  switch (algorithm) {
    case 'des':
      return {
        cipher,
        key: key.slice(0, 8),
        iv: Uint8Array.from(salt, (octet, i) => octet ^ key[8 + i]!),
      };
    case 'aes': {
      const iv = new Writer().u32(time.engineBoots).u32(time.engineTime).bytes(salt).finish();
      return { cipher, key, iv };
    }
  }
}
