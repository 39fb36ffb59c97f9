/**
 * How questions become messages, and what of a message is believed as an answer: what RFC 3411 (section 3.1) calls
 * message processing, with its security. The client knows what to ask and when; a model knows one version's envelope.
 */
import type { Field } from '../../core/bytes/reader.ts';
import type { Millis } from '../../core/units.ts';
import type { PlainPdu } from './pdu.ts';
import type { UsmReport } from './usm/reports.ts';
import type { UsmSession } from './usm/session.ts';
import type { SnmpVersion } from './vocabulary.ts';
import type { SnmpMessage } from './wire.ts';

/** A message that came in, with the bytes that it was read from. */
export interface Received {
  readonly message: SnmpMessage;
  readonly bytes: Uint8Array;
  readonly fields: readonly Field[];
}

/** What is out and waits for its answer. */
export interface Asked {
  /** The PDU's request id. */
  readonly id: number;
  /** The ids of the messages in which it was said and of which nothing was heard; with a community there are none. */
  readonly messageIds: readonly number[];
}

/** What was learned by a greeting. */
export interface Meeting {
  /** In version 3, what is needed to go on. */
  readonly session?: UsmSession;
  /** In the others, the answer to what the greeting asked. */
  readonly pdu?: PlainPdu;
}

/** Why an agent will not answer this user. */
export type Refusal = UsmReport | 'other';

/** What a message says to who asked. */
export type Reading =
  | { readonly kind: 'answer'; readonly pdu: PlainPdu; readonly session?: UsmSession }
  /** The engine or its clock is another than was thought: it must be said again. */
  | { readonly kind: 'again'; readonly session: UsmSession }
  | {
      readonly kind: 'refusal';
      readonly why: Refusal;
      /** Whether the engine itself said so. Otherwise it is anybody's word. */
      readonly isCertain: boolean;
    };

export interface MessageModel {
  readonly version: SnmpVersion;
  /** Whether each message has an id of its own, beside the request's. */
  readonly numbersMessages: boolean;
  /** What is said to find an agent. */
  greeting(id: number): Uint8Array;
  /** What the answer to {@link greeting} tells; undefined for what is none. */
  meet(received: Received, id: number, now: Millis): Meeting | undefined;
  /** A question as a datagram, to be said at `now`. */
  write(
    pdu: Uint8Array,
    session: UsmSession | undefined,
    messageId: number,
    now: Millis,
  ): Uint8Array;
  /** What a message says of what was asked; undefined for what is to be ignored. */
  read(
    received: Received,
    asked: Asked,
    session: UsmSession | undefined,
    now: Millis,
  ): Reading | undefined;
}
