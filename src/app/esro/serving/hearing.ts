/** Whom a performer hears, and how much of each: by units, since a datagram may carry hundreds. */
import { freshAllowance, take, type Allowance, type Shares } from '../../../core/allowance.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import type { Clock } from '../../../platform/platform.ts';
import type { InvokePdu } from '../../../protocols/esro/pdu.ts';
import { unitsIn } from '../../../protocols/esro/units-in.ts';
import { read } from '../../../protocols/esro/wire.ts';

/**
 * Units that one source may send, and all together. Each is answered by at most as many as the protocol repeats, so this
 * bounds what goes to a made-up address too.
 */
export const SHARES: Shares = {
  each: { atOnce: 1000, perSecond: 500 },
  all: { atOnce: 4000, perSecond: 2000 },
};

/** What a performer is told of what never reaches it, or nobody performs there. */
export interface HearingEvents {
  unheard(why: 'strangers' | 'limited'): void;
  unserved(from: Endpoint, invoke: InvokePdu): void;
}

export interface HearingOptions {
  mayHear(address: string): boolean;
  /** Selectors that somebody performs at. */
  readonly served: ReadonlySet<number>;
}

export class Hearing {
  private allowance: Allowance;

  constructor(
    private readonly options: HearingOptions,
    private readonly clock: Clock,
    private readonly events: HearingEvents,
  ) {
    this.allowance = freshAllowance(SHARES, clock.now());
  }

  /** Whether a datagram is handed on. */
  mayHear(from: Endpoint, datagram: Uint8Array): boolean {
    if (!this.options.mayHear(from.address)) {
      this.events.unheard('strangers');
      return false;
    }
    const units = unitsIn(datagram);
    const left = take(this.allowance, SHARES, from.address, this.clock.now(), units);
    if (left === undefined) {
      this.events.unheard('limited');
      return false;
    }
    this.allowance = left;
    this.noteUnserved(from, datagram);
    return true;
  }

  /** The performing half answers these by itself (FAILURE 2), and no service hears of them. */
  private noteUnserved(from: Endpoint, datagram: Uint8Array): void {
    const pdu = read(datagram);
    const units = pdu === undefined ? [] : pdu.kind === 'concatenated' ? pdu.pdus : [pdu];
    for (const unit of units) {
      // Of one in segments the first is answered, and says all.
      if (unit.kind !== 'invoke' || unit.segment?.first === false) continue;
      if (!this.options.served.has(unit.sap)) this.events.unserved(from, unit);
    }
  }
}
