import { counted } from '../../../../core/count.ts';
import { OperationError } from '../../call.ts';
import type { ServiceServer } from '../agreement.ts';
import { noSuchOperation } from '../elements.ts';
import { OPERATIONS, REFUSED } from './agreement.ts';

/** Gives back what it is given, octet for octet. */
export const echoServer: ServiceServer = {
  perform({ operation, encoding, argument }) {
    if (operation === OPERATIONS.echo) return { encoding, result: argument };
    if (operation === OPERATIONS.refuse) throw new OperationError(REFUSED, argument, encoding);
    throw noSuchOperation();
  },
  describe: ({ argument }) => counted(argument.length, 'octet'),
};
