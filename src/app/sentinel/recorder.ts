/**
 * Where what a sentinel sees is kept, in this order: first in the store, then in the capture, then it is told. So
 * what was told is kept, whatever happens to the process afterwards.
 */
import type { Millis } from '../../core/units.ts';
import { isExpected } from '../../core/errors.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Counted, KnockEntry } from '../../survey/knock.ts';
import type { Sweep, Tally } from './hearing/tally.ts';
import type { Visit } from './hearing/visit.ts';

/** Something to be kept and told. */
export type Finding =
  | { readonly kind: 'visit'; readonly visit: Visit }
  | { readonly kind: 'entry'; readonly entry: KnockEntry }
  | { readonly kind: 'sweep'; readonly sweep: Sweep };

/** What the system threw away, since it came faster than it could be heard: of whom is not known. */
export interface Missed {
  readonly count: number;
  readonly ports: readonly number[];
}

/** Where findings go. Each may fail with a UsageError. */
export interface Outlets {
  /** Puts entries on the disk, all or none. */
  keep(entries: readonly KnockEntry[]): Promise<void>;
  capture(visits: readonly Visit[]): Promise<void>;
  tell(finding: Finding): void;
  /** Knocks that never came to be heard since this was last asked; undefined when there are none. */
  missed(): Missed | undefined;
  /** What whoever looks should know. */
  note(sentence: string): void;
  /** Our own bug: it must not be lost in a timer. */
  fail(bug: unknown): void;
}

/** How long is counted before it is told. */
const COUNTED_FOR: Millis = 30_000;
/** Gathered for so long before they are written: a transaction for each would be a wait for the disk for each. */
const GATHERED: Millis = 20;
/** After a failure the store is left alone for so long. */
const STORE_REST: Millis = 10_000;

/** Keeps findings, then tells them; while the store fails, it tells them all the same. */
export class Recorder {
  /** Entries that were told and could not be kept. */
  lost = 0;
  /** Entries that are in the store. */
  kept = 0;
  private waiting: Finding[] = [];
  private working: Promise<void>;
  private cancelFlush: (() => void) | undefined;
  private cancelSummary: (() => void) | undefined;
  /** When the first came that the next summary is about: of the day. */
  private countedSince: number | undefined;
  private storeRestsUntil: Millis = -Infinity;
  private lostSince = 0;
  private captureFailed = false;

  /** @param ready before that, what comes has to wait */
  constructor(
    private readonly clock: Clock,
    private readonly tally: Tally,
    private readonly outlets: Outlets,
    ready: Promise<void>,
  ) {
    this.working = ready;
  }

  /** Whether this one is to be heard; else it is counted. Tells when somebody goes from port to port. */
  admit(address: string, port: number): boolean {
    const [now, time] = [this.clock.now(), this.clock.wallTime()];
    const { kept, sweep } = this.tally.take(address, port, now, time);
    if (sweep) this.add({ kind: 'sweep', sweep });
    this.countedSince ??= time;
    this.cancelSummary ??= this.clock.wakeAt(now + COUNTED_FOR, () => this.summarise());
    return kept;
  }

  record(visit: Visit): void {
    this.add({ kind: 'visit', visit });
  }

  /** Writes and tells all that there is. */
  async close(): Promise<void> {
    this.summarise();
    this.cancelFlush?.();
    await this.working;
    await this.flush();
  }

  private summarise(): void {
    this.cancelSummary?.();
    this.cancelSummary = undefined;
    const until = this.clock.wallTime();
    const time = this.countedSince ?? until;
    this.countedSince = undefined;
    const missed = this.outlets.missed();
    const unheard: readonly Counted[] =
      missed === undefined ? [] : [{ kind: 'counted', time, until, ...missed }];
    for (const entry of [...this.tally.counted(), ...unheard]) this.add({ kind: 'entry', entry });
  }

  private add(finding: Finding): void {
    this.waiting.push(finding);
    this.cancelFlush ??= this.clock.wakeAt(this.clock.now() + GATHERED, () => {
      this.working = this.flush().catch((bug: unknown) => this.outlets.fail(bug));
    });
  }

  private async flush(): Promise<void> {
    await this.working;
    this.cancelFlush = undefined;
    const findings = this.waiting;
    this.waiting = [];
    if (findings.length === 0) return;
    await this.keep(findings.flatMap(entriesOf));
    await this.capture(findings.flatMap((one) => (one.kind === 'visit' ? [one.visit] : [])));
    for (const finding of findings) this.outlets.tell(finding);
  }

  private async keep(entries: readonly KnockEntry[]): Promise<void> {
    if (entries.length === 0) return;
    if (this.clock.now() < this.storeRestsUntil) return this.lose(entries.length);
    try {
      await this.outlets.keep(entries);
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
      if (this.lostSince === 0) {
        this.outlets.note(`what comes now is told and not kept: ${problem.message}`);
      }
      this.storeRestsUntil = this.clock.now() + STORE_REST;
      return this.lose(entries.length);
    }
    this.kept += entries.length;
    if (this.lostSince > 0) {
      this.outlets.note(
        `the store works again; ${this.lostSince} entries in between are not in it`,
      );
    }
    this.lostSince = 0;
  }

  private lose(count: number): void {
    this.lost += count;
    this.lostSince += count;
  }

  private async capture(visits: readonly Visit[]): Promise<void> {
    if (visits.length === 0 || this.captureFailed) return;
    try {
      await this.outlets.capture(visits);
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
      this.captureFailed = true;
      this.outlets.note(`the capture ends here: ${problem.message}`);
    }
  }
}

function entriesOf(finding: Finding): KnockEntry[] {
  if (finding.kind === 'visit') return [finding.visit.knock];
  return finding.kind === 'entry' ? [finding.entry] : [];
}
