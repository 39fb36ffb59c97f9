/** The built command watching real programs, in namespaces of its own; what it promises when it is pushed. */
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WatchRow } from '../../src/app/watch/row.ts';
import { copyBuilt, run, type Built } from '../support/built.ts';
import { uncoloured } from '../support/terminal.ts';

const INSIDE = fileURLToPath(new URL('watch-inside.mjs', import.meta.url));
const NAMESPACES = ['--net', '--pid', '--fork', '--kill-child', '--mount', '--mount-proc'];

let built: Built;
beforeAll(() => {
  built = copyBuilt();
  // Where the optional packages are: SQLite for Node 20.
  symlinkSync(
    fileURLToPath(new URL('../../node_modules', import.meta.url)),
    join(built.folder, 'node_modules'),
  );
});
afterAll(() => built.remove());

/** Said by name, so that nobody takes for tested what was not. */
function leaveOutUnless(can: boolean, name: string, why: string): boolean {
  if (!can) console.log(`LEFT OUT: ${name}, because ${why}`);
  return can;
}

const hasNamespaces =
  process.platform === 'linux' && spawnSync('unshare', [...NAMESPACES, 'true']).status === 0;
const hasPerl = spawnSync('perl', ['-MSocket', '-e', '1']).status === 0;
const canWatch = leaveOutUnless(
  hasNamespaces && hasPerl,
  'watching real programs',
  'it needs perl, and the right to make namespaces (root on Linux)',
);

interface Said {
  readonly rows: readonly (WatchRow & { readonly at: number })[];
  readonly out: string;
  readonly err: string;
  readonly code: number | string;
}

/** Plays one of the stories of `watch-inside.mjs`. */
async function play<Told>(story: string): Promise<Told> {
  const words = [...NAMESPACES, process.execPath, INSIDE, built.command, story];
  const { out, err, code } = await run('unshare', words);
  if (code !== 0 || out === '') throw new Error(`the story "${story}" broke off: ${err}`);
  return JSON.parse(out) as Told;
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!;

describe.skipIf(!canWatch)('a watch', () => {
  it('says what happens within a second', async () => {
    const { opened, closed, err, code, count } = await play<{
      opened: number[];
      closed: number[];
      count: number;
      err: string;
      code: number;
    }>('latency');
    expect([count, err, code]).toEqual([16, '', 0]);
    expect(median(opened)).toBeLessThan(1000);
    expect(median(closed)).toBeLessThan(1000);
    // A machine that does other things as well may hold up one of them.
    expect(Math.max(...opened, ...closed)).toBeLessThan(3000);
  });
});

describe.skipIf(!canWatch).concurrent('a watch', () => {
  it('says nothing of 1,000 restarts', async ({ expect }) => {
    expect(await play('restarts')).toMatchObject({ rows: [], err: '', code: 0 });
  }, 120_000);

  it('says three things of another program, a wider door and one that is gone', async ({
    expect,
  }) => {
    const { rows, err, code } = await play<Said>('three');
    expect([err, code]).toEqual(['', 0]);
    expect(rows.toSorted((a, b) => a.port! - b.port!)).toMatchObject([
      { kind: 'program', port: 7001, why: expect.stringContaining('impostor') as string },
      { kind: 'wider', port: 7002, address: '0.0.0.0', was: '127.0.0.1' },
      { kind: 'gone', port: 7003, address: '127.0.0.1' },
    ]);
  });

  it('ends in good order, however it is told to', async ({ expect }) => {
    const ends = await play<Record<string, Said>>('ends');
    for (const name of ['json SIGINT', 'json SIGTERM']) {
      const { out, err, code } = ends[name]!;
      const document = JSON.parse(out) as { events: object[] };
      expect(document).toMatchObject({
        events: [{ kind: 'new', port: 7001, listener: { processes: [{ name: 'perl' }] } }],
        endedBy: 'signal',
        kinds: { new: 1 },
      });
      // --fail-on new
      expect([err, code]).toEqual(['', 1]);
    }
    const [head, row, ...more] = ends['csv']!.out.split('\r\n');
    expect(head).toMatch(/^time,kind,severity,transport,port,/);
    expect(row).toMatch(/^2\d{3}-\S+Z,new,notice,tcp,7001,/);
    expect(more).toEqual(['']);
    expect(ends['lines']!.out).toMatch(
      /^1 door open[^]*\n.*watching .*\n.*\d\d:\d\d:\d\d {2}new .*7001\/tcp[^]*Watched for \d+ s: 1 new\.\n$|^No door is open[^]*new .*7001\/tcp[^]*Watched for \d+ s: 1 new\.\n$/,
    );
    expect(ends['until']).toMatchObject({ code: 0, err: '', rows: [{ kind: 'new', port: 7005 }] });
    expect(ends['vain']).toMatchObject({ code: 3, err: 'portolan: "7006" did not come\n' });
  }, 120_000);

  it('that is killed loses nothing of what it said', async ({ expect }) => {
    interface Told {
      readonly id: string;
      readonly kind: string;
      readonly port: number;
    }
    const { acknowledged, told, toldAfter, kept, keptErr, before } = await play<{
      acknowledged: Told[];
      before: number;
      toldAfter: number;
      told: Told[];
      kept: string;
      keptErr: string;
    }>('killed');
    expect(acknowledged.length).toBeGreaterThan(3);
    expect(before).toBeGreaterThan(0);
    // Their claims need not run out, which would take half a minute.
    expect(toldAfter).toBeLessThan(10_000);
    expect(keptErr).toBe('');
    const remembered = kept
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Told);
    for (const { id, kind, port } of acknowledged) {
      expect(told.map((event) => event.id)).toContain(id);
      expect(remembered.some((drift) => drift.kind === kind && drift.port === port)).toBe(true);
    }
  }, 120_000);

  it('tells a server that fails and hangs, and a program, no shell between', async ({ expect }) => {
    const { heard, told, err, code } = await play<
      Said & { heard: (WatchRow & { authorization: string })[]; told: string }
    >('hooks');
    const [first, again, third] = heard;
    expect([again!.id, third!.id]).toEqual([first!.id, first!.id]);
    expect(heard.map(({ kind }) => kind)).toEqual(['new', 'new', 'new', 'gone']);
    expect(new Set(heard.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer abc']),
    );
    const lines = told.trimEnd().split('\n');
    expect(
      lines.map((line) => (line.startsWith('{') ? (JSON.parse(line) as WatchRow).kind : line)),
    ).toEqual(['new', 'new $(touch oops)', 'gone', 'gone $(touch oops)']);
    expect(err).toContain(
      'the webhook at 127.0.0.1:7999 could not be told, and will be: it answers 500',
    );
    expect(err).toContain('the webhook at 127.0.0.1:7999 answers again');
    expect(err.match(/the desktop cannot be told of anything/g) ?? []).toHaveLength(1);
    expect(code).toBe(0);
  }, 120_000);

  it('goes on while the disk is full, and says so', async ({ expect }) => {
    const { leftOut, whileFull, err, rows, code } = await play<
      Said & { whileFull: string; leftOut?: string }
    >('fullDisk');
    if (!leaveOutUnless(leftOut === undefined, 'watching on a full disk', `${leftOut}`)) return;
    const times = (text: string, words: string) => text.split(words).length - 1;
    for (const words of ['is kept in memory alone', 'what is seen is not remembered']) {
      expect([words, times(whileFull, words), times(err, words)]).toEqual([words, 1, 1]);
    }
    expect(times(whileFull, 'disk is full')).toBe(2);
    expect(err).toContain('what is seen is remembered again');
    expect(err).toContain('is kept on disk again');
    expect(rows.map(({ kind, port }) => `${kind} ${port}`)).toEqual(['new 7001', 'gone 7001']);
    expect(code).toBe(0);
  });

  it('that was stopped looks anew', async ({ expect }) => {
    const { rows, err } = await play<Said>('stopped');
    expect(err).toMatch(/^portolan: this watch did not run for 1\d s: looking anew\n$/);
    expect(rows.map(({ kind, port }) => `${kind} ${port}`)).toEqual(['new 7001']);
  });

  it('gives the terminal back as it was, with what happened', async ({ expect }) => {
    const { out, drawnMeanwhile } = await play<{
      out: string;
      code: number;
      drawnMeanwhile: number;
    }>('terminal');
    expect(out.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true);
    // Nothing changed, nothing was drawn.
    expect(drawnMeanwhile).toBe(0);
    const [screen, after, ...more] = out.split('\u001b[?25h\u001b[?1049l');
    expect(more).toEqual([]);
    expect(uncoloured(screen!)).toContain('7001/tcp');
    const lines = uncoloured(after!).replaceAll('\r', '').split('\n');
    expect(lines.join('\n')).toMatch(/new .*7001\/tcp[^]*Watched for \d+ s: 1 new\./);
    expect(lines.every((line) => line.length <= 70)).toBe(true);
  });
});
