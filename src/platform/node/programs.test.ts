/** Real programs: what reaches them, what comes back, and that none outlives its time. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { cancellation, never } from '../../core/signal.ts';
import { nodePrograms } from './programs.ts';

const { run, check } = nodePrograms();
const options = { patience: 20_000, signal: never };
/** A program of ours: Node itself. */
const script = (code: string, ...words: string[]) => ['-e', code, '--', ...words];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-programs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether a process is there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that nobody has waited for yet is no more than a name.
    return !/^\d+ \(.*\) Z/.test(
      existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '',
    );
  } catch {
    return false;
  }
}

describe('a program', () => {
  it('gets its arguments as they are, no shell between', async () => {
    const words = ['$(touch x)', '; echo', '"', `it's`, 'a b', '*', '%PATH%', ''];
    const code = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const end = await run(process.execPath, script(code, ...words), options);
    expect(end.code).toBe(0);
    expect(JSON.parse(end.out)).toEqual(words);
  });

  it('reads its input, has our environment and what is added, and says how it ended', async () => {
    const code = `let text = ''; process.stdin.on('data', (d) => (text += d)).on('end', () => {
      console.log(text + process.env.PORTOLAN_X + !!process.env.PATH); console.error('oh'); process.exitCode = 7; })`;
    const end = await run(process.execPath, script(code), {
      ...options,
      input: 'höre ',
      env: { PORTOLAN_X: '1' },
    });
    expect(end).toEqual({ code: 7, out: 'höre 1true\n', err: 'oh\n' });
  });

  it('need not read what it is told', async () => {
    const end = await run(process.execPath, script('process.stdin.destroy()'), {
      ...options,
      input: 'x'.repeat(1_000_000),
    });
    expect(end.code).toBe(0);
  });

  it('may say more than is kept', async () => {
    const code = `process.stdout.write('x'.repeat(1000000))`;
    const end = await run(process.execPath, script(code), { ...options, limit: 1000 });
    expect(end).toMatchObject({ code: 0, out: 'x'.repeat(1000) });
  });

  it.skipIf(process.platform === 'win32')(
    'that takes too long is ended, and so is what it started',
    async () => {
      const file = join(folder, 'pids');
      // Both ignore being asked.
      const inner = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`;
      const code = `process.on('SIGTERM', () => {});
        const child = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' });
        require('fs').writeFileSync(${JSON.stringify(file)}, process.pid + ' ' + child.pid);
        setInterval(() => {}, 1000)`;
      const end = await run(process.execPath, script(code), { ...options, patience: 700 });
      expect(end).toEqual({ ended: 'late', out: '', err: '' });
      const pids = readFileSync(file, 'utf8').split(' ').map(Number);
      expect(pids).toHaveLength(2);
      await expect.poll(() => pids.filter(isAlive), { timeout: 5000 }).toEqual([]);
    },
  );

  it('is ended when nobody wants it any more', async () => {
    const { signal, cancel } = cancellation();
    const running = run(process.execPath, script('setInterval(() => {}, 1000)'), {
      ...options,
      signal,
    });
    cancel();
    expect(await running).toMatchObject({ ended: 'cancelled' });
  });

  it.skipIf(process.platform === 'win32')(
    'has ended though something that it left behind holds its output',
    async () => {
      const code = `const child = require('child_process').spawn('sleep', ['5'], { stdio: 'inherit', detached: true });
        require('fs').writeFileSync(${JSON.stringify(join(folder, 'left'))}, String(child.pid)); child.unref()`;
      const begun = performance.now();
      expect(await run(process.execPath, script(code), options)).toMatchObject({ code: 0 });
      expect(performance.now() - begun).toBeLessThan(4000);
      process.kill(Number(readFileSync(join(folder, 'left'), 'utf8')), 'SIGKILL');
    },
  );
});

describe('what is no program', () => {
  it('is not found', async () => {
    await expect(run(join(folder, 'nonesuch'), [], options)).rejects.toThrow(NotFoundError);
  });

  it.skipIf(process.platform === 'win32')('or may not be run', async () => {
    const file = join(folder, 'text');
    writeFileSync(file, 'no program', { mode: 0o644 });
    await expect(run(file, [], options)).rejects.toThrow(UsageError);
  });

  it('or has a name that no system can be asked for', async () => {
    await expect(run('a\0b', [], options)).rejects.toThrow(UsageError);
  });
});

describe('looking whether a program could be started', () => {
  it('finds paths and names, and starts nothing', async () => {
    await expect(check(process.execPath)).resolves.toBeUndefined();
    await expect(check(process.platform === 'win32' ? 'cmd' : 'sh')).resolves.toBeUndefined();
  });

  it.each(['/nonexistent', 'no-such-program-anywhere', ''])('"%s" is none', async (program) => {
    await expect(check(program)).rejects.toThrow(UsageError);
    await expect(check(program)).rejects.toThrow(`there is no program "${program}" here`);
  });

  it.skipIf(process.platform === 'win32')('what may not be run is refused', async () => {
    const path = join(folder, 'plain');
    writeFileSync(path, '#!/bin/sh\n', { mode: 0o644 });
    await expect(check(path)).rejects.toThrow(`"${path}" cannot be started: this user may not run`);
    await expect(check(folder)).rejects.toThrow(`"${folder}" cannot be started: it is a folder`);
  });
});
