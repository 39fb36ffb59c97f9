/** What a job had that is worth telling, as lists that stay short whatever comes. */
import type { Noted } from './report.ts';

/** Kinds of notes that are kept: more than any real job has, and a page of reading. The rest is counted. */
const MOST_KINDS = 64;

/** Command names, at most: some carry bytes of the job. */
const LONGEST_NAME = 40;

class NoteList {
  private readonly byKey = new Map<string, { noted: Noted; count: number }>();
  beyond = 0;

  add(name: string, offset: number, says?: string): void {
    const short = name.slice(0, LONGEST_NAME);
    const key = `${short} ${says ?? ''}`;
    const known = this.byKey.get(key);
    if (known) {
      known.count++;
      return;
    }
    if (this.byKey.size >= MOST_KINDS) {
      this.beyond++;
      return;
    }
    const noted = { name: short, offset, count: 1, ...(says === undefined ? {} : { says }) };
    this.byKey.set(key, { noted, count: 1 });
  }

  list(): Noted[] {
    return [...this.byKey.values()].map(({ noted, count }) => ({ ...noted, count }));
  }
}

export class Notes {
  readonly unknown = new NoteList();
  readonly faults = new NoteList();
  commands = 0;
  bytes = 0;
  /** Of the token at hand. */
  offset = 0;
  name = '';

  /** The command at hand was understood, and is not done as it says. */
  fault(says: string): void {
    this.faults.add(this.name, this.offset, says);
  }
}
