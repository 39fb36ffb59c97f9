/** The performances that are known, and what is forgotten when there are too many. */
import type { Endpoint } from '../../core/endpoint.ts';
import { stop, type Line } from './deadlines.ts';
import { NO_UNITS, type Performance } from './peer.ts';
import type { Provider } from './provider.ts';

/** Of one peer and number. More than one is there only when the peer uses its numbers again early. */
const MOST_OF_A_NUMBER = 8;

interface Forgetting {
  /** Those who wait for no user, in the order in which they are given up: each line's first has waited longest. */
  readonly idle: readonly Line<Performance>[];
  /** Is told of one that was given up before its time. */
  readonly lost: (one: Performance) => void;
}

/** @internal */
export class Remembered {
  private count = 0;
  private octets = 0;

  constructor(
    private readonly provider: Provider,
    private readonly forgetting: Forgetting,
  ) {}

  get size(): number {
    return this.count;
  }

  add(one: Performance): void {
    one.older = one.peer.performances.get(one.reference);
    one.peer.performances.set(one.reference, one);
    this.count++;
  }

  /** Keeps these units of it, and no others. */
  keep(one: Performance, units: readonly Uint8Array[]): void {
    this.octets += lengthOf(units) - lengthOf(one.units);
    one.units = units;
  }

  forget(one: Performance): void {
    const { peer, reference } = one;
    stop(one);
    this.keep(one, NO_UNITS);
    this.count--;
    const newest = peer.performances.get(reference);
    if (newest === one) {
      if (one.older) peer.performances.set(reference, one.older);
      else peer.performances.delete(reference);
    } else {
      for (let newer = newest; newer; newer = newer.older) {
        if (newer.older === one) newer.older = one.older;
      }
    }
    this.provider.peers.release(peer);
  }

  /** Whether something may be begun with a peer: one that is known, or for whom there is room. */
  hasRoomFor(peer: Endpoint): boolean {
    const { peers, settings } = this.provider;
    while (peers.size >= settings.limits.peers && peers.find(peer) === undefined) {
      if (!this.forgetOldest()) return false;
    }
    return true;
  }

  /** Whether one more may be performed under a number. @param newest what is remembered of it */
  makeRoom(newest: Performance | undefined): boolean {
    let depth = 0;
    for (let one = newest; one; one = one.older) depth++;
    if (depth >= MOST_OF_A_NUMBER) return false;
    const { performances, answers } = this.provider.settings.limits;
    while (this.count >= performances || this.octets >= answers) {
      if (!this.forgetOldest()) return false;
    }
    return true;
  }

  /** @returns whether there was one that nobody works on */
  private forgetOldest(): boolean {
    for (const { first } of this.forgetting.idle) {
      if (first === undefined) continue;
      this.provider.counters.forgotten++;
      this.forgetting.lost(first);
      this.forget(first);
      return true;
    }
    return false;
  }
}

const lengthOf = (units: readonly Uint8Array[]): number => {
  let sum = 0;
  for (const unit of units) sum += unit.length;
  return sum;
};
