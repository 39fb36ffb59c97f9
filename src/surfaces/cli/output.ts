/**
 * Standard output and standard error. A file or a pipe is written straight to: Node's streams for them take
 * longer to load than most answers take to find. Terminals and sockets get Node's stream.
 */
import { fstatSync, writeSync } from 'node:fs';
import { UnavailableError } from '../../core/errors.ts';
import { EXIT } from './exit.ts';
import type { Output } from './world.ts';

/** An output of this process, which must be asked to end before the process does. */
export interface StandardOutput extends Output {
  /** Calls `done` when nothing is left to be written. */
  whenWritten(done: () => void): void;
}

/** @param descriptor 1 or 2, as the system numbers them */
export function standardOutput(descriptor: 1 | 2): StandardOutput {
  let stream = isPlain(descriptor) ? undefined : streamOf(descriptor);
  return {
    get isTTY() {
      return stream?.isTTY ?? false;
    },
    get columns() {
      return stream?.columns;
    },
    get rows() {
      return stream?.rows;
    },
    onResize(listener) {
      stream?.on('resize', listener);
      return () => void stream?.off('resize', listener);
    },
    atExit(text) {
      const say = () => {
        try {
          writeSync(descriptor, text);
        } catch {
          // Whoever should have read it has gone.
        }
      };
      process.on('exit', say);
      return () => void process.off('exit', say);
    },
    write(text) {
      const rest = stream ? text : writeAtOnce(descriptor, text);
      if (rest.length > 0) (stream ??= streamOf(descriptor)).write(rest);
    },
    whenWritten(done) {
      if (stream && !stream.destroyed && stream.writableLength > 0) stream.once('drain', done);
      else done();
    },
  };
}

/** Linux's memory devices, `/dev/null` and `/dev/full` among them, by their major number. */
const MEMORY_DEVICES = 1;

function isPlain(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    const isMemory = status.isCharacterDevice() && status.rdev >> 8 === MEMORY_DEVICES;
    return process.platform === 'linux' && (status.isFile() || status.isFIFO() || isMemory);
  } catch {
    // Closed (`>&-`): Node's stream knows what to make of that.
    return false;
  }
}

/**
 * Gives what could not be written because a pipe that does not wait is full.
 * @throws UnavailableError when there is no room, or another reason of the system's
 */
function writeAtOnce(descriptor: number, text: string): Uint8Array {
  let rest: Uint8Array = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE') leave();
    if (code !== 'EAGAIN') throw new UnavailableError(`the output cannot be written (${message})`);
  }
  return rest;
}

/** Whoever reads our output may stop reading (`| head`): that is no error of anybody's. */
const leave = (): never => process.exit(process.exitCode ?? EXIT.ok);

let isHungUp = false;

/**
 * The terminal was closed, and takes nothing any more. Node aborts when it ends by itself then, so it ends by the signal
 * that comes with it: at once, or in good order where somebody listens for that.
 */
function hangUp(): void {
  if (isHungUp) return;
  isHungUp = true;
  process.kill(process.pid, 'SIGHUP');
}

function streamOf(descriptor: 1 | 2): NodeJS.WriteStream {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') leave();
    if (error.code !== 'EIO') throw error;
    hangUp();
  });
  return stream;
}
