/** Follows the machine: asks the platform what `Watching` wants to know, and tells what it believes. */
import { isExpected, NotFoundError } from '../../core/errors.ts';
import type { CancelSignal } from '../../core/signal.ts';
import type { Millis } from '../../core/units.ts';
import type { Drift } from '../../survey/drift/drift.ts';
import type { Instant } from '../../survey/watching/missed-time.ts';
import {
  Watching,
  type WatchingAction,
  type WatchingInput,
  type WatchingOptions,
} from '../../survey/watching/watching.ts';
import type { Context } from '../operation.ts';
import { Known, lookOf } from './known.ts';
import { missedWords } from './words.ts';

/** Who is told, in the order in which things happen. What is awaited holds the next look up. */
export interface Follower {
  /** How the machine looks now. */
  seen(known: Known): Promise<void>;
  /** What changed; counted as known by now. */
  changed(drifts: readonly Drift[], known: Known, first: boolean): Promise<void>;
  /** All that the last look has to tell was told. */
  caughtUp(known: Known): void;
  note(text: string): void;
}

/**
 * Goes on until the context's signal fires. Gives how many changes were seen and are not believed by then.
 * @param oneMore gives the context for one last look, once the signal has fired; nothing when none is wanted
 * @throws NotFoundError or UnavailableError when the very first look fails
 */
export async function follow(
  context: Context,
  known: Known,
  options: WatchingOptions,
  follower: Follower,
  oneMore: () => Context | undefined,
): Promise<number> {
  const { platform, signal } = context;
  const { clock } = platform;
  const instant = (): Instant => ({ now: clock.now(), wall: clock.wallTime() });
  const watching = new Watching(options, instant());
  let input: WatchingInput | undefined = { kind: 'wake' };
  while (!signal.aborted) {
    const actions: readonly WatchingAction[] = watching.step(input, instant());
    const hasLooked = input.kind === 'looked';
    input = undefined;
    for (const action of actions) {
      if (signal.aborted) break;
      if (action.kind === 'glance') {
        input = await attempt(context, known, () => glance(context));
      } else if (action.kind === 'look') {
        input = await attempt(context, known, () => look(context, known, follower));
      } else {
        await tell(action, context, known, follower);
      }
    }
    if (signal.aborted) break;
    if (hasLooked) follower.caughtUp(known);
    if (input) continue;
    await sleepUntil(watching.wakeAt, context.platform.clock, signal);
    input = { kind: 'wake' };
  }
  const last = known.look !== undefined && watching.isInDoubt ? oneMore() : undefined;
  if (last) {
    const seen = await attempt(last, known, () => look(last, known, follower));
    const actions = watching.step(seen, instant());
    if (seen.kind === 'looked') actions.push(...watching.end(instant()));
    for (const action of actions) {
      if (action.kind === 'glance' || action.kind === 'look') continue;
      await tell(action, context, known, follower);
    }
    follower.caughtUp(known);
  }
  return watching.waiting;
}

async function tell(
  action: Exclude<WatchingAction, { kind: 'glance' | 'look' }>,
  { platform }: Context,
  known: Known,
  follower: Follower,
): Promise<void> {
  switch (action.kind) {
    case 'report':
      known.tell(action.drifts, new Date(platform.clock.wallTime()).toISOString());
      return follower.changed(action.drifts, known, action.first);
    case 'missed':
      return follower.note(missedWords(action.missed));
    case 'blind':
      return follower.note(`this machine's listeners cannot be read: ${action.why}; trying again`);
    case 'sighted':
      return follower.note("this machine's listeners can be read again");
  }
}

async function glance({ platform, signal }: Context): Promise<WatchingInput> {
  const begun = platform.clock.now();
  const seen = await platform.listeners.glance(signal);
  return { kind: 'glanced', seen, took: platform.clock.now() - begun };
}

async function look(context: Context, known: Known, follower: Follower): Promise<WatchingInput> {
  const { clock, listeners } = context.platform;
  const begun = clock.now();
  const report = await listeners.collect(context.signal);
  if (report.coverage.looked.length === 0) {
    throw new NotFoundError(report.coverage.gaps.map(({ why }) => why).join(' '));
  }
  const isFirst = known.look === undefined;
  const drifts = known.see(lookOf(report, context));
  await follower.seen(known);
  return {
    kind: 'looked',
    // What cannot be told stays untold: it would be the same line again and again.
    drifts: isFirst ? drifts : drifts.filter(({ kind }) => kind !== 'unverified'),
    ephemeral: report.ephemeral,
    took: clock.now() - begun,
  };
}

/** A look that fails once is tried again; the first one tells whether there is anything to see at all. */
async function attempt(
  { signal }: Context,
  known: Known,
  work: () => Promise<WatchingInput>,
): Promise<WatchingInput> {
  try {
    return await work();
  } catch (problem) {
    const isOurs = !isExpected(problem);
    if (signal.aborted) return { kind: 'wake' };
    if (isOurs || known.look === undefined) throw problem;
    return { kind: 'failed', why: problem.message };
  }
}

function sleepUntil(
  at: Millis,
  clock: Context['platform']['clock'],
  signal: CancelSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      forget();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const forget = clock.wakeAt(at, wake);
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
  });
}
