/**
 * A message that comes in parts (RFC 2524, section 3.4.2), while it is not whole. There is one at a time: parts of another
 * sequence mean that the centre gave the first up. Its parts are kept on the disk, since each was answered; so they need no
 * end in time either, which would lose what the centre believes to have delivered.
 */
import type { RecordChange } from '../../../core/records.ts';
import type { DeliverArgument, Part } from '../operations.ts';
import { placePart, type Placed } from '../parts.ts';
import { BOUNDS } from '../vocabulary.ts';
import { messageIdText } from '../message-id.ts';
import { put, remove, type PartFacts } from './memory.ts';

/** A content that is all there. */
export interface Whole {
  readonly octets: Uint8Array;
}

interface Kept {
  readonly key: string;
  readonly facts: PartFacts;
  readonly content?: Uint8Array;
}

export class Parts {
  /** Whether an answer to one of them may not have arrived. */
  isDoubtful = false;
  private readonly slices = new Map<number, Uint8Array>();
  private of: { readonly sequence: number; readonly messageId: string } | undefined;
  private total: number | undefined;

  constructor(kept: readonly Kept[]) {
    for (const { facts, content = new Uint8Array(0) } of kept) {
      this.hold(facts, content);
      // It ended in between: nobody knows what arrived.
      this.isDoubtful = true;
    }
  }

  /** The whole, with this; undefined as long as something is missing. */
  contentWith(argument: DeliverArgument): Whole | undefined {
    const { part, content } = argument;
    if (part === undefined) return { octets: content };
    const placed = this.place(argument, part);
    return placed.kind === 'placed' && placed.whole ? { octets: placed.whole } : undefined;
  }

  /** Holds a part that does not make it whole. */
  take(argument: DeliverArgument): RecordChange[] {
    const { part, messageId, contentType, deliveryTime, submissionTime, content } = argument;
    if (part === undefined) return [];
    const placed = this.place(argument, part);
    if (placed.kind === 'refused') return [];
    const { number } = placed;
    const isOther = placed.isAnother || !this.isOf(argument);
    const before = isOther ? this.forget() : [];
    const facts: PartFacts = {
      messageId,
      sequence: part.sequence,
      ...(part.first && { total: part.total }),
      number,
      contentType,
      deliveryTime,
      ...(submissionTime !== undefined && { submissionTime }),
    };
    this.hold(facts, content);
    return [...before, put('part', String(number), facts, content)];
  }

  /** Whether it fits to the others, and an honest content is no longer than the RFC lets it be. */
  hasRoomFor(argument: DeliverArgument): boolean {
    const { part, content } = argument;
    if (part === undefined) return content.length <= BOUNDS.content;
    return this.place(argument, part).kind === 'placed';
  }

  /** Lets go of what there is. */
  forget(): RecordChange[] {
    const changes = [...this.slices.keys()].map((number) => remove('part', String(number)));
    this.slices.clear();
    this.of = undefined;
    this.total = undefined;
    this.isDoubtful = false;
    return changes;
  }

  /** What another message left behind is in nobody's way. */
  private place(argument: DeliverArgument, part: Part): Placed {
    const { of, total, slices } = this;
    const held = of && this.isOf(argument) ? { sequence: of.sequence, total, slices } : undefined;
    return placePart(held, part, argument.content);
  }

  private isOf({ messageId }: Pick<DeliverArgument, 'messageId'>): boolean {
    return this.of?.messageId === messageIdText(messageId);
  }

  private hold({ messageId, sequence, number, total }: PartFacts, content: Uint8Array): void {
    this.of = { sequence, messageId: messageIdText(messageId) };
    this.total ??= total;
    this.slices.set(number, content);
  }
}
