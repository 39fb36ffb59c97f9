/** What a device wants kept back for now (RFC 2524, section 3.2.2): held here, never discarded. */
import type { Priority } from '../ipm.ts';
import type { DeliveryControlArgument, DeliveryControlResult } from '../operations.ts';
import type { Controls, MessageFacts } from './facts.ts';

const RANKS: Readonly<Record<Priority, number>> = { 'non-urgent': 0, normal: 1, urgent: 2 };

const isStopped = ({ permissibleOperations }: Controls): boolean =>
  permissibleOperations?.delivery === false;
const isLong = ({ length }: MessageFacts, { permissibleMaxContentLength: most }: Controls) =>
  most !== undefined && length > most;
const isLow = ({ priority }: MessageFacts, { permissibleLowestPriority: lowest }: Controls) =>
  lowest !== undefined && RANKS[priority] < RANKS[lowest];

export const isHeld = (message: MessageFacts, controls: Controls): boolean =>
  isStopped(controls) || isLong(message, controls) || isLow(message, controls);

/** `update` replaces what it names and leaves the rest; `remove` lifts all. */
export function controlled(before: Controls, argument: DeliveryControlArgument): Controls {
  if (argument.restrict === 'remove') return {};
  const {
    permissibleOperations = before.permissibleOperations,
    permissibleMaxContentLength = before.permissibleMaxContentLength,
    permissibleLowestPriority = before.permissibleLowestPriority,
  } = argument;
  return {
    ...(permissibleOperations && { permissibleOperations }),
    ...(permissibleMaxContentLength !== undefined && { permissibleMaxContentLength }),
    ...(permissibleLowestPriority && { permissibleLowestPriority }),
  };
}

/** What is held back of these messages, and why. */
export function waiting(
  messages: readonly MessageFacts[],
  controls: Controls,
): DeliveryControlResult {
  const held = messages.filter((message) => isHeld(message, controls));
  return {
    waitingOperations: { submission: false, delivery: held.length > 0 },
    waitingMessages: {
      longContent: held.some((message) => isLong(message, controls)),
      lowPriority: held.some((message) => isLow(message, controls)),
    },
    waitingContentTypes: [...new Set(held.map(({ contentType }) => contentType))],
  };
}
