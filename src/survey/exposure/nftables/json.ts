/** Takes values of unknown JSON apart. */

export type Json = { readonly [key: string]: unknown };

export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : undefined;
}

/** The one key of an object and what it holds: nftables writes each expression so. */
export function onlyEntry(value: unknown): readonly [key: string, value: unknown] | undefined {
  const entries = Object.entries(asObject(value) ?? {});
  return entries.length === 1 ? entries[0] : undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? (value as unknown[]) : undefined;
}
