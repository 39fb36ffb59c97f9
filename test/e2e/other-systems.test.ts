/**
 * The built command as it runs on macOS and Windows: it takes itself to be there, and the tools that it
 * starts are scripts that say what the fixtures have. Everything between is real: the loading of the
 * right collector, processes, pipes, verdicts, the view. Windows' tools are found by their whole names
 * as words on PATH; macOS' stand in folders of their own, laid over the system's, which takes root.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import { macScript } from '../support/imagined-mac.ts';
import { pcScript } from '../support/imagined-pc.ts';
import { copyBuilt, run, type Built } from '../support/built.ts';

const IS_UNIX = process.platform !== 'win32';
let built: Built;

beforeAll(() => {
  built = copyBuilt();
});
afterAll(() => built.remove());

/** A module that makes Node take the system for another. */
function pretending(system: string): string {
  const file = join(built.folder, `${system}.cjs`);
  writeFileSync(file, `Object.defineProperty(process, 'platform', { value: '${system}' });\n`);
  return file;
}

/** A tool: a script that prints the answer to whichever question its words begin with. */
function tool(
  folder: string,
  name: string,
  answers: readonly (readonly [string, string | Uint8Array])[],
): void {
  mkdirSync(folder, { recursive: true });
  const cases = answers.map(([words, answer], i) => {
    const file = join(folder, `${name}.${i}`);
    writeFileSync(file, answer);
    return `  '${words}'*) exec cat '${file}' ;;\n`;
  });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\ncase "$*" in\n${cases.join('')}esac\nexit 1\n`);
  chmodSync(path, 0o755);
}

/** The script's answers to one tool, by what follows its name, longest first. */
function answersOf(script: Readonly<Record<string, unknown>>, name: string) {
  return Object.entries(script)
    .filter(([key]) => key === name || key.startsWith(`${name} `))
    .map(([key, answer]) => [key.slice(name.length + 1), answer as string | Uint8Array] as const)
    .toSorted(([a], [b]) => b.length - a.length);
}

const doors = ({ listeners }: SurveyResult) =>
  listeners.map(
    ({ transport, address, port, processes }) =>
      `${transport} ${address} ${port} ${processes.map(({ name }) => name).join(' ')}`,
  );

describe.skipIf(!IS_UNIX)('taken for Windows', () => {
  const SYSTEM32 = String.raw`C:\Windows\System32`;

  const survey = (script: Readonly<Record<string, unknown>>) => {
    const folder = join(built.folder, 'windows');
    for (const name of ['netstat.exe', 'tasklist.exe', 'netsh.exe']) {
      tool(folder, `${SYSTEM32}\\${name}`, answersOf(script, name));
    }
    const powershell = `${SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe`;
    tool(folder, powershell, answersOf(script, 'powershell.exe'));
    const words = ['-r', pretending('win32'), built.command, 'survey', '--json'];
    const env = { PATH: `${folder}:${process.env['PATH']}`, SystemRoot: String.raw`C:\Windows` };
    return run(process.execPath, words, { env });
  };

  it('surveys by PowerShell', async () => {
    const { out, err } = await survey(pcScript());
    expect(err).toBe('');
    const result = JSON.parse(out) as SurveyResult;
    expect(result.host.system).toBe('win32');
    expect(doors(result)).toContain('tcp 0.0.0.0 135 svchost.exe');
    expect(doors(result)).toContain('tcp 127.0.0.1 5432 postgres.exe');
    expect(doors(result)).toContain('tcp 127.0.0.1 8123 Zählwerk.exe');
    expect(result.listeners).toHaveLength(15);
    expect(result.reserved.map(({ from, verdict }) => `${from} ${verdict}`)).toContain(
      '49671 held',
    );
    expect(result.listeners.find(({ port }) => port === 5432)?.stop).toBe('Stop-Process -Id 5320');
  });

  it('surveys by netstat where PowerShell has no answer', async () => {
    const { out } = await survey({ ...pcScript(), 'powershell.exe': 'not today' });
    const result = JSON.parse(out) as SurveyResult;
    expect(doors(result)).toContain('tcp 0.0.0.0 135 svchost.exe');
    expect(result.listeners).toHaveLength(14);
    expect(result.coverage.gaps).toMatchObject([{ what: 'silent-sockets' }]);
  });
});

/** Why folders cannot be laid over the system's here; undefined when they can. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it needs root on Linux';
  const lay = 'mount -t overlay overlay -o lowerdir=/usr/bin:/usr/sbin /usr/sbin';
  const { status } = spawnSync('unshare', ['-m', 'sh', '-c', lay], { stdio: 'ignore' });
  return status === 0 ? undefined : 'no folder may be laid over another here';
}

const reason = obstacle();
if (reason) console.log(`LEFT OUT: the command taken for macOS, because ${reason}`);

describe.skipIf(reason)('taken for macOS', () => {
  it('surveys by netstat, lsof and ps', async () => {
    const [sbin, bin] = ['sbin', 'bin'].map((name) => join(built.folder, name)) as [string, string];
    const script = macScript();
    for (const name of ['netstat', 'lsof', 'sysctl']) tool(sbin, name, answersOf(script, name));
    for (const name of ['ps', 'launchctl', 'plutil']) tool(bin, name, answersOf(script, name));
    const lay = (folder: string, over: string) =>
      `mount -t overlay overlay -o lowerdir=${folder}:${over} ${over}`;
    const command = `${lay(sbin, '/usr/sbin')} && ${lay(bin, '/usr/bin')} && exec "$@"`;
    const words = ['-m', 'sh', '-c', command, 'sh', process.execPath];
    const { out, err } = await run('unshare', [
      ...words,
      '-r',
      pretending('darwin'),
      built.command,
      'survey',
      '--json',
    ]);
    expect(err).toBe('');
    const result = JSON.parse(out) as SurveyResult;
    expect(result.host.system).toBe('darwin');
    expect(result.coverage.complete).toBe(true);
    expect(doors(result)).toContain('tcp 0.0.0.0 7000 ControlCenter');
    expect(doors(result)).toContain('tcp :: 3000 node node');
    expect(result.listeners).toHaveLength(16);
    expect(result.listeners.find(({ port }) => port === 631)?.look).toBe(
      'launchctl print system/org.cups.cupsd',
    );
  });
});
