import { TYPES, typeOf } from './vocabulary.ts';

/**
 * How many units a datagram claims to have, readable or not: what it may cost whoever takes it apart. One, unless it is a
 * concatenation (RFC 2188, section 4.5). Total, and makes nothing of them.
 */
export function unitsIn(bytes: Uint8Array): number {
  if (typeOf(bytes[0] ?? TYPES.invoke) !== TYPES.concatenated) return 1;
  let units = 0;
  for (let at = 1; at < bytes.length; at += 1 + bytes[at]!) {
    if (bytes[at] === 0) break;
    units += 1;
  }
  return Math.max(1, units);
}
