/** What `esro invoke` is asked to ask: by a service's own words, or octet for octet. */
import { fromHex } from '../../../core/bytes/hex.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Files } from '../../../platform/platform.ts';
import type { Encoding } from '../../../protocols/esro/pdu.ts';
import type { Handshake } from '../../../protocols/esro/service.ts';
import type { EsroTimers } from '../../../protocols/esro/timers.ts';
import type { Input } from '../../operation.ts';
import type { Question, ServiceClient } from '../services/agreement.ts';
import { serviceNamed } from '../services/index.ts';
import { encodingOf, readTimers } from '../words.ts';

/** One unit in segments at the most, and segments are off: far less fits. */
const LONGEST_FILE = 65_536;

export interface Asked extends Question {
  readonly sap: number;
  readonly handshake: Handshake;
  readonly encoding: Encoding;
  readonly timers: Partial<EsroTimers>;
  /** Reads the answer, where the service is one of ours. */
  readonly client?: ServiceClient;
}

/** @throws UsageError when words are missing or contradict each other */
export async function readAsked(input: Input, files: Files): Promise<Asked> {
  const entry = serviceNamed((input['service'] as string | undefined) ?? '');
  const client = await entry?.client();
  const question = await readQuestion(input, client, files);
  const sap = (input['sap'] as number | undefined) ?? entry?.agreement.sap;
  if (sap === undefined) {
    throw new UsageError('--sap is missing: say the selector of the performer, or --service');
  }
  return {
    ...question,
    sap,
    handshake:
      (input['handshake'] as Handshake | undefined) ?? entry?.agreement.handshake ?? '2-way',
    encoding: encodingOf(input['encoding'] as string),
    timers: readTimers(input['timers'] as string | undefined),
    ...(client && { client }),
  };
}

async function readQuestion(
  input: Input,
  client: ServiceClient | undefined,
  files: Files,
): Promise<Question> {
  const query = input['query'] as string | undefined;
  const operation = input['op'] as number | undefined;
  if (query !== undefined) {
    if (!client) throw new UsageError('--query is for a service: say which with --service');
    if (operation !== undefined) {
      throw new UsageError('--query chooses the operation: leave out --op');
    }
    const given = ARGUMENTS.find((name) => input[name] !== undefined);
    if (given) throw new UsageError(`--query makes the argument: leave out --${given}`);
    return client.ask(query.trim().split(/\s+/).filter(Boolean));
  }
  if (operation === undefined) {
    const queries = client?.queries.map(([words, asks]) => `\n  --query "${words}"  ${asks}`);
    throw new UsageError(
      queries
        ? `what shall it be asked? --query, or --op with an argument. ${client!.agreement.name} takes:${queries.join('')}`
        : '--op is missing: say which operation, or --service and --query',
    );
  }
  return { operation, argument: await readArgument(input, files) };
}

const ARGUMENTS = ['argument', 'hex', 'file'] as const;

async function readArgument(input: Input, files: Files): Promise<Uint8Array> {
  const given = ARGUMENTS.filter((name) => input[name] !== undefined);
  if (given.length > 1) {
    throw new UsageError(`an operation has one argument: either --${given.join(' or --')}`);
  }
  const [name] = given;
  if (name === undefined) return new Uint8Array(0);
  const value = input[name] as string;
  if (name === 'argument') return new TextEncoder().encode(value);
  return name === 'hex' ? fromHex(value) : files.read(value, LONGEST_FILE);
}
