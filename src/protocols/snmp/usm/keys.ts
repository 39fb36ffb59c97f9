/** From a password to the key that one engine knows a user by (RFC 3414, sections 2.6, A.2; RFC 7860, section 9.3). */
import { joinBytes } from '../../../core/bytes/join.ts';
import type { Cryptography, HashName } from '../../../core/cryptography.ts';

/** How long the password is made by repetition before it is hashed: so that guessing takes its time. */
const STRETCHED = 1024 * 1024;

/** The user's key, the same for all engines. */
export function passwordKey(
  { hash }: Cryptography,
  name: HashName,
  password: Uint8Array,
): Uint8Array {
  const stretched = new Uint8Array(STRETCHED);
  for (let at = 0; at < STRETCHED; at += password.length) {
    stretched.set(password.subarray(0, STRETCHED - at), at);
  }
  return hash(name, stretched);
}

/** The user's key with one engine: whoever steals it there cannot use it elsewhere. */
export const localizedKey = (
  { hash }: Cryptography,
  name: HashName,
  key: Uint8Array,
  engineId: Uint8Array,
): Uint8Array => hash(name, joinBytes([key, engineId, key]));
