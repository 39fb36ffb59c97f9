import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { never } from '../../../core/signal.ts';
import { OUTPUT_LIMIT, systemTools, trouble, type Outcome } from './exec.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-exec-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Node stands in for the tool: it is there on every system that the tests run on. */
const node = (script: string, more: object = {}, signal = never) =>
  systemTools.run({ tool: process.execPath, args: ['-e', script], ...more }, signal);

const said = (outcome: Outcome) =>
  outcome.how === 'done' ? new TextDecoder().decode(outcome.output) : outcome.how;

describe('a tool of the system', () => {
  it('gives its bytes, its code and what it complained of', async () => {
    const outcome = await node(
      'process.stdout.write(Buffer.from([0xff, 0]));console.error("no");process.exitCode=3',
    );
    expect(outcome).toMatchObject({ how: 'done', code: 3, complaint: 'no\n' });
    expect([...(outcome.how === 'done' ? outcome.output : [])]).toEqual([0xff, 0]);
    expect(trouble(outcome)).toBeUndefined();
  });

  it('gets its words as they are: no shell looks at them', async () => {
    const words = ['$(id)', '`id`', '"a b"', '*', '; exit', '%PATH%'];
    const outcome = await systemTools.run(
      { tool: process.execPath, args: ['-p', 'JSON.stringify(process.argv.slice(1))', ...words] },
      never,
    );
    expect(JSON.parse(said(outcome))).toEqual(words);
  });

  it('gets the environment that is asked for, and an end of its input', async () => {
    const outcome = await node(
      'process.stdin.on("end",()=>console.log(process.env.LC_ALL,!!process.env.PATH)).resume()',
      { environment: { LC_ALL: 'C' } },
    );
    expect(said(outcome)).toBe('C true\n');
  });

  it('says when there is none', async () => {
    const outcome = await systemTools.run({ tool: join(folder, 'none'), args: [] }, never);
    expect(outcome).toEqual({ how: 'absent' });
    expect(trouble(outcome)).toBe('is not there');
  });

  it.skipIf(process.platform === 'win32')('says when it may not be run', async () => {
    const tool = join(folder, 'plain');
    writeFileSync(tool, 'no program');
    chmodSync(tool, 0o644);
    expect(await systemTools.run({ tool, args: [] }, never)).toEqual({ how: 'refused' });
  });

  it('says when the system refuses before there is a process', async () => {
    const outcome = await systemTools.run({ tool: process.execPath, args: ['a\0b'] }, never);
    expect(outcome).toMatchObject({ how: 'broken' });
    expect(trouble(outcome)).toMatch(/^failed: /);
  });

  it('is not waited for longer than patience lasts', async () => {
    const before = performance.now();
    expect(await node('setInterval(() => {}, 1000)', { patience: 300 })).toEqual({ how: 'late' });
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('may not keep us waiting through what it started and left behind', async () => {
    const script = `
      require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 4000)'],
        { stdio: 'inherit' });`;
    const before = performance.now();
    expect(await node(script, { patience: 500 })).toEqual({ how: 'late' });
    expect(performance.now() - before).toBeLessThan(3500);
  });

  it('ends when nobody wants its answer any more', async () => {
    const controller = new AbortController();
    const answer = node('setInterval(() => {}, 1000)', {}, controller.signal);
    controller.abort();
    expect(await answer).toEqual({ how: 'late' });
    expect(await node('1', {}, controller.signal)).toEqual({ how: 'late' });
  });

  it('is cut off when it does not stop talking', async () => {
    const outcome = await node(
      `const piece = Buffer.alloc(1 << 20); const on = () => process.stdout.write(piece, on); on();`,
    );
    expect(outcome).toEqual({ how: 'endless' });
    expect(OUTPUT_LIMIT).toBeGreaterThan(1 << 20);
  });

  it('is told of when a signal ended it', async () => {
    const outcome = await node('process.kill(process.pid, "SIGKILL")');
    expect(outcome).toMatchObject(
      process.platform === 'win32' ? { how: 'done' } : { how: 'broken' },
    );
  });
});
