/**
 * What a service says of itself: the strings of its TXT record as keys and values (RFC 6763, section 6), and in
 * words. The keys themselves are in `txt-keys.ts`.
 */
import { keyOf } from './txt-keys.ts';

export interface TxtEntry {
  /** As it was written; upper and lower case mean the same. */
  readonly key: string;
  /** As UTF-8, what is none as �. Absent where the key stands alone, which says that something is so. */
  readonly value?: string;
}

/** An entry with what it means. */
export interface ExplainedEntry extends TxtEntry {
  /** What the key is for: `where it stands`. Absent where we do not know. */
  readonly meaning?: string;
  /** The value in words, where it says little by itself. */
  readonly words?: string;
}

/** More keys than any device has (an Epson has some 25); what follows is not read. */
export const MAX_ENTRIES = 128;

const EQUALS = 0x3d;

/**
 * The entries of a TXT record's strings, in their order. Total. Of a repeated key the first stands, and strings
 * without a key are left out (RFC 6763, section 6.4).
 */
export function readTxt(strings: readonly Uint8Array[]): TxtEntry[] {
  const entries = new Map<string, TxtEntry>();
  for (const bytes of strings) {
    if (entries.size === MAX_ENTRIES) break;
    const entry = readEntry(bytes);
    const folded = entry?.key.toLowerCase();
    if (entry && folded !== undefined && !entries.has(folded)) entries.set(folded, entry);
  }
  return [...entries.values()];
}

/** One string as a key and its value; undefined for one without a key. */
export function readEntry(bytes: Uint8Array): TxtEntry | undefined {
  const equals = bytes.indexOf(EQUALS);
  if (equals === 0 || bytes.length === 0) return undefined;
  const text = (part: Uint8Array) => new TextDecoder().decode(part);
  if (equals < 0) return { key: text(bytes) };
  return { key: text(bytes.subarray(0, equals)), value: text(bytes.subarray(equals + 1)) };
}

/** The value of a key, in whatever case; undefined where it is not there, or stands alone. */
export const txtValue = (entries: readonly TxtEntry[], key: string): string | undefined =>
  entries.find((entry) => entry.key.toLowerCase() === key.toLowerCase())?.value;

/** An entry in words. @param type whose it is: `_ipp._tcp`; a key may mean another thing elsewhere */
export function explainEntry(entry: TxtEntry, type: string): ExplainedEntry {
  const key = keyOf(entry.key, type);
  if (!key) return entry;
  const words = entry.value === undefined ? undefined : key.words?.(entry.value);
  return { ...entry, meaning: key.meaning, ...(words !== undefined && { words }) };
}

/** All of a service's entries in words. */
export const explainTxt = (entries: readonly TxtEntry[], type: string): ExplainedEntry[] =>
  entries.map((entry) => explainEntry(entry, type));
