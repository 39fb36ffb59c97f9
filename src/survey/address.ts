/**
 * IP addresses as numbers and as text. Small and without a dependency, because a survey does this
 * for every socket it meets; `ipaddr.js` is the foreign jury in the tests.
 */

/** The number of 16-bit words in an IPv6 address. */
const WORDS = 8;

/** An IPv4 address as an unsigned 32-bit number, as `192.0.2.1`. */
export function ipv4Text(number: number): string {
  return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
}

/** `192.0.2.1` as an unsigned 32-bit number; undefined when it is not four decimal bytes. */
export function ipv4Number(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let number = 0;
  for (const part of parts) {
    // A leading zero is refused: some read it as octal.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    number = number * 256 + Number(part);
  }
  return number;
}

/**
 * Eight 16-bit words as RFC 5952 wants them written: lower case, no leading zeros, the longest run
 * of two or more zero words (the first of equals) as `::`; an IPv4-mapped address ends in dots
 * (section 5).
 */
export function ipv6Text(words: readonly number[]): string {
  const inner = mappedIpv4(words);
  if (inner !== undefined) return `::ffff:${ipv4Text(inner)}`;
  const run = longestZeroRun(words);
  const hex = words.map((word) => word.toString(16));
  if (run.length < 2) return hex.join(':');
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`;
}

/**
 * An IPv6 address in any of its text forms (RFC 4291, section 2.2) as eight 16-bit words; undefined
 * when it is none. A zone (`%eth0`) is ignored: it names an interface, not an address.
 */
export function ipv6Words(text: string): number[] | undefined {
  const [address = ''] = text.split('%', 1);
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const left = groups(head, tail === undefined);
  if (tail === undefined) return left?.length === WORDS ? left : undefined;
  const right = groups(tail, true);
  if (!left || !right || left.length + right.length >= WORDS) return undefined;
  return [...left, ...Array<number>(WORDS - left.length - right.length).fill(0), ...right];
}

/**
 * The IPv4 address inside `::ffff:0:0/96` (RFC 4291, section 2.5.5.2); undefined for all others.
 */
export function mappedIpv4(words: readonly number[]): number | undefined {
  const [a, b, c, d, e, f, high = 0, low = 0] = words;
  if (a || b || c || d || e || f !== 0xffff) return undefined;
  return ((high << 16) | low) >>> 0;
}

/** The words between colons; the last group of an address may be an IPv4 address. */
function groups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const words: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const inner =
      last && index === parts.length - 1 && part.includes('.') ? ipv4Number(part) : undefined;
    if (inner !== undefined) words.push(inner >>> 16, inner & 0xffff);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) words.push(parseInt(part, 16));
    else return undefined;
  }
  return words;
}

function longestZeroRun(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < words.length; start++) {
    let length = 0;
    while (words[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
    start += length;
  }
  return best;
}
