/** One look at the machine, as it is compared and kept. */
import { NotFoundError } from '../../core/errors.ts';
import type { Gap, ListenerReport } from '../../survey/listener.ts';
import { snapshotOf } from '../../survey/snapshot-of.ts';
import type { Snapshot } from '../../survey/snapshot.ts';
import type { Context } from '../operation.ts';
import { judgeMachine } from '../survey/look.ts';
import { timeNow } from './shelf.ts';

export interface Present {
  readonly snapshot: Snapshot;
  /** What could not be seen now. */
  readonly gaps: readonly Gap[];
}

/** @throws NotFoundError when nothing could be looked at */
export async function lookNow(context: Context): Promise<Present> {
  const report = await context.platform.listeners.collect(context.signal);
  if (report.coverage.looked.length === 0) {
    throw new NotFoundError(
      `nothing could be looked at: ${report.coverage.gaps.map(({ why }) => why).join(' ')}`,
    );
  }
  return { snapshot: snapshotNow(report, context), gaps: report.coverage.gaps };
}

/** A report as a snapshot, with the verdicts on everything in it. */
export function snapshotNow(report: ListenerReport, context: Context): Snapshot {
  const { platform } = context;
  const host = { name: platform.host.name, system: platform.host.system };
  const judged = judgeMachine({ host, report }, context);
  return snapshotOf(
    report,
    judged.listeners,
    judged.elsewhere.map(({ listeners }) => listeners),
    { host, takenAt: timeNow(platform) },
  );
}
