/**
 * Long contents in several operations (RFC 2524, section 3.4.2), and whole again: EMSD's own segmentation, which old
 * peers know, where ESRO's is unknown to them. Each part is an operation of its own, with an answer of its own.
 */
import { joinBytes } from '../../core/bytes/join.ts';
import { sameBytes } from '../../core/bytes/same.ts';
import { MOST_PARTS, type Part } from './operations.ts';
import { BOUNDS } from './vocabulary.ts';

/**
 * Octets of content in one operation: what is around them takes 209 at the most (a Message-ID of 127, credentials), and a
 * datagram of ESRO has 1400 here. The reference implementation cuts 1400 of 1500.
 */
export const LONGEST_SLICE = 1180;

/** Octets of content that can be brought to anybody: what is longer fits in no {@link MOST_PARTS} parts. */
export const LONGEST_CONTENT = MOST_PARTS * LONGEST_SLICE;

/** One operation's share of a content; `part` is absent where the content is whole. */
export interface Slice {
  readonly part?: Part;
  /** A view into the whole. */
  readonly content: Uint8Array;
}

/**
 * @param sequence the same for all parts of a message, one more for the next message
 * @param longest octets of a slice
 * @returns undefined when that takes more than {@link MOST_PARTS}
 */
export function cutContent(
  content: Uint8Array,
  sequence: number,
  longest: number = LONGEST_SLICE,
): readonly Slice[] | undefined {
  if (!(longest >= 1)) throw new RangeError(`no content fits in slices of ${longest} octets`);
  if (content.length <= longest) return [{ content }];
  const total = Math.ceil(content.length / longest);
  if (total > MOST_PARTS) return undefined;
  return Array.from({ length: total }, (_, number) => ({
    part: number === 0 ? { first: true, sequence, total } : { first: false, sequence, number },
    content: content.subarray(number * longest, (number + 1) * longest),
  }));
}

/** The slices of one message that are there. */
export interface HeldSlices {
  readonly sequence: number;
  /** How many there are, once the first has said so. */
  readonly total?: number | undefined;
  /** By number; the first is 0. */
  readonly slices: ReadonlyMap<number, Uint8Array>;
}

/** Where a part belongs. */
export type Placed =
  /** It contradicts those that are held, or they are longer together than a content may be. They stand. */
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'placed';
      readonly number: number;
      /** It is of another message than those that are held, which was given up for it. */
      readonly isAnother: boolean;
      readonly total?: number;
      /** The content, where this is the last part that was missing. */
      readonly whole?: Uint8Array;
    };

/**
 * Places a part among those of a peer's message, in whatever order they come. A peer sends one message at a time: a part of
 * another sequence begins another, and so do other octets at the same place, from peers that count no sequences.
 */
export function placePart(held: HeldSlices | undefined, part: Part, content: Uint8Array): Placed {
  const number = part.first ? 0 : part.number;
  const before = held?.slices.get(number);
  const isSame =
    held !== undefined &&
    held.sequence === part.sequence &&
    (before === undefined || sameBytes(before, content));
  const own = isSame ? held : undefined;
  const total = part.first ? part.total : own?.total;
  const slices = new Map(own?.slices).set(number, content);
  const reason = contradiction(slices, own?.total, total) ?? excess(slices);
  if (reason !== undefined) return { kind: 'refused', reason };
  const isRepeated = isSame && before !== undefined;
  const whole = total !== undefined && !isRepeated ? joined(slices, total) : undefined;
  return {
    kind: 'placed',
    number,
    isAnother: held !== undefined && !isSame,
    ...(total !== undefined && { total }),
    ...(whole && { whole }),
  };
}

function contradiction(
  slices: ReadonlyMap<number, Uint8Array>,
  before: number | undefined,
  total: number | undefined,
): string | undefined {
  if (before !== undefined && total !== before) return `it has ${before} parts, not ${total}`;
  const most = total ?? MOST_PARTS;
  const highest = Math.max(...slices.keys());
  return highest < most ? undefined : `there is no part ${highest} of ${most}`;
}

function excess(slices: ReadonlyMap<number, Uint8Array>): string | undefined {
  const length = [...slices.values()].reduce((sum, slice) => sum + slice.length, 0);
  return length > BOUNDS.content
    ? `its parts have ${length} octets, more than ${BOUNDS.content}`
    : undefined;
}

function joined(slices: ReadonlyMap<number, Uint8Array>, total: number): Uint8Array | undefined {
  const all = Array.from({ length: total }, (_, number) => slices.get(number));
  return all.every((slice) => slice !== undefined) ? joinBytes(all) : undefined;
}
