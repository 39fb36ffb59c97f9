/** A rate with room for a burst: the token bucket. */
import type { Millis } from '../../../core/units.ts';

const MINUTE: Millis = 60_000;

/** Holds a minute's worth at most, and begins full. */
export class Bucket {
  private tokens: number;

  /** @param perMinute how many may be taken a minute, in the long run */
  constructor(
    private readonly perMinute: number,
    private filled: Millis,
  ) {
    this.tokens = perMinute;
  }

  /** Takes one; false when there is none. */
  take(now: Millis): boolean {
    const earned = ((now - this.filled) / MINUTE) * this.perMinute;
    this.tokens = Math.min(this.perMinute, this.tokens + Math.max(0, earned));
    this.filled = Math.max(now, this.filled);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
