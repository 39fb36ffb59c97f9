/** A user of version 3 as a person names one, before anything is computed of the passwords. */
import { UsageError } from '../../../core/errors.ts';
import type { AuthenticationName, PrivacyName } from './algorithms.ts';

/** SnmpAdminString as a user's name (RFC 3414, section 2.4). */
export const LONGEST_USER_NAME = 32;
/** RFC 3414, section 11.2. */
export const SHORTEST_PASSWORD = 8;

interface Protected<Algorithm> {
  readonly algorithm: Algorithm;
  readonly password: string;
}

/** A user as a person names one. The level of security follows from what is there. */
export interface UserAccount {
  readonly name: string;
  /** Absent: noAuthNoPriv. */
  readonly authentication?: Protected<AuthenticationName>;
  /** Absent: nothing is encrypted. Without authentication there is no privacy. */
  readonly privacy?: Protected<PrivacyName>;
}

/** @throws UsageError for a name or password that the standard does not allow, or privacy without authentication */
export function checkAccount({ name, authentication, privacy }: UserAccount): void {
  const length = new TextEncoder().encode(name).length;
  if (length === 0 || length > LONGEST_USER_NAME) {
    throw new UsageError(`a user's name has 1 to ${LONGEST_USER_NAME} bytes, this one ${length}`);
  }
  if (privacy && !authentication) {
    throw new UsageError('SNMP encrypts only what it authenticates: privacy needs authentication');
  }
  for (const [what, held] of [
    ['authentication', authentication],
    ['privacy', privacy],
  ] as const) {
    if (held && new TextEncoder().encode(held.password).length < SHORTEST_PASSWORD) {
      throw new UsageError(`the ${what} password is shorter than ${SHORTEST_PASSWORD} characters`);
    }
  }
}
