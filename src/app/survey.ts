/** What listens on this machine, held against the atlas: the main job. */
import { UsageError } from '../core/errors.ts';
import { containerName } from '../verdict/answerers.ts';
import { SEVERITIES, VERDICT_WORDS, type JudgedListener } from '../verdict/verdict.ts';
import type { Input, Operation, Row } from './operation.ts';
import { lookAround } from './survey/look.ts';
import { listingParameters, readListed, type Listed } from './survey/machine.ts';
import type { SurveyResult } from './survey/result.ts';
import { SURVEY_SCHEMA } from './survey/schema.ts';
import { readWanted } from './survey/wanted.ts';

/** What `--from` takes, as the help calls it. */
const LISTING = 'FILE';

export const survey: Operation<SurveyResult> = {
  name: 'survey',
  summary: 'what listens on this machine, held against what each port was promised to',
  description:
    'Lists every listening socket with its program, how far it is reachable, what the port was promised\n' +
    'to and by whom, and a verdict with its reason; worst first. It only reads, and sends nothing; with --speak it\n' +
    'greets each listener of this machine by protocol, but never where bytes could come out as print.',
  examples: [
    { command: 'portolan', shows: 'the survey' },
    { command: 'portolan survey -t -4', shows: 'TCP over IPv4 alone' },
    { command: 'portolan survey 8080 nginx', shows: 'who has port 8080, and all that nginx has' },
    { command: 'portolan survey --speak', shows: 'the same, and each listener is asked who it is' },
    {
      command: 'portolan survey --firewall',
      shows: 'the same, and whom the firewall lets in',
    },
    { command: 'portolan survey --json', shows: 'the same for programs' },
    { command: 'portolan survey --fail-on stranger,exposed', shows: 'exit 1 when there is one' },
    {
      command: 'portolan survey --from web1.txt',
      shows: 'another machine, by what "sudo ss -tulnpe" printed there',
    },
  ],
  reach: 'this machine',
  parameters: [
    {
      name: 'what',
      type: 'texts',
      positional: true,
      placeholder: 'PORT|PROGRAM',
      summary: 'ports, ranges, services, programs, units, containers; default: everything',
    },
    { name: 'tcp', short: 't', type: 'flag', summary: 'TCP listeners' },
    { name: 'udp', short: 'u', type: 'flag', summary: 'UDP listeners' },
    { name: 'sctp', short: 'S', type: 'flag', summary: 'SCTP listeners' },
    { name: 'ipv4', short: '4', type: 'flag', summary: 'IPv4 alone' },
    { name: 'ipv6', short: '6', type: 'flag', summary: 'IPv6 alone' },
    {
      name: 'speak',
      type: 'flag',
      // It opens connections and sends what the programs behind them must answer.
      reach: 'one host',
      summary: 'ask each listener who it is, in its own protocol',
    },
    {
      name: 'firewall',
      type: 'flag',
      summary: 'whom nftables, iptables, ufw or firewalld let in, and by which rule',
    },
    ...listingParameters(LISTING),
  ],
  findings: [...VERDICT_WORDS, ...SEVERITIES.filter((severity) => severity !== 'none')],
  output: SURVEY_SCHEMA,

  run: (input, context) =>
    lookAround(context, {
      wanted: readWanted(input, context.atlas),
      ...readFrom(input),
      ...(input['speak'] === true && { speak: true }),
      ...(input['firewall'] === true && { firewall: true }),
    }),

  items: ({ listeners }) => listeners,
  rows: ({ listeners }) => listeners.map(listenerRow),
  outcome: ({ listeners, coverage, missing }) => ({
    found: new Set(
      listeners.flatMap((listener) =>
        listener.verdicts.flatMap(({ verdict, severity }) => [verdict, severity]),
      ),
    ),
    partial: !coverage.complete,
    ...(missing && { missing: missing.map((word) => nothingCalled(word, coverage.complete)) }),
  }),
};

/** Not seen is not the same as not there. */
const nothingCalled = (word: string, isComplete: boolean) =>
  `nothing ${isComplete ? 'here' : 'that could be seen'} answers to "${word}"`;

/** @throws UsageError for what makes sense only with a listing, or only without */
function readFrom(input: Input): Listed {
  const { from, speak, firewall } = input;
  if (from !== undefined && speak === true) {
    throw new UsageError('--speak asks this machine; a listing cannot be asked');
  }
  if (from !== undefined && firewall === true) {
    throw new UsageError('--firewall asks this machine; a listing says nothing of a firewall');
  }
  return readListed(input, LISTING);
}

/** `ssh OpenSSH 9.2p1`; empty when it was not asked or did not say. */
const heardLabel = ({ sighting }: JudgedListener) =>
  [sighting?.service, sighting?.product, sighting?.version].filter(Boolean).join(' ');

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
    container: process?.container === undefined ? '' : containerName(process.container),
    state: listener.state ?? 'listening',
    promised: [...new Set(listener.promised.map(({ service }) => service))].join(' '),
    heard: heardLabel(listener),
    firewall: listener.exposure?.firewall.answer ?? '',
    why: listener.why,
    look: listener.look,
    stop: listener.stop ?? '',
  };
}
