/**
 * The language in which the kernel is asked for its sockets: sock_diag(7), with the structures of
 * `linux/netlink.h`, `linux/inet_diag.h` and `linux/rtnetlink.h`. Bytes in, rows out: no socket here.
 *
 * Numbers stand in the byte order of the machine, ports and addresses in that of the network. The
 * kernel may answer with ten thousand messages of 124 bytes, so they are read at fixed places
 * instead of by the named reads of `core/bytes`, which keep a record of every field: ten times the
 * cost, for a hexdump that nobody asks for here.
 */
import type { Transport } from '../../../../../core/transport.ts';
import { ipv4Text, ipv6Text } from '../../../../../survey/address.ts';
import type { SocketRow } from '../tables.ts';

/** A question: the sockets of one family and transport that are in one of some states. */
export interface DumpRequest {
  readonly family: 'ipv4' | 'ipv6';
  readonly transport: 'tcp' | 'udp';
  /** A bit for each state of {@link STATE}, which the kernel filters by. */
  readonly states: number;
  /** What the answers carry, to be told from those to an earlier question. */
  readonly sequence: number;
}

/** `include/net/tcp_states.h`; datagram sockets borrow its names. */
export const STATE = { close: 7, listen: 10, boundInactive: 13 } as const;

/** What one read of the netlink socket brought. */
export interface DumpPart {
  readonly rows: readonly SocketRow[];
  /** `more`: read again. A number: the kernel ended with this error (errno). */
  readonly end: 'more' | 'done' | number;
  /** Whether the kernel says that its tables changed so much that rows may be missing. */
  readonly interrupted: boolean;
  /** Messages that are not what the kernel writes. */
  readonly malformed: number;
}

const AF = { ipv4: 2, ipv6: 10 } as const;
const IPPROTO = { tcp: 6, udp: 17 } as const;

const SOCK_DIAG_BY_FAMILY = 20;
const NLMSG_NOOP = 1;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
/** `NLM_F_REQUEST | NLM_F_DUMP`. */
const REQUEST_DUMP = 0x301;
/** `NLM_F_DUMP_INTR`. */
const DUMP_INTERRUPTED = 0x10;

/** `struct nlmsghdr`: length (4), type (2), flags (2), sequence (4), port (4). */
const HEADER = 16;
/** `struct inet_diag_req_v2`, of which the socket's own address stays empty. */
const REQUEST = 56;
/** `struct inet_diag_msg`, by the offsets of what is read of it. */
const MESSAGE = 72;
const AT = { family: 0, state: 1, port: 4, address: 8, device: 40, uid: 64, inode: 68 } as const;
/** `INET_DIAG_SKV6ONLY`: one byte, for IPv6 sockets that listen or are not connected. */
const V6ONLY = 11;

/** The bytes of a question. */
export function encodeRequest(request: DumpRequest, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(HEADER + REQUEST);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, littleEndian);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, littleEndian);
  view.setUint16(6, REQUEST_DUMP, littleEndian);
  view.setUint32(8, request.sequence, littleEndian);
  bytes[HEADER] = AF[request.family];
  bytes[HEADER + 1] = IPPROTO[request.transport];
  view.setUint32(HEADER + 4, request.states, littleEndian);
  return bytes;
}

/**
 * Reads what one read brought. Total: what cannot be understood is counted as malformed, never
 * thrown over, and no length is believed beyond the bytes that are there.
 * @param request the question; messages of another sequence answer an older one and are passed over
 */
export function decodeDump(
  bytes: Uint8Array,
  request: DumpRequest,
  littleEndian: boolean,
): DumpPart {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = new DumpReader(view, request.transport, littleEndian);
  const rows: SocketRow[] = [];
  let interrupted = false;
  let malformed = 0;
  for (let at = 0; at < bytes.length;) {
    const left = bytes.length - at;
    const length = left < HEADER ? 0 : view.getUint32(at, littleEndian);
    if (length < HEADER || length > left)
      return { rows, end: 'more', interrupted, malformed: malformed + 1 };
    const type = view.getUint16(at + 4, littleEndian);
    const start = at;
    at += aligned(length);
    if (view.getUint32(start + 8, littleEndian) !== request.sequence) continue;
    interrupted ||= (view.getUint16(start + 6, littleEndian) & DUMP_INTERRUPTED) !== 0;
    if (type === NLMSG_DONE || type === NLMSG_ERROR) {
      return { rows, end: reader.ending(start, length), interrupted, malformed };
    }
    if (type === NLMSG_NOOP) continue;
    const row = type === SOCK_DIAG_BY_FAMILY ? reader.socket(start, length) : undefined;
    if (row) rows.push(row);
    else malformed++;
  }
  return { rows, end: 'more', interrupted, malformed };
}

/** Reads messages inside one buffer, each within its own length. */
class DumpReader {
  /** Thousands of sockets share a handful of addresses. */
  private readonly addresses = new Map<string | number, string>();

  constructor(
    private readonly view: DataView,
    private readonly transport: Transport,
    private readonly littleEndian: boolean,
  ) {}

  /**
   * How a dump ended: an error is a negative number behind the header. `NLMSG_DONE` carries one too,
   * where the kernel has no module for what was asked (`-ENOENT`).
   */
  ending(start: number, length: number): 'done' | number {
    const error = length < HEADER + 4 ? 0 : this.view.getInt32(start + HEADER, this.littleEndian);
    return error < 0 ? -error : 'done';
  }

  /** One socket; undefined when it is none of those that were asked for. */
  socket(start: number, length: number): SocketRow | undefined {
    if (length < HEADER + MESSAGE) return undefined;
    const { view, littleEndian } = this;
    const at = start + HEADER;
    const family = view.getUint8(at + AT.family);
    if (family !== AF.ipv4 && family !== AF.ipv6) return undefined;
    const state = view.getUint8(at + AT.state);
    if (state !== STATE.listen && state !== STATE.close) return undefined;
    const six = family === AF.ipv6;
    return {
      transport: this.transport,
      family: six ? 'ipv6' : 'ipv4',
      address: six ? this.ipv6(at + AT.address) : this.ipv4(at + AT.address),
      port: view.getUint16(at + AT.port),
      uid: view.getUint32(at + AT.uid, littleEndian),
      inode: view.getUint32(at + AT.inode, littleEndian),
      // A TCP socket that is closed and shown all the same has a port: `TCP_BOUND_INACTIVE`.
      bound: state === STATE.close && this.transport === 'tcp',
      device: view.getUint32(at + AT.device, littleEndian),
      v6only: six ? this.v6only(at + MESSAGE, start + length) : undefined,
    };
  }

  private ipv4(at: number): string {
    const number = this.view.getUint32(at);
    return this.addresses.get(number) ?? this.remember(number, ipv4Text(number));
  }

  private ipv6(at: number): string {
    const { view } = this;
    const [a, b, c, d] = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset));
    const key = `${a} ${b} ${c} ${d}`;
    const words = () => Array.from({ length: 8 }, (_, word) => view.getUint16(at + 2 * word));
    return this.addresses.get(key) ?? this.remember(key, ipv6Text(words()));
  }

  private remember(key: string | number, text: string): string {
    this.addresses.set(key, text);
    return text;
  }

  /** Walks the attributes (`struct rtattr`: length, type, and so many bytes, aligned to four). */
  private v6only(from: number, end: number): boolean | undefined {
    for (let at = from; at + 4 < end;) {
      const length = this.view.getUint16(at, this.littleEndian);
      if (length < 5 || at + length > end) {
        // An attribute may be empty; none may be shorter than its own header.
        if (length !== 4) return undefined;
      } else if (this.view.getUint16(at + 2, this.littleEndian) === V6ONLY) {
        return this.view.getUint8(at + 4) !== 0;
      }
      at += aligned(length);
    }
    return undefined;
  }
}

/** Netlink begins each message and each attribute at a multiple of four bytes. */
function aligned(length: number): number {
  return (length + 3) & ~3;
}
