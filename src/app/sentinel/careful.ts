/**
 * A wall between strangers' bytes and our own bugs. `decode` never throws; where it does all the same, that is our
 * bug, and whoever found the bytes must not be able to end a sentinel with them, nor to spoil its log for good.
 */
import { toHex } from '../../core/bytes/hex.ts';
import type { Protocol } from '../../protocols/protocol.ts';

/** More bytes of what broke a card are not told: the log has them all. */
const TOLD_BYTES = 64;

/**
 * The same cards, whose `decode` cannot throw: a card that would have is told of, the first time that it does, and
 * answers that the bytes are not its own.
 * @param tell gets one or two sentences
 */
export function carefully(
  cards: readonly Protocol[],
  tell: (sentences: string) => void,
): readonly Protocol[] {
  return cards.map((card) => {
    let isTold = false;
    return {
      ...card,
      decode(bytes) {
        try {
          return card.decode(bytes);
        } catch (bug) {
          if (!isTold) tell(bugWords(card.name, bytes, bug));
          isTold = true;
          return notItsOwn(card.name);
        }
      },
    };
  });
}

const notItsOwn = (name: string): ReturnType<Protocol['decode']> => ({
  ok: false,
  error: { kind: 'magic', field: name, offset: 0, message: 'it could not be read' },
  fields: [],
});

function bugWords(name: string, bytes: Uint8Array, bug: unknown): string {
  const rest = bytes.length > TOLD_BYTES ? ` and ${bytes.length - TOLD_BYTES} bytes more` : '';
  return (
    `this is a bug in Portolan, not your fault: reading bytes as ${name} failed (${String(bug)}). They are shown ` +
    `as they are. Please report it with them: ${toHex(bytes.subarray(0, TOLD_BYTES))}${rest}`
  );
}
