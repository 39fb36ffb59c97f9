/** Sends what waits on its way: whoever puts a copy into the spool says so here. */
import type { Destination } from './facts.ts';

export class Dispatch {
  private toDevice: (number: string) => void = () => {};
  private toMail: () => void = () => {};

  /** Who looks after a subscriber's queue, and who after what goes out by mail. */
  bind(toDevice: (number: string) => void, toMail: () => void): void {
    this.toDevice = toDevice;
    this.toMail = toMail;
  }

  kick(destinations: Iterable<Destination>): void {
    for (const to of destinations) {
      if (to.kind === 'device') this.toDevice(to.number);
      else this.toMail();
    }
  }
}
