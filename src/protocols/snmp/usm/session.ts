/**
 * What a client knows of one engine: its id, the user's keys with it, and its clock (RFC 3414, section 2.3). Pure:
 * each change gives a new session.
 */
import type { Millis } from '../../../core/units.ts';
import { AUTHENTICATIONS, PRIVACY_KEY_LENGTH } from './algorithms.ts';
import { localizedKey } from './keys.ts';
import type { SecureUser } from './user.ts';

/** How far an engine's time may be off, in seconds (RFC 3414, section 2.2.3). */
export const TIME_WINDOW = 150;
/** The greatest number of starts and of seconds. An engine that has started so often takes nothing authentic any more. */
export const LATEST = 2 ** 31 - 1;
/** Bytes of an engine's id (RFC 3411, section 5, SnmpEngineID). */
const ENGINE_ID = { shortest: 5, longest: 32 };

/** What a message says of its engine's clock. */
export interface EngineTime {
  readonly engineBoots: number;
  /** Seconds since it started. */
  readonly engineTime: number;
}

interface EngineClock extends EngineTime {
  /** When it was heard, by our own clock. */
  readonly heardAt: Millis;
  /** Until an authentic message came, it is what a stranger claims: good enough to ask by, and never to judge by. */
  readonly isAuthentic: boolean;
}

export interface UsmSession {
  readonly engineId: Uint8Array;
  readonly clock: EngineClock;
  /** Localized. */
  readonly authenticationKey?: Uint8Array;
  /** 16 bytes, localized. */
  readonly privacyKey?: Uint8Array;
}

/** Begins with what an engine's first report claims; undefined when that is no engine's id or clock. */
export function beginSession(
  user: SecureUser,
  engineId: Uint8Array,
  time: EngineTime,
  now: Millis,
): UsmSession | undefined {
  if (engineId.length < ENGINE_ID.shortest || engineId.length > ENGINE_ID.longest) return undefined;
  if (!isTime(time)) return undefined;
  const keyWith = (key: Uint8Array): Uint8Array =>
    localizedKey(
      user.cryptography,
      AUTHENTICATIONS[user.authentication!.algorithm].hash,
      key,
      engineId,
    );
  const { authentication, privacy } = user;
  return {
    engineId,
    clock: { ...timeOf(time), heardAt: now, isAuthentic: false },
    ...(authentication && { authenticationKey: keyWith(authentication.key) }),
    ...(privacy && { privacyKey: keyWith(privacy.key).slice(0, PRIVACY_KEY_LENGTH) }),
  };
}

const timeOf = ({ engineBoots, engineTime }: EngineTime): EngineTime => ({
  engineBoots,
  engineTime,
});

const isTime = ({ engineBoots, engineTime }: EngineTime): boolean =>
  [engineBoots, engineTime].every((number) => number >= 0 && number <= LATEST);

/** What the engine's clock shows by now. */
export function engineTimeAt({ clock }: UsmSession, now: Millis): EngineTime {
  const { engineBoots, engineTime, heardAt } = clock;
  const passed = Math.floor((now - heardAt) / 1000);
  return { engineBoots, engineTime: Math.min(engineTime + passed, LATEST) };
}

/**
 * The session after an authentic message of its engine; undefined when the message is too old, as one is that
 * somebody recorded and says again (RFC 3414, section 3.2, step 7b).
 */
export function keepTime(
  session: UsmSession,
  time: EngineTime,
  now: Millis,
): UsmSession | undefined {
  const { clock } = session;
  if (!isTime(time) || time.engineBoots === LATEST) return undefined;
  const heard = { ...session, clock: { ...timeOf(time), heardAt: now, isAuthentic: true } };
  if (!clock.isAuthentic || time.engineBoots > clock.engineBoots) return heard;
  if (time.engineBoots < clock.engineBoots) return undefined;
  const shown = engineTimeAt(session, now).engineTime;
  if (time.engineTime < shown - TIME_WINDOW) return undefined;
  return time.engineTime > clock.engineTime ? heard : session;
}
