/**
 * What a browser still wants to know of the services that it heard of: asked a few times, then given up, so that
 * looking comes to an end.
 */
import type { RetrySchedule } from '../../core/retry.ts';
import type { Millis } from '../../core/units.ts';
import { foldName } from '../dns/name.ts';

/** What one answer leaves out often comes with the next: so long nobody is asked for it. */
const GATHER: Millis = 100;

/** Four for each of 500 services (where, what, two kinds of address): some 45 frames, said three times. */
export const MAX_OPEN = 2048;

export interface Wanted {
  readonly name: string;
  readonly type: number;
}

interface Open extends Wanted {
  /** How often it was asked. */
  readonly asked: number;
  /** Infinity when it was given up. */
  readonly nextAt: Millis;
}

/** What is to be done now. */
export interface Due {
  readonly ask: readonly (Wanted & { readonly first: boolean })[];
  /** Nobody answered; it is not asked again. */
  readonly givenUp: readonly Wanted[];
}

/** Changed in place. */
export class OpenQuestions {
  private readonly open = new Map<string, Open>();

  constructor(private readonly patience: RetrySchedule) {}

  /** Nothing is due before. */
  private earliest: Millis = Infinity;

  /** Opens a question, unless it is open, or was given up. */
  want({ name, type }: Wanted, now: Millis): void {
    const key = keyOf(name, type);
    if (this.open.has(key) || this.open.size >= MAX_OPEN) return;
    this.put(key, { name, type, asked: 0, nextAt: now + GATHER });
  }

  /** It was answered, or is of no interest any more. */
  settle({ name, type }: Wanted): void {
    this.open.delete(keyOf(name, type));
  }

  /** Whether it was asked as often as it will be. */
  isGivenUp({ name, type }: Wanted): boolean {
    return this.open.get(keyOf(name, type))?.nextAt === Infinity;
  }

  /** When to look again; undefined when nothing is open. It may be too early, since answers come. */
  get nextAt(): Millis | undefined {
    return this.earliest === Infinity ? undefined : this.earliest;
  }

  /** What is due. What is due a little later is asked along. */
  due(now: Millis): Due {
    const ask: (Wanted & { first: boolean })[] = [];
    const givenUp: Wanted[] = [];
    if (this.earliest > now) return { ask, givenUp };
    this.earliest = Infinity;
    for (const [key, one] of this.open) {
      const { name, type, asked, nextAt } = one;
      if (nextAt === Infinity) continue;
      if (nextAt > now + GATHER) {
        this.earliest = Math.min(this.earliest, nextAt);
        continue;
      }
      const wait = this.patience.waits[asked];
      this.put(key, {
        ...one,
        asked: asked + 1,
        nextAt: wait === undefined ? Infinity : now + wait,
      });
      if (wait === undefined) givenUp.push({ name, type });
      else ask.push({ name, type, first: asked === 0 });
    }
    return { ask, givenUp };
  }

  private put(key: string, open: Open): void {
    this.open.set(key, open);
    this.earliest = Math.min(this.earliest, open.nextAt);
  }
}

const keyOf = (name: string, type: number): string => `${type} ${foldName(name)}`;
