/** What a process's program is called: one name for all who tell of it, the survey, drift and hooks. */
import { NAMELESS, type Process } from './listener.ts';

/**
 * The names that a program may be known by, most telling first. The kernel's name is one that a program
 * may set itself (threads of Node are called `MainThread`), and the executable's may be that of another
 * program in one file (Debian's redis-server is a link to redis-check-rdb): so the kernel's name comes
 * first only when the command line bears it out.
 */
export function namesOf(process: Process): string[] {
  const file = process.path === undefined ? undefined : fileNameOf(process.path);
  const words = (process.command ?? '').split(' ', 2).map(fileNameOf);
  const called = words.find((word) => word !== '' && isNamed(word, process.name));
  const names = called === undefined ? [file, process.name] : [called, process.name, file];
  return [...new Set(names)].filter((name) => name !== undefined && name !== '') as string[];
}

/** Whether anything tells which program a process runs: a number alone does not. */
export const isNamedProcess = (process: Process) =>
  // Asked of every process of every listener, and mostly the first word says it.
  (process.name !== NAMELESS && process.name !== '') ||
  namesOf(process).some((name) => name !== NAMELESS);

/** Windows separates by backslashes as well; elsewhere those may be part of a name. */
export const fileNameOf = (path: string) => {
  const end = WINDOWS_PATH.test(path) ? path.lastIndexOf('\\') : -1;
  return path.slice(Math.max(end, path.lastIndexOf('/')) + 1);
};

/** `C:\Windows\…`, `\\server\share\…`, `\Device\HarddiskVolume3\…`. */
const WINDOWS_PATH = /^(?:[A-Za-z]:[\\/]|\\)/;

/** The kernel keeps the first 15 bytes of a name. */
const isNamed = (word: string, name: string) =>
  word === name || (name.length === 15 && word.startsWith(name));
