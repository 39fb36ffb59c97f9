/** What makes pages of jobs. A job that is not to be kept is printed all the same, for whoever watches. */
import type { Platform } from '../../../platform/platform.ts';
import { deviceIdOf, type PrinterDevice } from '../../../printer/device.ts';
import type { PrinterModel } from '../../../printer/models.ts';
import { createInterpreter } from '../../../protocols/escp/interpreter.ts';
import type { PageFiles } from '../../pages/files.ts';
import { startPageJob, type MadePage, type PageJob } from '../../pages/job.ts';

export interface PressJob {
  /** Where pictures and texts of its pages go; absent: nowhere. */
  readonly files?: PageFiles;
  /** What the printer says on the same connection. */
  reply(bytes: Uint8Array): void;
  made(page: MadePage): void;
}

export interface Press {
  start(job: PressJob): Promise<PageJob>;
}

/** As this model prints, and answers for this device. */
export function pressOf(
  { escp }: PrinterModel,
  device: PrinterDevice,
  { clock }: Pick<Platform, 'clock'>,
): Press {
  return {
    async start({ reply, made }) {
      const answers = { deviceId: deviceIdOf(device) };
      const interpreter = createInterpreter({ model: escp, answers });
      return startPageJob({ interpreter, takers: [], clock, reply, made });
    },
  };
}
