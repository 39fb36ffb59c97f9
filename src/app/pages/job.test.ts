import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../core/errors.ts';
import { inches } from '../../core/page/paper.ts';
import type { Mark, PageFormat, PageOutput } from '../../core/page/marks.ts';
import { cancellation } from '../../core/signal.ts';
import type { EscpEvent, EscpInterpreter } from '../../protocols/escp/report.ts';
import { drawnPages } from './drawn.ts';
import { LONGEST_WORK, PIECE } from './limits.ts';
import { cutPages, startPageJob, type PageJobOptions, type Taker } from './job.ts';

const LETTER: PageFormat = { width: inches(8.5), height: inches(11) };
const DOT: Mark = {
  kind: 'dots',
  x: 0,
  y: 0,
  columns: 1,
  rows: 1,
  pitchX: 480,
  pitchY: 480,
  bits: 1,
  data: Uint8Array.of(0x80),
  inks: ['black'],
};

/** Another, whose every byte is a page with as many of one mark. */
const repeating = (format: PageFormat, mark: Mark): EscpInterpreter => ({
  ...countingInterpreter(),
  *take(piece): Generator<EscpEvent> {
    for (const count of piece) {
      yield { kind: 'page', format };
      for (let n = 0; n < count; n += 1) yield { kind: 'mark', mark };
      yield { kind: 'page end', height: format.height };
    }
  },
});

/** A language of our own, whose every byte is a page with as many marks; FFh is a question. */
function countingInterpreter(): EscpInterpreter & { taken: number } {
  let bytes = 0;
  return {
    taken: 0,
    *take(piece): Generator<EscpEvent> {
      for (const n of piece) {
        bytes++;
        this.taken++;
        if (n === 0xff) {
          yield { kind: 'reply', bytes: Uint8Array.of(1), title: 'status' };
          continue;
        }
        yield { kind: 'page', format: LETTER };
        for (let i = 0; i < n; i++) yield { kind: 'mark', mark: DOT };
        yield { kind: 'page end', height: LETTER.height };
      }
    },
    *end() {},
    report: () => ({ bytes, pages: bytes, commands: 0, unknown: [], faults: [], more: 0 }),
  };
}

/** Writes down what it is told. */
function witness(name: string, says: string[], endPage: () => Promise<void> = async () => {}) {
  const output: PageOutput = {
    begin: ({ width }) => void says.push(`${name} begins ${width / inches(1)}`),
    mark: ({ kind }) => void says.push(`${name} ${kind}`),
    end: async () => {
      await endPage();
      says.push(`${name} ends`);
    },
    close: async () => void says.push(`${name} closes`),
  };
  return { name, output } satisfies Taker;
}

/** Time that goes on by itself, a millisecond a look. */
function steppingClock() {
  let now = 0;
  const turns: number[] = [];
  return {
    turns,
    now: () => now++,
    wakeAt(_: number, wake: () => void) {
      turns.push(now);
      void Promise.resolve().then(wake);
      return () => {};
    },
  };
}

const start = (options: Partial<PageJobOptions>) =>
  startPageJob({
    interpreter: countingInterpreter(),
    takers: [],
    clock: steppingClock(),
    ...options,
  });

describe('a job on its way to pages', () => {
  it('hands each page to all takers, and waits for the slowest', async () => {
    const says: string[] = [];
    const slow = witness('slow', says, () => new Promise((resolve) => void setTimeout(resolve, 5)));
    const job = start({ takers: [slow, witness('fast', says)] });
    await job.take(Uint8Array.of(1, 0));
    const result = await job.end();
    expect(says.join(', ')).toBe(
      'slow begins 8.5, fast begins 8.5, slow dots, fast dots, slow ends, fast ends, ' +
        'slow begins 8.5, fast begins 8.5, slow ends, fast ends, slow closes, fast closes',
    );
    expect(result).toMatchObject({
      pages: [
        { number: 1, marks: 1, takenBy: ['slow', 'fast'] },
        { number: 2, marks: 0, takenBy: ['slow', 'fast'] },
      ],
      leftOut: 0,
      failed: [],
      isBroken: false,
    });
  });

  it('knows pages that are too much work to be drawn whole, and says so', async () => {
    const clock = { now: () => 0, wakeAt: () => () => {} };
    // Each lies over the whole page; more of them than a page has work for.
    const wide: Mark = {
      ...DOT,
      columns: 2000,
      rows: 180,
      data: new Uint8Array(250 * 180).fill(255),
    };
    const small: PageFormat = { width: inches(1), height: inches(1) };
    const output = drawnPages({}, clock, async (page) => void (await page.bitmap()));
    const job = start({ takers: [{ name: 'PNG', output }], interpreter: repeating(small, wide) });
    await job.take(Uint8Array.of(1, 255));
    const { pages } = await job.end();
    expect(pages.map(({ cutBy }) => cutBy)).toEqual([[], ['PNG']]);
    expect(cutPages(pages)).toContain('page 2 is not whole');
    expect(cutPages(pages.slice(0, 1))).toBeUndefined();
  });

  it('goes on without a taker that fails, and closes it all the same', async () => {
    const says: string[] = [];
    const full = witness('full', says, () =>
      Promise.reject(new UnavailableError('the disk is full')),
    );
    const job = start({ takers: [full, witness('other', says)] });
    await job.take(Uint8Array.of(0, 0));
    const { failed, pages } = await job.end();
    expect(failed).toMatchObject([{ name: 'full', page: 1, why: 'the disk is full' }]);
    expect(pages.map(({ takenBy }) => takenBy)).toEqual([['other'], ['other']]);
    expect(says.filter((text) => text.startsWith('full'))).toEqual([
      'full begins 8.5',
      'full closes',
    ]);
  });

  it('lets our own bugs crash', async () => {
    const bug = witness('bug', [], () => Promise.reject(new TypeError('oops')));
    const job = start({ takers: [bug] });
    await expect(job.take(Uint8Array.of(0))).rejects.toThrow('oops');
  });

  it('gives way to others often, and in long pieces that bring forth nothing too', async () => {
    const clock = steppingClock();
    await start({ clock }).take(Uint8Array.of(200));
    expect(clock.turns.length).toBeGreaterThan(200 / LONGEST_WORK - 1);
    const silent: EscpInterpreter = { ...countingInterpreter(), take: () => [] };
    const calm = steppingClock();
    await start({ interpreter: silent, clock: calm }).take(
      new Uint8Array(40 * LONGEST_WORK * PIECE),
    );
    expect(calm.turns.length).toBeGreaterThan(30);
  });

  it('stops where the signal fires, and drops the page that is open', async () => {
    const says: string[] = [];
    const { signal, cancel } = cancellation();
    const interpreter = countingInterpreter();
    const stopper = witness('w', says);
    const output = {
      ...stopper.output,
      mark() {
        cancel();
      },
    };
    const job = start({ interpreter, takers: [{ name: 'w', output }], signal });
    await job.take(Uint8Array.of(3, 3, 3));
    await job.take(Uint8Array.of(3));
    const result = await job.end();
    expect(result).toMatchObject({ isBroken: true, pages: [] });
    expect(says).toEqual(['w begins 8.5', 'w closes']);
    expect(interpreter.taken).toBe(1);
  });

  it('makes no more pages than may be, nor those that nobody wants, and counts them', async () => {
    const few = start({ mostPages: 2 });
    await few.take(Uint8Array.of(0, 0, 0, 0, 0));
    expect(await few.end()).toMatchObject({ pages: [{ number: 1 }, { number: 2 }], leftOut: 3 });
    const one = start({ isWanted: (page) => page === 2 });
    await one.take(Uint8Array.of(0, 0, 0));
    expect(await one.end()).toMatchObject({ pages: [{ number: 2 }], leftOut: 2 });
  });

  it('passes on what the printer says', async () => {
    const heard: string[] = [];
    const job = start({ reply: (bytes, title) => heard.push(`${title} ${bytes.length}`) });
    await job.take(Uint8Array.of(0xff));
    expect(heard).toEqual(['status 1']);
  });
});
