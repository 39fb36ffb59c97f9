/**
 * Messages of which parts are missing (RFC 2524, section 3.4.2), one a device: who begins another has given up the one
 * before. They are kept for as long as that takes. The RFC lets them run out; but a part's RESULT said that the part is
 * here, and a device that was away comes back with the missing ones alone.
 */
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import type { KeptRecord, RecordChange } from '../../../core/records.ts';
import type { ErrorName, Part } from '../operations.ts';
import { placePart } from '../parts.ts';
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
    const found = this.unfinished.get(number);
    const { sequence = -1, total } = found?.facts.parts ?? {};
    const placed = placePart(found && { sequence, total, slices: found.octets }, part, content);
    if (placed.kind === 'refused') return refused('protocolViolation', placed.reason);
    const { isAnother, whole } = placed;
    return {
      kind: 'placed',
      number: placed.number,
      parts: {
        sequence: part.sequence,
        ...(placed.total !== undefined && { total: placed.total }),
      },
      ...(found && !isAnother && { message: found.facts }),
      ...(whole && { whole }),
      ...(found && isAnother && { dropped: found.facts }),
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
