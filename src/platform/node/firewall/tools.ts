/** Runs a tool of the system that prints and changes nothing, within bounds. */
import { execFile, type ExecFileException } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import type { CancelSignal } from '../../../core/signal.ts';

/** Where distributions put such tools; a user's PATH often lacks the first two. */
const FOLDERS = ['/usr/sbin', '/sbin', '/usr/bin', '/bin', '/usr/local/sbin'];

/** Rules print in some milliseconds; lists of a hundred thousand addresses take about one second. */
const PATIENCE_MS = 5000;
/** A hundred thousand addresses as JSON are about 10 MB. */
const LONGEST = 32 * 1024 * 1024;

/** A tool's path; undefined when it is not installed. */
export function findTool(name: string, folders: readonly string[] = FOLDERS): string | undefined {
  return folders.map((folder) => `${folder}/${name}`).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a tool printed; a sentence when it printed nothing that could be used. */
export type Printed = { readonly text: string } | { readonly why: string };

/** What a tool prints; never throws for how it went. */
export function printed(
  path: string,
  args: readonly string[],
  signal: CancelSignal,
): Promise<Printed> {
  return new Promise((resolve) => {
    const child = execFile(
      path,
      args,
      {
        encoding: 'utf8',
        timeout: PATIENCE_MS,
        maxBuffer: LONGEST,
        killSignal: 'SIGKILL',
        // The system's own words, and no way for a user's settings to change what runs.
        env: { LC_ALL: 'C', PATH: FOLDERS.join(':') },
      },
      (error, stdout, stderr) => {
        signal.removeEventListener('abort', stop);
        if (error === null) return resolve({ text: stdout });
        const said = stderr.trim().split('\n', 1)[0] || failure(error);
        resolve({ why: `${path.split('/').at(-1)} could not tell the rules: ${said}` });
      },
    );
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
}

/** Why a tool without a word of its own failed. */
function failure({ killed, code, signal }: ExecFileException): string {
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'they are too long';
  if (killed) return 'it took too long';
  return signal ? `it was ended by ${signal}` : `it ended with ${String(code)}`;
}
