/**
 * What waits to be told, as the text of a file: a line of JSON for each event and hook. Several watches may
 * share the file; whoever holds an item renews his claim to it while he lives.
 */
import { DRIFT_KINDS } from '../../../survey/drift/drift.ts';
import type { HookEvent } from './hook.ts';

/** An event that one hook is still to be told of. Times of day: milliseconds since 1970-01-01T00:00Z. */
export interface Waiting {
  readonly event: HookEvent;
  /** The hook, by its `target`. */
  readonly target: string;
  /** When it was put here. */
  readonly since: number;
  /** Not to be told before. */
  readonly due: number;
  /** How often it was tried in vain. */
  readonly tries: number;
  /** Whose it is, and until when if he says no more. */
  readonly owner: string;
  readonly ownedUntil: number;
  /** The mark of the owner's process; absent where it has none. */
  readonly process?: string | undefined;
}

/** More than a watch should ever have to say; the file is read and written whole. */
export const MOST_WAITING = 1000;

/** What waits longer has been told by other means. */
export const LONGEST_WAIT = 24 * 3_600_000;

export const keyOf = ({ target, event }: Pick<Waiting, 'target' | 'event'>) =>
  `${event.id} ${target}`;

/** Damaged lines are left out: a file that was edited by hand must not stop a watch. */
export function readQueue(text = ''): Waiting[] {
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    try {
      const item = JSON.parse(line) as Waiting;
      return isWaiting(item) ? [item] : [];
    } catch {
      return [];
    }
  });
}

function isWaiting(item: Partial<Waiting> | null): item is Waiting {
  const numbers = [item?.since, item?.due, item?.tries, item?.ownedUntil];
  const { event } = item ?? {};
  return (
    numbers.every((value) => Number.isFinite(value)) &&
    typeof item!.target === 'string' &&
    typeof item!.owner === 'string' &&
    (item!.process === undefined || typeof item!.process === 'string') &&
    typeof event?.id === 'string' &&
    DRIFT_KINDS.includes(event.kind)
  );
}

export const writeQueue = (items: readonly Waiting[]) =>
  items.map((item) => `${JSON.stringify(item)}\n`).join('');

/** Whose claims hold: those of hooks that we have are ours when they do not. */
export interface Claims {
  readonly targets: ReadonlySet<string>;
  readonly now: number;
  /** No claim reaches further than this. */
  readonly longest: number;
  /** Marks of processes that have ended. */
  readonly gone: ReadonlySet<string>;
}

/** What belongs to hooks that we have, and whose owner has ended or has not been heard of for too long. */
export function orphans(
  items: readonly Waiting[],
  { targets, now, longest, gone }: Claims,
): Waiting[] {
  return items.filter(
    ({ target, ownedUntil, process }) =>
      targets.has(target) &&
      (ownedUntil <= now ||
        // A claim that reaches too far ahead was made before the clock was set back.
        ownedUntil > now + longest ||
        (process !== undefined && gone.has(process))),
  );
}

/** What has to go for want of room: the oldest that are no alerts, and alerts only after those. */
export function overflow(items: readonly Waiting[], most = MOST_WAITING): Waiting[] {
  const surplus = items.length - most;
  if (surplus <= 0) return [];
  const isAlert = ({ event }: Waiting) => event.severity === 'alert';
  return items
    .toSorted((a, b) => Number(isAlert(a)) - Number(isAlert(b)) || a.since - b.since)
    .slice(0, surplus);
}
