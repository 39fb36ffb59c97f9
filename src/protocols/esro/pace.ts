/** When an INVOKE may leave: ESRO itself has no congestion control, so this is all there is, and it is optional. */
import { seconds, type Millis } from '../../core/units.ts';
import type { Deadlines, Line } from './deadlines.ts';
import type { EsroPacing } from './options.ts';
import type { Peer } from './peer.ts';

/** How many wait when nobody says. */
const WAITING = 4096;

/** What did not leave in time is made up for, as far as this goes back. */
const MADE_UP: Millis = 50;

/** @internal */
export class Pace {
  private readonly line: Line<Peer> | undefined;

  /**
   * @param pacing absent: everything leaves at once, or not at all
   * @param references numbers toward one peer
   * @param pump lets leave what waits
   */
  constructor(
    private readonly pacing: EsroPacing | undefined,
    private readonly references: number,
    deadlines: Deadlines,
    pump: (peer: Peer, now: Millis) => void,
  ) {
    const { perSecond } = pacing ?? {};
    if (perSecond === undefined) return;
    this.line = deadlines.line(seconds(1) / perSecond, pump);
  }

  mayLeave(peer: Peer): boolean {
    if (this.pacing === undefined) return true;
    const { inFlight = this.references } = this.pacing;
    return (
      peer.line === undefined && peer.inFlight < inFlight && peer.invocations.size < this.references
    );
  }

  mayWait(peer: Peer): boolean {
    return this.pacing !== undefined && peer.waiting.size < (this.pacing.waiting ?? WAITING);
  }

  left(peer: Peer, now: Millis): void {
    // A clock that wakes us late must not make the rate a lower one.
    this.line?.start(peer, now - peer.at < MADE_UP ? Math.min(peer.at, now) : now);
  }
}
