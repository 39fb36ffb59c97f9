/** The ladder of a conversation by ESRO: simulated, or with a performer that is there. */
import type { Context, Emission, Input, Operation } from '../operation.ts';
import { traceRow, type TraceEvent } from './trace/event.ts';
import { LIVE_PARAMETERS, SHARED_PARAMETERS, SIMULATED_PARAMETERS } from './trace/parameters.ts';
import { TRACE_SCHEMA, type TraceResult, type TraceSummary } from './trace/result.ts';

export const esroTrace: Operation<TraceResult> = {
  name: 'esro trace',
  summary: 'the ladder of a conversation by ESRO (RFC 2188), simulated or with a performer',
  description:
    'Without a host two simulated ones talk, and nothing is sent: the real endpoints, time that is only reckoned, and a\n' +
    'link that loses and doubles datagrams as it is told to. The same seed tells the same story. What is sent\n' +
    'again, what is lost and what each side believes of the other is told, one line each.\n' +
    '\n' +
    'With a host one operation of its performer is invoked, as "portolan esro invoke" does, and each datagram is told as\n' +
    'it goes or comes; after a 3-way handshake for as long as the answer may come again. ESRO has no authentication and\n' +
    "no congestion control: hosts outside of private ranges and of this machine's own links are refused unless\n" +
    '--allow-public is given.\n' +
    '\n' +
    'Whether an answer is acknowledged (--handshake 3-way) both sides agree on beforehand; the wire does not tell.\n' +
    'The exit code is 3 when a performer that was asked gives no answer.',
  examples: [
    { command: 'portolan esro trace', shows: 'an operation over a good link' },
    {
      command: 'portolan esro trace --handshake 3-way --loss 40 --seed 7',
      shows: 'what is sent again when much is lost',
    },
    {
      command: 'portolan esro trace --size 4000 --largest 1400 --duplicate 30',
      shows: 'a long argument, in segments',
    },
    {
      command: 'portolan esro trace 192.168.1.9 --service white-pages --query 3289',
      shows: 'a performer that is there',
    },
  ],
  reach: 'nothing',
  parameters: [...SHARED_PARAMETERS, ...SIMULATED_PARAMETERS, ...LIVE_PARAMETERS],
  output: TRACE_SCHEMA,

  async run(input, context) {
    const events: TraceEvent[] = [];
    const emit = (emission: Emission) => {
      if (emission.kind === 'row') events.push(emission.row as TraceEvent);
    };
    const summary = await runTrace(input, { ...context, emit });
    return { events, ...summary };
  },
  // A ladder is read while it grows.
  stream: {
    list: 'events',
    rows: (told) => [traceRow(told as TraceEvent)],
    run: runTrace,
  },

  items: ({ events }) => events,
  rows: ({ events }) => events.map(traceRow),
  outcome: ({ simulated, operations }) => {
    const silent = operations.filter(({ outcome }) => outcome === 'failure');
    if (simulated || silent.length === 0) return {};
    return { missing: silent.map(({ words }) => words) };
  },
};

async function runTrace(input: Input, context: Context): Promise<TraceSummary> {
  const { tellTrace } = await import('./trace/run.ts');
  return tellTrace(input, context);
}
