/** A user of the user-based security model: who asks, and how what is said is protected (RFC 3414, section 2.1). */
import type { Cryptography } from '../../../core/cryptography.ts';
import { checkAccount, type UserAccount } from './account.ts';
import { AUTHENTICATIONS, type AuthenticationName, type PrivacyName } from './algorithms.ts';
import { passwordKey } from './keys.ts';

/** RFC 3411, section 3.4.3. */
export type SecurityLevel = 'noAuthNoPriv' | 'authNoPriv' | 'authPriv';

/** A user whose passwords have become keys. */
export interface SecureUser {
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly level: SecurityLevel;
  readonly authentication?: { readonly algorithm: AuthenticationName; readonly key: Uint8Array };
  readonly privacy?: { readonly algorithm: PrivacyName; readonly key: Uint8Array };
  /**
   * The first half of each salt. RFC 3414 (section 8.1.1.1) takes the number of the sender's starts; whoever keeps no
   * such number takes one by chance each time.
   */
  readonly saltBeginning: Uint8Array;
  readonly cryptography: Cryptography;
}

const SALT_BEGINNING_LENGTH = 4;

/**
 * @throws UsageError for a name or password that the standard does not allow, or privacy without authentication;
 * UnavailableError when the machine has no such algorithm
 */
export function secureUser(account: UserAccount, cryptography: Cryptography): SecureUser {
  checkAccount(account);
  const { name, authentication, privacy } = account;
  const keyOf = (password: string): Uint8Array =>
    passwordKey(
      cryptography,
      AUTHENTICATIONS[authentication!.algorithm].hash,
      new TextEncoder().encode(password),
    );
  return {
    name,
    nameBytes: new TextEncoder().encode(name),
    level: privacy ? 'authPriv' : authentication ? 'authNoPriv' : 'noAuthNoPriv',
    ...(authentication && {
      authentication: {
        algorithm: authentication.algorithm,
        key: keyOf(authentication.password),
      },
    }),
    ...(privacy && {
      privacy: { algorithm: privacy.algorithm, key: keyOf(privacy.password) },
    }),
    saltBeginning: cryptography.randomBytes(SALT_BEGINNING_LENGTH),
    cryptography,
  };
}
