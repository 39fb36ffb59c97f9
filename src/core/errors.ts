/**
 * Whose fault was it? Errors say so by their kind.
 *
 * - {@link UsageError}: the caller's. Thrown; its message says what to do instead.
 * - {@link NotFoundError}: nobody's. What was asked for is not there, or nobody answered.
 * - {@link UnavailableError}: the machine's. What it takes cannot be had: room on the disk, a right, a port, a driver.
 * - {@link WireError}: the peer's. A value, not a throw: decoders are total.
 * - Anything else is our own bug and crashes loudly.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A file was to be made, and something of that name is there. */
export class ThereAlreadyError extends UsageError {}

/** What was asked for does not exist or did not answer. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** Somebody answered, and what came cannot be taken: too long, broken off, or no answer of the protocol. */
export class BadAnswerError extends NotFoundError {}

/** The machine does not give what it takes: a full disk, no right, a port that is taken, a store that is damaged. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** Whether its message is a sentence for people; any other error is our own bug. */
export const isExpected = (
  problem: unknown,
): problem is UsageError | NotFoundError | UnavailableError =>
  problem instanceof UsageError ||
  problem instanceof NotFoundError ||
  problem instanceof UnavailableError;

/** The ways in which bytes from a peer can be wrong. */
export type WireErrorKind =
  /** the bytes end before the field does */
  | 'truncated'
  /** a fixed marker is not there: this is another protocol */
  | 'magic'
  /** a declared length that the bytes contradict, or that is over a limit */
  | 'length'
  /** a value that the protocol does not allow in this field */
  | 'value';

/** Where and how a peer broke the protocol. `offset` counts bytes from the start of the message. */
export interface WireError {
  readonly kind: WireErrorKind;
  readonly field: string;
  readonly offset: number;
  readonly message: string;
}
