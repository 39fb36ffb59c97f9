/** A baseline held against what listens now. */
import { compare } from '../../survey/drift/compare.ts';
import type { Drift } from '../../survey/drift/drift.ts';
import type { Context } from '../operation.ts';
import type { Listed } from '../survey/machine.ts';
import type { Which } from './parameters.ts';
import { lookNow, type Present } from './present.ts';
import { shelfOf, type Kept } from './shelf.ts';

/** A baseline, the machine now, and what differs between them. */
export interface Differences {
  readonly kept: Kept;
  readonly present: Present;
  readonly drifts: readonly Drift[];
}

/** @throws NotFoundError when there is no such baseline, or nothing could be looked at */
export async function differences(
  which: Which,
  listed: Listed,
  context: Context,
): Promise<Differences> {
  const { platform } = context;
  const kept = await shelfOf(which, platform).load();
  const present = await lookNow(context, listed);
  const history = await platform.stores.history.departures();
  return { kept, present, drifts: compare(kept.snapshot, present.snapshot, history) };
}
