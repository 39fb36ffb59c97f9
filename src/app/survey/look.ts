/** One look at the machine, held against the atlas: what the survey shows, and what others compare. */
import { NotFoundError } from '../../core/errors.ts';
import type { Elsewhere, Listener, ListenerReport } from '../../survey/listener.ts';
import { judgeReserved } from '../../verdict/held.ts';
import { judgeListeners, type Judge } from '../../verdict/judge.ts';
import { readPrograms, type ProgramFacts } from '../../verdict/programs.ts';
import type { Context } from '../operation.ts';
import type { JudgedElsewhere, SurveyResult } from './result.ts';
import { summarise } from './summary.ts';

/**
 * @param wanted which listeners are shown; all are judged, since a split is one whether both halves
 * are asked for or not
 * @throws NotFoundError when nothing could be looked at
 */
export async function lookAround(
  context: Context,
  wanted: (listener: Listener) => boolean = () => true,
): Promise<SurveyResult> {
  const { platform, signal } = context;
  const report = await platform.listeners.collect(signal);
  if (report.coverage.looked.length === 0) {
    throw new NotFoundError(
      `nothing could be looked at: ${report.coverage.gaps.map(({ why }) => why).join(' ')}`,
    );
  }
  return judgeReport(report, context, wanted);
}

/** Holds a report against the atlas; `lookAround` without looking. */
export function judgeReport(
  report: ListenerReport,
  context: Context,
  wanted: (listener: Listener) => boolean = () => true,
): SurveyResult {
  const { host } = context.platform;
  const judge = judgeOf(context);
  const listeners = judgeListeners(report.listeners, report, judge).filter(wanted);
  return {
    host: { name: host.name, system: host.system },
    coverage: report.coverage,
    listeners,
    elsewhere: report.elsewhere.map((place) => judgeElsewhere(place, report, judge, wanted)),
    ephemeral: report.ephemeral,
    reserved: report.reserved.map(judgeReserved),
    raw: report.raw,
    summary: summarise(listeners),
  };
}

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
