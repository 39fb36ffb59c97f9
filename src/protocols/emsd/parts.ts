/**
 * Long contents in several operations (RFC 2524, section 3.4.2), and whole again: EMSD's own segmentation, which old
 * peers know, where ESRO's is unknown to them. Each part is an operation of its own, with an answer of its own.
 */
import { joinBytes } from '../../core/bytes/join.ts';
import { sameBytes } from '../../core/bytes/same.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { MOST_PARTS, type Carried, type Part } from './operations.ts';
import { BOUNDS } from './vocabulary.ts';

/** Octets of content in one operation: the reference implementation's 1500 less its 100 for what is around them. */
export const LONGEST_SLICE = 1400;

/** For how long parts wait for the others. The RFC names no time; reference implementation: 120 s, a device 60 s. */
export const REASSEMBLY_TIME: Millis = seconds(120);

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

/** An argument that carries a part. */
export type PartArgument<Argument extends Carried> = Argument & { readonly part: Part };

/** What became of a part. */
export type Joined<Argument extends Carried> =
  /** Kept. `missing`: the numbers of those that are, once the first has told how many there are. */
  | { readonly kind: 'waiting'; readonly missing?: readonly number[]; readonly dropped: Dropped }
  /** The argument of the first part, with the whole content and no part. Nothing is kept any more. */
  | {
      readonly kind: 'complete';
      readonly argument: Omit<Argument, 'part'>;
      readonly dropped: Dropped;
    }
  /** Not kept: it contradicts the others, or they are longer together than a content may be. They stand. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Parts of another message that were thrown away for this one. */
type Dropped = readonly Carried[];

/** What must be kept of parts to go on with them elsewhere. */
export interface HeldParts<Argument extends Carried> {
  /** When the first of them came. */
  readonly since: Millis;
  readonly parts: readonly PartArgument<Argument>[];
}

/**
 * The parts of one peer's message, in any order. A peer sends one message at a time: a part of another sequence, or
 * another part of the same number, begins another message, and what there was of this one is thrown away.
 */
export class PartialContent<Argument extends Carried> {
  private parts = new Map<number, PartArgument<Argument>>();
  private since: Millis = 0;

  constructor(
    private readonly time: Millis = REASSEMBLY_TIME,
    held?: HeldParts<Argument>,
  ) {
    if (held === undefined) return;
    this.since = held.since;
    for (const argument of held.parts) this.parts.set(numberOf(argument.part), argument);
  }

  get held(): HeldParts<Argument> {
    return { since: this.since, parts: [...this.parts.values()] };
  }

  /** When what is there is given up; undefined when nothing is. */
  get wakeAt(): Millis | undefined {
    return this.parts.size === 0 ? undefined : this.since + this.time;
  }

  /** @returns what was given up, for the others did not come in time */
  expire(now: Millis): Dropped {
    const { wakeAt } = this;
    return wakeAt === undefined || now < wakeAt ? [] : this.drop();
  }

  take(argument: PartArgument<Argument>, now: Millis): Joined<Argument> {
    const late = this.expire(now);
    const dropped = this.isAnother(argument) ? this.drop() : late;
    const number = numberOf(argument.part);
    const reason = this.contradiction(argument.part) ?? this.excess(argument);
    if (reason !== undefined) return { kind: 'refused', reason };
    if (this.parts.size === 0) this.since = now;
    if (!this.parts.has(number)) this.parts.set(number, argument);
    const missing = this.missing();
    if (missing?.length === 0) return { kind: 'complete', argument: this.whole(), dropped };
    return { kind: 'waiting', ...(missing && { missing }), dropped };
  }

  private drop(): Dropped {
    const dropped = [...this.parts.values()];
    this.parts.clear();
    return dropped;
  }

  private isAnother({ part, content }: PartArgument<Argument>): boolean {
    const [some] = this.parts.values();
    if (some !== undefined && some.part.sequence !== part.sequence) return true;
    const before = this.parts.get(numberOf(part));
    return before !== undefined && !sameBytes(before.content, content);
  }

  private get total(): number | undefined {
    const first = this.parts.get(0)?.part;
    return first?.first ? first.total : undefined;
  }

  private contradiction(part: Part): string | undefined {
    const total = part.first ? part.total : this.total;
    const highest = Math.max(numberOf(part), ...this.parts.keys());
    if (part.first && total !== (this.total ?? total))
      return `it has ${this.total} parts, not ${total}`;
    if (highest < (total ?? MOST_PARTS)) return undefined;
    return `there is no part ${highest} of ${total ?? MOST_PARTS}`;
  }

  private excess({ part, content }: PartArgument<Argument>): string | undefined {
    if (this.parts.has(numberOf(part))) return undefined;
    const lengths = [...this.parts.values()].map((one) => one.content.length);
    const length = lengths.reduce((sum, one) => sum + one, content.length);
    return length > BOUNDS.content
      ? `its parts have ${length} octets, more than ${BOUNDS.content}`
      : undefined;
  }

  private missing(): number[] | undefined {
    const { total } = this;
    if (total === undefined) return undefined;
    return Array.from({ length: total }, (_, number) => number).filter(
      (number) => !this.parts.has(number),
    );
  }

  /** Only the content counts of the parts behind the first. */
  private whole(): Omit<Argument, 'part'> {
    const { part: _, ...head } = this.parts.get(0)!;
    const slices = [...this.parts].toSorted(([a], [b]) => a - b).map(([, { content }]) => content);
    this.parts.clear();
    return { ...head, content: joinBytes(slices) } as Omit<Argument, 'part'>;
  }
}

const numberOf = (part: Part): number => (part.first ? 0 : part.number);
