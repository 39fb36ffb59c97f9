/** What users of ESRO's library hand over and get: calls, answers, and the ways in which a call can fail. */
import type { Endpoint } from '../../core/endpoint.ts';
import { failureName, type Encoding } from '../../protocols/esro/pdu.ts';
import type { Handshake } from '../../protocols/esro/service.ts';

/** An operation that somebody asks for. */
export interface Call {
  /** Whoever asks, by IP address and UDP port: both can be made up, since nothing here is authenticated. */
  readonly from: Endpoint;
  /** The selector that it came to. */
  readonly sap: number;
  /** 0 to 63, as the users agreed (RFC 2188, section 3). */
  readonly operation: number;
  /** How the argument is encoded; a tag that ESRO carries and never looks behind. */
  readonly encoding: Encoding;
  readonly argument: Uint8Array;
}

/** What an operation gives: octets, in BER unless said otherwise. */
export type Answer = Uint8Array | { readonly encoding: Encoding; readonly result: Uint8Array };

/** What an invoker gets. */
export interface Reply {
  readonly encoding: Encoding;
  readonly result: Uint8Array;
}

/** Performs the operations of one selector. */
export interface Sap {
  /** Agreed beforehand: whoever invokes must assume the same (RFC 2188, section 4.2.1). Default `2-way`. */
  readonly handshake?: Handshake;
  /**
   * Gives the result. To answer with an ERROR, throw an {@link OperationError}. To answer with a FAILURE, which says
   * that nothing can be said, throw an {@link OperationFailed}; anything else that is thrown is a bug of yours: the
   * invoker gets FAILURE 2, and you get it by `failed`.
   *
   * It is called at most once for an invocation while its reference number is held. After that, and after a restart,
   * the same invocation may come again: where that matters, carry a number of your own in the argument.
   */
  perform(call: Call): Answer | Promise<Answer>;
  /** 3-way: the answer arrived. 2-way: nobody asked again for the inactivity time, which proves nothing. */
  confirmed?(call: Call): void;
  /**
   * It is not known whether the answer arrived: no ACK came, or the answer came too late. The invoker may have it all
   * the same: agree on an operation that asks what became of another.
   * @param value a key of FAILURES
   */
  unconfirmed?(call: Call, value: number): void;
}

/** The answer that something is wrong, as the users agreed: ERROR (RFC 2188, section 2.2). */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  constructor(
    /** 0 to 255. */
    readonly value: number,
    readonly parameter: Uint8Array = new Uint8Array(0),
    readonly encoding: Encoding = 'BER',
  ) {
    super(`the operation was answered with error ${value}`);
    checkValue(value, 'error value');
  }
}

/** No answer: FAILURE (RFC 2188, table 9). The operation may have been performed all the same. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
  constructor(
    /** A key of FAILURES, or another that the peer sent. */
    readonly value: number,
    /** The peer said so, it is silent, or it could not be asked from here. */
    readonly from: 'peer' | 'silence' | 'here' = 'here',
  ) {
    super(`${SOURCES[from]}: ${failureName(value)}`);
    checkValue(value, 'failure value');
  }

  /** The value in words. */
  get words(): string {
    return failureName(this.value);
  }
}

/** @throws RangeError when it has no room in its octet */
function checkValue(value: number, what: string): void {
  if (Number.isInteger(value) && value >= 0 && value <= 255) return;
  throw new RangeError(`${value} is no ${what}: 0 to 255 are`);
}

const SOURCES = {
  peer: 'the peer says that the operation failed',
  silence: 'the peer does not answer',
  here: 'the operation failed here',
};

/** The signal fired, or the socket was closed, before an answer came. The peer may perform all the same. */
export class AbortError extends Error {
  override readonly name = 'AbortError';
}
