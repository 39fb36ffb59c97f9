/** What terminals ask and are answered, as octets and back. */
import { berInteger, berSequence } from '../../../../core/bytes/ber-write.ts';
import { TAGS, type BerReader } from '../../../../core/bytes/ber.ts';
import { berText, readText } from '../elements.ts';
import { HIGHEST_AMOUNT } from './cards.ts';

/** Names a transaction for good: a terminal gives each of its own a number, and the same when it asks again. */
export interface Transaction {
  /** 1 to 32 of `A-Z a-z 0-9 . _ -`. */
  readonly terminal: string;
  /** 0 to 2,147,483,647. */
  readonly number: number;
}

export interface Authorization extends Transaction {
  readonly card: string;
  /** Cents. */
  readonly amount: number;
  readonly currency: string;
}

export interface Approval {
  /** Six digits that stand for this transaction. */
  readonly code: string;
  /** Cents that are left on the card. */
  readonly left: number;
}

export const STANDINGS = ['charged', 'voided'] as const;
export interface Standing extends Approval {
  readonly standing: (typeof STANDINGS)[number];
}

const HIGHEST_NUMBER = 2 ** 31 - 1;

export const isTerminal = (text: string) => /^[\w.-]{1,32}$/.test(text);
export const isTransactionNumber = (number: number) =>
  Number.isInteger(number) && number >= 0 && number <= HIGHEST_NUMBER;
export const isAmount = (amount: number) =>
  Number.isInteger(amount) && amount >= 1 && amount <= HIGHEST_AMOUNT;

export const writeAuthorization = (asked: Authorization): Uint8Array =>
  berSequence([
    berText(asked.terminal),
    berInteger(asked.number),
    berText(asked.card),
    berInteger(asked.amount),
    berText(asked.currency),
  ]);

export const writeTransaction = ({ terminal, number }: Transaction): Uint8Array =>
  berSequence([berText(terminal), berInteger(number)]);

export const writeApproval = ({ code, left }: Approval): Uint8Array =>
  berSequence([berText(code), berInteger(left)]);

export const writeStanding = ({ standing, code, left }: Standing): Uint8Array =>
  berSequence([berInteger(STANDINGS.indexOf(standing)), berText(code), berInteger(left)]);

export const readAuthorization = (r: BerReader): Authorization =>
  r.within('authorization', TAGS.SEQUENCE, (inside) => {
    const transaction = readNames(inside);
    const card = readText(inside, 'card');
    const at = inside.offset;
    const amount = inside.integer('amount');
    if (!isAmount(amount)) inside.refuse('value', 'amount', `is not 1 to ${HIGHEST_AMOUNT}`, at);
    return { ...transaction, card, amount, currency: readText(inside, 'currency') };
  });

export const readTransaction = (r: BerReader): Transaction =>
  r.within('transaction', TAGS.SEQUENCE, readNames);

export const readApproval = (r: BerReader): Approval =>
  r.within('approval', TAGS.SEQUENCE, readOutcome);

export const readStanding = (r: BerReader): Standing =>
  r.within('standing', TAGS.SEQUENCE, (inside) => {
    const at = inside.offset;
    const standing = STANDINGS[inside.integer('standing')];
    if (standing === undefined) return inside.refuse('value', 'standing', 'is neither of two', at);
    return { standing, ...readOutcome(inside) };
  });

function readNames(r: BerReader): Transaction {
  const at = r.offset;
  const terminal = readText(r, 'terminal');
  if (!isTerminal(terminal))
    r.refuse('value', 'terminal', 'is not 1 to 32 of A-Z a-z 0-9 . _ -', at);
  const next = r.offset;
  const number = r.integer('transaction number');
  if (!isTransactionNumber(number)) {
    r.refuse('value', 'transaction number', `is not 0 to ${HIGHEST_NUMBER}`, next);
  }
  return { terminal, number };
}

const readOutcome = (r: BerReader): Approval => ({
  code: readText(r, 'code'),
  left: r.integer('left'),
});
