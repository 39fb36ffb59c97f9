/** Follows this machine: says what changes while it changes. */
import { DRIFT_KINDS } from '../survey/drift/drift.ts';
import { SEVERITIES, VERDICT_WORDS } from '../verdict/verdict.ts';
import { EVERYWHERE_PARAMETER, FILE_PARAMETER } from './baseline/parameters.ts';
import { BOUNDS } from './live.ts';
import type { Operation } from './operation.ts';
import { LISTENER_SCHEMA } from './survey/schema.ts';
import type { WatchResult } from './watch/result.ts';
import { flatRow, type WatchRow } from './watch/row.ts';

const text = { type: 'string' };
/** RFC 3339. */
const time = text;

const ROW_SCHEMA = {
  type: 'object',
  required: ['id', 'time', 'kind', 'severity', 'why', 'advice'],
  properties: {
    id: text,
    time,
    kind: { enum: DRIFT_KINDS },
    severity: { enum: SEVERITIES },
    why: text,
    advice: text,
    transport: text,
    port: { type: 'integer' },
    place: text,
    listener: LISTENER_SCHEMA,
    before: LISTENER_SCHEMA,
    entry: { type: 'object', required: ['transport', 'port', 'binds', 'programs'] },
    already: { type: 'boolean' },
  },
};

export const watch: Operation<WatchResult> = {
  name: 'watch',
  summary: 'follow this machine: a line for each door that opens, closes or changes hands',
  description:
    'Says what changes within a second: doors that are new, gone or moved, that are reachable from further\n' +
    'away, or that belong to another program. A restart is none of these. With the name of a baseline, what\n' +
    'differs from it already is said first; without one, what changed since the last watch. Other network\n' +
    'namespaces than those of containers are left out.\n' +
    '\n' +
    'What went, or belongs to another program, since the last watch gets five seconds to come back. A watch with a\n' +
    'shorter --for tells it at its end if it never came back; what is not sure by then is counted, and the next\n' +
    'watch tells it.\n' +
    '\n' +
    'Hooks are told of what has a severity: gone doors only after --hold, so that those that come back in time\n' +
    'are never heard of. A webhook gets each event by POST as JSON, at least once; a program gets it on its\n' +
    'input and in PORTOLAN_KIND, PORTOLAN_PORT, PORTOLAN_WHY and the like, and no shell is between. What could\n' +
    'not be told waits on the disk for a day, and is told by the next watch with the same hooks.',
  examples: [
    { command: 'portolan watch', shows: 'what changes from now on, until Ctrl-C' },
    {
      command: 'portolan watch --until 5432 --for 30',
      shows: 'wait until something listens there',
    },
    {
      command: 'portolan watch --ndjson --fail-on new,wider --for 600',
      shows: 'ten minutes as lines of JSON; exit 1 when a door opened',
    },
    {
      command: 'portolan watch --notify --only 22,5432',
      shows: 'a word on the desktop when one of these doors changes',
    },
    {
      command: 'portolan watch --webhook https://hooks.example/portolan',
      shows: 'tell a server; a secret header comes from PORTOLAN_WEBHOOK_HEADER',
    },
    {
      command: 'portolan watch --exec logger --arg -t --arg portolan',
      shows: 'start a program for each event',
    },
  ],
  reach: 'this machine',
  changes: true,
  live: { list: 'events', row: (emitted) => flatRow(emitted as WatchRow) },
  parameters: [
    {
      name: 'baseline',
      summary: 'the baseline to hold the machine against',
      type: 'text',
      positional: true,
      placeholder: 'BASELINE',
    },
    FILE_PARAMETER,
    EVERYWHERE_PARAMETER,
    {
      name: 'only',
      summary: 'these alone: ports, services, programs, units, containers, with commas between',
      type: 'text',
      placeholder: 'WHAT',
    },
    {
      name: 'until',
      summary:
        'end when this listens (a port, a program …), or when such a change was seen (new, wider …)',
      type: 'text',
      placeholder: 'WHAT',
    },
    ...BOUNDS,
    {
      name: 'settle',
      summary: 'how long a door must be gone to be gone and not restarting',
      type: 'text',
      default: '0.7',
      placeholder: 'SECONDS',
    },
    { name: 'fresh', summary: 'say nothing of what changed before', type: 'flag' },
    { name: 'notify', summary: 'tell the desktop', type: 'flag' },
    { name: 'webhook', summary: 'tell a web address', type: 'text', placeholder: 'URL' },
    {
      name: 'webhook-header',
      summary: 'one more header for it, "Name: value"; "ps" shows it here, so rather set it as',
      environment: 'PORTOLAN_WEBHOOK_HEADER',
      type: 'text',
      placeholder: 'HEADER',
    },
    {
      name: 'exec',
      summary: 'start a program for each event',
      type: 'text',
      placeholder: 'PROGRAM',
    },
    {
      name: 'arg',
      summary: 'an argument of that program; may be given several times',
      type: 'texts',
      mayBeEmpty: true,
      placeholder: 'WORD',
    },
    {
      name: 'hook-on',
      summary: 'tell hooks of these alone: kinds, verdicts, severities',
      type: 'text',
      default: 'notice,warning,alert',
      placeholder: 'WORDS',
    },
    {
      name: 'hold',
      summary: 'how long hooks are not told of a door that is gone, since it may come back',
      type: 'text',
      default: '5',
      placeholder: 'SECONDS',
    },
  ],
  findings: [
    ...DRIFT_KINDS,
    ...VERDICT_WORDS,
    ...SEVERITIES.filter((severity) => severity !== 'none'),
  ],
  output: {
    type: 'object',
    required: [
      'startedAt',
      'endedAt',
      'seconds',
      'endedBy',
      'kinds',
      'found',
      'missing',
      'partial',
    ],
    properties: {
      events: { type: 'array', items: ROW_SCHEMA },
      startedAt: time,
      endedAt: time,
      seconds: { type: 'number' },
      endedBy: { enum: ['signal', 'time', 'count', 'enough'] },
      baseline: text,
      met: text,
      kinds: { type: 'object', additionalProperties: { type: 'integer' } },
      found: { type: 'array', items: text },
      waiting: { type: 'integer', minimum: 0 },
      missing: { type: 'array', items: text },
      partial: { type: 'boolean' },
    },
  },

  async run(input, context) {
    const { runWatch } = await import('./watch/run.ts');
    return runWatch(input, context);
  },

  items: () => [],
  rows: () => [],
  outcome: ({ found, missing, partial }) => ({ found: new Set(found), missing, partial }),
};
