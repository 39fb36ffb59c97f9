/** Cards of the demonstration, and what is left on them. */
import { UsageError } from '../../../../core/errors.ts';

/** Amounts are counted in the smallest unit of their currency: cents. */
export interface Card {
  /** Digits alone. */
  readonly number: string;
  /** What may be charged in all. */
  readonly limit: number;
  /** ISO 4217: `EUR`. */
  readonly currency: string;
}

/** A thousand million cents is enough for a demonstration, and far from where numbers end. */
export const HIGHEST_AMOUNT = 1_000_000_000;
export const MOST_CARDS = 10_000;

/** Numbers that card schemes publish for tests: no bank gave them to anybody. */
export const TEST_CARDS: readonly Card[] = [
  { number: '4111111111111111', limit: 50_000, currency: 'EUR' },
  { number: '5555555555554444', limit: 100_000, currency: 'EUR' },
  { number: '378282246310005', limit: 25_000, currency: 'USD' },
];

/** Whether these are 12 to 19 digits and the last one checks the others (ISO/IEC 7812-1, annex B: Luhn's formula). */
export function isCardNumber(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const sum = [...number].toReversed().reduce((total, digit, at) => {
    const weighed = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return sum % 10 === 0;
}

/** `4111 1111 1111 1111` for people who must not see it: the last four digits. */
export const masked = (number: string) => `…${number.slice(-4)}`;

/**
 * Reads `NUMBER LIMIT [CURRENCY]` lines, the limit in cents; `#` begins a comment.
 * @throws UsageError which names the line, and never repeats a card's number
 */
export function readCards(text: string): Card[] {
  const lines = text.split(/\r\n|\n/);
  if (lines.length > 2 * MOST_CARDS) throw new UsageError(`over ${MOST_CARDS} cards are too many`);
  const cards = lines.flatMap((line, at) => readCard(line.replace(/#.*/, '').trim(), at + 1));
  const numbers = new Set(cards.map(({ number }) => number));
  if (numbers.size < cards.length) throw new UsageError('a card is in it twice');
  if (cards.length === 0) throw new UsageError('it names no card');
  return cards;
}

function readCard(line: string, at: number): Card[] {
  if (line === '') return [];
  const refuse = (why: string) => {
    throw new UsageError(`line ${at}: ${why}; write NUMBER LIMIT [CURRENCY], the limit in cents`);
  };
  const [number = '', limit = '', currency = 'EUR', ...more] = line.split(/\s+/);
  if (!isCardNumber(number)) refuse('the card number is none, or a digit is wrong (Luhn)');
  if (!/^\d{1,10}$/.test(limit) || Number(limit) > HIGHEST_AMOUNT) {
    refuse(`the limit is a whole number from 0 to ${HIGHEST_AMOUNT}`);
  }
  if (!/^[A-Z]{3}$/.test(currency)) refuse('a currency is three capital letters');
  if (more.length > 0) refuse('there are words too many');
  return [{ number, limit: Number(limit), currency }];
}
