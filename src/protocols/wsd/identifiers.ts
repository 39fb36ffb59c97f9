/** Message identifiers: UUIDs that are drawn by chance (RFC 9562, section 5.4). */
import { toHex } from '../../core/bytes/hex.ts';
import type { Random } from '../../core/random.ts';

/** `urn:uuid:…`, version 4. */
export function drawIdentifier(random: Random): string {
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = toHex(bytes);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
