/** Words that the commands of ESRO share: how a selector is agreed, how long is waited, in what is encoded. */
import { UsageError } from '../../core/errors.ts';
import {
  ENCODINGS,
  HIGHEST_OPERATION,
  HIGHEST_SAP,
  type Encoding,
} from '../../protocols/esro/pdu.ts';
import { HANDSHAKES } from '../../protocols/esro/service.ts';
import { DEFAULT_TIMERS, type EsroTimers } from '../../protocols/esro/timers.ts';
import type { Parameter } from '../operation.ts';
import { readList } from '../parameters.ts';

export const SAP: Parameter = {
  name: 'sap',
  summary: "the performer's selector; default: the service's own",
  type: 'integer',
  minimum: 1,
  maximum: HIGHEST_SAP,
  placeholder: 'N',
};

export const OPERATION: Parameter = {
  name: 'op',
  summary: "the operation's value, as its service has it",
  type: 'integer',
  minimum: 0,
  maximum: HIGHEST_OPERATION,
  placeholder: 'N',
};

export const HANDSHAKE: Parameter = {
  name: 'handshake',
  summary:
    "as agreed for the selector, since nothing on the wire tells; default: the service's, else 2-way",
  type: 'text',
  choices: HANDSHAKES,
  placeholder: 'HOW',
};

export const TIMERS: Parameter = {
  name: 'timers',
  summary: `other times than the usual, in milliseconds, with commas between: ${Object.entries(
    DEFAULT_TIMERS,
  )
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}`,
  type: 'text',
  placeholder: 'TIMES',
};

/** The encodings that can be sent, as words of a command line. */
export const ENCODING_WORDS = ENCODINGS.slice(0, 3).map((name) => name.toLowerCase());

/** @param word one of {@link ENCODING_WORDS} */
export const encodingOf = (word: string): Encoding =>
  ENCODINGS.find((name) => name.toLowerCase() === word)!;

/** @throws UsageError for what is no timer, or no whole number */
export function readTimers(text: string | undefined): Partial<EsroTimers> {
  if (text === undefined) return {};
  const given = readList('timers', text).map((word) => {
    const [name = '', value = ''] = word.split('=', 2);
    if (!(name in DEFAULT_TIMERS)) {
      const known = Object.keys(DEFAULT_TIMERS).join(', ');
      throw new UsageError(`timers knows ${known}, not "${name}"`);
    }
    if (!/^\d{1,9}$/.test(value)) {
      throw new UsageError(
        `timers takes whole numbers: ${name}=${DEFAULT_TIMERS[name as keyof EsroTimers]}, not "${word}"`,
      );
    }
    return [name, Number(value)] as const;
  });
  return Object.fromEntries(given);
}
