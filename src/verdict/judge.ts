/** Holds every listener of a report against the atlas. */
import { groupBy } from '../core/group.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { Claim, Perimeter } from '../atlas/claim.ts';
import type { Listener, ListenerReport } from '../survey/listener.ts';
import { isNamedProcess } from '../survey/program-names.ts';
import { lookCommand, stopCommand } from './commands.ts';
import { answerersOf, type Answerer } from './answerers.ts';
import { dynamic, fitOf, type FitQuestion } from './fit.ts';
import { heardFits, type HeardHere } from './heard.ts';
import { heldVerdict } from './held.ts';
import { isLabel, labelledFits } from './labelled.ts';
import { exposure } from './exposed.ts';
import { distanceOf } from './perimeter.ts';
import type { Programs } from './programs.ts';
import { mostSevere, programName, type JudgedListener, type Verdict } from './verdict.ts';

/** What is to be known of a machine to judge its listeners. */
type Around = Pick<ListenerReport, 'ephemeral' | 'interfaces' | 'coverage' | 'elsewhere'>;

export interface Judge {
  readonly atlas: Pick<Atlas, 'claims' | 'ghost' | 'listings'>;
  readonly programs: Programs;
  /** The system that was looked at, by Node's name of it, for its commands. Default: Linux. */
  readonly system?: string;
}

/**
 * @param listeners those to judge; `report` tells what surrounds them
 * @param heard what they said of themselves, when they were asked
 * @returns in the order of `listeners`
 */
export function judgeListeners(
  listeners: readonly Listener[],
  report: Around,
  judge: Judge,
  heard?: HeardHere<Listener>,
): JudgedListener[] {
  const splits = findSplits(listeners);
  const unseen = unseenReason(report);
  const around = { splits, unseen, report, heard };
  return listeners.map((listener) => judgeListener(listener, around, judge));
}

/** What is the same for every listener of a report. */
interface Surroundings {
  readonly splits: ReadonlyMap<string, readonly Listener[]>;
  readonly unseen: FitQuestion['unseen'];
  readonly report: Around;
  readonly heard: HeardHere<Listener> | undefined;
}

function judgeListener(
  listener: Listener,
  { splits, unseen, report, heard }: Surroundings,
  { atlas, programs, system }: Judge,
): JudgedListener {
  const label = `${listener.port}/${listener.transport}`;
  const promised = atlas.claims(listener.port, listener.transport);
  const labels = promised.filter(isLabel);
  const reach = distanceOf(listener, report.interfaces);
  const ephemeral = report.ephemeral.from <= listener.port && listener.port <= report.ephemeral.to;
  const answerers = answerersOf(listener, report.elsewhere);
  const question: FitQuestion = {
    label,
    claims: labels.length > 0 ? promised.filter((claim) => !isLabel(claim)) : promised,
    listings: () => atlas.listings(listener.port, listener.transport),
    ephemeral,
    programs,
    ghost: (service) => atlas.ghost(service, listener.port),
    unseen,
  };
  const verdicts =
    listener.state === 'bound'
      ? heldVerdicts(answerers, question)
      : listeningVerdicts(listener, { answerers, question, labels, reach, splits, heard });
  const worst = verdicts[0]!;
  // Field by field: spreading the listener costs more than everything else here together.
  return {
    transport: listener.transport,
    family: listener.family,
    address: listener.address,
    port: listener.port,
    scope: listener.scope,
    reach,
    state: listener.state,
    device: listener.device,
    v6only: listener.v6only,
    sockets: listener.sockets,
    owner: listener.owner,
    processes: listener.processes,
    activation: listener.activation,
    publication: listener.publication,
    sighting: heard?.sightings.get(listener),
    promised,
    verdict: worst.verdict,
    severity: worst.severity,
    why: worst.why,
    advice: worst.advice,
    look: lookCommand(listener, system),
    stop: stopCommand(listener, system),
    verdicts,
  };
}

/** What holds of a socket that listens. */
function listeningVerdicts(
  listener: Listener,
  { answerers, question, labels, reach, splits, heard }: ListeningQuestion,
): Verdict[] {
  const { label } = question;
  const guessed = fitOf(answerers, question);
  const sighting = heard?.sightings.get(listener);
  const who = answerers[0]?.called;
  const seen =
    heard && sighting
      ? heardFits(guessed, sighting, question, { who, recognizes: heard.recognizes })
      : guessed;
  const fits = labels.length > 0 ? labelledFits(seen, labels, label) : seen;
  const isGuess = sighting === undefined && answerers.some(isRuntime(question.programs));
  return mostSevere([
    ...fits,
    // A label says nothing of how far a service is meant to reach.
    ...exposure(listener, seen[0]!, reach, { label, isGuess }),
    ...splitVerdict(listener, splits.get(label) ?? [], label),
  ]);
}

/** What can be made to speak anything does not tell what it speaks. */
const isRuntime =
  (programs: Programs) =>
  ({ process }: Answerer) =>
    programs.identify(process)?.general === true;

interface ListeningQuestion extends Pick<Surroundings, 'splits' | 'heard'> {
  readonly answerers: readonly Answerer[];
  readonly question: FitQuestion;
  readonly labels: readonly Claim[];
  readonly reach: Perimeter;
}

/** Nobody answers there, so no claim is kept or broken; what the system gave out is that all the same. */
function heldVerdicts(answerers: readonly Answerer[], question: FitQuestion): Verdict[] {
  const { label, claims, ephemeral } = question;
  const held = heldVerdict(label, answerers[0]?.called, claims);
  return ephemeral ? [held, dynamic(question)] : [held];
}

/** Why a socket has no program in the report, and what would show it. */
function unseenReason({ coverage }: Pick<ListenerReport, 'coverage'>): FitQuestion['unseen'] {
  const gap = coverage.gaps.find(({ what, partial }) => what === 'programs' && partial);
  if (gap === undefined) {
    return {
      why: 'no process that can be seen holds the socket',
      advice:
        "it may be the kernel's own (NFS, WireGuard), or a program that cannot be seen from here",
    };
  }
  return {
    why: 'no permission to see the program',
    advice: gap.remedy
      ? `run "${gap.remedy}"`
      : 'look at it from the host, where all processes are seen',
  };
}

/** A process that nobody could name is not another program. */
const programsOf = ({ processes }: Listener) =>
  new Set(processes.filter(isNamedProcess).map(programName));

const areDisjoint = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  [...a].every((name) => !b.has(name));

/** Ports where different programs answer on different addresses or families. */
function findSplits(listeners: readonly Listener[]): Map<string, Listener[]> {
  // Multicast groups are there to be shared, and what was not seen, or does not listen, proves nothing.
  const telling = listeners.filter(
    ({ scope, processes, state }) =>
      scope !== 'multicast' && processes.some(isNamedProcess) && state === undefined,
  );
  const byPort = groupBy(telling, ({ port, transport }) => `${port}/${transport}`);
  for (const [label, group] of byPort) if (!differ(group)) byPort.delete(label);
  return byPort;
}

/** Whether any two of the group have no program in common. */
function differ(group: readonly Listener[]): boolean {
  if (group.length === 1) return false;
  // Many sockets, few programs: each set of them is compared once.
  const distinct = new Map<string, ReadonlySet<string>>();
  for (const listener of group) {
    const programs = programsOf(listener);
    distinct.set([...programs].toSorted().join('\n'), programs);
  }
  const sets = [...distinct.values()];
  return sets.some((one, i) => sets.slice(i + 1).some((other) => areDisjoint(one, other)));
}

function splitVerdict(listener: Listener, group: readonly Listener[], label: string): Verdict[] {
  if (!group.includes(listener)) return [];
  const own = [...programsOf(listener)].join(', ');
  const others = group
    .filter((other) => areDisjoint(programsOf(other), programsOf(listener)))
    .map((other) => `${[...programsOf(other)].join(', ')} on ${other.address}`);
  if (others.length === 0) return [];
  return [
    {
      verdict: 'split',
      severity: 'warning',
      why: `${label} has several programs: ${own} on ${listener.address}, ${others.join(', ')}`,
      advice:
        'a client reaches one or the other by chance of address: give one of them another port',
      claims: [],
    },
  ];
}
