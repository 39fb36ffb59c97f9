/** What differs, in a sentence. */
import { counted } from '../../core/count.ts';
import { DRIFT_KINDS, type Drift, type DriftKind } from '../../survey/drift/drift.ts';
import type { Snapshot } from '../../survey/drift/snapshot.ts';

/** The drifts in numbers and in a sentence. */
export interface DriftSummary {
  /** *2 changes: 1 wider, 1 new.* */
  readonly sentence: string;
  /** How many of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** How many doors are as they were. */
  readonly unchanged: number;
}

const WORDS: Readonly<Record<Exclude<DriftKind, 'unverified'>, string>> = {
  wider: 'wider',
  new: 'new',
  reopened: 'reopened',
  program: 'with another program',
  moved: 'moved',
  narrower: 'narrower',
  gone: 'gone',
};

/** Counts the drifts, and the doors of the baseline that none of them touches. */
export function summarise(drifts: readonly Drift[], baseline: Snapshot): DriftSummary {
  const kinds: Record<string, number> = {};
  for (const { kind } of drifts) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const touched = new Set(drifts.flatMap(({ before }) => before));
  const unchanged = baseline.entries.filter(
    (entry) => !entry.dynamic && !touched.has(entry),
  ).length;
  return { sentence: sentence(kinds, unchanged), kinds, unchanged };
}

function sentence(kinds: Readonly<Record<string, number>>, unchanged: number): string {
  const parts = DRIFT_KINDS.flatMap((kind) =>
    kind === 'unverified' || kinds[kind] === undefined ? [] : [`${kinds[kind]} ${WORDS[kind]}`],
  );
  const total = Object.entries(kinds).reduce(
    (sum, [kind, count]) => (kind === 'unverified' ? sum : sum + count),
    0,
  );
  const changes =
    total === 0
      ? 'Nothing has changed that can be seen'
      : `${counted(total, 'change')}: ${parts.join(', ')}`;
  if (unchanged === 0) return changes;
  return `${changes}; ${unchanged} ${unchanged === 1 ? 'door is as it was' : 'doors are as they were'}`;
}
