/** Where the printer prints: its print ports, the spool behind them, and what makes pages. */
import { isExpected, UnavailableError } from '../../../core/errors.ts';
import type { User } from '../../../platform/privileges.ts';
import type { Context } from '../../operation.ts';
import type { Door } from '../doors.ts';
import type { PrinterEvent } from '../event.ts';
import type { Activity } from '../../../printer/activity.ts';
import type { Hearing } from '../hearing.ts';
import type { Wanted } from '../wanted.ts';
import { PRINT_DOORS, type JobEvent, type PrintDoorName } from './event.ts';
import { AtWork } from './at-work.ts';
import { spoolFolder } from './place.ts';
import { pressOf } from './press.ts';
import { openPrintDoor, type PrintDoor } from './print-door.ts';
import { JobStore } from './store.ts';
import type { Printing } from './taking.ts';

export const isPrintDoor = ({ name }: Pick<Door, 'name'>): boolean =>
  PRINT_DOORS.some((one) => one === name);

export interface PrintCounts {
  jobs: number;
  printed: number;
  lost: number;
}

export class PrintRoom {
  readonly counts: PrintCounts = { jobs: 0, printed: 0, lost: 0 };
  /** The first fault of ours: one job must not end all others, so it is told at the end. */
  bug: unknown;
  private readonly doors: PrintDoor[] = [];
  private readonly holders = new Map<PrintDoorName, string>();
  private readonly printing: Promise<Printing>;
  private settle!: { resolve(printing: Printing): void; reject(problem: unknown): void };
  private store: JobStore | undefined;
  private closed: Promise<void> | undefined;
  private readonly atWork: AtWork;

  /** @param told of who holds the printer, and of what it is at, whenever that changes */
  constructor(
    private readonly wanted: Wanted,
    private readonly context: Context,
    private readonly hearing: Hearing,
    private readonly told: {
      held(by: string | null): void;
      works(activity: Activity): void;
    },
  ) {
    this.atWork = new AtWork((activity) => told.works(activity));
    this.printing = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Whoever waits for it says himself what it means.
    this.printing.catch(() => {});
  }

  /** @throws BindError when the port cannot be had */
  async openDoor(door: Door): Promise<PrintDoor> {
    const name = door.name as PrintDoorName;
    const opened = await openPrintDoor({
      name,
      address: this.wanted.where.address,
      port: door.port,
      platform: this.context.platform,
      hearing: this.hearing,
      printing: this.printing,
      held: (by) => this.hold(name, by),
    });
    this.doors.push(opened);
    return opened;
  }

  /**
   * Opens the spool, and lets jobs come.
   * @param owner whom it is to belong to, when that is not who opens it
   * @returns where it is; undefined where jobs are not kept
   * @throws UnavailableError when it cannot be had: then nothing is printed
   */
  async open(owner?: User): Promise<string | undefined> {
    const { platform } = this.context;
    const { jobs, model, device } = this.wanted;
    const folder = jobs.isKept ? spoolFolder(platform, jobs.spool) : undefined;
    try {
      if (folder !== undefined) {
        const spool = await platform.spool.open(folder, owner && { owner });
        this.store = await JobStore.over(spool, jobs);
      }
    } catch (problem) {
      this.settle.reject(problem);
      throw problem;
    }
    this.settle.resolve({
      clock: platform.clock,
      store: this.store,
      press: pressOf(model, device, platform, this.atWork, jobs.isShown),
      atWork: this.atWork,
      signal: this.context.signal,
      model: model.name,
      tell: (event) => this.tell(event),
      fail: (bug) => void (this.bug ??= bug),
    });
    return folder;
  }

  /** What the printer is at. */
  get activity(): Activity {
    return this.atWork.activity;
  }

  /** Ends what is at work, and keeps it. May be called twice. */
  close(): Promise<void> {
    return (this.closed ??= this.leave());
  }

  private async leave(): Promise<void> {
    // Whoever still waits for a spool has none to wait for.
    this.settle.reject(new UnavailableError('the printer is being ended'));
    await Promise.all(this.doors.map((door) => door.close()));
    try {
      await this.store?.close();
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
    }
  }

  private tell(event: JobEvent): void {
    if (event.event === 'refused' || (event.event === 'ended' && event.how === 'lost')) {
      this.counts.lost++;
    } else if (event.event === 'ended') {
      this.counts.jobs++;
      this.counts.printed += event.pages;
    }
    this.context.emit({ kind: 'row', row: event satisfies PrinterEvent });
  }

  /** ENPC knows of one print port, 9100, and both of ours are the same printer. */
  private hold(name: PrintDoorName, by: string | null): void {
    if (by === null) this.holders.delete(name);
    else this.holders.set(name, by);
    this.told.held(this.holders.get('raw') ?? this.holders.get('escp') ?? null);
  }
}
