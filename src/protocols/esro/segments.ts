/**
 * Long arguments, results and parameters in several datagrams (RFC 2188, sections 4.3.4 and 4.4.6 to 4.4.8), and whole
 * again. No segment is acknowledged or sent again alone: who sends again sends all.
 */
import { encodedLength } from './encode.ts';
import { dataOf, MOST_SEGMENTS, type DataPdu, type Segment } from './pdu.ts';
import { SEGMENT_HEADERS } from './vocabulary.ts';

/** What may be segmented. */
export type LongPdu = DataPdu;
/** One segment of such a unit. */
export type SegmentPdu = LongPdu & { readonly segment: Segment };

/**
 * A unit as the datagrams that carry it: itself when it has at most `largest` octets, else segments of at most so many,
 * all with the header of the whole. Their data are views into the unit's.
 * @param largest octets of a datagram, more than 4
 * @returns undefined when more than {@link MOST_SEGMENTS} would be needed
 * @throws RangeError when `largest` leaves no room behind a segment's header
 */
export function split(pdu: LongPdu, largest: number): readonly LongPdu[] | undefined {
  if (encodedLength(pdu) <= largest) return [pdu];
  const room = largest - SEGMENT_HEADERS[pdu.kind];
  if (!(room >= 1)) throw new RangeError(`a datagram of ${largest} octets has no room for data`);
  const data = dataOf(pdu);
  const total = Math.ceil(data.length / room) || 1;
  if (total > MOST_SEGMENTS) return undefined;
  return Array.from({ length: total }, (_, number) =>
    withData(pdu, data.subarray(number * room, (number + 1) * room), segmentOf(number, total)),
  );
}

const segmentOf = (number: number, total: number): Segment =>
  number === 0 ? { first: true, total } : { first: false, number };

/**
 * What became of a segment:
 * - `waiting`: kept, others are missing;
 * - `complete`: kept, and it was the last: {@link Reassembly.whole};
 * - `refused`: not kept, for it is there already (the first one counts) or contradicts what is. What is kept stands;
 * - `too long`: not kept, for the unit would have more octets than it may, and can never be whole.
 */
export type Taken = 'waiting' | 'complete' | 'refused' | 'too long';

/** About what a segment costs beside its octets: an array and its place, in octets of memory. */
const SEGMENT_COST = 160;

/** One unit while its segments come, in any order. */
export class Reassembly {
  private readonly parts: (Uint8Array | undefined)[] = [];
  private count = 0;
  private kept = 0;
  private head: SegmentPdu | undefined;
  private kind: LongPdu['kind'] | undefined;

  /** @param most octets that the whole argument, result or parameter may have */
  constructor(private readonly most: number) {}

  /** What it holds of the data, in octets. */
  get octets(): number {
    return this.kept;
  }

  /** What it costs to keep, in octets of memory, roughly: segments without any data are not free. */
  get memory(): number {
    return this.kept + this.count * SEGMENT_COST;
  }

  /** Keeps a copy of the segment's data, if it is one that is missing. */
  add(pdu: SegmentPdu): Taken {
    const { segment } = pdu;
    const number = segment.first ? 0 : segment.number;
    if (this.contradicts(pdu) || this.parts[number] !== undefined) return 'refused';
    // What came before the first, and is beyond the total that it tells, was never part of this.
    if (segment.first) this.forgetFrom(segment.total);
    const data = dataOf(pdu);
    if (this.kept + data.length > this.most) return 'too long';
    this.kind = pdu.kind;
    this.parts[number] = Uint8Array.from(data);
    this.kept += data.length;
    this.count++;
    if (segment.first) this.head = withData(pdu, NOTHING, segment) as SegmentPdu;
    return this.isComplete ? 'complete' : 'waiting';
  }

  /** The unit, its header that of the first segment; undefined as long as segments are missing. */
  whole(): LongPdu | undefined {
    if (!this.isComplete) return undefined;
    const data = new Uint8Array(this.kept);
    let at = 0;
    for (const part of this.parts) {
      data.set(part!, at);
      at += part!.length;
    }
    return withData(this.head!, data);
  }

  private get isComplete(): boolean {
    return this.total !== undefined && this.count === this.total;
  }

  /** Known once the first has come. */
  private get total(): number | undefined {
    return this.head?.segment.first ? this.head.segment.total : undefined;
  }

  private contradicts({ kind, segment }: SegmentPdu): boolean {
    if (this.kind !== undefined && kind !== this.kind) return true;
    return !segment.first && this.total !== undefined && segment.number >= this.total;
  }

  private forgetFrom(total: number): void {
    for (const part of this.parts.splice(total)) {
      if (part === undefined) continue;
      this.kept -= part.length;
      this.count--;
    }
  }
}

/** What it costs to keep a segment, in octets of memory, roughly. */
export const memoryOf = (pdu: SegmentPdu): number => dataOf(pdu).length + SEGMENT_COST;

const NOTHING = new Uint8Array(0);

/** The same unit with other data, as that segment or whole. */
function withData(pdu: LongPdu, data: Uint8Array, segment?: Segment): LongPdu {
  const { segment: _, ...head } = pdu;
  const which = segment && { segment };
  switch (head.kind) {
    case 'invoke':
      return { ...head, ...which, argument: data };
    case 'result':
      return { ...head, ...which, result: data };
    case 'error':
      return { ...head, ...which, parameter: data };
  }
}
