/** What is to be said of a whole watch, when it has ended. */
import type { DriftKind } from '../../survey/drift/drift.ts';
import type { EndedBy } from '../live.ts';
import type { SurveyResult } from '../survey/result.ts';

export interface WatchResult {
  /** RFC 3339. */
  readonly startedAt: string;
  /** When it ceased to look; hooks may have been told for some seconds more. */
  readonly endedAt: string;
  /** How long it watched, by a clock that nobody sets; to a tenth. */
  readonly seconds: number;
  readonly endedBy: EndedBy;
  /** What it was held against; absent: how it was found. */
  readonly baseline?: string | undefined;
  /** The word of `--until` that was met. */
  readonly met?: string | undefined;
  /** How often what happened. */
  readonly kinds: Readonly<Partial<Record<DriftKind, number>>>;
  /** All words that any row had. */
  readonly found: readonly string[];
  /** Changes that were seen and are not yet sure (a restart?): the next watch tells them. */
  readonly waiting: number;
  /** What was waited for and did not come. */
  readonly missing: readonly string[];
  /** Whether the last look could not see everything. */
  readonly partial: boolean;
}

/** How things stand while it goes on. */
export interface WatchState {
  readonly survey: SurveyResult;
  readonly baseline?: string | undefined;
  /** RFC 3339. */
  readonly startedAt: string;
}
