/** A baseline held against what listens now. */
import { compare } from '../../survey/drift/compare.ts';
import type { Departure, Drift } from '../../survey/drift/drift.ts';
import type { Snapshot } from '../../survey/drift/snapshot.ts';
import { ofThisMachine, otherNamespaces } from '../../survey/drift/this-machine.ts';
import type { Context } from '../operation.ts';
import type { Listed } from '../survey/machine.ts';
import { otherMachine, refuseListing } from './other-machine.ts';
import type { Which } from './parameters.ts';
import { lookNow, type Present } from './present.ts';
import { shelfOf, type Kept } from './shelf.ts';

/** A baseline, the machine now, and what differs between them. */
export interface Differences {
  /** Whole, whatever of it was compared. */
  readonly kept: Kept;
  readonly present: Present;
  readonly drifts: readonly Drift[];
  /** What of the baseline was compared. */
  readonly compared: Snapshot;
  /** The other network namespaces that were not compared, by name. */
  readonly leftOut: readonly string[];
  /** How the baseline's machine differs from the one that it is held against. */
  readonly otherMachine?: string;
}

/**
 * @param everywhere whether other network namespaces are compared as well
 * @throws NotFoundError when there is no such baseline, or nothing could be looked at
 * @throws UsageError when the baseline is of a listing, and this machine is not the one that was listed
 */
export async function differences(
  which: Which,
  listed: Listed,
  everywhere: boolean,
  context: Context,
): Promise<Differences> {
  const { platform } = context;
  const kept = await shelfOf(which, platform).load();
  if (listed.from === undefined) refuseListing(kept.snapshot, which, platform.host);
  const present = await lookNow(context, listed);
  // What was seen to go went from this machine.
  const history = listed.from === undefined ? await platform.stores.history.departures() : [];
  const other = otherMachine(kept.snapshot, present.snapshot);
  return {
    kept,
    present,
    drifts: compareWithin(everywhere, kept.snapshot, present.snapshot, history),
    compared: everywhere ? kept.snapshot : ofThisMachine(kept.snapshot),
    leftOut: everywhere ? [] : otherNamespaces(kept.snapshot, present.snapshot),
    ...(other !== undefined && { otherMachine: other }),
  };
}

/** Compares this machine and its containers, or everything. What differs consists of the snapshots' own entries. */
export function compareWithin(
  everywhere: boolean,
  kept: Snapshot,
  present: Snapshot,
  history?: readonly Departure[],
): Drift[] {
  return everywhere
    ? compare(kept, present, history)
    : compare(ofThisMachine(kept), ofThisMachine(present), history);
}
