/** How long is waited before a silent device is tried again: longer each time, until it shows itself. */
import type { Millis } from '../../../core/units.ts';
import type { Times } from './options.ts';

export class Patience {
  private readonly waits = new Map<string, { failures: number; until: Millis }>();

  constructor(private readonly times: Pick<Times, 'firstWait' | 'longestWait'>) {}

  /** It was silent once more. Gives how long is waited now. */
  lose(name: string, now: Millis): Millis {
    const failures = (this.waits.get(name)?.failures ?? 0) + 1;
    const { firstWait, longestWait } = this.times;
    const wait = Math.min(longestWait, firstWait * 2 ** Math.min(failures - 1, 20));
    this.waits.set(name, { failures, until: now + wait });
    return wait;
  }

  /** It has shown itself. */
  end(name: string): void {
    this.waits.delete(name);
  }

  /** When it may be tried again; 0: at once. */
  until(name: string): Millis {
    return this.waits.get(name)?.until ?? 0;
  }
}
