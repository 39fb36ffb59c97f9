/**
 * The IEEE 1284 device id: the line of `KEY:value;` pairs that a printer says of itself, on a
 * parallel cable, USB, SNMP, IPP and ENPC alike.
 */

/** More pairs than any printer has (the longest seen has 13); what follows is not read. */
export const MAX_PAIRS = 64;

/**
 * Takes `MFG:EPSON;CMD:ESCPL2,BDC;MDL:XP-432 435 Series;`, gives its pairs by upper-case key, spaces
 * trimmed. Total: parts without a colon are left out, and of a repeated key the first stands.
 */
export function parseDeviceId(id: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const part of id.split(';', MAX_PAIRS)) {
    const colon = part.indexOf(':');
    if (colon < 1) continue;
    const key = part.slice(0, colon).trim().toUpperCase();
    if (!pairs.has(key)) pairs.set(key, part.slice(colon + 1).trim());
  }
  return pairs;
}

/** The first of `keys` that has a value: printers write `MDL` or `MODEL`, `MFG` or `MANUFACTURER`. */
export function deviceIdValue(
  pairs: ReadonlyMap<string, string>,
  ...keys: readonly string[]
): string | undefined {
  for (const key of keys) {
    const value = pairs.get(key);
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
