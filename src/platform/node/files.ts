/** The user's files and standard input. What is wrong with them is said in a sentence. */
import { createReadStream, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { joinBytes } from '../../core/bytes/join.ts';
import { ThereAlreadyError, UnavailableError, UsageError } from '../../core/errors.ts';
import type { FileDraft, FileSink, Files } from '../platform.ts';
import type { User } from '../privileges.ts';
import { REFUSALS } from './refusals.ts';

/** The path that means standard input, as in most tools. */
const STANDARD_INPUT = '-';

type Chunks = AsyncIterable<Uint8Array>;

/** @param standardInput where `-` reads from; the process's own when absent */
export function nodeFiles(standardInput: () => Chunks = () => process.stdin): Files {
  return {
    async read(path, limit) {
      if (path === STANDARD_INPUT) return readAll(standardInput(), 'Standard input', limit);
      // The system cannot even be asked for such a name.
      if (path.includes('\0')) throw new UsageError('A file name cannot contain a NUL byte.');
      try {
        return await readAll(createReadStream(path), `"${path}"`, limit);
      } catch (thrown) {
        throw fileError(thrown, path);
      }
    },
    async *stream(path) {
      if (path === STANDARD_INPUT) return yield* standardInput();
      if (path.includes('\0')) throw new UsageError('A file name cannot contain a NUL byte.');
      try {
        yield* createReadStream(path) as Chunks;
      } catch (thrown) {
        throw fileError(thrown, path);
      }
    },
    create,
    draft,
    async replace(path, text, mayExist) {
      if (path.includes('\0')) throw new UsageError('A file name cannot contain a NUL byte.');
      const { replaceFile } = await import('./replace-file.ts');
      await replaceFile(path, text, mayExist).catch((thrown: unknown) => {
        throw writeError(thrown, path);
      });
    },
  };
}

async function create(path: string, owner?: User): Promise<FileSink> {
  if (path.includes('\0')) throw new UsageError('A file name cannot contain a NUL byte.');
  const { open } = process.getBuiltinModule('node:fs/promises');
  try {
    // One that is there is left alone, and so is what a link of that name leads to.
    const file = await open(path, 'wx', 0o600);
    if (owner) await file.chown(owner.uid, owner.gid);
    return {
      async write(bytes) {
        try {
          await file.appendFile(bytes);
        } catch (thrown) {
          throw writeError(thrown, path);
        }
      },
      close: () => file.close(),
    };
  } catch (thrown) {
    throw writeError(thrown, path);
  }
}

async function draft(path: string, mayExist: boolean): Promise<FileDraft> {
  if (path.includes('\0')) throw new UsageError('A file name cannot contain a NUL byte.');
  const said = <T>(work: Promise<T>) =>
    work.catch((thrown: unknown) => {
      throw writeError(thrown, path);
    });
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && (!mayExist || there.isDirectory())) {
    throw writeError({ code: there.isDirectory() ? 'EISDIR' : 'EEXIST', syscall: 'open' }, path);
  }
  const { draftFile } = await import('./replace-file.ts');
  const file = await said(draftFile(path, mayExist));
  return {
    write: (bytes) => said(file.write(bytes)),
    close: () => said(file.close()),
    drop: () => said(file.drop()),
  };
}

/** An error of the operating system, as a sentence. Any other is our own bug. */
function writeError(thrown: unknown, path: string): unknown {
  const { code, syscall, message } = thrown as NodeJS.ErrnoException;
  if (syscall === undefined) return thrown;
  const refused = (why: string) => `"${path}" cannot be written: ${why}.`;
  if (code === 'EISDIR' || (code === 'EEXIST' && isFolder(path))) {
    return new UsageError(refused('it is a folder. Name a file in it'));
  }
  if (code === 'EEXIST') {
    const why = 'it is there already, and is left alone. Choose another name';
    return new ThereAlreadyError(refused(why));
  }
  if (code === 'ENOTDIR' || (code === 'ENOENT' && !isFolder(dirname(path)))) {
    return new UsageError(refused('there is no such folder'));
  }
  // In `/proc` nothing can be made, and it says that there is no such file.
  const why = code === 'ENOENT' ? 'no file can be made in its folder' : REFUSALS[code ?? ''];
  // Whoever chose the name is not to blame for what the machine does not give.
  const isMachine = why !== undefined || code === 'EIO';
  const said = refused(why ?? message);
  return isMachine ? new UnavailableError(said) : new UsageError(said);
}

const isFolder = (path: string) =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Reads as it comes, since a size asked for beforehand is no promise (pipes, /proc, growing logs). */
async function readAll(chunks: Chunks, name: string, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) {
      throw new UsageError(
        `${name} is longer than ${limit.toLocaleString('en')} bytes, the most that is read here.`,
      );
    }
    parts.push(chunk);
  }
  return joinBytes(parts);
}

/** An error of the operating system, as a sentence. Any other is our own bug. */
function fileError(thrown: unknown, path: string): unknown {
  const { code, syscall, message } = thrown as NodeJS.ErrnoException;
  if (syscall === undefined) return thrown;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UsageError(`There is no file "${path}".`);
    case 'EISDIR':
      return new UsageError(`"${path}" is a directory. Name a file in it.`);
    case 'EACCES':
    case 'EPERM':
      return new UsageError(
        `"${path}" may not be read by this user. Change its permissions, or read it with more rights: ` +
          'sudo cat FILE | portolan … -',
      );
    default:
      return new UsageError(`"${path}" cannot be read: ${message}.`);
  }
}
