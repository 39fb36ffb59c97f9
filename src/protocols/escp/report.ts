/** What an interpreter gives besides pages. */
import type { PageEvent } from '../../core/page/marks.ts';

/** What becomes of a job, in order: pages and their marks, and what the printer says back on the same connection. */
export type EscpEvent =
  | PageEvent
  | { readonly kind: 'reply'; readonly bytes: Uint8Array; readonly title: string };

/** A command or fault that a job had, several times perhaps. Lists of these are bounded; what is beyond is counted. */
export interface Noted {
  /** `ESC (q`. */
  readonly name: string;
  /** Of the first. */
  readonly offset: number;
  readonly count: number;
  /** Of faults: why. */
  readonly says?: string;
}

/** What is to be said of a job, at any time. */
export interface EscpReport {
  readonly bytes: number;
  readonly pages: number;
  /** Commands that were understood. */
  readonly commands: number;
  /** Not known to anybody whom we could read. */
  readonly unknown: readonly Noted[];
  /** Understood, and not done or not as they say. */
  readonly faults: readonly Noted[];
  /** How many there were of kinds that found no room in the lists. */
  readonly more: number;
  /** From remote mode: the job's name and user, as far as it says them. */
  readonly jobName?: string;
  readonly user?: string;
}

/** What a receipt printer says of itself (fact sheet, 4.4). */
export interface ReceiptAnswers {
  /** Four octets: GS a asks for them, and what DLE EOT asks follows from them. */
  readonly automaticStatus: Uint8Array;
  readonly maker: string;
  readonly model: string;
  readonly serial: string;
}

/** "@BDC ST", or the younger "@BDC ST2". */
export type StatusForm = 'text' | 'binary';

/** What it answers with, when it is asked on the connection. Absent: silence. */
export interface EscpAnswers {
  /** The IEEE 1284 device id: `MFG:EPSON;…`. */
  readonly deviceId?: string;
  /** The reply to a status request (fact sheet, 4.1 and 4.2), made when it is asked for; undefined: silence. */
  readonly status?: (form: StatusForm) => Uint8Array | undefined;
  /** Of a receipt printer: what it answers in ESC/POS. */
  readonly receipt?: ReceiptAnswers;
}

/** Plays the printer: bytes in, events out, one page's worth of memory at most. */
export interface EscpInterpreter {
  take(bytes: Uint8Array): Iterable<EscpEvent>;
  /** The job is over: what stands on a page that was not ejected comes out. */
  end(): Iterable<EscpEvent>;
  report(): EscpReport;
}
