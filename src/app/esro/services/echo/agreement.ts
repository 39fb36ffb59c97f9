/** Echo: the smallest service there is, to try a path and a peer. */
import { BAD_ARGUMENT, NO_SUCH_OPERATION, type Agreement } from '../agreement.ts';

export const OPERATIONS = { echo: 1, refuse: 2 } as const;
export const REFUSED = 1;

export const ECHO: Agreement = {
  name: 'echo',
  title: 'gives back what it is given',
  sap: 11,
  handshake: '2-way',
  example: 'hello',
  operations: [
    {
      value: OPERATIONS.echo,
      name: 'echo',
      argument: 'any octets',
      result: 'the same octets, with the same encoding type',
      errors: ['badArgument', 'noSuchOperation'],
    },
    {
      value: OPERATIONS.refuse,
      name: 'refuse',
      argument: 'any octets',
      result: 'never one',
      errors: ['refused', 'badArgument', 'noSuchOperation'],
    },
  ],
  errors: [
    {
      value: REFUSED,
      name: 'refused',
      parameter: 'the octets of the argument',
      means: 'asked for: operation 2 is always answered so',
    },
    BAD_ARGUMENT,
    NO_SUCH_OPERATION,
  ],
};
