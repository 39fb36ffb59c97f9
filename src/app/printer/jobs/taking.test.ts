/** A job without a connection: what becomes of its pages. */
import { describe, expect, it } from 'vitest';
import { shippedData } from '../../../../test/support/shipped.ts';
import { cancellation, never } from '../../../core/signal.ts';
import { nodeClock } from '../../../platform/node/clock.ts';
import { printerDevice } from '../../../printer/device.ts';
import { wishedModel } from '../../../printer/models.ts';
import { drawing } from '../../../../test/support/print-jobs.ts';
import { PICTURE, type JobEvent } from './event.ts';
import { pressOf } from './press.ts';
import { AtWork } from './at-work.ts';
import { JobTaking, type Printing } from './taking.ts';

const text = (words: string) => new TextEncoder().encode(words);
const model = wishedModel(shippedData, 'dot-matrix', undefined);
const device = printerDevice({ kind: model.kind, model: model.name }, 'x');

async function taking(
  more: Partial<Printing> = {},
  seen: { readonly isShown?: boolean; readonly world?: Pick<typeof drawing, 'fonts'> } = {},
) {
  const [told, bugs]: [JobEvent[], unknown[]] = [[], []];
  const clock = nodeClock();
  const nothing = () => Promise.reject(new Error('nothing is drawn'));
  const atWork = new AtWork();
  const fonts = { read: () => new Uint8Array() };
  const world = { clock, compression: nothing, fonts, ...seen.world };
  const job = await JobTaking.begin(
    {
      clock,
      press: pressOf(model, device, world, atWork, seen.isShown),
      atWork,
      signal: never,
      model: model.name,
      tell: (event) => void told.push(event),
      fail: (bug) => void bugs.push(bug),
      ...more,
    },
    { by: 'raw', port: 9100, from: { address: '192.0.2.1', port: 5 }, reply() {} },
  );
  return { job, told, bugs, ended: () => told.find(({ event }) => event === 'ended') };
}

describe('a job', () => {
  it('is told page by page, the first of them, and all are counted', async () => {
    const { job, told, ended } = await taking();
    await job.take(text('x\f'.repeat(30)));
    await job.end('complete');
    expect(told.filter(({ event }) => event === 'page')).toHaveLength(20);
    expect(ended()).toMatchObject({ how: 'complete', pages: 30, bytes: 60, says: [] });
  });

  it('is seen page by page where somebody looks, kept or not', async () => {
    const { job, told, ended } = await taking({}, { isShown: true, world: drawing });
    await job.take(text('One\fTwo\r\n  again\f\f' + 'x\f'.repeat(30)));
    await job.end('complete');
    const pages = told.filter((event) => event.event === 'page');
    expect(pages).toHaveLength(20);
    expect(pages.slice(0, 4).map((page) => page.text)).toEqual([
      'One\n',
      'Two\n  again\n',
      '',
      'x\n',
    ]);
    const pictures = pages.map((page) => page[PICTURE]!);
    expect(pictures.every(({ width }) => width === 200)).toBe(true);
    const dark = ({ data }: { data: Uint8Array }) => data.some((value) => value < 250);
    expect(pictures.slice(0, 4).map(dark)).toEqual([true, true, false, true]);
    // Programs are given what JSON can say.
    expect(JSON.stringify(pages[0])).not.toContain('data');
    expect(ended()).toMatchObject({ pages: 33, says: [] });
  });

  it('is made into pages no more once others have waited, and goes on coming', async () => {
    const { job, ended } = await taking();
    await job.take(text('x\f'));
    job.hurry();
    await job.take(text('y\f'));
    await job.end('complete');
    expect(ended()).toMatchObject({ bytes: 4, pages: 1 });
    expect(ended()).toMatchObject({ says: [expect.stringContaining('others had waited')] });
  });

  it('is made into pages no more when the printer is ended', async () => {
    const { signal, cancel } = cancellation();
    const { job, ended } = await taking({ signal });
    cancel();
    await job.take(text('x\f'));
    await job.end('stopped');
    expect(ended()).toMatchObject({ says: [expect.stringContaining('was ended')] });
  });

  it('is taken on where a fault of ours keeps it from becoming pages, which is told', async () => {
    const press = { start: () => Promise.reject(new TypeError('a bug')) };
    const { job, ended, bugs } = await taking({ press });
    await job.take(text('x\f'));
    await job.end('complete');
    expect(ended()).toMatchObject({ how: 'complete', bytes: 2, pages: 0 });
    expect(JSON.stringify(ended())).toContain('a fault of Portolan itself');
    expect(bugs).toEqual([new TypeError('a bug')]);
  });
});
