/** What makes pages of jobs. A job that is not to be kept is printed all the same, for whoever watches. */
import { isExpected } from '../../../core/errors.ts';
import type { CancelSignal } from '../../../core/signal.ts';
import type { Platform } from '../../../platform/platform.ts';
import { escpAnswers } from '../../../printer/answers.ts';
import type { PrinterDevice } from '../../../printer/device.ts';
import type { PrinterModel } from '../../../printer/models.ts';
import { createInterpreter } from '../../../protocols/escp/interpreter.ts';
import type { EscpInterpreter } from '../../../protocols/escp/report.ts';
import type { Letters } from '../../../rendering/type/letters.ts';
import type { PageFiles } from '../../pages/files.ts';
import { startPageJob, type MadePage, type PageJob, type Taker } from '../../pages/job.ts';
import { lettersOf, pageFileTakers } from '../../pages/page-files.ts';
import type { AtWork } from './at-work.ts';
import { lookingAt, type Looking, type SeenPage } from './looking.ts';

export interface PressJob {
  /** Where pictures and texts of its pages go; absent: nowhere. */
  readonly files?: PageFiles;
  /** When it fires, pages that are not made by then are made no more. */
  readonly signal: CancelSignal;
  /** What the printer says on the same connection. */
  reply(bytes: Uint8Array): void;
  /** A page begins. */
  begun(): void;
  /** One has come out. */
  made(page: MadePage, seen: SeenPage): void;
}

export interface PressedJob {
  readonly pages: PageJob;
  /** Why no pictures are made of it, in sentences. */
  readonly missing: readonly string[];
}

export interface Press {
  start(job: PressJob): Promise<PressedJob>;
}

type World = Pick<Platform, 'clock' | 'compression' | 'fonts'>;

/**
 * As this model prints, and answers for this device.
 * @param isShown whether its pages are looked at as they come out
 * @param atWork what all its jobs are at, for whoever asks on the connection of one
 */
export function pressOf(
  model: PrinterModel,
  device: PrinterDevice,
  platform: World,
  atWork: Pick<AtWork, 'activity'>,
  isShown = false,
): Press {
  return new DevicePress(model, device, platform, atWork, isShown);
}

class DevicePress implements Press {
  /** The same for all jobs: what was drawn once is kept. Opened with the first. */
  private letters: Promise<Letters> | undefined;

  constructor(
    private readonly model: PrinterModel,
    private readonly device: PrinterDevice,
    private readonly platform: World,
    private readonly atWork: Pick<AtWork, 'activity'>,
    private readonly isShown: boolean,
  ) {}

  async start({ files, made, ...job }: PressJob): Promise<PressedJob> {
    const { takers, letters, looking, missing } = await this.takers(files);
    const { escp } = this.model;
    const answers = escpAnswers(this.device, {
      activity: () => this.atWork.activity,
      jobName: () => interpreter.report().jobName,
    });
    const widths = letters?.widths;
    const interpreter: EscpInterpreter = createInterpreter({
      model: escp,
      answers,
      ...(widths && { widths }),
    });
    const { clock } = this.platform;
    return {
      pages: startPageJob({
        interpreter,
        takers,
        clock,
        made: (page) => made(page, looking?.seen() ?? {}),
        ...job,
      }),
      missing,
    };
  }

  /** Where nothing can be drawn a job is understood all the same. */
  private async takers(files: PageFiles | undefined): Promise<{
    readonly takers: readonly Taker[];
    readonly letters?: Letters;
    readonly looking?: Looking;
    readonly missing: readonly string[];
  }> {
    if (!files && !this.isShown) return { takers: [], missing: [] };
    const { platform } = this;
    try {
      // Asked for first: where there is none, no fonts need be read.
      if (files) await platform.compression();
      const letters = await (this.letters ??= lettersOf(platform));
      const model = this.model.escp;
      const looking = this.isShown ? lookingAt(model, letters, platform.clock) : undefined;
      const made = files ? await pageFileTakers({ platform, files, model, letters }) : [];
      return {
        takers: [...made, ...(looking?.takers ?? [])],
        letters,
        ...(looking && { looking }),
        missing: [],
      };
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
      return { takers: [], missing: [`no pictures are made of its pages: ${problem.message}`] };
    }
  }
}
