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
 * Goes on until the context's signal fires.
 * @throws NotFoundError or UnavailableError when the very first look fails
 */
export async function follow(
  context: Context,
  known: Known,
  options: WatchingOptions,
  follower: Follower,
): Promise<void> {
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
      if (signal.aborted) return;
      switch (action.kind) {
        case 'glance':
          input = await attempt(context, known, () => glance(context));
          break;
        case 'look':
          input = await attempt(context, known, () => look(context, known, follower));
          break;
        case 'report':
          known.tell(action.drifts, new Date(clock.wallTime()).toISOString());
          await follower.changed(action.drifts, known, action.first);
          break;
        case 'missed':
          follower.note(missedWords(action.missed));
          break;
        case 'blind':
          follower.note(`this machine's listeners cannot be read: ${action.why}; trying again`);
          break;
        case 'sighted':
          follower.note("this machine's listeners can be read again");
      }
    }
    if (hasLooked) follower.caughtUp(known);
    if (input) continue;
    await sleepUntil(watching.wakeAt, context.platform.clock, signal);
    input = { kind: 'wake' };
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
