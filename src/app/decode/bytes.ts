/** Messages by themselves: bytes that nobody can place. */
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { PROTOCOL_NAMES } from '../../protocols/names.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { DecodeCoverage } from './coverage.ts';
import { isWrong, readable, type ReadableMessage } from './message.ts';
import { guess } from './recognize.ts';

/** The language that bytes are of, where they are a stream to be read part by part. */
export function languageOf(
  beginning: Uint8Array,
  protocol: Protocol | undefined,
  protocols: readonly Protocol[],
): Protocol | undefined {
  const found = protocol ?? guess(beginning, protocols)?.protocol;
  return found?.parts && found;
}

/**
 * @param protocol undefined: whichever fits
 * @throws NotFoundError when none does
 */
export function decodeMessages(
  pieces: readonly Uint8Array[],
  protocol: Protocol | undefined,
  protocols: readonly Protocol[],
  tell: (message: ReadableMessage) => void,
): DecodeCoverage {
  const messages = pieces.map((bytes) => decoded(bytes, protocol, protocols));
  messages.forEach(tell);
  return { messages: messages.length, errors: messages.filter(isWrong).length };
}

function decoded(
  bytes: Uint8Array,
  protocol: Protocol | undefined,
  protocols: readonly Protocol[],
): ReadableMessage {
  if (bytes.length === 0) throw new UsageError('there is nothing to decode: the input is empty');
  if (protocol) return readable(protocol, bytes, protocol.decode(bytes));
  const best = guess(bytes, protocols);
  if (!best) {
    throw new NotFoundError(
      `no known protocol begins like this; known are: ${PROTOCOL_NAMES.join(', ')}`,
    );
  }
  return readable(best.protocol, bytes, best.decoded);
}
