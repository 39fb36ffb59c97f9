/**
 * One print job, from its first byte to its record: kept byte for byte as it comes, made into pages, and acknowledged only when
 * it is on the disk. It knows nothing of connections.
 */
import { counted } from '../../../core/count.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { isExpected } from '../../../core/errors.ts';
import { heardText } from '../../../core/heard.ts';
import { cancellation, type CancelSignal } from '../../../core/signal.ts';
import type { IncomingJob } from '../../../platform/spool.ts';
import type { Clock } from '../../../platform/platform.ts';
import { cutPages, type PageJob, type PageJobResult } from '../../pages/job.ts';
import { PAGES_TOLD } from './bounds.ts';
import { PICTURE, type JobEndedEvent, type JobEvent, type PrintDoorName } from './event.ts';
import type { SeenPage } from './looking.ts';
import type { AtWork, Work } from './at-work.ts';
import type { Press } from './press.ts';
import type { JobEnd, JobRecord } from './record.ts';
import type { JobStore } from './store.ts';

/** What all jobs share. */
export interface Printing {
  readonly clock: Pick<Clock, 'now' | 'wallTime'>;
  /** Absent: jobs are printed and not kept. */
  readonly store?: JobStore | undefined;
  /** Absent: jobs are kept and not looked into. */
  readonly press?: Press | undefined;
  /** What the printer is at, as others are told it. */
  readonly atWork: AtWork;
  /** When it fires the printer is being ended. */
  readonly signal: CancelSignal;
  /** As what jobs are printed. */
  readonly model: string;
  tell(event: JobEvent): void;
  /** Is handed our own bugs: one job must not end all others. */
  fail(bug: unknown): void;
}

export interface JobSource {
  readonly by: PrintDoorName;
  /** Which port it came to. */
  readonly port: number;
  readonly from: Endpoint;
  /** Says something back. */
  reply(bytes: Uint8Array): void;
}

const instant = (time: number): string => new Date(time).toISOString();

export class JobTaking {
  private bytes = 0;
  private pagesTold = 0;
  private readonly missing: string[] = [];
  private readonly drawing: ReturnType<typeof cancellation>;
  private isHurried = false;
  private readonly work: Work;

  private constructor(
    private readonly printing: Printing,
    private readonly source: JobSource,
    private readonly job: IncomingJob | undefined,
    private pages: PageJob | undefined,
    private readonly began: string,
  ) {
    this.drawing = cancellation(printing.signal);
    this.work = printing.atWork.begin();
  }

  /** @throws UnavailableError when no job can be taken now */
  static async begin(printing: Printing, source: JobSource): Promise<JobTaking> {
    const { store, press, clock } = printing;
    const job = await store?.begin();
    const began = instant(clock.wallTime());
    const taking = new JobTaking(printing, source, job, undefined, began);
    taking.tell({ event: 'job' });
    try {
      const pressed = await press?.start({
        ...(job && { files: job }),
        signal: taking.drawing.signal,
        reply: (bytes) => source.reply(bytes),
        begun: () => taking.work.pageIn(),
        made: ({ number }, seen) => taking.tellPage(number, seen),
      });
      taking.pages = pressed?.pages;
      taking.missing.push(...(pressed?.missing ?? []));
    } catch (problem) {
      taking.without(problem);
    }
    return taking;
  }

  /**
   * Takes some more. Resolves when it is written and made into pages.
   * @throws UnavailableError when it cannot be kept: then it is to be dropped
   */
  async take(bytes: Uint8Array): Promise<void> {
    this.bytes += bytes.length;
    await this.job?.write(bytes);
    try {
      await this.pages?.take(bytes);
    } catch (problem) {
      this.without(problem);
    }
  }

  /** Others have waited long enough: its bytes are kept, and no more pages are made of them. */
  hurry(): void {
    if (this.isHurried || !this.pages) return;
    this.isHurried = true;
    this.drawing.cancel();
  }

  /**
   * Nothing more comes. Resolves when it is on the disk with all its pages; then its sender may be told so.
   * @throws UnavailableError when it cannot be kept; then nothing is
   */
  async end(how: JobEnd): Promise<void> {
    const result = await this.endPages();
    const record = this.record(how, result);
    try {
      await this.job?.keep(record);
    } catch (problem) {
      await this.drop(problem);
      throw problem;
    }
    this.tellEnd(how, record);
  }

  /** Forgets it. @param problem why */
  async drop(problem: unknown): Promise<void> {
    if (!isExpected(problem)) this.printing.fail(problem);
    const why = isExpected(problem) ? problem.message : OUR_FAULT;
    const result = await this.endPages();
    await this.job?.drop();
    this.tellEnd('lost', { ...this.record('stopped', result), missing: [why] });
  }

  private async endPages(): Promise<PageJobResult | undefined> {
    const { pages } = this;
    this.pages = undefined;
    try {
      return await pages?.end();
    } catch (problem) {
      this.without(problem);
      return undefined;
    } finally {
      this.work.end();
      // So that the printer's own signal forgets it.
      this.drawing.cancel();
    }
  }

  /** Its pages cannot be made; its bytes are kept all the same. */
  private without(problem: unknown): void {
    this.pages = undefined;
    if (!isExpected(problem)) this.printing.fail(problem);
    const why = isExpected(problem) ? problem.message : OUR_FAULT;
    this.missing.push(`its pages could not be made: ${why}`);
  }

  private record(how: JobEnd, result: PageJobResult | undefined): JobRecord {
    const { by, port, from } = this.source;
    const { jobName, user } = result?.report ?? {};
    return {
      by,
      port,
      from: { address: from.address, port: from.port },
      began: this.began,
      ended: instant(this.printing.clock.wallTime()),
      how,
      bytes: this.bytes,
      pages: result?.report.pages ?? 0,
      model: this.printing.model,
      ...(jobName !== undefined && { title: heardText(jobName, LONGEST_TITLE) }),
      ...(user !== undefined && { user: heardText(user, LONGEST_TITLE) }),
      ...(result && { report: result.report }),
      missing: [...this.missing, ...(result ? missingOf(result, this.isHurried) : [])],
    };
  }

  private tellPage(page: number, { picture, text }: SeenPage): void {
    this.work.pageOut();
    this.pagesTold++;
    if (this.pagesTold > PAGES_TOLD) return;
    this.tell({
      event: 'page',
      page,
      ...(text !== undefined && { text }),
      ...(picture && { [PICTURE]: picture }),
    });
  }

  private tellEnd(how: JobEndedEvent['how'], { bytes, pages, title, missing }: JobRecord): void {
    const says = missing;
    this.tell({ event: 'ended', how, bytes, pages, ...(title !== undefined && { title }), says });
  }

  private tell(event: Untold): void {
    const { clock, tell } = this.printing;
    const { by, from } = this.source;
    tell({
      time: instant(clock.wallTime()),
      by,
      from: { address: from.address, port: from.port },
      ...(this.job && { job: this.job.id }),
      ...event,
    } as JobEvent);
  }
}

type Without<T, Key extends string> = T extends unknown ? Omit<T, Key> : never;
type Untold = Without<JobEvent, 'time' | 'by' | 'from' | 'job'>;

const LONGEST_TITLE = 120;
const OUR_FAULT = 'that is a fault of Portolan itself';

function missingOf(
  { pages, failed, leftOut, isBroken }: PageJobResult,
  isHurried: boolean,
): string[] {
  const cut = cutPages(pages);
  const why = isHurried ? 'others had waited for too long' : 'the printer was ended';
  return [
    ...(isBroken ? [`not all of its pages were made: ${why}`] : []),
    ...failed.map(({ name, page, why }) => `from page ${page} on there is no ${name}: ${why}`),
    ...(leftOut > 0 ? [`${counted(leftOut, 'page')} more than are made of one job`] : []),
    ...(cut === undefined ? [] : [cut]),
  ];
}
