/** One operation of a performer, asked for from a command line. */
import { MAX_PORT } from '../../core/transport.ts';
import { ESRO_PORT } from '../../protocols/esro/service.ts';
import type { Operation, Parameter } from '../operation.ts';
import { INVOKE_SCHEMA, invokeRow, type InvokeResult } from './invoking/result.ts';
import { SERVICE_NAMES } from './services/index.ts';
import { ENCODING_WORDS, HANDSHAKE, OPERATION, SAP, TIMERS } from './words.ts';

/** What says whom to ask for what: all that asks a performer has these. */
export const ASKING: readonly Parameter[] = [
  {
    name: 'host',
    summary: 'a name or an IP address, perhaps with a port: 192.168.1.9:2590',
    type: 'text',
    positional: true,
    required: true,
    placeholder: 'HOST',
  },
  {
    name: 'port',
    summary: `the UDP port, where the host has none; default: ${ESRO_PORT}`,
    type: 'integer',
    minimum: 1,
    maximum: MAX_PORT,
    short: 'p',
    placeholder: 'PORT',
  },
  {
    name: 'service',
    summary: `a service of Portolan's, which knows the rest: ${SERVICE_NAMES.join(', ')}`,
    type: 'text',
    choices: SERVICE_NAMES,
    placeholder: 'NAME',
  },
  {
    name: 'query',
    summary: 'what to ask the service, as one word: "3289", "person Ada"',
    type: 'text',
    placeholder: 'WORDS',
  },
  SAP,
  OPERATION,
  {
    name: 'argument',
    summary: 'the argument as text',
    type: 'text',
    mayBeEmpty: true,
    placeholder: 'TEXT',
  },
  {
    name: 'hex',
    summary: 'the argument in hexadecimal',
    type: 'text',
    mayBeEmpty: true,
    placeholder: 'HEX',
  },
  {
    name: 'file',
    summary: 'the argument is what is in this file; - is standard input',
    type: 'text',
    placeholder: 'FILE',
  },
  {
    name: 'encoding',
    summary: 'what the argument is tagged with',
    type: 'text',
    choices: ENCODING_WORDS,
    default: 'ber',
    placeholder: 'RULES',
  },
  HANDSHAKE,
  TIMERS,
  {
    name: 'timeout',
    summary: 'give up after so many seconds; default: when all that is sent again has been',
    type: 'integer',
    minimum: 1,
    maximum: 3600,
    placeholder: 'SECONDS',
  },
  {
    name: 'allow-public',
    summary: 'ask a host that is neither in a private range nor on a link of this machine',
    type: 'flag',
  },
];

export const esroInvoke: Operation<InvokeResult> = {
  name: 'esro invoke',
  summary: 'ask a performer for an operation by ESRO, and print its answer (RFC 2188)',
  description:
    'Sends an INVOKE, again every 3 seconds until an answer comes, and gives up after 31 (--timers, --timeout).\n' +
    'Selector, operation, handshake and encoding are agreed beforehand; nothing on the wire tells them. --service knows\n' +
    "those of Portolan's own services, and makes and reads their arguments: see docs/esro-services.md.\n" +
    'An ERROR is an answer: the exit code is 0, or 1 with --fail-on error. When nobody answers, or the performer says\n' +
    'FAILURE, it is 3, and the operation may have been performed all the same.\n' +
    'After a 3-way handshake the answer is acknowledged once; --linger stays to do it again, should that be lost.\n' +
    "Hosts outside of private ranges and of this machine's own links are refused unless --allow-public is given.\n" +
    'Nothing is authenticated and nothing is secret.',
  examples: [
    {
      command: 'portolan esro invoke 192.168.1.9 --service white-pages --query 3289',
      shows: 'what a port is for, as that directory has it',
    },
    {
      command: 'portolan esro invoke 192.168.1.9:2590 --sap 11 --op 1 --argument hello',
      shows: 'any operation of any performer',
    },
    {
      command: 'portolan esro invoke 192.168.1.9 --sap 11 --op 1 --hex 0500 --json --fail-on error',
      shows: 'octets, for scripts: exit 1 when the answer is an ERROR',
    },
  ],
  reach: 'one host',
  parameters: [
    ...ASKING,
    {
      name: 'linger',
      summary: '3-way: stay so many seconds after the answer to acknowledge it again',
      type: 'integer',
      minimum: 0,
      maximum: 3600,
      default: 0,
      placeholder: 'SECONDS',
    },
  ],
  findings: ['error', 'failure'],
  output: INVOKE_SCHEMA,
  async run(input, context) {
    const { runInvoke } = await import('./invoking/run.ts');
    return runInvoke(input, context);
  },
  items: (result) => [result],
  rows: (result) => [invokeRow(result)],
  outcome: ({ outcome, failure }) => ({
    found: new Set([outcome]),
    ...(failure && { missing: [failure.says] }),
  }),
};
