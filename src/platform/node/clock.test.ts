import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeClock } from './clock.ts';

const DAY = 86_400_000;

describe('the real clock', () => {
  it('wakes not before its time, even for a fraction of a millisecond', async () => {
    const clock = nodeClock();
    for (const wait of [0, 0.4, 3.7, 12.2]) {
      const at = clock.now() + wait;
      await new Promise<void>((resolve) => clock.wakeAt(at, resolve));
      expect(clock.now()).toBeGreaterThanOrEqual(at);
    }
  });

  it('refuses a time that is none', () => {
    expect(() => nodeClock().wakeAt(NaN, () => {})).toThrow(RangeError);
  });
});

describe('the real clock, told by a fake one', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it('does not wake within the call when the time has passed', () => {
    const clock = nodeClock();
    const wake = vi.fn<() => void>();
    clock.wakeAt(clock.now() - 5, wake);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it('wakes once, and not when it was cancelled', () => {
    const clock = nodeClock();
    const [kept, cancelled] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const start = clock.now();
    clock.wakeAt(start + 100, kept);
    clock.wakeAt(start + 100, cancelled)();
    vi.advanceTimersByTime(99);
    expect(kept).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(kept).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
  });

  it('waits longer than one timer can: 60 days', () => {
    const clock = nodeClock();
    const wake = vi.fn<() => void>();
    clock.wakeAt(clock.now() + 60 * DAY, wake);
    vi.advanceTimersByTime(59 * DAY);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(DAY + 1);
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it('can be cancelled between two timers of a long wait', () => {
    const clock = nodeClock();
    const wake = vi.fn<() => void>();
    const cancel = clock.wakeAt(clock.now() + 60 * DAY, wake);
    vi.advanceTimersByTime(30 * DAY);
    cancel();
    vi.advanceTimersByTime(60 * DAY);
    expect(wake).not.toHaveBeenCalled();
  });

  it('never wakes at Infinity', () => {
    nodeClock().wakeAt(Infinity, () => {});
    expect(vi.getTimerCount()).toBe(0);
  });
});
