/**
 * Takes what is in a message, if it may be believed (RFC 3414, section 3.2): its digest, its engine, its user and its
 * time must be right, then it is decrypted. Total: any bytes give something or nothing.
 */
import { sameBytes } from '../../../core/bytes/same.ts';
import { latin1 } from '../../../core/bytes/line.ts';
import type { Field } from '../../../core/bytes/reader.ts';
import type { Millis } from '../../../core/units.ts';
import {
  AUTHENTICATION_FIELD,
  decodeScoped,
  type ScopedPdu,
  type UsmParameters,
  type V3Message,
} from '../v3.ts';
import { AUTHENTICATIONS } from './algorithms.ts';
import { decryptScoped } from './privacy.ts';
import { keepTime, type UsmSession } from './session.ts';
import type { SecureUser, SecurityLevel } from './user.ts';

/** A message with the bytes that it was read from: a digest is over all of them. */
export interface ReceivedV3 {
  readonly message: V3Message;
  readonly bytes: Uint8Array;
  readonly fields: readonly Field[];
}

export interface Opened {
  readonly scoped: ScopedPdu;
  /** How the message was protected. What was not authenticated is anybody's word. */
  readonly level: SecurityLevel;
  /** After it: what is authentic sets the engine's clock. */
  readonly session: UsmSession;
}

/** Undefined for what is to be ignored. */
export function open(
  user: SecureUser,
  session: UsmSession,
  received: ReceivedV3,
  now: Millis,
): Opened | undefined {
  const { message } = received;
  const { security, data, authenticated, encrypted } = message;
  if (security instanceof Uint8Array) return undefined;
  if (encrypted !== data instanceof Uint8Array) return undefined;
  if (!authenticated) {
    if (data instanceof Uint8Array) return undefined;
    return { scoped: data, level: 'noAuthNoPriv', session };
  }
  const isOurs =
    sameBytes(security.engineId, session.engineId) &&
    security.userName === latin1(user.nameBytes) &&
    isAuthentic(user, session, security, received);
  if (!isOurs) return undefined;
  const kept = keepTime(session, security, now);
  if (!kept) return undefined;
  if (!(data instanceof Uint8Array)) return { scoped: data, level: 'authNoPriv', session: kept };
  const scoped = decrypted(user, session, security, data);
  return scoped && { scoped, level: 'authPriv', session: kept };
}

/** Whether the digest is right: over the whole message, with zeros in its own place (RFC 3414, section 6.3.2). */
export function isAuthentic(
  { authentication, cryptography }: SecureUser,
  { authenticationKey }: UsmSession,
  security: UsmParameters,
  { bytes, fields }: ReceivedV3,
): boolean {
  if (!authentication || !authenticationKey) return false;
  const { hash, digest } = AUTHENTICATIONS[authentication.algorithm];
  const field = fields.find(({ name }) => name === AUTHENTICATION_FIELD);
  if (!field || security.authentication.length !== digest) return false;
  const zeroed = Uint8Array.from(bytes);
  const end = field.offset + field.length;
  zeroed.fill(0, end - digest, end);
  const expected = cryptography.hmac(hash, authenticationKey, zeroed).slice(0, digest);
  return sameBytes(expected, security.authentication);
}

/** What was encrypted; undefined when it makes no sense. */
export function decrypted(
  { privacy, cryptography }: SecureUser,
  { privacyKey }: UsmSession,
  security: UsmParameters,
  data: Uint8Array,
): ScopedPdu | undefined {
  if (!privacy || !privacyKey) return undefined;
  const setting = {
    algorithm: privacy.algorithm,
    key: privacyKey,
    salt: security.privacy,
    time: security,
  };
  const plain = decryptScoped(cryptography, setting, data);
  const decoded = plain && decodeScoped(plain);
  return decoded?.ok ? decoded.message : undefined;
}
