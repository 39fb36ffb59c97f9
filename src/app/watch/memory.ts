/** What a watch saw, kept for those that come later; and what earlier ones saw. */
import type { HistoryEvent, HistoryStore } from '../../platform/store.ts';
import type { Departure } from '../../survey/drift/drift.ts';
import type { Snapshot } from '../../survey/drift/snapshot.ts';
import { Trouble } from './trouble.ts';

/** As many events wait in memory for a disk that takes nothing. */
const MOST_UNKEPT = 1000;

export class Memory {
  private unkept: readonly HistoryEvent[] = [];
  private hasBegun = false;
  private readonly trouble: Trouble;

  constructor(
    private readonly history: HistoryStore,
    note: (text: string) => void,
  ) {
    this.trouble = new Trouble(note, {
      bad: (why) => `what is seen is not remembered: ${why}; watching goes on`,
      good: 'what is seen is remembered again, and so is what was seen meanwhile',
    });
  }

  /** What the last watch saw last, and what was seen to go; nothing where nothing can be read. */
  async before(): Promise<{ last?: Snapshot | undefined; departures: readonly Departure[] }> {
    const found = await this.trouble.attempt(async () => ({
      last: await this.history.last(),
      departures: await this.history.departures(),
    }));
    return found ?? { departures: [] };
  }

  /** When this is done the events are on the disk, or it was said that they are not. */
  async keep(events: readonly HistoryEvent[], last: Snapshot | undefined): Promise<void> {
    const all = [...this.unkept, ...events].slice(-MOST_UNKEPT);
    this.unkept = all;
    await this.trouble.attempt(async () => {
      await this.history.add(all, last);
      this.unkept = [];
    });
  }

  /** How the machine looks: kept the first time, and when something else is still to be kept. */
  async show(last: Snapshot | undefined): Promise<void> {
    if (this.hasBegun && !this.trouble.isBad) return;
    this.hasBegun = true;
    await this.keep([], last);
  }
}
