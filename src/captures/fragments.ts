/** Puts fragmented IP packets together again, in bounded memory. */
import type { Fragment } from './ip.ts';

/** Packets of which some fragments are there; the oldest give way. */
const MOST_PACKETS = 256;
/** What the fragments of all of them may hold together. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Fragments of one packet: 64 KiB over links of 576 bytes are 120. */
const MOST_PIECES = 1024;
/** The longest packet: its length and the places in it have 16 bits. */
const LONGEST = 65_535;

interface Pieces {
  /** By their place; what came first stays (a later one may be a trick). */
  readonly parts: Map<number, Uint8Array>;
  bytes: number;
  /** Known when the last one came. */
  total: number | undefined;
}

export class Fragments {
  /** Fragments that never became a packet. */
  incomplete = 0;
  private readonly packets = new Map<string, Pieces>();
  private bytes = 0;

  /** @returns the payload of the whole packet when this was the last that was wanting */
  add({ key, offset, isLast }: Fragment, bytes: Uint8Array): Uint8Array | undefined {
    const pieces = this.packets.get(key) ?? { parts: new Map(), bytes: 0, total: undefined };
    if (offset + bytes.length > LONGEST || pieces.parts.size >= MOST_PIECES) {
      this.forget(key, pieces, 1);
      return undefined;
    }
    // Again, as some links do.
    if (pieces.parts.has(offset)) return undefined;
    this.packets.set(key, pieces);
    // A copy: the capture's own memory is used again.
    pieces.parts.set(offset, bytes.slice());
    pieces.bytes += bytes.length;
    this.bytes += bytes.length;
    if (isLast) pieces.total = offset + bytes.length;
    const whole = assembled(pieces);
    if (whole) {
      this.packets.delete(key);
      this.bytes -= pieces.bytes;
    } else {
      this.makeRoom();
    }
    return whole;
  }

  /** There will be no more. */
  end(): void {
    for (const [key, pieces] of this.packets) this.forget(key, pieces, 0);
  }

  private makeRoom(): void {
    for (const [key, pieces] of this.packets) {
      if (this.packets.size <= MOST_PACKETS && this.bytes <= MOST_BYTES) return;
      this.forget(key, pieces, 0);
    }
  }

  private forget(key: string, { parts, bytes }: Pieces, more: number): void {
    this.incomplete += parts.size + more;
    if (this.packets.delete(key)) this.bytes -= bytes;
  }
}

function assembled({ parts, bytes, total }: Pieces): Uint8Array | undefined {
  if (total === undefined || bytes < total) return undefined;
  const whole = new Uint8Array(total);
  let end = 0;
  for (const [offset, part] of [...parts].toSorted(([a], [b]) => a - b)) {
    if (offset > end) return undefined;
    // Where they overlap, the beginning of the later one does not count.
    const fresh = part.subarray(Math.min(end - offset, part.length), Math.max(total - offset, 0));
    whole.set(fresh, end);
    end += fresh.length;
  }
  return end === total ? whole : undefined;
}
