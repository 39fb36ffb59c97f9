/** What was seen to differ and is not yet believed: since when, and until when it may take itself back. */
import type { Transport } from '../../core/transport.ts';
import type { Millis } from '../../core/units.ts';
import type { Drift } from '../drift/drift.ts';
import type { Entry } from '../drift/snapshot.ts';

interface Doubt {
  readonly drift: Drift;
  readonly since: Millis;
  /** It differed at the first look, and has ever since. */
  readonly already: boolean;
}

/** Keeps what differs until it has differed for so long that it is no restart: `settle`, in milliseconds. */
export class Patience {
  private doubts = new Map<string, Doubt>();

  constructor(private readonly settle: Millis) {}

  /** When the first of those that `which` names has differed for long enough; Infinity when there is none. */
  deadline(which: (drift: Drift) => boolean): Millis {
    const times = [...this.doubts.values()]
      .filter(({ drift }) => which(drift))
      .map(({ since }) => since + this.settle);
    return Math.min(Infinity, ...times);
  }

  has(which: (drift: Drift) => boolean): boolean {
    return [...this.doubts.values()].some(({ drift }) => which(drift));
  }

  get size(): number {
    return this.doubts.size;
  }

  /** What differs now, and nothing else does. What differed before keeps its time. */
  saw(drifts: readonly Drift[], since: (drift: Drift) => Millis, already: boolean): void {
    const before = this.doubts;
    this.doubts = new Map(
      drifts.map((drift) => {
        const key = keyOf(drift);
        return [key, { since: since(drift), already, ...before.get(key), drift }];
      }),
    );
  }

  /** A socket has appeared there: whatever went has been back, and its time begins anew. */
  renew(transport: Transport, port: number, now: Millis): void {
    const isThere = (entry: Entry) => entry.transport === transport && entry.port === port;
    for (const [key, { drift }] of this.doubts) {
      if (drift.before.some(isThere)) this.doubts.set(key, { drift, since: now, already: false });
    }
  }

  /** Takes out those that are believed. */
  take(isBelieved: (drift: Drift, since: Millis) => boolean): Doubt[] {
    const taken: Doubt[] = [];
    for (const [key, doubt] of this.doubts) {
      if (!isBelieved(doubt.drift, doubt.since)) continue;
      this.doubts.delete(key);
      taken.push(doubt);
    }
    return taken;
  }
}

/** How much it takes to believe what differs. */
export type Belief =
  /** it is so */
  | 'seen'
  /** it must stay so, which a glance can tell: a restart looks like a door that is gone */
  | 'stays'
  /** it must be looked at once more: for a moment a program that starts is another one, or none */
  | 'looked at again';

/** What a drift needs to be believed. */
export function beliefOf({ kind, after }: Drift): Belief {
  switch (kind) {
    case 'new':
    case 'reopened':
    case 'wider':
      return isUnfinished({ kind, after }) ? 'looked at again' : 'seen';
    case 'gone':
    case 'moved':
    case 'narrower':
    case 'unverified':
      return 'stays';
    case 'program':
      return 'looked at again';
  }
}

/** A door without a program: between making a socket and being seen with it there is a moment. */
export const isUnfinished = ({ kind, after }: Pick<Drift, 'kind' | 'after'>) =>
  (kind === 'new' || kind === 'reopened' || kind === 'wider') &&
  after.some(({ programs, unseen }) => programs.length === 0 && unseen !== true);

/** A door that is gone and then turns out to have moved has been gone since then. */
function keyOf({ kind, before, after, place, transport, port }: Drift): string {
  const [entry = after[0]] = before;
  const about = entry ?? { place, transport, port, programs: [] };
  const names = about.programs.map(({ name }) => name).toSorted();
  const hasGone = kind === 'gone' || kind === 'moved';
  return JSON.stringify([hasGone ? 'gone' : kind, about.place, about.transport, about.port, names]);
}
