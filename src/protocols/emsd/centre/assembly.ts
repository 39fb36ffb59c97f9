/**
 * Messages of which parts are missing (RFC 2524, section 3.4.2), one a device: who begins another has given up the one
 * before. They are kept for as long as that takes. The RFC lets them run out; but a part's RESULT said that the part is
 * here, and a device that was away comes back with the missing ones alone.
 */
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { joinBytes } from '../../../core/bytes/join.ts';
import { sameBytes } from '../../../core/bytes/same.ts';
import type { KeptRecord, RecordChange } from '../../../core/records.ts';
import { MOST_PARTS, type ErrorName, type Part } from '../operations.ts';
import { BOUNDS } from '../wire.ts';
import { factsOf, put, remove, type MessageFacts } from './facts.ts';

interface Unfinished {
  facts: MessageFacts;
  readonly octets: Map<number, Uint8Array>;
}

/** Where a part belongs. */
export type Place =
  | { readonly kind: 'refused'; readonly error: ErrorName; readonly reason: string }
  | {
      readonly kind: 'placed';
      readonly number: number;
      /** The message that it is part of; absent: it begins one. */
      readonly message?: MessageFacts;
      readonly parts: NonNullable<MessageFacts['parts']>;
      /** The content, when this part makes it whole. */
      readonly whole?: Uint8Array;
      /** The one that was given up for it. */
      readonly dropped?: MessageFacts;
    };

export class Assembly {
  /** By the originator's number. */
  private readonly unfinished = new Map<string, Unfinished>();

  constructor(records: readonly KeptRecord[]) {
    const parts = factsOf('part', records);
    for (const facts of factsOf('message', records)) {
      if (facts.stage !== 'partial' || facts.originator?.kind !== 'device') continue;
      const octets = parts
        .filter(({ message }) => message === facts.key)
        .map(({ part, octets: hex }) => [part, fromHex(hex)] as const);
      this.unfinished.set(facts.originator.number, { facts, octets: new Map(octets) });
    }
  }

  place(number: string, part: Part, content: Uint8Array): Place {
    const index = part.first ? 0 : part.number;
    const found = this.unfinished.get(number);
    const other = found?.octets.get(index);
    const isSame =
      found !== undefined &&
      found.facts.parts?.sequence === part.sequence &&
      (other === undefined || sameBytes(other, content));
    const before = isSame ? found : undefined;
    const total = part.first ? part.total : before?.facts.parts?.total;
    const most = Math.max(index + 1, ...(before?.octets.keys() ?? []));
    if (index >= (total ?? MOST_PARTS) || (total !== undefined && most > total)) {
      return refused('protocolViolation', `part ${index} of ${total ?? 'too many'}`);
    }
    const octets = new Map(before?.octets).set(index, content);
    const length = [...octets.values()].reduce((sum, piece) => sum + piece.length, 0);
    if (length > BOUNDS.content)
      return refused('protocolViolation', 'longer than a content may be');
    const isWhole = octets.size === total && other === undefined;
    const whole = isWhole && joinBytes(Array.from({ length: total }, (_, i) => octets.get(i)!));
    return {
      kind: 'placed',
      number: index,
      parts: { sequence: part.sequence, ...(total !== undefined && { total }) },
      ...(before && { message: before.facts }),
      ...(whole && { whole }),
      ...(found && !isSame && { dropped: found.facts }),
    };
  }

  /** Puts a part to its message. */
  add(facts: MessageFacts, part: number, octets: Uint8Array): RecordChange {
    const number = numberOf(facts);
    const found = this.unfinished.get(number);
    if (found?.facts.key === facts.key) {
      found.facts = facts;
      found.octets.set(part, octets);
    } else {
      this.unfinished.set(number, { facts, octets: new Map([[part, octets]]) });
    }
    return put('part', { message: facts.key, part, octets: toHex(octets) });
  }

  /** A part that was added could not be kept. */
  undo(facts: MessageFacts, part: number): void {
    const found = this.unfinished.get(numberOf(facts));
    if (found?.facts.key !== facts.key) return;
    found.octets.delete(part);
    if (found.octets.size === 0) this.unfinished.delete(numberOf(facts));
  }

  has(facts: MessageFacts): boolean {
    return this.unfinished.get(numberOf(facts))?.facts.key === facts.key;
  }

  /** What is no longer kept when its parts are of no use any more: the message is whole, or was given up. */
  removal(facts: MessageFacts): RecordChange[] {
    const found = this.unfinished.get(numberOf(facts));
    if (found?.facts.key !== facts.key) return [];
    return [...found.octets.keys()].map((part) =>
      remove('part', { message: facts.key, part, octets: '' }),
    );
  }

  /** Forgets the parts, once that is kept. */
  forget(facts: MessageFacts): void {
    if (this.has(facts)) this.unfinished.delete(numberOf(facts));
  }
}

const numberOf = ({ originator }: MessageFacts): string =>
  originator?.kind === 'device' ? originator.number : '';

const refused = (error: ErrorName, reason: string): Place => ({ kind: 'refused', error, reason });
