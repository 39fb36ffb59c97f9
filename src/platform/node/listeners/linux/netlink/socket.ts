/**
 * Opens netlink sockets, which Node cannot. Reading, writing and closing need nothing more: Node's
 * own calls take any descriptor.
 */
import { cLibrary } from '../native/library.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
/** No read of it waits. */
const SOCK_NONBLOCK = 0o4000;
/** Nobody inherits it. */
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_SOCK_DIAG = 4;
/** `IFNAMSIZ`: a name and its NUL. */
const INTERFACE_NAME = 16;

/**
 * A socket on which the kernel answers questions about sockets.
 * @returns its descriptor; undefined without koffi, and where the system refuses such sockets
 */
export function openSockDiag(): number | undefined {
  const type = SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK;
  const file = cLibrary()?.socket(AF_NETLINK, type, NETLINK_SOCK_DIAG) ?? -1;
  return file < 0 ? undefined : file;
}

/** An interface's name by its number; undefined when there is none (any more). */
export function interfaceName(index: number): string | undefined {
  return cLibrary()?.if_indextoname(index, new Uint8Array(INTERFACE_NAME)) ?? undefined;
}
