/** Jobs in a spool as they are listed, and removed. */
import { describe, expect, it } from 'vitest';
import { never } from '../../../core/signal.ts';
import { createNetwork } from '../../../platform/simulated/network.ts';
import { simulatedSpool } from '../../../platform/simulated/spool.ts';
import { readInput, type RawInput } from '../../parameters.ts';
import type { Operation } from '../../operation.ts';
import { printerJobs } from './list.ts';
import type { JobRecord } from './record.ts';
import { printerRemove } from './remove.ts';

const RECORD: JobRecord = {
  by: 'escp',
  port: 621,
  from: { address: '192.0.2.7', port: 50_000 },
  began: '2026-11-21T12:00:00.000Z',
  ended: '2026-11-21T12:00:01.000Z',
  how: 'complete',
  bytes: 3,
  pages: 2,
  model: 'LX-350',
  title: 'Letter',
  report: {
    bytes: 3,
    pages: 2,
    commands: 1,
    unknown: [{ name: 'ESC (q', offset: 1, count: 2 }],
    faults: [],
    more: 0,
  },
  missing: [],
};

async function shelf() {
  const spools = simulatedSpool();
  const host = createNetwork({ seed: 1 }).host('x', { addresses: ['10.0.0.1'], spool: spools });
  const spool = await spools.open(host.folders.state.path('printer'));
  for (const facts of [RECORD, { ...RECORD, how: 'broken' }, 'nonsense', RECORD]) {
    const job = await spool.begin();
    await job.write(Uint8Array.of(1, 2, 3));
    const file = await job.create('page-1.png');
    await file.write(Uint8Array.of(1));
    await file.close();
    await job.keep(facts);
  }
  return <Result>(operation: Operation<Result>, raw: RawInput = {}) =>
    operation.run(readInput(operation.parameters, raw), {
      platform: host,
      signal: never,
      emit() {},
    } as never);
}

describe('a list of jobs', () => {
  it('has what is known of each, and says which record is damaged', async () => {
    const ask = await shelf();
    const result = await ask(printerJobs);
    const { report: _, ...known } = RECORD;
    const files = ['page-1.png'];
    expect(result.jobs[0]).toEqual({ id: 1, ...known, unknown: 1, faults: 0, files });
    expect(result.jobs.map(({ how }) => how)).toEqual([
      'complete',
      'broken',
      undefined,
      'complete',
    ]);
    expect(result.jobs[2]).toEqual({ id: 3, bytes: 3, files, isDamaged: true });
    expect(result.bytes).toBe(16);
    expect(printerJobs.outcome!(result).warnings).toEqual([
      'the record of job 3 cannot be read; its bytes are there',
    ]);
    expect(printerJobs.rows(result)[0]).toMatchObject({
      id: 1,
      source: '192.0.2.7',
      how: 'complete',
    });
  });

  it('is empty where there is no spool', async () => {
    const ask = await shelf();
    expect(await ask(printerJobs, { spool: 'elsewhere' })).toEqual({
      spool: 'elsewhere',
      jobs: [],
      bytes: 0,
    });
  });
});

describe('removing jobs', () => {
  it('takes those that are named, and says which were not there', async () => {
    const ask = await shelf();
    const result = await ask(printerRemove, { jobs: ['4', '1', '9', '1'] });
    expect(result).toMatchObject({ removed: [4, 1], missing: [9] });
    expect((await ask(printerJobs)).jobs.map(({ id }) => id)).toEqual([2, 3]);
    expect(await ask(printerRemove, { all: true })).toMatchObject({ removed: [2, 3] });
    expect((await ask(printerJobs)).jobs).toEqual([]);
  });

  it.each<[RawInput, string]>([
    [{}, 'which?'],
    [{ all: true, jobs: ['1'] }, 'not both'],
    [{ jobs: ['one'] }, 'no number of a job'],
    [{ jobs: ['0'] }, 'no number of a job'],
    [{ jobs: ['9', '8'] }, 'there is no job 9, and none 8 in'],
  ])('%j is refused', async (raw, says) => {
    const ask = await shelf();
    await expect(ask(printerRemove, raw)).rejects.toThrow(says);
  });
});
