/** What a centre waits for, by name: a name has one alarm at most. */
import type { Millis } from '../../../core/units.ts';

export class Alarms {
  private readonly set = new Map<string, { readonly at: Millis; readonly ring: () => void }>();
  /** The earliest, or undefined where that must be looked for. */
  private earliest: Millis | undefined;
  private isKnown = true;

  /** Sets the alarm of this name, in place of the one that it has. */
  put(name: string, at: Millis, ring: () => void): void {
    this.clear(name);
    this.set.set(name, { at, ring });
    if (this.isKnown) this.earliest = Math.min(at, this.earliest ?? Infinity);
  }

  clear(name: string): void {
    const old = this.set.get(name);
    if (old === undefined) return;
    this.set.delete(name);
    if (old.at === this.earliest) this.isKnown = false;
  }

  get next(): Millis | undefined {
    if (!this.isKnown) {
      this.earliest = undefined;
      for (const { at } of this.set.values()) {
        if (this.earliest === undefined || at < this.earliest) this.earliest = at;
      }
      this.isKnown = true;
    }
    return this.earliest;
  }

  /** Rings all that are due; what they set for now or before rings at the next call. */
  ring(now: Millis): void {
    if (this.next === undefined || this.next > now) return;
    const due = [...this.set].filter(([, { at }]) => at <= now);
    for (const [name] of due) this.clear(name);
    for (const [, { ring }] of due.toSorted(([, a], [, b]) => a.at - b.at)) ring();
  }
}
