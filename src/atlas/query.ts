/** The ways in which people name ports: `641`, `udp/621`, `53/udp`, `u:53`, `:8080`, `620-642`, `enpc`. */
import { UsageError } from '../core/errors.ts';
import { MAX_PORT, TRANSPORTS, type Transport } from '../core/transport.ts';

export type PortQuery =
  | {
      readonly kind: 'numbers';
      readonly from: number;
      readonly to: number;
      readonly transport?: Transport;
    }
  | { readonly kind: 'name'; readonly name: string; readonly transport?: Transport };

const LETTERS: Record<string, Transport> = { t: 'tcp', u: 'udp', s: 'sctp', d: 'dccp' };
const WORDS = TRANSPORTS.join('|');

const PREFIX = new RegExp(`^(${WORDS})[/:](.*)$`, 'i');
const SUFFIX = new RegExp(`^(.*)/(${WORDS})$`, 'i');
const LETTER = /^([tusd]):(.*)$/i;
/** `127.0.0.1:`, `[::1]:`, `*:`, `host.example:` or nothing before a colon: an address, not part of the port. */
const ADDRESS = /^(?:\[[^\]]*\]|[^:]*):(\d[\d-]*)$/;
const NUMBERS = /^(\d+)(?:-(\d+))?$/;
const NAME = /^[a-z0-9*._+/-]*[a-z][a-z0-9*._+/-]*$/i;

/**
 * Reads what a person typed for a port or several; commas separate alternatives.
 * @throws UsageError when it is no port, range or possible service name
 */
export function parsePortQueries(text: string): PortQuery[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map(parsePortQuery);
}

function parsePortQuery(text: string): PortQuery {
  const { transport, rest } = splitTransport(text);
  const plain = ADDRESS.exec(rest)?.[1] ?? rest;
  const numbers = NUMBERS.exec(plain);
  if (numbers) {
    const from = portNumber(numbers[1]!, text);
    const to = numbers[2] === undefined ? from : portNumber(numbers[2], text);
    if (from > to) throw new UsageError(`${text} is upside down: write ${to}-${from}`);
    return { kind: 'numbers', from, to, ...(transport && { transport }) };
  }
  // The other way round it may be a name: `cl/1`.
  const foreign = /^\d[\d-]*\/([a-z]+)$/i.exec(plain)?.[1];
  if (foreign !== undefined) {
    throw new UsageError(
      `"${foreign}" is no transport that has ports (in "${text}"): ${TRANSPORTS.join(', ')}`,
    );
  }
  if (!NAME.test(plain)) {
    throw new UsageError(
      `"${text}" is not a port: write 641, udp/621, :8080, 620-642 or a service name such as enpc`,
    );
  }
  return { kind: 'name', name: plain.toLowerCase(), ...(transport && { transport }) };
}

function splitTransport(text: string): { transport?: Transport; rest: string } {
  const prefix = PREFIX.exec(text);
  if (prefix) return { transport: prefix[1]!.toLowerCase() as Transport, rest: prefix[2]! };
  const suffix = SUFFIX.exec(text);
  if (suffix) return { transport: suffix[2]!.toLowerCase() as Transport, rest: suffix[1]! };
  const letter = LETTER.exec(text);
  if (letter) return { transport: LETTERS[letter[1]!.toLowerCase()]!, rest: letter[2]! };
  return { rest: text };
}

function portNumber(digits: string, text: string): number {
  const port = Number(digits);
  if (port > MAX_PORT) {
    throw new UsageError(
      `${digits} is no port${text === digits ? '' : ` (in "${text}")`}: ports are 0 to ${MAX_PORT}`,
    );
  }
  return port;
}
