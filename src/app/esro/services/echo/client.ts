import type { ServiceClient } from '../agreement.ts';
import { heardBytes } from '../../../../core/heard.ts';
import { toHex } from '../../../../core/bytes/hex.ts';
import { ECHO, OPERATIONS } from './agreement.ts';

/** Asks for words back. */
export const echoClient: ServiceClient = {
  agreement: ECHO,
  queries: [['WORDS', 'the same words']],
  ask: (words) => ({
    operation: OPERATIONS.echo,
    argument: new TextEncoder().encode(words.join(' ')),
  }),
  read: (_, result) => ({ data: { octets: toHex(result) }, lines: [heardBytes(result, 400)] }),
};
