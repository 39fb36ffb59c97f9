/** The terminal's side of the demonstration. */
import { UsageError } from '../../../../core/errors.ts';
import { heardText } from '../../../../core/heard.ts';
import type { Question, ServiceClient } from '../agreement.ts';
import { readCommonError, readElement, readText } from '../elements.ts';
import { CARD_AUTHORIZATION, ERRORS, OPERATIONS } from './agreement.ts';
import {
  isAmount,
  isTerminal,
  isTransactionNumber,
  readApproval,
  readStanding,
  writeAuthorization,
  writeTransaction,
} from './elements.ts';

const AUTHORIZE = 'authorize TERMINAL NUMBER CARD AMOUNT [CURRENCY]';

export const cardClient: ServiceClient = {
  agreement: CARD_AUTHORIZATION,
  queries: [
    [AUTHORIZE, 'charge a card of the demonstration: authorize till-1 7 4111111111111111 19.90'],
    ['void TERMINAL NUMBER', 'give it back'],
    ['verify TERMINAL NUMBER', 'what became of it, where no answer came'],
  ],
  ask(words) {
    const [verb, ...rest] = words;
    switch (verb) {
      case 'authorize':
        return askAuthorization(rest);
      case 'void':
      case 'verify':
        return {
          operation: OPERATIONS[verb],
          argument: writeTransaction(readNames(rest, 2, `${verb} TERMINAL NUMBER`)),
        };
      default:
        throw new UsageError(
          `card-authorization takes: ${cardClient.queries.map(([query]) => query).join('; ')}`,
        );
    }
  },
  read(operation, result) {
    const isVerify = operation === OPERATIONS.verify;
    const read = isVerify
      ? readElement(result, readStanding)
      : readElement(result, (r) => ({ ...readApproval(r), standing: STANDING_AFTER[operation] }));
    if (read === undefined) return undefined;
    const code = heardText(read.code, 20);
    const standing = read.standing ?? 'answered';
    return {
      data: { demonstration: true, standing, code, left: read.left },
      lines: [
        `${standing}, approval ${code}; ${(read.left / 100).toFixed(2)} left on the card`,
        'A demonstration: no money moved.',
      ],
    };
  },
  readError(value, parameter) {
    if (value === ERRORS.overLimit) {
      const left = readElement(parameter, (r) => r.integer('left'));
      return left === undefined ? undefined : `${(left / 100).toFixed(2)} left`;
    }
    if (value === ERRORS.wrongCurrency) {
      return readElement(parameter, (r) => heardText(readText(r, 'currency'), 20));
    }
    return readCommonError(value, parameter);
  },
};

const STANDING_AFTER: Readonly<Record<number, string>> = {
  [OPERATIONS.authorize]: 'charged',
  [OPERATIONS.void]: 'voided',
};

function askAuthorization(words: readonly string[]): Question {
  const transaction = readNames(words, 5, AUTHORIZE);
  const [, , card = '', amount = '', currency = 'EUR'] = words;
  if (!/^\d+$/.test(card)) throw new UsageError('a card number has digits alone');
  const match = /^(\d{1,8})(?:\.(\d{2}))?$/.exec(amount);
  const cents = match ? Number(match[1]) * 100 + Number(match[2] ?? 0) : NaN;
  if (!isAmount(cents)) throw new UsageError(`"${amount}" is no amount: write 19.90`);
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new UsageError(`"${currency}" is no currency: three capital letters`);
  }
  const argument = writeAuthorization({ ...transaction, card, amount: cents, currency });
  return { operation: OPERATIONS.authorize, argument };
}

function readNames(words: readonly string[], most: number, usage: string) {
  const [terminal = '', text = ''] = words;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (words.length > most || words.length < Math.min(most, 4))
    throw new UsageError(`write ${usage}`);
  if (!isTerminal(terminal)) {
    throw new UsageError(`"${terminal}" names no terminal: 1 to 32 letters, digits, . _ -`);
  }
  if (!isTransactionNumber(number)) {
    throw new UsageError(`"${text}" is no transaction number: 0 to 2147483647`);
  }
  return { terminal, number };
}
