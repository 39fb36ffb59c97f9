/**
 * Functions of the C library, called through koffi: the one file that names it. koffi is optional;
 * where it is missing or may not be loaded there are none, and Node's own calls have to do.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch } from 'node:os';
import type { LibraryHandle } from 'koffi';

/** What is wanted of koffi. */
interface Koffi {
  load(path: null): LibraryHandle;
  errno(): number;
}

/** Bytes that a function reads, or fills. */
type Memory = Uint8Array;

/** Functions that Node has nothing like, as C declares them. A negative number is a failure. */
export interface Library {
  socket(family: number, type: number, protocol: number): number;
  getsockopt(file: number, level: number, name: number, into: Memory, size: Memory): number;
  setsockopt(file: number, level: number, name: number, value: Memory, size: number): number;
  if_indextoname(index: number, name: Memory): string | null;
}

/** Functions that Node has more costly ones for. */
export interface FileCalls {
  /** What the last failure was about. To be asked for at once. */
  errno(): number;
  open(path: string, flags: number): number;
  close(file: number): number;
  read(file: number, into: Memory, size: number): number;
  readlink(path: string, into: Memory, size: number): number;
  readlinkat(folder: number, name: Memory, into: Memory, size: number): number;
  getdents64(folder: number, into: Memory, size: number): number;
  statx(folder: number, path: string, flags: number, mask: number, into: Memory): number;
}

/** Undefined without koffi. */
export const cLibrary = once((native): Library => {
  // The program itself has the C library loaded already.
  const c = native.load(null);
  return {
    socket: c.func('socket', 'int', ['int', 'int', 'int']),
    getsockopt: c.func('getsockopt', 'int', ['int', 'int', 'int', 'void *', 'void *']),
    setsockopt: c.func('setsockopt', 'int', ['int', 'int', 'int', 'void *', 'uint']),
    if_indextoname: c.func('if_indextoname', 'str', ['uint', 'void *']),
  };
});

/** Undefined without koffi, and where the C library has not all of them: musl got some late. */
export const fileCalls = once((native): FileCalls => {
  const c = native.load(null);
  const [int, size, memory] = ['int', 'size_t', 'void *'];
  // `ssize_t`, which koffi does not know, is as wide as `long` on Linux.
  const long = 'long';
  return {
    errno: native.errno,
    open: c.func('open', int, ['str', int]),
    close: c.func('close', int, [int]),
    read: c.func('read', long, [int, memory, size]),
    readlink: c.func('readlink', long, ['str', memory, size]),
    readlinkat: c.func('readlinkat', long, [int, memory, memory, size]),
    getdents64: c.func('getdents64', long, [int, memory, size]),
    statx: c.func('statx', int, [int, 'str', int, 'uint', memory]),
  };
});

/** Declares functions when they are first asked for; what is missing once is not looked for again. */
function once<Calls>(declare: (native: Koffi) => Calls): () => Calls | undefined {
  let asked = false;
  let calls: Calls | undefined;
  return () => {
    if (asked) return calls;
    asked = true;
    try {
      calls = declare(koffi());
    } catch {
      // No koffi, or no such function.
    }
    return calls;
  };
}

/**
 * koffi's own entry reads the executable to learn which C library this is, and wraps what it loads:
 * 3 of 4 ms. Where there is only glibc the answer is known, and the native part is asked for by its
 * name; wherever that is not to be found, koffi finds it itself.
 */
function koffi(): Koffi {
  const require = createRequire(import.meta.url);
  const machine = arch();
  if ((machine === 'x64' || machine === 'arm64') && !existsSync(musl(machine))) {
    try {
      return require(`@koromix/koffi-linux-${machine}/linux_${machine}/koffi.node`) as Koffi;
    } catch {
      // Installed in another place, or in another form: koffi knows.
    }
  }
  return require('koffi') as Koffi;
}

/** The other C library's loader, which is there wherever it may be in use. */
function musl(machine: 'x64' | 'arm64'): string {
  return `/lib/ld-musl-${machine === 'x64' ? 'x86_64' : 'aarch64'}.so.1`;
}
