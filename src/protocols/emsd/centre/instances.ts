/**
 * Which submissions have been made, by their operation instance identifiers (RFC 2524, section 4): one that comes again
 * has its effect once, and the answer that it had.
 */
import type { KeptRecord, RecordChange } from '../../../core/records.ts';
import { InstanceWindow } from '../duplicates.ts';
import { factsOf, put, remove, type InstanceFacts } from './facts.ts';

export class Instances {
  /** By number. */
  private readonly windows = new Map<string, InstanceWindow<InstanceFacts>>();

  constructor(records: readonly KeptRecord[]) {
    const byNumber = new Map<string, InstanceFacts[]>();
    for (const facts of factsOf('instance', records)) {
      const own = byNumber.get(facts.number);
      if (own) own.push(facts);
      else byNumber.set(facts.number, [facts]);
    }
    for (const [number, own] of byNumber) this.windows.set(number, new InstanceWindow(own));
  }

  /** What this submission led to, if it has come before. */
  find(number: string, instance: number, digest: string): InstanceFacts | undefined {
    return this.windows.get(number)?.find(instance, digest);
  }

  /** What is to be kept when a new one is noted, and no longer when others expire by it. */
  changes(facts: InstanceFacts): RecordChange[] {
    const expired = this.of(facts.number).expiredBy(facts.identifier);
    return [...expired.map((old) => remove('instance', old)), put('instance', facts)];
  }

  /** Notes it, once that is kept. */
  add(facts: InstanceFacts): void {
    this.of(facts.number).add(facts);
  }

  /** Forgets those that led to this message. */
  forget(number: string, message: string): RecordChange[] {
    const known = this.of(number);
    const own = known.entries.filter((facts) => facts.message === message);
    for (const facts of own) known.remove(facts);
    return own.map((facts) => remove('instance', facts));
  }

  private of(number: string): InstanceWindow<InstanceFacts> {
    let known = this.windows.get(number);
    if (known === undefined) this.windows.set(number, (known = new InstanceWindow()));
    return known;
  }
}
