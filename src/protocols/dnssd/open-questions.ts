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

/** A question that is due. */
export interface Due extends Wanted {
  readonly first: boolean;
}

/** Changed in place. */
export class OpenQuestions {
  private readonly open = new Map<string, Open>();

  constructor(private readonly patience: RetrySchedule) {}

  /** Opens a question, unless it is open, or was given up. */
  want({ name, type }: Wanted, now: Millis): void {
    const key = keyOf(name, type);
    if (this.open.has(key) || this.open.size >= MAX_OPEN) return;
    this.open.set(key, { name, type, asked: 0, nextAt: now + GATHER });
  }

  /** It was answered, or is of no interest any more. */
  settle({ name, type }: Wanted): void {
    this.open.delete(keyOf(name, type));
  }

  /** Whether it was asked as often as it will be. */
  isGivenUp({ name, type }: Wanted): boolean {
    return this.open.get(keyOf(name, type))?.nextAt === Infinity;
  }

  /** When the next is to be asked, or given up; undefined when none is open. */
  get nextAt(): Millis | undefined {
    let at = Infinity;
    for (const { nextAt } of this.open.values()) at = Math.min(at, nextAt);
    return at === Infinity ? undefined : at;
  }

  /** What to ask now. What is due a little later is asked along. */
  due(now: Millis): Due[] {
    const due: Due[] = [];
    const next = this.nextAt;
    if (next === undefined || next > now) return due;
    for (const [key, one] of this.open) {
      if (one.nextAt > now + GATHER) continue;
      const wait = this.patience.waits[one.asked];
      const nextAt = wait === undefined ? Infinity : now + wait;
      this.open.set(key, { ...one, asked: one.asked + 1, nextAt });
      if (wait !== undefined) due.push({ name: one.name, type: one.type, first: one.asked === 0 });
    }
    return due;
  }
}

const keyOf = (name: string, type: number): string => `${type} ${foldName(name)}`;
