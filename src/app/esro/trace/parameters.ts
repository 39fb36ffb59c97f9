/** What a trace can be told: one half for simulated conversations, the other for real ones. */
import { UsageError } from '../../../core/errors.ts';
import { LEAST_DATAGRAM, MOST_DATAGRAM } from '../../../protocols/esro/options.ts';
import type { Input, Parameter } from '../../operation.ts';
import { ASKING } from '../invoke.ts';
import { HANDSHAKE, TIMERS } from '../words.ts';

/** What the performing user does. */
export const ANSWERS = ['result', 'error', 'failure', 'nothing'] as const;

/** Without defaults here, so that it is known which were given. */
export const SIMULATED_PARAMETERS: readonly Parameter[] = [
  {
    name: 'loss',
    summary: 'simulated: how many percent of the datagrams the link loses, each way; default 0',
    type: 'integer',
    minimum: 0,
    maximum: 100,
    placeholder: 'PERCENT',
  },
  {
    name: 'duplicate',
    summary: 'simulated: how many percent of the datagrams arrive twice; default 0',
    type: 'integer',
    minimum: 0,
    maximum: 100,
    placeholder: 'PERCENT',
  },
  {
    name: 'largest',
    summary: 'simulated: put what is longer than so many octets into segments; default: never',
    type: 'integer',
    minimum: LEAST_DATAGRAM,
    maximum: MOST_DATAGRAM,
    placeholder: 'OCTETS',
  },
  {
    name: 'seed',
    summary: 'simulated: where all chance comes from; default 2188',
    type: 'integer',
    minimum: 0,
    maximum: 2 ** 32 - 1,
    placeholder: 'N',
  },
  {
    name: 'operations',
    summary: 'simulated: how many, one after the other; default 1',
    type: 'integer',
    minimum: 1,
    maximum: 100,
    placeholder: 'N',
  },
  {
    name: 'size',
    summary: 'simulated: octets of the argument, and of the result; default 4',
    type: 'integer',
    minimum: 0,
    maximum: 200_000,
    placeholder: 'OCTETS',
  },
  {
    name: 'answer',
    summary: 'simulated: what the performer does; default result',
    type: 'text',
    choices: ANSWERS,
    placeholder: 'WHAT',
  },
  {
    name: 'work',
    summary: 'simulated: how long the performer takes, in milliseconds; default 0',
    type: 'integer',
    minimum: 0,
    maximum: 600_000,
    placeholder: 'MS',
  },
];

/** Of both: what `esro invoke` has is understood here too, and the performer may be left out. */
const SHARED = new Set(['host', HANDSHAKE.name, TIMERS.name]);
export const SHARED_PARAMETERS: readonly Parameter[] = ASKING.filter(({ name }) =>
  SHARED.has(name),
).map((parameter) => (parameter.name === 'host' ? mayBeAbsent(parameter) : parameter));

function mayBeAbsent(host: Parameter): Parameter {
  const summary = `${host.summary}; absent: two simulated hosts`;
  return { ...host, summary, required: false, reach: 'one host' };
}

export const LIVE_PARAMETERS: readonly Parameter[] = ASKING.filter(
  ({ name }) => !SHARED.has(name),
).map((parameter) => ({ ...parameter, summary: `with a host: ${parameter.summary}` }));

/** @throws UsageError when something was given that means nothing here */
export function checkHalves(input: Input): void {
  const isLive = input['host'] !== undefined;
  const idle = isLive ? SIMULATED_PARAMETERS : LIVE_PARAMETERS;
  const given = idle.find(({ name, ...rest }) => (input[name] ?? rest.default) !== rest.default);
  if (given === undefined) return;
  throw new UsageError(
    isLive
      ? `--${given.name} is for simulated conversations: leave it out, or leave the host out`
      : `--${given.name} is for a performer that is there: name its host`,
  );
}
