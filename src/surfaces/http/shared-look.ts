/**
 * A look around that takes seconds and sends packets: whoever asks for one while it goes on shares it, and what was
 * seen last is kept for those who only visit. In memory, for as long as the server runs.
 */
import { cancellation, type Cancellation, type CancelSignal } from '../../core/signal.ts';
import type { Millis } from '../../core/units.ts';

/** What was seen, and when the look ended. */
export interface Seen<Result> {
  readonly result: Result;
  /** By the clock that was given. */
  readonly at: Millis;
}

export interface SharedLook<Result> {
  /** The last look that came to its end; undefined before the first did. */
  readonly last: Seen<Result> | undefined;
  /** Whether somebody is looking. */
  readonly isLooking: boolean;
  /**
   * Looks, or shares the look that goes on. It is broken off when everybody who waits for it has gone away.
   * @param signal fires when the one who asks goes away
   * @throws what `look` throws; then nothing new is kept
   */
  look(signal: CancelSignal): Promise<Result>;
}

/** A look that goes on. */
interface Pending<Result> {
  readonly ending: Promise<Result>;
  readonly stop: Cancellation;
  waiting: number;
}

/** @param look does it; breaks off when its signal fires */
export function sharedLook<Result>(
  look: (signal: CancelSignal) => Promise<Result>,
  clock: { now(): Millis },
): SharedLook<Result> {
  let last: Seen<Result> | undefined;
  let pending: Pending<Result> | undefined;

  async function lookOnce(stop: Cancellation): Promise<Result> {
    try {
      const result = await look(stop.signal);
      // What was broken off says nothing of what it did not come to.
      if (!stop.signal.aborted) last = { result, at: clock.now() };
      return result;
    } finally {
      if (pending?.stop === stop) pending = undefined;
    }
  }

  function begin(): Pending<Result> {
    const stop = cancellation();
    return { ending: lookOnce(stop), stop, waiting: 0 };
  }

  return {
    get last() {
      return last;
    },
    get isLooking() {
      return pending !== undefined;
    },
    async look(signal) {
      // Whoever comes after it was broken off begins another.
      if (pending === undefined || pending.stop.signal.aborted) pending = begin();
      const mine = pending;
      const leave = () => {
        mine.waiting -= 1;
        if (mine.waiting === 0) mine.stop.cancel();
      };
      mine.waiting += 1;
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave);
      try {
        return await mine.ending;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
  };
}
