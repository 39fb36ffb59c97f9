/**
 * Object identifiers: the numbered names of ASN.1, written as people write them, `1.3.6.1.2.1.1.1.0`.
 * Each number is an arc; the order of two identifiers is that of their arcs, not of their letters.
 */

/** As many as SNMP allows (RFC 2578, section 3.5); no name in use elsewhere comes near it. */
export const MAX_ARCS = 128;
/** SNMP's limit too; nobody registers greater ones. */
export const MAX_ARC = 2 ** 32 - 1;

/**
 * The arcs of `1.3.6.1`.
 * @throws RangeError when the text is no object identifier: two arcs at least, the first 0 to 2, the second
 * below 40 under 0 and 1 (X.660), none above {@link MAX_ARC}, {@link MAX_ARCS} at most
 */
export function parseOid(text: string): number[] {
  const parts = text.split('.', MAX_ARCS + 1);
  const arcs = parts.map((part) => (/^(0|[1-9]\d{0,9})$/.test(part) ? Number(part) : NaN));
  const [first = NaN, second = NaN] = arcs;
  const begun = first <= 2 && second <= (first < 2 ? 39 : MAX_ARC);
  if (!begun || arcs.length > MAX_ARCS || !arcs.every((arc) => arc <= MAX_ARC)) {
    throw new RangeError(`"${text}" is no object identifier`);
  }
  return arcs;
}

/** Below 0 when `a` comes before `b`, 0 when they are one, above 0 otherwise. Both well formed. */
export function compareOids(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = Number(left[i]) - Number(right[i]);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Whether `oid` is `root` or stands below it. */
export function isWithin(oid: string, root: string): boolean {
  return oid === root || oid.startsWith(`${root}.`);
}
