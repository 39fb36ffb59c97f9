/** The virtual printer on its print ports: what it says back to a job that asks. */
import type { EscpAnswers } from '../protocols/escp/report.ts';
import type { Activity } from './activity.ts';
import { deviceIdOf, MAKER, type PrinterDevice } from './device.ts';
import { automaticStatus } from './receipt.ts';
import { statusReply, statusText } from './status.ts';

/** What is so at the moment at which it is asked. */
export interface Present {
  activity(): Activity;
  /** Of the job that asks. */
  jobName(): string | undefined;
}

export function escpAnswers(device: PrinterDevice, present: Present): EscpAnswers {
  const { kind, model, serial, paper } = device;
  return {
    deviceId: deviceIdOf(device),
    status: (form) =>
      form === 'text'
        ? statusText(device, present.activity())
        : statusReply(device, present.activity(), present.jobName()),
    ...(kind === 'receipt' && {
      receipt: { automaticStatus: automaticStatus(paper), maker: MAKER, model, serial },
    }),
  };
}
