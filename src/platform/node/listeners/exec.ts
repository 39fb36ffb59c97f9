/**
 * Runs a tool of the system and takes what it says: by its path, without a shell, for so long and so much
 * and no more. How it went is an answer, never an exception: a collector decides what a missing tool means.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Millis } from '../../../core/units.ts';
import type { CancelSignal } from '../../../core/signal.ts';

/** Runs tools. The real one is {@link systemTools}; tests have scripted ones. */
export interface Tools {
  run(command: Command, signal: CancelSignal): Promise<Outcome>;
}

/** A tool of the system, and what it is asked. */
export interface Command {
  /** Its full path. */
  readonly tool: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: {@link PATIENCE}. */
  readonly patience?: Millis;
}

/** How it went. */
export type Outcome =
  /** It ran to its end. Some tools exit with 1 when they merely found nothing. */
  | {
      readonly how: 'done';
      readonly code: number;
      readonly output: Uint8Array;
      readonly complaint: string;
    }
  /** There is no such tool. */
  | { readonly how: 'absent' }
  /** It may not be run. */
  | { readonly how: 'refused' }
  /** It took too long, or nobody wants its answer any more. */
  | { readonly how: 'late' }
  /** It said more than {@link OUTPUT_LIMIT} bytes. */
  | { readonly how: 'endless' }
  /** A signal ended it, or starting it failed in some other way. */
  | { readonly how: 'broken'; readonly why: string };

/** lsof takes a second or two on a busy Mac; PowerShell some seconds to start on a slow disk. */
export const PATIENCE: Millis = 15_000;

/** A hundred thousand connections, as netstat lists them, are 15 MB. */
export const OUTPUT_LIMIT = 32 * 1024 * 1024;

/** As much of what it complained of as anybody reads. */
const COMPLAINT_LIMIT = 2000;

/** The system's own tools, as child processes. */
export const systemTools: Tools = { run };

async function run(command: Command, signal: CancelSignal): Promise<Outcome> {
  const { tool, args, environment = {} } = command;
  try {
    const child = spawn(tool, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      env: { ...process.env, ...environment },
    });
    return await listenTo(child, command.patience ?? PATIENCE, signal);
  } catch (error) {
    // What the system refuses before there is a process: too many of them, arguments too long.
    return failure(error as NodeJS.ErrnoException);
  }
}

function listenTo(
  child: ChildProcessByStdio<null, Readable, Readable>,
  patience: Millis,
  signal: CancelSignal,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const output: Buffer[] = [];
    let size = 0;
    let complaint = '';
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(outcome);
    };
    /** What it started itself may keep the pipes open for longer than it lives. */
    const end = (outcome: Outcome) => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      settle(outcome);
    };
    const cancel = () => end({ how: 'late' });
    const timer = setTimeout(cancel, patience);
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length;
      output.push(piece);
      if (size > OUTPUT_LIMIT) end({ how: 'endless' });
    });
    child.stderr.on('data', (piece: Buffer) => {
      if (complaint.length < COMPLAINT_LIMIT) complaint += piece.toString('utf8');
    });
    child.on('error', (error: NodeJS.ErrnoException) => settle(failure(error)));
    child.on('close', (code, by) => {
      if (code === null) return settle({ how: 'broken', why: `it was ended by ${by}` });
      const text = complaint.slice(0, COMPLAINT_LIMIT);
      settle({ how: 'done', code, output: Buffer.concat(output), complaint: text });
    });
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
  });
}

function failure({ code, message }: NodeJS.ErrnoException): Outcome {
  if (code === 'ENOENT') return { how: 'absent' };
  if (code === 'EACCES' || code === 'EPERM') return { how: 'refused' };
  return { how: 'broken', why: message };
}

/** What went wrong, as the end of a sentence that begins with the tool's name; undefined when nothing did. */
export function trouble(outcome: Outcome): string | undefined {
  if (outcome.how === 'absent') return 'is not there';
  if (outcome.how === 'refused') return 'may not be run';
  if (outcome.how === 'late') return 'did not answer in time';
  if (outcome.how === 'endless') return 'said more than can be read';
  if (outcome.how === 'broken') return `failed: ${outcome.why}`;
  return undefined;
}

/** What it said, as UTF-8, what is none replaced; empty when it did not run to its end. */
export function outputText(outcome: Outcome | undefined): string {
  return outcome?.how === 'done' ? new TextDecoder().decode(outcome.output) : '';
}
