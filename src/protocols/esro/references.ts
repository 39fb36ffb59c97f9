/** Which reference numbers an endpoint begins with that has crashed and goes on with what it kept. */
import type { Millis } from '../../core/units.ts';
import { REFERENCES } from './pdu.ts';

/** Numbers go round in so long a time: longer than an answer is sent again that nobody acknowledges. */
const ROUND: Millis = 32_768;

/**
 * Reference numbers by the time of day. A RESULT names a number and nothing else: one that a peer still sends to the endpoint
 * of before a crash would be taken for the answer to an INVOKE of this one with the same number, which then would count as
 * performed and was not. By time no number comes again while it may be heard of, as long as no more than eight operations a
 * second go to one peer; a pair of addresses cannot have many more.
 * @param epoch milliseconds since 1970-01-01T00:00Z when `now` was 0
 */
export const referencesByTime =
  (epoch: number) =>
  (now: Millis): number =>
    Math.floor(((epoch + now) % ROUND) / (ROUND / REFERENCES));
