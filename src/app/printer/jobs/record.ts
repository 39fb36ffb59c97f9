/** What is known of a print job: kept with its bytes in the spool, and read again by whoever lists or shows it. */
import type { EscpReport } from '../../../protocols/escp/report.ts';
import type { SpooledJob } from '../../../platform/spool.ts';

/**
 * How a job ended. `complete`: its sender said that this was all. The others were cut short, and what came is kept: `broken`:
 * the connection broke; `silent`: nothing came for too long; `slow`: others waited, and it came too slowly; `too long`: it
 * was longer than a job may be; `stopped`: the printer was ended meanwhile.
 */
export const JOB_ENDS = ['complete', 'broken', 'silent', 'slow', 'too long', 'stopped'] as const;
export type JobEnd = (typeof JOB_ENDS)[number];

export interface JobRecord {
  /** Of which port it came: `escp` is ESC/P over IP, `raw` any bytes. */
  readonly by: 'escp' | 'raw';
  readonly port: number;
  readonly from: { readonly address: string; readonly port: number };
  /** RFC 3339: its first byte, and when nothing more could come. */
  readonly began: string;
  readonly ended: string;
  readonly how: JobEnd;
  readonly bytes: number;
  /** That came out of it; those of which pictures were made are files beside it. */
  readonly pages: number;
  /** As what it was printed: a name for `printerModel`. */
  readonly model: string;
  /** What the job says of itself. */
  readonly title?: string;
  readonly user?: string;
  /** What was understood, what was not, and where; absent where nobody looked into it. */
  readonly report?: EscpReport;
  /** Why pages are missing, in sentences. */
  readonly missing: readonly string[];
}

/** The record of a job in a spool; undefined where it is damaged, or none of ours. */
export function recordOf({ facts }: SpooledJob): JobRecord | undefined {
  if (!isObject(facts)) return undefined;
  const isRecord =
    JOB_ENDS.some((how) => how === facts['how']) &&
    isObject(facts['from']) &&
    typeof facts['from']['address'] === 'string' &&
    ['began', 'ended', 'model', 'by'].every((key) => typeof facts[key] === 'string') &&
    ['port', 'bytes', 'pages'].every((key) => Number.isSafeInteger(facts[key])) &&
    Array.isArray(facts['missing']);
  return isRecord ? (facts as unknown as JobRecord) : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
