/** One look for all who ask at once, and what is kept of it. */
import { describe, expect, it } from 'vitest';
import { cancellation, never, type CancelSignal } from '../../core/signal.ts';
import { sharedLook } from './shared-look.ts';

/** A look that ends when it is told to, and when its signal fires; each has a number. */
function ground() {
  const signals: CancelSignal[] = [];
  const ends: ((problem?: Error) => void)[] = [];
  let time = 1000;
  const look = sharedLook(
    (signal) =>
      new Promise<number>((resolve, reject) => {
        const number = signals.push(signal);
        signal.addEventListener('abort', () => resolve(-number));
        ends.push((problem) => (problem ? reject(problem) : resolve(number)));
      }),
    { now: () => (time += 1) },
  );
  return { look, signals, ends };
}

describe('a shared look', () => {
  it('is one for all who ask while it goes on, and another for whoever comes after', async () => {
    const { look, signals, ends } = ground();
    const both = [look.look(never), look.look(never)];
    expect(signals.length).toBe(1);
    expect(look.isLooking).toBe(true);
    expect(look.last).toBeUndefined();
    ends[0]!();
    expect(await Promise.all(both)).toEqual([1, 1]);
    expect(look.isLooking).toBe(false);
    expect(look.last).toEqual({ result: 1, at: 1001 });
    const third = look.look(never);
    expect(signals.length).toBe(2);
    // What was seen before is still there to read.
    expect(look.last?.result).toBe(1);
    ends[1]!();
    await third;
    expect(look.last).toEqual({ result: 2, at: 1002 });
  });

  it('goes on for those who stay, and is broken off when all have gone', async () => {
    const { look, signals } = ground();
    const [one, other] = [cancellation(), cancellation()];
    const both = [look.look(one.signal), look.look(other.signal)];
    one.cancel();
    expect(signals[0]!.aborted).toBe(false);
    other.cancel();
    expect(signals[0]!.aborted).toBe(true);
    await Promise.all(both);
    expect(look.last).toBeUndefined();
    expect(look.isLooking).toBe(false);
  });

  it('that is being broken off is not shared with whoever comes then', async () => {
    const { look, signals, ends } = ground();
    const gone = cancellation();
    const first = look.look(gone.signal);
    gone.cancel();
    const second = look.look(never);
    expect(signals.length).toBe(2);
    await first;
    expect(look.isLooking).toBe(true);
    ends[1]!();
    expect(await second).toBe(2);
    expect(look.last?.result).toBe(2);
  });

  it('for one who has gone already is broken off at once', async () => {
    const { look, signals } = ground();
    const gone = cancellation();
    gone.cancel();
    await look.look(gone.signal);
    expect(signals[0]!.aborted).toBe(true);
    expect(look.last).toBeUndefined();
  });

  it('that fails is told to all, and takes away nothing that was kept', async () => {
    const { look, ends } = ground();
    const first = look.look(never);
    ends[0]!();
    await first;
    const both = [look.look(never), look.look(never)];
    ends[1]!(new Error('no network'));
    const told = await Promise.allSettled(both);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(look.last?.result).toBe(1);
    expect(look.isLooking).toBe(false);
  });
});
