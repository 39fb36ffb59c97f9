/**
 * Opens netlink sockets, which Node cannot: the one file that names koffi, which calls functions of
 * the C library. koffi is optional; where it is missing or may not be loaded, there are no netlink
 * sockets, and `/proc` is read instead. Reading, writing and closing need nothing of it: Node's own
 * calls take any descriptor.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch } from 'node:os';
import type { LibraryHandle } from 'koffi';

/** What is wanted of koffi. */
interface Foreign {
  load(path: null): LibraryHandle;
}

const AF_NETLINK = 16;
/** `SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK`: nobody inherits it, and no read of it waits. */
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_SOCK_DIAG = 4;
/** `IFNAMSIZ`: a name and its NUL. */
const INTERFACE_NAME = 16;

let library: LibraryHandle | undefined;
/** Not tried again: a missing package stays missing, and looking for it takes time. */
let missing = false;

/**
 * A socket that the kernel answers questions about sockets on.
 * @returns its descriptor; undefined without koffi, and where the system refuses such sockets
 */
export function openSockDiag(): number | undefined {
  const open = foreign()?.func('socket', 'int', ['int', 'int', 'int']);
  const file: unknown = open?.(
    AF_NETLINK,
    SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
    NETLINK_SOCK_DIAG,
  );
  return typeof file === 'number' && file >= 0 ? file : undefined;
}

/** An interface's name by its number; undefined when there is none (any more). */
export function interfaceName(index: number): string | undefined {
  const find = foreign()?.func('if_indextoname', 'str', ['uint', 'void *']);
  const name: unknown = find?.(index, new Uint8Array(INTERFACE_NAME));
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function foreign(): LibraryHandle | undefined {
  if (library || missing) return library;
  try {
    library = koffi().load(null);
  } catch {
    missing = true;
  }
  return library;
}

/**
 * koffi's own entry reads the executable to learn which C library this is, and wraps what it loads:
 * 3 of 4 ms. Where there is only glibc the answer is known, and the native part is asked for by its
 * name; wherever that is not to be found, koffi finds it itself.
 */
function koffi(): Foreign {
  const require = createRequire(import.meta.url);
  const machine = arch();
  const gnu = (machine === 'x64' || machine === 'arm64') && !existsSync(musl(machine));
  if (gnu) {
    try {
      return require(`@koromix/koffi-linux-${machine}/linux_${machine}/koffi.node`) as Foreign;
    } catch {
      // Installed in another place, or in another form: koffi knows.
    }
  }
  return require('koffi') as Foreign;
}

/** The other C library's loader, which is there wherever it may be in use. */
function musl(machine: 'x64' | 'arm64'): string {
  return `/lib/ld-musl-${machine === 'x64' ? 'x86_64' : 'aarch64'}.so.1`;
}
