/**
 * What was charged to which card. A transaction is charged once, however often it is asked for: its terminal and number
 * name it for good, beyond what ESRO remembers and, with a journal, beyond a restart.
 */
import type { Card } from './cards.ts';
import type { Approval, Authorization, Standing, Transaction } from './elements.ts';

/** What is kept of a transaction: all that is needed to answer it again. */
export interface Charge extends Authorization {
  readonly code: string;
  readonly isVoid: boolean;
}

/** Transactions that are kept; more is no demonstration. */
export const MOST_CHARGES = 100_000;

export type Refusal =
  | { readonly refused: 'unknownCard' | 'transactionReused' | 'unknownTransaction' | 'alreadyVoid' }
  | { readonly refused: 'overLimit'; readonly left: number }
  | { readonly refused: 'wrongCurrency'; readonly currency: string }
  | { readonly refused: 'full' };

/** `changed`: what must be kept before the answer leaves. */
export type Ruling<T> = { readonly answer: T; readonly changed?: Charge } | Refusal;

export class Ledger {
  private readonly cards: ReadonlyMap<string, Card>;
  private readonly charges = new Map<string, Charge>();
  private readonly spent = new Map<string, number>();

  /** @param charges those of an earlier run */
  constructor(cards: readonly Card[], charges: readonly Charge[] = []) {
    this.cards = new Map(cards.map((card) => [card.number, card]));
    for (const charge of charges) this.note(charge);
  }

  /** Changes what is left at once: two that come together cannot both have the last cent. */
  authorize(asked: Authorization): Ruling<Approval> {
    const known = this.charges.get(keyOf(asked));
    if (known) {
      if (!isSame(known, asked)) return { refused: 'transactionReused' };
      return known.isVoid ? { refused: 'alreadyVoid' } : { answer: this.approval(known) };
    }
    const card = this.cards.get(asked.card);
    if (!card) return { refused: 'unknownCard' };
    if (card.currency !== asked.currency) {
      return { refused: 'wrongCurrency', currency: card.currency };
    }
    const left = this.left(asked.card);
    if (asked.amount > left) return { refused: 'overLimit', left };
    if (this.charges.size >= MOST_CHARGES) return { refused: 'full' };
    const charge = { ...asked, code: codeOf(this.charges.size), isVoid: false };
    this.note(charge);
    return { answer: this.approval(charge), changed: charge };
  }

  /** Gives the money back, once. */
  void(asked: Transaction): Ruling<Approval> {
    const known = this.charges.get(keyOf(asked));
    if (!known) return { refused: 'unknownTransaction' };
    if (known.isVoid) return { answer: this.approval(known) };
    const changed = { ...known, isVoid: true };
    this.note(changed);
    return { answer: this.approval(changed), changed };
  }

  verify(asked: Transaction): Ruling<Standing> {
    const known = this.charges.get(keyOf(asked));
    if (!known) return { refused: 'unknownTransaction' };
    const standing = known.isVoid ? 'voided' : 'charged';
    return { answer: { standing, ...this.approval(known) } };
  }

  private left(card: string): number {
    return Math.max(0, (this.cards.get(card)?.limit ?? 0) - (this.spent.get(card) ?? 0));
  }

  private approval({ card, code }: Charge): Approval {
    return { code, left: this.left(card) };
  }

  private note(charge: Charge): void {
    const before = this.charges.get(keyOf(charge));
    const wasCharged = before !== undefined && !before.isVoid ? before.amount : 0;
    const isCharged = charge.isVoid ? 0 : charge.amount;
    this.spent.set(charge.card, (this.spent.get(charge.card) ?? 0) + isCharged - wasCharged);
    this.charges.set(keyOf(charge), charge);
  }
}

export const keyOf = ({ terminal, number }: Transaction) => `${terminal}/${number}`;

const isSame = (known: Charge, asked: Authorization) =>
  known.card === asked.card && known.amount === asked.amount && known.currency === asked.currency;

/** A bank's would be unpredictable; this one only tells charges apart. */
const codeOf = (count: number) => `${count + 1}`.padStart(6, '0');
