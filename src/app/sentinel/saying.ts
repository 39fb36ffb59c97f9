/** What a knocker said, in words: by the protocols' cards, else by how it begins. */
import type { Protocol } from '../../protocols/protocol.ts';
import { takesNoise } from '../marks.ts';
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

const isAtHome = ({ ports }: Protocol, transport: SentinelTransport, port: number) =>
  ports.some((own) => own.transport === transport && own.port === port);

/** Bytes as text that harms no terminal: what is no printable ASCII is a dot. */
export const asciiOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
    '',
  );
