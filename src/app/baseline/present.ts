/** One look at the machine, as it is compared and kept. */
import type { Gap } from '../../survey/listener.ts';
import { snapshotOf } from '../../survey/drift/snapshot-of.ts';
import type { Snapshot } from '../../survey/drift/snapshot.ts';
import type { Context } from '../operation.ts';
import type { Machine } from '../survey/listing.ts';
import { judgeMachine } from '../survey/look.ts';
import { machineOf, type Listed } from '../survey/machine.ts';
import { timeNow } from './shelf.ts';

/** A look, ready to be kept or compared. */
export interface Present {
  readonly snapshot: Snapshot;
  /** What could not be seen now. */
  readonly gaps: readonly Gap[];
}

/**
 * @param listed another machine instead of this one
 * @throws NotFoundError when nothing could be looked at
 * @throws UsageError when a listing cannot be read
 */
export async function lookNow(context: Context, listed: Listed = {}): Promise<Present> {
  const machine = await machineOf(context, listed);
  return { snapshot: snapshotNow(machine, context), gaps: machine.report.coverage.gaps };
}

/** A machine as a snapshot, with the verdicts on everything in it. */
export function snapshotNow({ host, report, listedBy }: Machine, context: Context): Snapshot {
  const judged = judgeMachine({ host, report }, context);
  return snapshotOf(
    report,
    judged.listeners,
    judged.elsewhere.map(({ listeners }) => listeners),
    { host, takenAt: timeNow(context.platform), listedBy },
  );
}
