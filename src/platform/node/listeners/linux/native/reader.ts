/**
 * Reads `/proc` by calling the C library: the same answers as by Node's own calls, with a third of
 * their cost saved, which makes neither paths nor texts of thousands of descriptors that are no
 * sockets.
 */
import { MISSING_BY_ERRNO, type Missing, type ProcReader } from '../read.ts';
import { descriptors, ownerOf, socketInode } from './bytes.ts';
import { fileCalls, type FileCalls } from './library.ts';

const O_RDONLY = 0;
const O_CLOEXEC = 0o2000000;

/** Paths are not of any folder that is open. */
const AT_FDCWD = -100;
const STATX_UID = 0x8;
/** `struct statx`. */
const STATUS = 256;

/** One read takes a whole small file; longer ones are cut here. */
const ROOM = 64 * 1024;
/** Longer than any link that a socket has; others need not be whole. */
const LINK = 64;
/** Names of descriptors that are kept: few processes have more. */
const NAMES = 1024;
/** `PATH_MAX`. */
const PATH = 4096;

/** Undefined where there is no koffi. */
export function nativeReader(): ProcReader | undefined {
  const calls = fileCalls();
  return calls && new NativeReader(calls);
}

class NativeReader implements ProcReader {
  // Kept between calls, since fresh memory costs more than the reading.
  private readonly buffer = Buffer.allocUnsafeSlow(ROOM);
  private readonly link = new Uint8Array(LINK);
  private readonly status = new Uint8Array(STATUS);
  /** Descriptors' names, each with the NUL that C wants, by their number. */
  private readonly names: Uint8Array[] = [];

  constructor(private readonly c: FileCalls) {}

  small(path: string): string | undefined {
    const file = this.c.open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return this.nothing();
    try {
      const count = this.c.read(file, this.buffer, ROOM);
      return count < 0 ? this.nothing() : this.buffer.toString('utf8', 0, count);
    } finally {
      this.c.close(file);
    }
  }

  target(path: string): string | Missing {
    const count = this.c.readlink(path, this.buffer, PATH);
    return count < 0 ? this.why() : this.buffer.toString('utf8', 0, count);
  }

  owner(path: string): number | undefined {
    const failed = this.c.statx(AT_FDCWD, path, 0, STATX_UID, this.status) < 0;
    return failed ? this.nothing() : ownerOf(this.status);
  }

  sockets(path: string): readonly number[] | Missing {
    const folder = this.c.open(path, O_RDONLY | O_CLOEXEC);
    if (folder < 0) return this.why();
    try {
      return this.socketsIn(folder);
    } finally {
      this.c.close(folder);
    }
  }

  private socketsIn(folder: number): readonly number[] | Missing {
    const inodes: number[] = [];
    for (;;) {
      const count = this.c.getdents64(folder, this.buffer, ROOM);
      if (count < 0) return this.why();
      if (count === 0) return inodes;
      for (const descriptor of descriptors(this.buffer, count)) {
        const length = this.c.readlinkat(folder, this.name(descriptor), this.link, LINK);
        if (length < 0) {
          if (this.why() === 'refused') return 'refused';
        } else {
          const inode = socketInode(this.link, length);
          if (inode !== undefined) inodes.push(inode);
        }
      }
    }
  }

  private name(descriptor: number): Uint8Array {
    const name = this.names[descriptor] ?? Buffer.from(`${descriptor}\0`);
    if (descriptor < NAMES) this.names[descriptor] = name;
    return name;
  }

  private why(): Missing {
    const errno = this.c.errno();
    const missing = MISSING_BY_ERRNO.get(errno);
    if (missing === undefined) throw new Error(`the system failed with error ${errno}`);
    return missing;
  }

  /** Notes that there is nothing; throws what is no ordinary answer. */
  private nothing(): undefined {
    this.why();
  }
}
