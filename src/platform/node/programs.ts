/** Other programs, through Node's child processes. */
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { KEPT_OUTPUT, type ProgramEnd, type ProgramOptions, type Programs } from '../programs.ts';

/** From being asked to end to being ended. */
const GRACE = 1000;
/** From its own end to the end of its outputs: a grandchild may hold them open for ever. */
const LAST_WORDS = 200;

const NOT_ALLOWED = 'this user may not run it';

const isWindows = process.platform === 'win32';

/** Programs of this system, as child processes. */
export function nodePrograms(): Programs {
  return {
    check: checkProgram,
    run: (program, words, options) =>
      new Promise((resolve, reject) => {
        const { spawn } = process.getBuiltinModule('node:child_process');
        const how: SpawnOptions = {
          env: { ...process.env, ...options.env },
          stdio: 'pipe',
          windowsHide: true,
          // A group of its own, so that an end comes to its children too, and our Ctrl-C does not.
          detached: !isWindows,
        };
        let child: ChildProcess;
        try {
          child = spawn(program, words, how);
        } catch (problem) {
          return reject(unstartable(program, problem));
        }
        child.on('error', (problem) => reject(unstartable(program, problem)));
        if (child.pid !== undefined) resolve(attend(child, options));
      }),
  };
}

/** Looks where a start would look: at a path, or along `PATH` for a name. */
async function checkProgram(program: string): Promise<void> {
  const { access, constants, stat } = process.getBuiltinModule('node:fs/promises');
  const path = process.getBuiltinModule('node:path');
  const isPath = program.includes('/') || (isWindows && program.includes('\\'));
  const folders = isPath
    ? ['']
    : [...(isWindows ? ['.'] : []), ...(process.env['PATH'] ?? '').split(path.delimiter)];
  const endings = isWindows ? ['', '.exe', '.com'] : [''];
  const places = folders.flatMap((folder) =>
    endings.map((ending) => (isPath ? program : path.join(folder, program)) + ending),
  );
  let why: string | undefined;
  for (const place of places) {
    try {
      if ((await stat(place)).isDirectory()) why ??= 'it is a folder';
      else return await access(place, constants.X_OK);
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code === 'EACCES') why ??= NOT_ALLOWED;
    }
  }
  throw new UsageError(
    why === undefined || program === ''
      ? `there is no program "${program}" here`
      : `"${program}" cannot be started: ${why}`,
  );
}

/** Feeds it, listens to it, and ends it when it must be. */
async function attend(child: ChildProcess, options: ProgramOptions): Promise<ProgramEnd> {
  const { input = '', patience, signal, limit = KEPT_OUTPUT } = options;
  const out = gathered(child.stdout!, limit);
  const err = gathered(child.stderr!, limit);
  // Whoever does not read its input closes it: no matter.
  child.stdin!.on('error', () => {});
  child.stdin!.end(input);
  let ended: ProgramEnd['ended'];
  let insist: NodeJS.Timeout | undefined;
  const end = (why: ProgramEnd['ended']) => {
    if (ended) return;
    ended = why;
    kill(child, 'SIGTERM');
    insist = setTimeout(() => kill(child, 'SIGKILL'), GRACE);
  };
  const cancelled = () => end('cancelled');
  const late = setTimeout(() => end('late'), patience);
  signal.addEventListener('abort', cancelled);
  if (signal.aborted) cancelled();
  const code = await endOf(child);
  clearTimeout(late);
  clearTimeout(insist);
  signal.removeEventListener('abort', cancelled);
  // What it started and left behind goes with it when it was ended.
  if (ended) kill(child, 'SIGKILL');
  return {
    ...(code !== null && !ended && { code }),
    ...(ended && { ended }),
    out: out(),
    err: err(),
  };
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('close', resolve);
    child.once('exit', (code) => {
      setTimeout(() => {
        child.stdout!.destroy();
        child.stderr!.destroy();
        resolve(code);
      }, LAST_WORDS).unref();
    });
  });
}

/** Keeps the beginning of what is said; the rest is read all the same, lest the speaker waits for us. */
function gathered(stream: NodeJS.ReadableStream, limit: number): () => string {
  const chunks: Uint8Array[] = [];
  let length = 0;
  stream.on('data', (chunk: Uint8Array) => {
    const kept = chunk.subarray(0, limit - length);
    length += kept.length;
    if (kept.length > 0) chunks.push(kept);
  });
  stream.on('error', () => {});
  return () => Buffer.concat(chunks).toString('utf8');
}

function kill(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (isWindows) child.kill(name);
    else process.kill(-child.pid!, name);
  } catch {
    // It has gone by itself.
  }
}

function unstartable(program: string, problem: unknown): Error {
  const { code, message } = problem as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new NotFoundError(`there is no program "${program}" here`);
  const why = code === 'EACCES' ? NOT_ALLOWED : message;
  return new UsageError(`"${program}" cannot be started: ${why}`);
}
