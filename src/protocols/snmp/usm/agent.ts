/**
 * An agent of version 3 that only tells: the authoritative engine of RFC 3414 (section 3.2), as a machine without
 * socket or clock. Who does not know its id or its time is told by a report, who has no right to ask is told why, and
 * nothing is told to whom the user's own protection is not used.
 */
import { latin1 } from '../../../core/bytes/line.ts';
import type { DatagramAction, DatagramReceived, DatagramMachine } from '../../../core/machine.ts';
import type { Millis } from '../../../core/units.ts';
import { answerTo, fitted, sorted, type Answer } from '../answering.ts';
import type { Variable } from '../pdu.ts';
import { writeReport, writeResponse } from '../response.ts';
import { writeScoped, writeV3 } from '../v3-write.ts';
import type { ScopedPdu } from '../v3.ts';
import type { SnmpValue } from '../values.ts';
import { ERROR_CODES, MAX_DATAGRAM } from '../vocabulary.ts';
import { decode } from '../wire.ts';
import { decrypted, isAuthentic, type ReceivedV3 } from './open.ts';
import { REPORT_OIDS, type UsmReport } from './reports.ts';
import { seal } from './seal.ts';
import { beginSession, engineTimeAt, LATEST, TIME_WINDOW, type UsmSession } from './session.ts';
import type { SecureUser, SecurityLevel } from './user.ts';

export interface UsmAgentDescription {
  /** Everything that it tells, by whole name. */
  readonly objects: Readonly<Record<string, SnmpValue>>;
  /** 5 to 32 bytes (RFC 3411, section 5). */
  readonly engineId: Uint8Array;
  /** How often it has started. */
  readonly engineBoots: number;
  /** Each may read everything, at its own level and at no other. */
  readonly users: readonly SecureUser[];
}

export interface UsmAgentState {
  readonly startedAt: Millis;
  /** Reports of each kind so far: RFC 3414, section 5, usmStats. */
  readonly counters: ReadonlyMap<UsmReport, number>;
  /** Sealed messages so far: none has the salt of another. */
  readonly sealed: number;
}

type Action = DatagramAction<never>;
type Transition = { readonly state: UsmAgentState; readonly actions: readonly Action[] };

const LEVELS: readonly SecurityLevel[] = ['noAuthNoPriv', 'authNoPriv', 'authPriv'];

/**
 * The machine; it never ends by itself.
 * @throws UsageError when an object's name is none, or its value does not fit the wire
 */
export function usmAgent(description: UsmAgentDescription): DatagramMachine<UsmAgentState, never> {
  const engine = new Engine(description);
  return {
    start: (now) => ({
      state: { startedAt: now, counters: new Map(), sealed: 0 },
      actions: [],
    }),
    step: (state, input, now) =>
      input.kind === 'received' ? engine.hear(state, input, now) : { state, actions: [] },
    wakeAt: () => undefined,
  };
}

/** A message that is being looked at. */
interface Case {
  readonly state: UsmAgentState;
  readonly from: DatagramReceived['from'];
  readonly message: ReceivedV3['message'];
  readonly now: Millis;
}

/** The transitions. Holds what never changes. */
class Engine {
  private readonly objects: readonly Variable[];
  private readonly users: ReadonlyMap<string, SecureUser>;

  constructor(private readonly description: UsmAgentDescription) {
    this.objects = sorted(description.objects);
    this.users = new Map(description.users.map((user) => [latin1(user.nameBytes), user]));
  }

  hear(state: UsmAgentState, { from, bytes }: DatagramReceived, now: Millis): Transition {
    const decoded = decode(bytes);
    const ignored = { state, actions: [] };
    if (!decoded.ok || decoded.message.version !== '3') return ignored;
    const { message, fields } = decoded;
    const { security } = message;
    if (security instanceof Uint8Array) return ignored;
    const found: Case = { state, from, message, now };
    const level = LEVELS[Number(message.authenticated) + Number(message.encrypted)]!;
    if (message.encrypted && !message.authenticated) return ignored;
    // The order is the standard's: section 3.2, steps 3 to 8.
    const { engineId } = this.description;
    const sessionOf = (user: SecureUser) => this.sessionOf(user, state);
    if (latin1(security.engineId) !== latin1(engineId)) return this.report(found, 'unknown engine');
    const user = this.users.get(security.userName);
    if (!user) return this.report(found, 'unknown user');
    if (LEVELS.indexOf(level) > LEVELS.indexOf(user.level)) {
      return this.report(found, 'unsupported level');
    }
    const session = sessionOf(user);
    if (message.authenticated) {
      if (!isAuthentic(user, session, security, { message, bytes, fields })) {
        return this.report(found, 'wrong digest');
      }
      if (!isInWindow(session, security, now)) {
        return this.report(found, 'not in time window', user);
      }
    }
    const { data } = message;
    const scoped = data instanceof Uint8Array ? decrypted(user, session, security, data) : data;
    if (!scoped) return this.report(found, 'not to be decrypted');
    return this.answer(found, user, level, scoped);
  }

  private answer(
    { state, from, message, now }: Case,
    user: SecureUser,
    level: SecurityLevel,
    { pdu, contextEngineId, contextName }: ScopedPdu,
  ): Transition {
    const isOurs = latin1(contextEngineId) === latin1(this.description.engineId);
    const said = answerTo('3', pdu, this.objects);
    if (!isOurs || contextName !== '' || !said || pdu.kind === 'trap v1') {
      return { state, actions: [] };
    }
    const answer: Answer =
      level === user.level
        ? said
        : { errorStatus: ERROR_CODES.authorization, errorIndex: 0, variables: pdu.variables };
    const { requestId } = pdu;
    const bytes = fitted('3', pdu, answer, MAX_DATAGRAM, (part) => {
      const response = writeResponse({ requestId, ...part });
      return this.sealed(user, level, state, message.messageId, response, now);
    });
    const after = { ...state, sealed: state.sealed + 1 };
    return { state: after, actions: [{ kind: 'send', to: from, bytes }] };
  }

  /** @param user by whom the report is authenticated; default: it is not, since nobody is known to have asked */
  private report(
    { state, from, message, now }: Case,
    why: UsmReport,
    user?: SecureUser,
  ): Transition {
    const count = (state.counters.get(why) ?? 0) + 1;
    const counted = { ...state, counters: new Map(state.counters).set(why, count) };
    if (!message.reportable) return { state: counted, actions: [] };
    const { data, messageId } = message;
    const pdu = data instanceof Uint8Array ? undefined : data.pdu;
    const requestId = pdu === undefined || pdu.kind === 'trap v1' ? 0 : pdu.requestId;
    const value = { type: 'Counter32', value: count } as const;
    const report = writeReport({
      requestId,
      variables: [{ oid: `${REPORT_OIDS[why]}.0`, value }],
    });
    const bytes = user
      ? this.sealed(user, 'authNoPriv', state, messageId, report, now)
      : this.clear(state, messageId, report, now);
    const after = { ...counted, sealed: state.sealed + 1 };
    return { state: after, actions: [{ kind: 'send', to: from, bytes }] };
  }

  private sealed(
    { authentication, privacy, ...rest }: SecureUser,
    level: SecurityLevel,
    state: UsmAgentState,
    messageId: number,
    pdu: Uint8Array,
    now: Millis,
  ): Uint8Array {
    const user: SecureUser = {
      ...rest,
      level,
      ...(authentication && level !== 'noAuthNoPriv' && { authentication }),
      ...(privacy && level === 'authPriv' && { privacy }),
    };
    const saltNumber = state.sealed % 2 ** 32;
    const what = { pdu, messageId, saltNumber, reportable: false };
    return seal(user, this.sessionOf(user, state), what, now);
  }

  private clear(state: UsmAgentState, messageId: number, pdu: Uint8Array, now: Millis): Uint8Array {
    const { engineId, engineBoots } = this.description;
    const nothing = new Uint8Array(0);
    const engineTime = Math.floor((now - state.startedAt) / 1000);
    return writeV3(
      {
        messageId,
        authenticated: false,
        encrypted: false,
        reportable: false,
        security: {
          engineId,
          engineBoots,
          engineTime,
          userName: nothing,
          authentication: nothing,
          privacy: nothing,
        },
      },
      writeScoped(engineId, pdu),
    );
  }

  /** Its own clock, and the user's keys with it. */
  private sessionOf(user: SecureUser, { startedAt }: UsmAgentState): UsmSession {
    const { engineId, engineBoots } = this.description;
    const session = beginSession(user, engineId, { engineBoots, engineTime: 0 }, startedAt);
    if (!session) throw new RangeError('no id of an engine, or no number of starts');
    return session;
  }
}

/** RFC 3414, section 3.2, step 7a. */
function isInWindow(
  session: UsmSession,
  said: { readonly engineBoots: number; readonly engineTime: number },
  now: Millis,
): boolean {
  const { engineBoots, engineTime } = engineTimeAt(session, now);
  return (
    engineBoots !== LATEST &&
    said.engineBoots === engineBoots &&
    Math.abs(said.engineTime - engineTime) <= TIME_WINDOW
  );
}
