/**
 * Run lengths, as ESC/P packs rows and ESC/P-R packs pixels (fact sheets of both: a count byte of 0 to 127 announces
 * count + 1 units as they are; of 128 to 255 one unit that stands 257 - count times).
 *
 * Sources differ on 128: Epson's own encoder writes it for 129 times the same, and so it is read and written here.
 */

/** Units that one count byte can announce: as they are, and as one that is repeated. */
const MOST_LITERALS = 128;
const MOST_REPEATS = 129;

export interface Unpacked {
  /** Bytes of the source that were used. */
  readonly read: number;
  /** Bytes that were made. */
  readonly written: number;
}

/**
 * Unpacks into `target`, and stops when it is full or the source ends, be it in the middle of a run. Total.
 * @param unit bytes that are counted together: 1 for rows of dots, 3 for pixels of red, green and blue
 */
export function unpackRuns(source: Uint8Array, target: Uint8Array, unit = 1): Unpacked {
  let read = 0;
  let written = 0;
  while (read < source.length && written < target.length) {
    const count = source[read++]!;
    if (count < 128) {
      const wanted = Math.min((count + 1) * unit, target.length - written, source.length - read);
      target.set(source.subarray(read, read + wanted), written);
      read += wanted;
      written += wanted;
    } else {
      const end = Math.min(written + (257 - count) * unit, target.length);
      if (unit === 1 && read < source.length) target.fill(source[read]!, written, end);
      else if (read + unit > source.length) return { read: source.length, written };
      else
        for (let at = written; at < end; at++) target[at] = source[read + ((at - written) % unit)]!;
      read += unit;
      written = end;
    }
  }
  return { read: Math.min(read, source.length), written };
}

/**
 * Packs. Never longer than the source and one count byte for each 128 units of it.
 * @param source whole units; what is left over at its end is not packed
 * @param unit as in {@link unpackRuns}
 */
export function packRuns(source: Uint8Array, unit = 1): Uint8Array {
  const units = Math.floor(source.length / unit);
  const target = new Uint8Array(units * unit + Math.ceil(units / MOST_LITERALS));
  let length = 0;
  /** The first unit that is not packed yet. */
  let from = 0;
  const literals = (to: number) => {
    while (from < to) {
      const count = Math.min(MOST_LITERALS, to - from);
      target[length++] = count - 1;
      target.set(source.subarray(from * unit, (from + count) * unit), length);
      length += count * unit;
      from += count;
    }
  };
  for (let at = 0; at < units;) {
    const end = endOfRun(source, at, units, unit);
    // Two of the same cost as much as two literals, unless a new count byte is due anyway.
    const isWorth = end - at > 2 || (end - at === 2 && from === at);
    if (!isWorth) {
      at = end;
      continue;
    }
    literals(at);
    target[length++] = 257 - (end - at);
    target.set(source.subarray(at * unit, (at + 1) * unit), length);
    length += unit;
    at = end;
    from = end;
  }
  literals(units);
  return target.slice(0, length);
}

/** Where units stop to be like the one at `at`. */
function endOfRun(source: Uint8Array, at: number, units: number, unit: number): number {
  const most = Math.min(units, at + MOST_REPEATS);
  let end = at + 1;
  if (unit === 1) {
    const value = source[at]!;
    while (end < most && source[end] === value) end++;
    return end;
  }
  const isSame = (other: number) => {
    for (let i = 0; i < unit; i++) {
      if (source[at * unit + i] !== source[other * unit + i]) return false;
    }
    return true;
  };
  while (end < most && isSame(end)) end++;
  return end;
}
