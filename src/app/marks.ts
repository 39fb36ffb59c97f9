/** How far a protocol's messages can be told from anything else. */
import { seededRandom } from '../core/random.ts';
import type { Protocol } from '../protocols/protocol.ts';

/** As many tries, of all lengths that begin a message. */
const TRIES = 256;
/** By name: cards that are read carefully are new ones each time. */
const known = new Map<string, boolean>();

/**
 * Whether a protocol has so few marks that noise may look like it (NTP: a version and a mode in one byte). It is
 * believed at its own port alone. Tried once for each, with noise that is always the same.
 */
export function takesNoise(card: Protocol): boolean {
  const found = known.get(card.name) ?? noise().some((bytes) => card.decode(bytes).ok);
  known.set(card.name, found);
  return found;
}

function noise(): Uint8Array[] {
  const random = seededRandom(1);
  return Array.from({ length: TRIES }, (_, length) =>
    Uint8Array.from({ length }, () => Math.floor(random() * 256)),
  );
}
