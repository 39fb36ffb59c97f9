/** What a knocker said, in words: by the protocols' cards, else by how it begins. */
import { seededRandom } from '../../core/random.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { SentinelTransport } from './wanted.ts';
import { openingOf } from './openings.ts';

/** What the first bytes are. */
export interface Saying {
  /** Short name: `enpc`, `http`. */
  readonly protocol: string;
  /** What kind of message it is. */
  readonly message: string;
  /** It is one, and broken or cut. */
  readonly error?: string;
}

/**
 * @param bytes what is known of it; the end may be missing
 * @param port where it was said: a broken message is only believed to be one at its protocol's own port
 * @param cards the protocols, in their order; hostile bytes want them `carefully`
 */
export function sayingOf(
  bytes: Uint8Array,
  transport: SentinelTransport,
  port: number,
  cards: readonly Protocol[],
): Saying | undefined {
  if (bytes.length === 0) return undefined;
  const tries = cards.map((card) => ({ card, decoded: card.decode(bytes) }));
  const atHome = tries.filter(({ card }) => isAtHome(card, transport, port));
  for (const { card, decoded } of atHome) {
    if (decoded.ok) return { protocol: card.name, message: decoded.message.title };
  }
  const opening = openingOf(bytes);
  if (opening) return opening;
  for (const { card, decoded } of tries) {
    if (!decoded.ok || takesNoise(card)) continue;
    return { protocol: card.name, message: decoded.message.title };
  }
  for (const { card, decoded } of atHome) {
    if (decoded.ok || decoded.error.kind === 'magic' || decoded.fields.length === 0) continue;
    const message = `broken ${card.name} message`;
    return { protocol: card.name, message, error: decoded.error.message };
  }
  return undefined;
}

/** As many tries, of all lengths that begin a message. */
const TRIES = 256;
/** By name: cards that are read carefully are new ones each time. */
const known = new Map<string, boolean>();

/**
 * Whether a protocol has so few marks that noise may look like it (NTP: a version and a mode in one byte). It is
 * believed at its own port alone. Tried once for each, with noise that is always the same.
 */
function takesNoise(card: Protocol): boolean {
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

const isAtHome = ({ ports }: Protocol, transport: SentinelTransport, port: number) =>
  ports.some((own) => own.transport === transport && own.port === port);

/** Bytes as text that harms no terminal: what is no printable ASCII is a dot. */
export const asciiOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
    '',
  );
