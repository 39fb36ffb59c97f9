/**
 * The ESRO service (RFC 2188, section 2): what a user asks of the provider and is told by it. The provider is a machine
 * (`endpoint.ts`) that takes {@link EsroRequest}s beside datagrams, and tells {@link EsroEvent}s.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { Encoding } from './pdu.ts';

/** UDP (RFC 2188, section 4.6.3). */
export const ESRO_PORT = 259;

/**
 * Whether the performer learns that its answer arrived: agreed for a selector beforehand, never signalled (RFC 2188,
 * section 4.2.1). `3-way`: INVOKE, RESULT or ERROR, ACK.
 */
export const HANDSHAKES = ['2-way', '3-way'] as const;
export type Handshake = (typeof HANDSHAKES)[number];

/**
 * Names an operation between the provider and its user for as long as the process lives. Invocations are named by the
 * invoking user; performances by the provider. They are counted apart.
 */
export type InvokeId = number;

/** What an invoking user asks: INVOKE.request. */
export interface InvokeRequest {
  readonly kind: 'invoke';
  /** The user's own name for it; not that of an operation that is still going on. */
  readonly id: InvokeId;
  readonly to: Endpoint;
  /** The performer's selector, 1 to 15. */
  readonly sap: number;
  readonly handshake: Handshake;
  /** 0 to 63. */
  readonly operation: number;
  readonly encoding: Encoding;
  readonly argument: Uint8Array;
}

/** A result: RESULT.request where the performing user gives it, RESULT.indication where the invoking one is told. */
export interface UserResult {
  readonly kind: 'result';
  readonly id: InvokeId;
  readonly encoding: Encoding;
  readonly result: Uint8Array;
}

/** An error: ERROR.request and ERROR.indication. */
export interface UserError {
  readonly kind: 'error';
  readonly id: InvokeId;
  /** 0 to 255, as the users agreed. */
  readonly value: number;
  readonly encoding: Encoding;
  readonly parameter: Uint8Array;
}

export type EsroRequest =
  | InvokeRequest
  /** The answer to a `perform`. One for an operation that is over is ignored. */
  | UserResult
  | UserError
  /** The performing user cannot answer: a FAILURE unit with this value goes out (RFC 2188, Table 12, row 8). */
  | { readonly kind: 'refuse'; readonly id: InvokeId; readonly value: number }
  /**
   * The invoking user has lost interest: nothing is sent again and nothing told any more; the reference number is held
   * as long as it must be. The peer may perform all the same.
   */
  | { readonly kind: 'abandon'; readonly id: InvokeId };

/** What the provider tells an invoking user; each operation ends with exactly one of the last three. */
export type InvokerEvent =
  /** INVOKE-P.confirm: it was given this reference number, and left. */
  | { readonly kind: 'invoked'; readonly id: InvokeId; readonly reference: number }
  | UserResult
  | UserError
  /** FAILURE.indication: `value` of the table FAILURES; `from`: whether the peer said so or it is silent, or we cannot. */
  | {
      readonly kind: 'failed';
      readonly id: InvokeId;
      readonly value: number;
      readonly from: 'peer' | 'silence' | 'here';
    };

/** What the provider tells a performing user. */
export type PerformerEvent =
  /** INVOKE.indication: answer it by `result`, `error` or `refuse` with this id. */
  | {
      readonly kind: 'perform';
      readonly id: InvokeId;
      readonly from: Endpoint;
      readonly sap: number;
      readonly operation: number;
      readonly encoding: Encoding;
      readonly argument: Uint8Array;
    }
  /**
   * RESULT.confirm or ERROR.confirm. After a 3-way handshake: the answer arrived. After a 2-way one: nobody asked
   * again for the inactivity time, which proves nothing (RFC 2188, section 2.2.1).
   */
  | { readonly kind: 'confirmed'; readonly id: InvokeId }
  /**
   * FAILURE.indication at the performer: no ACK came (the invoker may have the answer all the same), or the user took
   * too long and the invoker was told so.
   */
  | { readonly kind: 'unconfirmed'; readonly id: InvokeId; readonly value: number };

export type EsroEvent = InvokerEvent | PerformerEvent;
