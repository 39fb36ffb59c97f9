/** Card authorization, a demonstration: no card, no bank and no money is behind it. */
import { BAD_ARGUMENT, NO_SUCH_OPERATION, type Agreement } from '../agreement.ts';

export const OPERATIONS = { authorize: 1, void: 2, verify: 3 } as const;

export const ERRORS = {
  badNumber: 1,
  unknownCard: 2,
  overLimit: 3,
  wrongCurrency: 4,
  transactionReused: 5,
  unknownTransaction: 6,
  alreadyVoid: 7,
} as const;

const COMMON = ['badArgument', 'noSuchOperation'];

export const CARD_AUTHORIZATION: Agreement = {
  name: 'card-authorization',
  title: 'a DEMONSTRATION of an issuer of payment cards: test numbers, no money',
  sap: 15,
  handshake: '3-way',
  example: 'authorize till-1 1 4111111111111111 19.90',
  operations: [
    {
      value: OPERATIONS.authorize,
      name: 'authorize',
      argument: 'Authorization',
      result: 'Approval',
      errors: [
        'badNumber',
        'unknownCard',
        'overLimit',
        'wrongCurrency',
        'transactionReused',
        'alreadyVoid',
        ...COMMON,
      ],
    },
    {
      value: OPERATIONS.void,
      name: 'void',
      argument: 'Transaction',
      result: 'Approval',
      errors: ['unknownTransaction', ...COMMON],
    },
    {
      value: OPERATIONS.verify,
      name: 'verify',
      argument: 'Transaction',
      result: 'Standing',
      errors: ['unknownTransaction', ...COMMON],
    },
  ],
  errors: [
    {
      value: ERRORS.badNumber,
      name: 'badNumber',
      parameter: 'NULL',
      means: 'that is no card number: 12 to 19 digits whose Luhn sum is right',
    },
    {
      value: ERRORS.unknownCard,
      name: 'unknownCard',
      parameter: 'NULL',
      means: 'the demonstration has no such card',
    },
    {
      value: ERRORS.overLimit,
      name: 'overLimit',
      parameter: 'INTEGER',
      means: 'more than the card has left',
    },
    {
      value: ERRORS.wrongCurrency,
      name: 'wrongCurrency',
      parameter: 'UTF8String',
      means: 'the card is of another currency',
    },
    {
      value: ERRORS.transactionReused,
      name: 'transactionReused',
      parameter: 'NULL',
      means: 'the terminal used this transaction number for something else',
    },
    {
      value: ERRORS.unknownTransaction,
      name: 'unknownTransaction',
      parameter: 'NULL',
      means: 'no charge was made under this terminal and number',
    },
    {
      value: ERRORS.alreadyVoid,
      name: 'alreadyVoid',
      parameter: 'NULL',
      means: 'this transaction was voided: take another number',
    },
    BAD_ARGUMENT,
    NO_SUCH_OPERATION,
  ],
};
