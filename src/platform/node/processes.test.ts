/** Real processes: who has ended, and who has only the number of one that has. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeProcesses } from './processes.ts';

const children: ChildProcess[] = [];
const sleeper = () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  children.push(child);
  return child;
};
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The same mark with another of its words: host, boot, space, number, start. */
function altered(mark: string, place: number, word: string): string {
  return mark
    .split(' ')
    .map((own, i) => (i === place ? word : own))
    .join(' ');
}

const hasPs = spawnSync('ps', ['-o', 'lstart=', '-p', String(process.pid)]).status === 0;
const SYSTEMS = [
  ...(process.platform === 'win32' ? [] : [process.platform]),
  // How macOS is asked works wherever there is a "ps".
  ...(hasPs && process.platform === 'linux' ? (['darwin'] as const) : []),
];

describe.each(SYSTEMS)('the mark of a process (%s)', (system) => {
  const { mark, isGone } = nodeProcesses(system);

  it('is one word after another, and that of a process that is there', async () => {
    const own = (await mark())!;
    expect(own.split(' ')).toHaveLength(5);
    expect(own).toContain(` ${process.pid} `);
    expect(await isGone(own)).toBe(false);
  });

  it('of one that was killed: it has gone', async () => {
    const child = sleeper();
    const own = altered((await mark())!, 3, String(child.pid));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isGone(own)).toBe(true);
  });

  it('of one whose number another process has by now: it has gone', async () => {
    expect(await isGone(altered((await mark())!, 4, '1'))).toBe(true);
  });

  it('of another machine, or none at all: nobody knows', async () => {
    const child = sleeper();
    const own = altered((await mark())!, 3, String(child.pid));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isGone(altered(own, 0, 'elsewhere'))).toBe(false);
    for (const text of ['', 'x', '1', ' '.repeat(4), `${own} more`, altered(own, 3, '-1')]) {
      expect([text, await isGone(text)]).toEqual([text, false]);
    }
  });
});

describe.skipIf(process.platform !== 'linux')('the mark of a process on Linux', () => {
  const { mark, isGone } = nodeProcesses();

  it('of before the machine was started anew: it has gone', async () => {
    expect(await isGone(altered((await mark())!, 1, 'another-boot'))).toBe(true);
  });

  it('of another process namespace: its number says nothing here', async () => {
    const own = altered((await mark())!, 4, '1');
    expect(await isGone(altered(own, 2, 'pid:[1]'))).toBe(false);
  });
});
