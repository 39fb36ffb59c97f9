/** The algorithms of the user-based security model, by the names under which users of SNMP know them. */
import type { CipherName, HashName } from '../../../core/cryptography.ts';

interface AuthenticationAlgorithm {
  /** As its standard calls it. */
  readonly title: string;
  readonly hash: HashName;
  /** Bytes of the digest that a message carries: the first of the HMAC's. */
  readonly digest: number;
}

/** RFC 3414, sections 6 and 7; RFC 7860, section 4. */
export const AUTHENTICATIONS = {
  md5: { title: 'HMAC-MD5-96', hash: 'md5', digest: 12 },
  sha: { title: 'HMAC-SHA-96', hash: 'sha1', digest: 12 },
  sha224: { title: 'HMAC-SHA-224-128', hash: 'sha224', digest: 16 },
  sha256: { title: 'HMAC-SHA-256-192', hash: 'sha256', digest: 24 },
  sha384: { title: 'HMAC-SHA-384-256', hash: 'sha384', digest: 32 },
  sha512: { title: 'HMAC-SHA-512-384', hash: 'sha512', digest: 48 },
} as const satisfies Record<string, AuthenticationAlgorithm>;
export type AuthenticationName = keyof typeof AUTHENTICATIONS;
export const AUTHENTICATION_NAMES = Object.keys(AUTHENTICATIONS) as AuthenticationName[];

interface PrivacyAlgorithm {
  readonly title: string;
  readonly cipher: CipherName;
  /** What is encrypted is filled up to a multiple of so many bytes. */
  readonly block: number;
}

/** RFC 3414, section 8; RFC 3826. Both take 16 bytes of the localized key. */
export const PRIVACIES = {
  des: { title: 'CBC-DES', cipher: 'des-cbc', block: 8 },
  aes: { title: 'CFB128-AES-128', cipher: 'aes-128-cfb', block: 1 },
} as const satisfies Record<string, PrivacyAlgorithm>;
export type PrivacyName = keyof typeof PRIVACIES;
export const PRIVACY_NAMES = Object.keys(PRIVACIES) as PrivacyName[];
export const PRIVACY_KEY_LENGTH = 16;
/** The privacy parameters of both. */
export const SALT_LENGTH = 8;

/** Which algorithms have digests of so many bytes: `HMAC-MD5-96 or HMAC-SHA-96`; undefined for none. */
export function digestWords(length: number): string | undefined {
  const titles = Object.values(AUTHENTICATIONS).flatMap(({ title, digest }) =>
    digest === length ? [title] : [],
  );
  return titles.length === 0 ? undefined : titles.join(' or ');
}
