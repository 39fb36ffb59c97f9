/** A simulated machine that can make pages, and has something to make them of. */
import { nodeCompression } from '../../src/platform/node/compression.ts';
import { nodeFonts } from '../../src/platform/node/fonts.ts';
import { openPdf } from '../../src/platform/node/pdf.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { simulatedSpool } from '../../src/platform/simulated/spool.ts';
import type { SpoolDoor } from '../../src/platform/spool.ts';
import { spoolFolder } from '../../src/app/printer/jobs/place.ts';
import type { JobRecord } from '../../src/app/printer/jobs/record.ts';
import { machine } from './command.ts';

export const latin = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Two pages of text: bold, double width, a line below. */
export const LETTER = latin(
  '\u001b@Portolan\r\n\u001bEbold\u001bF and \u001b-1underlined\u001b-0\r\n\u000eWide\r\n\u000cSecond page\r\n\u000c',
);

/** The real parts that draw, where the rest is simulated. */
export const drawing: Pick<Platform, 'fonts' | 'compression' | 'pdf'> = {
  fonts: nodeFonts(new URL('../../dist/data/', import.meta.url)),
  compression: async () => nodeCompression(),
  pdf: { open: async (sink, facts) => openPdf(sink, facts) },
};

export const record = (more: Partial<JobRecord> = {}): JobRecord => ({
  by: 'escp',
  port: 621,
  from: { address: '192.168.1.7', port: 50_123 },
  began: '2026-11-21T09:30:00.250Z',
  ended: '2026-11-21T09:30:02.000Z',
  how: 'complete',
  bytes: LETTER.length,
  pages: 2,
  model: 'LQ-590II',
  missing: [],
  ...more,
});

export interface ExampleJob {
  readonly bytes: Uint8Array;
  readonly facts: unknown;
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** A spool with these jobs, from 1, where the virtual printer keeps its own. */
export async function spoolOf(jobs: readonly ExampleJob[]): Promise<SpoolDoor> {
  const door = simulatedSpool();
  const spool = await door.open(spoolFolder(machine(), undefined));
  for (const { bytes, facts, files = {} } of jobs) {
    const job = await spool.begin();
    await job.write(bytes);
    for (const [name, content] of Object.entries(files)) {
      const sink = await job.create(name);
      await sink.write(content);
      await sink.close();
    }
    await job.keep(facts);
  }
  await spool.close();
  return door;
}

/** What the examples of `printer show` and of those beside it speak of. */
export async function exampleJobs() {
  const jobs = Array.from({ length: 3 }, () => ({ bytes: LETTER, facts: record() }));
  return {
    files: { 'job.prn': LETTER, '-': LETTER },
    spool: await spoolOf(jobs),
    platform: drawing,
  };
}
