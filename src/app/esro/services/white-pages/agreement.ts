/** White pages: what ports are for, and how people are reached. */
import { BAD_ARGUMENT, NO_SUCH_OPERATION, type Agreement } from '../agreement.ts';

export const OPERATIONS = { lookupPort: 1, lookupPerson: 2 } as const;
export const ERRORS = { notFound: 1, badQuery: 2, noPeople: 3 } as const;

export const WHITE_PAGES: Agreement = {
  name: 'white-pages',
  title: 'looks up ports in the atlas, and people in a vCard file',
  sap: 13,
  handshake: '2-way',
  example: '3289',
  operations: [
    {
      value: OPERATIONS.lookupPort,
      name: 'lookupPort',
      argument: 'PortQuery',
      result: 'PortAnswer',
      errors: ['notFound', 'badQuery', 'badArgument', 'noSuchOperation'],
    },
    {
      value: OPERATIONS.lookupPerson,
      name: 'lookupPerson',
      argument: 'PersonQuery',
      result: 'PersonAnswer',
      errors: ['notFound', 'badQuery', 'noPeople', 'badArgument', 'noSuchOperation'],
    },
  ],
  errors: [
    {
      value: ERRORS.notFound,
      name: 'notFound',
      parameter: 'UTF8String',
      means: 'nothing is listed under that',
    },
    {
      value: ERRORS.badQuery,
      name: 'badQuery',
      parameter: 'UTF8String',
      means: 'the question makes no sense',
    },
    {
      value: ERRORS.noPeople,
      name: 'noPeople',
      parameter: 'NULL',
      means: 'this directory has no people, only ports',
    },
    BAD_ARGUMENT,
    NO_SUCH_OPERATION,
  ],
};
