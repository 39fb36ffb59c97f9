/**
 * Version 3 with the user-based security model, the client's side (RFC 3412, section 7.2; RFC 3414, section 4).
 *
 * A greeting asks an engine for its id and time; it answers with a report. Everything after that is said as the user.
 * What a report says that was not authenticated is anybody's word, and so only ever a hint.
 */
import { sameBytes } from '../../../core/bytes/same.ts';
import type { Millis } from '../../../core/units.ts';
import type { MessageModel, Reading } from '../message-model.ts';
import { encodeEngineQuestion } from '../request.ts';
import type { UsmParameters } from '../v3.ts';
import { open, type Opened } from './open.ts';
import { reportOf } from './reports.ts';
import { seal } from './seal.ts';
import { beginSession, type UsmSession } from './session.ts';
import type { SecureUser } from './user.ts';

export function usmModel(user: SecureUser): MessageModel {
  return {
    version: '3',
    numbersMessages: true,
    greeting: encodeEngineQuestion,
    meet(received, id, now) {
      const { message } = received;
      if (message.version !== '3' || message.messageId !== id) return undefined;
      const { security, data } = message;
      const isReport = !(data instanceof Uint8Array) && data.pdu.kind === 'report';
      if (!isReport || security instanceof Uint8Array) return undefined;
      const session = beginSession(user, security.engineId, security, now);
      return session && { session };
    },
    write: (pdu, session, messageId, now) =>
      seal(user, session!, { pdu, messageId, reportable: true }, now),
    read(received, { id, messageIds }, session, now) {
      const { message } = received;
      if (session === undefined || message.version !== '3') return undefined;
      const { security, messageId } = message;
      if (!messageIds.includes(messageId) || security instanceof Uint8Array) return undefined;
      const opened = open(user, session, { ...received, message }, now);
      if (!opened) return undefined;
      return opened.scoped.pdu.kind === 'report'
        ? reportReading(user, session, opened, security, now)
        : answerReading(user, session, opened, id);
    },
  };
}

/** An answer comes from the same context and is protected as its question was (RFC 3412, section 7.2.10). */
function answerReading(
  { level }: SecureUser,
  { engineId }: UsmSession,
  opened: Opened,
  id: number,
): Reading | undefined {
  const { scoped, session } = opened;
  const { pdu, contextEngineId, contextName } = scoped;
  if (pdu.kind !== 'response' || pdu.requestId !== id || opened.level !== level) return undefined;
  if (!sameBytes(contextEngineId, engineId) || contextName !== '') return undefined;
  return { kind: 'answer', pdu, session };
}

function reportReading(
  user: SecureUser,
  before: UsmSession,
  { scoped, level, session }: Opened,
  security: UsmParameters,
  now: Millis,
): Reading {
  const why = reportOf(scoped.pdu) ?? 'other';
  const isCertain = level !== 'noAuthNoPriv';
  if (why === 'not in time window' && isCertain && session !== before) {
    return { kind: 'again', session };
  }
  if (why === 'unknown engine' && !sameBytes(security.engineId, before.engineId)) {
    // It started anew under another id. Whoever claims that falsely gets questions under keys that he does not have.
    const anew = beginSession(user, security.engineId, security, now);
    if (anew) return { kind: 'again', session: anew };
  }
  return { kind: 'refusal', why, isCertain };
}
