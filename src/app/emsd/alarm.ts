/** The one moment at which a machine wants to be woken: most input leaves it where it was. */
import type { Millis } from '../../core/units.ts';
import type { Clock } from '../../platform/platform.ts';

export class Alarm {
  private set: { readonly at: Millis; cancel(): void } | undefined;

  constructor(
    private readonly clock: Pick<Clock, 'wakeAt'>,
    private readonly ring: () => void,
  ) {}

  /** Rings then, and at no other time; undefined: never. */
  arm(at: Millis | undefined): void {
    if (this.set?.at === at) return;
    this.set?.cancel();
    this.set = undefined;
    if (at === undefined) return;
    const wake = () => {
      this.set = undefined;
      this.ring();
    };
    this.set = { at, cancel: this.clock.wakeAt(at, wake) };
  }
}
