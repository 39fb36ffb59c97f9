/** The built command as a process. A copy is run, so that a build meanwhile pulls nothing away. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Built {
  /** The command's file. */
  readonly command: string;
  /** A folder for whatever the test needs, readable by all users. */
  readonly folder: string;
  remove(): void;
}

/** Copies `dist` to a folder that every user may read. */
export function copyBuilt(): Built {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-e2e-'));
  chmodSync(folder, 0o755);
  cpSync(fileURLToPath(new URL('../../dist', import.meta.url)), join(folder, 'dist'), {
    recursive: true,
  });
  return {
    command: join(folder, 'dist', 'portolan.cjs'),
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface Ended {
  /** The exit code, or the name of the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  /** What it reads; nothing when absent. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** An environment in which nobody asked for colours or a width. */
export function plainEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: __, COLUMNS: ___, ...rest } = process.env;
  return { ...rest, ...more };
}

/** Runs a program to its end. */
export function run(
  program: string,
  words: readonly string[],
  { input = '', env = {}, cwd }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(program, words, { env: plainEnvironment(env), cwd, stdio: 'pipe' });
  // Whoever does not read its input closes it: no matter.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return ended(child);
}

/** Waits for the end of a process and of its output. */
export function ended(child: ChildProcess): Promise<Ended> {
  const written = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (written.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (written.err += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal!, ...written }));
  });
}
