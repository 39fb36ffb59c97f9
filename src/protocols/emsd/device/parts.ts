/**
 * A message that comes in parts (RFC 2524, section 3.4.2), while it is not whole. There is one at a time: parts of another
 * sequence mean that the centre gave the first up. Its parts are kept on the disk, since each was answered; so they need no
 * end in time either, which would lose what the centre believes to have delivered.
 */
import { joinBytes } from '../../../core/bytes/join.ts';
import type { RecordChange } from '../../../core/records.ts';
import { MOST_PARTS, type DeliverArgument, type Part } from '../operations.ts';
import { BOUNDS } from '../vocabulary.ts';
import { messageIdText, put, remove, type PartFacts } from './memory.ts';

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
    const isSame = this.isOf(argument, part);
    const total = part.first ? part.total : isSame ? this.total : undefined;
    if (total === undefined) return undefined;
    const slices = Array.from({ length: total }, (_, number) =>
      number === numberOf(part) ? content : isSame ? this.slices.get(number) : undefined,
    );
    return slices.every((slice) => slice !== undefined) ? { octets: joinBytes(slices) } : undefined;
  }

  /** Holds a part that does not make it whole. */
  take(argument: DeliverArgument): RecordChange[] {
    const { part, messageId, contentType, deliveryTime, submissionTime, content } = argument;
    if (part === undefined) return [];
    const before = this.isOf(argument, part) ? [] : this.forget();
    const number = numberOf(part);
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

  /** Whether there is room for it: an honest content is no longer than the RFC lets it be. */
  hasRoomFor({ part, content }: DeliverArgument): boolean {
    if (part === undefined) return content.length <= BOUNDS.content;
    const sum = [...this.slices.values()].reduce((octets, { length }) => octets + length, 0);
    const limit = this.total ?? MOST_PARTS;
    return sum + content.length <= BOUNDS.content && (part.first || part.number < limit);
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

  private isOf({ messageId }: Pick<DeliverArgument, 'messageId'>, { sequence }: Part): boolean {
    return this.of?.sequence === sequence && this.of.messageId === messageIdText(messageId);
  }

  private hold({ messageId, sequence, number, total }: PartFacts, content: Uint8Array): void {
    this.of = { sequence, messageId: messageIdText(messageId) };
    this.total ??= total;
    this.slices.set(number, content);
  }
}

const numberOf = (part: Part): number => (part.first ? 0 : part.number);
