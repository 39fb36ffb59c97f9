/** One look at the machine, held against the atlas: what the survey shows, and what others compare. */
import type { Elsewhere, Listener, ListenerReport } from '../../survey/listener.ts';
import { judgeReserved } from '../../verdict/held.ts';
import type { HeardHere } from '../../verdict/heard.ts';
import { judgeListeners, type Judge } from '../../verdict/judge.ts';
import { readPrograms, type ProgramFacts, type Programs } from '../../verdict/programs.ts';
import type { DataFolder } from '../../platform/platform.ts';
import type { Context } from '../operation.ts';
import type { Machine } from './listing.ts';
import { machineOf, type Listed } from './machine.ts';
import type { JudgedElsewhere, SurveyResult } from './result.ts';
import { summarise } from './summary.ts';
import { EVERYTHING, type Wanted } from './wanted.ts';

/** What is looked at, and how closely. Default: this machine, all of it. */
export interface LookOptions extends Listed {
  /** What is shown; everything is judged: a split is one whether both halves are asked for or not. */
  readonly wanted?: Wanted;
  /** Whether this machine's packet filter is asked whom it lets in. */
  readonly firewall?: boolean;
  /** Whether the listeners of this machine are asked who they are. */
  readonly speak?: boolean;
}

/**
 * @throws NotFoundError when nothing could be looked at
 * @throws UsageError when `from` cannot be read or is no listing
 */
export async function lookAround(
  context: Context,
  options: LookOptions = {},
): Promise<SurveyResult> {
  const { machine, result } = await lookAtDoors(context, options);
  if (!options.firewall || options.from !== undefined) return result;
  const { besideFirewall } = await import('./firewall.ts');
  return besideFirewall(result, machine.report, context, result.missing !== undefined);
}

async function lookAtDoors(
  context: Context,
  { wanted = EVERYTHING, speak, ...listed }: LookOptions,
): Promise<{ readonly machine: Machine; readonly result: SurveyResult }> {
  const machine = await machineOf(context, listed);
  if (!speak || listed.from !== undefined) {
    return { machine, result: judgeMachine(machine, context, wanted) };
  }
  const { report } = machine;
  const { speakHere } = await import('../speak/speak.ts');
  const { gaps, ...heard } = await speakHere(report, wanted.includes, judgeOf(context), context);
  const coverage = { ...report.coverage, gaps: [...report.coverage.gaps, ...gaps] };
  const asked = { ...machine, report: { ...report, coverage } };
  return { machine: asked, result: judgeMachine(asked, context, wanted, heard) };
}

/** Holds a machine against the atlas: looking around without looking. */
export function judgeMachine(
  { host, report, listedBy }: Machine,
  context: Context,
  wanted: Wanted = EVERYTHING,
  heard?: HeardHere<Listener>,
): SurveyResult {
  const judge = judgeOf(context, host.system);
  const listeners = judgeListeners(report.listeners, report, judge, heard).filter(wanted.includes);
  const elsewhere = report.elsewhere.map((place) => judgeElsewhere(place, report, judge, wanted));
  const isAsked = wanted.words.length > 0;
  return {
    host,
    ...(listedBy && { listedBy }),
    coverage: report.coverage,
    listeners,
    elsewhere: isAsked ? elsewhere.filter(({ listeners: left }) => left.length > 0) : elsewhere,
    ephemeral: report.ephemeral,
    reserved: report.reserved.filter(wanted.touches).map(judgeReserved),
    raw: isAsked ? [] : report.raw,
    ...(isAsked && { missing: wanted.words.filter((word) => !isThere(word, report, wanted)) }),
    summary: summarise(listeners, isAsked),
  };
}

function judgeOf({ platform, atlas }: Context, system = platform.host.system): Judge {
  return { atlas, programs: programsIn(platform.data), system };
}

/** Shipped facts stay as they are while we run, and whoever follows a machine looks at it again and again. */
const PROGRAMS = new WeakMap<DataFolder, Programs>();

function programsIn(data: DataFolder): Programs {
  const known = PROGRAMS.get(data);
  if (known) return known;
  const programs = readPrograms(JSON.parse(data.text('programs.json')) as ProgramFacts);
  PROGRAMS.set(data, programs);
  return programs;
}

function judgeElsewhere(
  place: Elsewhere,
  report: ListenerReport,
  judge: Judge,
  wanted: Wanted,
): JudgedElsewhere {
  const listeners = judgeListeners(place.listeners, report, judge).filter(wanted.includes);
  return { ...place, listeners };
}

/** Whether anything is what a word asks for, here or in a container, or kept back by the system. */
function isThere(word: string, report: ListenerReport, wanted: Wanted): boolean {
  const { listeners, elsewhere, reserved } = report;
  const all = [listeners, ...elsewhere.map((place) => place.listeners)];
  return (
    all.some((group) => group.some((listener) => wanted.isMeant(word, listener))) ||
    reserved.some((range) => wanted.isMeantToTouch(word, range))
  );
}
