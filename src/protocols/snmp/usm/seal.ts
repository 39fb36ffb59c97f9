/** Makes a message of a PDU, protected as its user wants it (RFC 3414, section 3.1). */
import { Writer } from '../../../core/bytes/writer.ts';
import type { Millis } from '../../../core/units.ts';
import { writeScoped, writeV3 } from '../v3-write.ts';
import { AUTHENTICATIONS } from './algorithms.ts';
import { encryptScoped } from './privacy.ts';
import { engineTimeAt, type UsmSession } from './session.ts';
import type { SecureUser } from './user.ts';

export interface ToSeal {
  readonly pdu: Uint8Array;
  readonly messageId: number;
  /** Makes the salt, so no other message of this user's may have it. Default: the message's id, where that is our own. */
  readonly saltNumber?: number;
  /** Whether the other side is to report what it cannot take: of questions, never of answers. */
  readonly reportable: boolean;
}

const NOTHING = new Uint8Array(0);

/** One datagram, as it is to leave at `now`. */
export function seal(
  user: SecureUser,
  session: UsmSession,
  { pdu, messageId, saltNumber = messageId, reportable }: ToSeal,
  now: Millis,
): Uint8Array {
  const { cryptography, authentication, privacy } = user;
  const { engineId, authenticationKey, privacyKey } = session;
  // Whoever is not authenticated has no use for the time, and the standard wants none said (section 3.1, step 6).
  const time = authentication ? engineTimeAt(session, now) : { engineBoots: 0, engineTime: 0 };
  const scoped = writeScoped(engineId, pdu);
  const salt = new Writer().bytes(user.saltBeginning).u32(saltNumber).finish();
  const data =
    privacy && privacyKey
      ? encryptScoped(
          cryptography,
          { algorithm: privacy.algorithm, key: privacyKey, salt, time },
          scoped,
        )
      : scoped;
  const write = (digest: Uint8Array): Uint8Array =>
    writeV3(
      {
        messageId,
        authenticated: authentication !== undefined,
        encrypted: privacy !== undefined,
        reportable,
        security: {
          engineId,
          ...time,
          userName: user.nameBytes,
          authentication: digest,
          privacy: privacy ? salt : NOTHING,
        },
      },
      data,
    );
  if (!authentication || !authenticationKey) return write(NOTHING);
  const { hash, digest } = AUTHENTICATIONS[authentication.algorithm];
  // The digest is that of the message with nothing but zeros in the digest's place (RFC 3414, section 6.3.1).
  const whole = cryptography.hmac(hash, authenticationKey, write(new Uint8Array(digest)));
  return write(whole.slice(0, digest));
}
