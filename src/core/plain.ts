/**
 * Messages as plain data: what JSON can carry, and what a vector's `message` is compared with.
 */
import { toHex } from './bytes/hex.ts';

/**
 * The same value with bytes as `{ "hex": "…" }`, maps as objects, and keys that hold undefined left
 * out. Takes messages as decoders make them: trees without cycles.
 */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) {
    if (held !== undefined) result[key] = plain(held);
  }
  return result;
}
