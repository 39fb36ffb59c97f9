/** What listens on this machine, held against the atlas: the main job. */
import { NotFoundError } from '../core/errors.ts';
import { TRANSPORTS } from '../core/transport.ts';
import {
  SCOPES,
  type Coverage,
  type Elsewhere,
  type Listener,
  type ListenerReport,
  type PortSpan,
} from '../survey/listener.ts';
import { judgeListeners, type Judge } from '../verdict/judge.ts';
import { readPrograms, type ProgramFacts } from '../verdict/programs.ts';
import { SEVERITIES, VERDICT_WORDS, type JudgedListener } from '../verdict/verdict.ts';
import type { Context, Input, Operation, Row } from './operation.ts';
import { CLAIM_SCHEMA } from './schemas.ts';

/** A container's or another namespace's listeners, judged like our own, but never counted as ours. */
export interface JudgedElsewhere extends Omit<Elsewhere, 'listeners'> {
  readonly listeners: readonly JudgedListener[];
}

export interface SurveySummary {
  /** *14 doors open, 3 reachable from outside, 2 that nobody promised.* */
  readonly sentence: string;
  /** Different ports and transports that listen. */
  readonly doors: number;
  /** Those that can be reached from another machine. */
  readonly outside: number;
  /** Those where something listens that no claim names. */
  readonly unpromised: number;
  readonly listeners: number;
  readonly verdicts: Readonly<Record<string, number>>;
}

export interface SurveyResult {
  readonly host: { readonly name: string; readonly system: string };
  readonly coverage: Coverage;
  readonly listeners: readonly JudgedListener[];
  readonly elsewhere: readonly JudgedElsewhere[];
  /** The ports that the system hands out by itself. */
  readonly ephemeral: PortSpan;
  readonly summary: SurveySummary;
}

const text = { type: 'string' };

export const LISTENER_SCHEMA = {
  type: 'object',
  required: [
    'transport',
    'family',
    'address',
    'port',
    'scope',
    'sockets',
    'processes',
    'verdict',
    'verdicts',
    'severity',
    'why',
    'advice',
    'look',
    'promised',
    'reach',
  ],
  properties: {
    transport: { enum: TRANSPORTS },
    family: { enum: ['ipv4', 'ipv6'] },
    address: text,
    port: { type: 'integer', minimum: 0, maximum: 65_535 },
    scope: { enum: SCOPES },
    sockets: { type: 'integer', minimum: 1 },
    owner: text,
    processes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pid', 'name'],
        properties: {
          pid: { type: 'integer' },
          name: text,
          path: text,
          user: text,
          command: text,
          unit: text,
          container: {
            type: 'object',
            required: ['engine', 'id'],
            properties: { engine: text, id: text },
          },
        },
      },
    },
    verdict: { enum: VERDICT_WORDS },
    verdicts: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['verdict', 'severity', 'why', 'advice', 'claims'],
        properties: {
          verdict: { enum: VERDICT_WORDS },
          severity: { enum: SEVERITIES },
          why: text,
          advice: text,
          claims: { type: 'array', items: CLAIM_SCHEMA },
        },
      },
    },
    severity: { enum: SEVERITIES },
    why: text,
    advice: text,
    look: text,
    stop: text,
    promised: { type: 'array', items: CLAIM_SCHEMA },
    reach: { enum: ['host', 'lan', 'internet'] },
  },
};

export const survey: Operation<SurveyResult> = {
  name: 'survey',
  summary: 'what listens on this machine, held against what each port was promised to',
  description:
    'Lists every listening socket with its program, how far it is reachable, what the port was promised\n' +
    'to and by whom, and a verdict with its reason; worst first. It only reads, and sends nothing.',
  examples: [
    { command: 'portolan', shows: 'the survey' },
    { command: 'portolan survey -t -4', shows: 'TCP over IPv4 alone' },
    { command: 'portolan survey --json', shows: 'the same for programs' },
    { command: 'portolan survey --fail-on stranger,exposed', shows: 'exit 1 when there is one' },
  ],
  reach: 'this machine',
  parameters: [
    { name: 'tcp', short: 't', type: 'flag', summary: 'TCP listeners' },
    { name: 'udp', short: 'u', type: 'flag', summary: 'UDP listeners' },
    { name: 'sctp', short: 'S', type: 'flag', summary: 'SCTP listeners' },
    { name: 'ipv4', short: '4', type: 'flag', summary: 'IPv4 alone' },
    { name: 'ipv6', short: '6', type: 'flag', summary: 'IPv6 alone' },
  ],
  findings: [...VERDICT_WORDS, ...SEVERITIES.filter((severity) => severity !== 'none')],
  output: {
    type: 'object',
    required: ['host', 'coverage', 'listeners', 'elsewhere', 'ephemeral', 'summary'],
    properties: {
      host: { type: 'object', properties: { name: text, system: text } },
      coverage: {
        type: 'object',
        required: ['complete', 'looked', 'gaps'],
        properties: {
          complete: { type: 'boolean' },
          looked: { type: 'array', items: text },
          gaps: { type: 'array', items: { type: 'object', required: ['what', 'why', 'partial'] } },
        },
      },
      listeners: { type: 'array', items: LISTENER_SCHEMA },
      elsewhere: { type: 'array', items: { type: 'object' } },
      ephemeral: { type: 'object', required: ['from', 'to'] },
      summary: {
        type: 'object',
        required: ['sentence', 'doors', 'outside', 'unpromised', 'listeners', 'verdicts'],
      },
    },
  },

  async run(input, context) {
    const { platform, signal } = context;
    const report = await platform.listeners.collect(signal);
    if (report.coverage.looked.length === 0) {
      throw new NotFoundError(
        `nothing could be looked at: ${report.coverage.gaps.map(({ why }) => why).join(' ')}`,
      );
    }
    const judge = judgeOf(context);
    const wanted = (listener: Listener) => isWanted(listener, input);
    // Judged before they are filtered: a split is one whether both halves are asked for or not.
    const listeners = judgeListeners(report.listeners, report, judge).filter(wanted);
    return {
      host: { name: platform.host.name, system: platform.host.system },
      coverage: report.coverage,
      listeners,
      elsewhere: report.elsewhere.map((place) => judgeElsewhere(place, report, judge, wanted)),
      ephemeral: report.ephemeral,
      summary: summarise(listeners),
    };
  },

  items: ({ listeners }) => listeners,
  rows: ({ listeners }) => listeners.map(listenerRow),
  outcome: ({ listeners, coverage }) => ({
    found: new Set(
      listeners.flatMap((listener) =>
        listener.verdicts.flatMap(({ verdict, severity }) => [verdict, severity]),
      ),
    ),
    partial: !coverage.complete,
  }),
};

function judgeOf({ platform, atlas }: Context): Judge {
  const facts = JSON.parse(platform.data.text('programs.json')) as ProgramFacts;
  return { atlas, programs: readPrograms(facts) };
}

function judgeElsewhere(
  place: Elsewhere,
  report: ListenerReport,
  judge: Judge,
  wanted: (listener: Listener) => boolean,
): JudgedElsewhere {
  return { ...place, listeners: judgeListeners(place.listeners, report, judge).filter(wanted) };
}

/** No transport named means all of them; the same for families. */
function isWanted({ transport, family }: Listener, input: Input): boolean {
  const transports = TRANSPORTS.filter((name) => input[name] === true);
  const families = ['ipv4', 'ipv6'].filter((name) => input[name] === true);
  return (
    (transports.length === 0 || transports.includes(transport)) &&
    (families.length === 0 || families.includes(family))
  );
}

const NOBODY_PROMISED: ReadonlySet<string> = new Set(['stranger', 'unclaimed']);

function summarise(listeners: readonly JudgedListener[]): SurveySummary {
  const door = ({ port, transport }: Listener) => `${port}/${transport}`;
  const doorsWhere = (test: (listener: JudgedListener) => boolean) =>
    new Set(listeners.filter(test).map(door)).size;
  const verdicts: Record<string, number> = {};
  for (const { verdict } of listeners) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const doors = doorsWhere(() => true);
  const outside = doorsWhere(({ reach }) => reach !== 'host');
  const unpromised = doorsWhere(({ verdicts }) =>
    verdicts.some(({ verdict }) => NOBODY_PROMISED.has(verdict)),
  );
  return {
    sentence: sentence(doors, outside, unpromised),
    doors,
    outside,
    unpromised,
    listeners: listeners.length,
    verdicts,
  };
}

function sentence(doors: number, outside: number, unpromised: number): string {
  if (doors === 0) return 'No door is open: nothing listens here.';
  const open = `${doors} ${doors === 1 ? 'door' : 'doors'} open`;
  const reachable = `${outside === 0 ? 'none' : outside} reachable from outside`;
  const nobody = unpromised === 0 ? 'none unpromised' : `${unpromised} that nobody promised`;
  return `${open}, ${reachable}, ${nobody}`;
}

function listenerRow(listener: JudgedListener): Row {
  const [process] = listener.processes;
  return {
    transport: listener.transport,
    address: listener.address,
    port: listener.port,
    scope: listener.scope,
    verdict: listener.verdict,
    severity: listener.severity,
    pid: process?.pid ?? null,
    program: process?.name ?? '',
    path: process?.path ?? '',
    user: process?.user ?? listener.owner ?? '',
    unit: process?.unit ?? '',
    promised: [...new Set(listener.promised.map(({ service }) => service))].join(' '),
    why: listener.why,
    look: listener.look,
    stop: listener.stop ?? '',
  };
}
