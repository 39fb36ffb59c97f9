/**
 * Asks the kernel for its listening sockets: writes a question on a netlink socket, and reads until
 * the answer ends. The kernel filters by state, so connections are neither sent nor, for TCP, even
 * looked at.
 */
import { closeSync, readSync, writeSync } from 'node:fs';
import { endianness } from 'node:os';
import type { SocketRow } from '../tables.ts';
import { openSockDiag } from './socket.ts';
import { decodeDump, encodeRequest, STATE, type DumpRequest } from './wire.ts';

/** The tables of `/proc/net` that the kernel also tells by netlink. */
export const NETLINK_TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
export type NetlinkTableName = (typeof NETLINK_TABLES)[number];

/** Which sockets: those that listen, or those of TCP that hold a port in silence. */
export type Kind = 'listening' | 'bound';

/** What the kernel told of one table. */
export interface Dump {
  readonly rows: readonly SocketRow[];
  readonly malformed: number;
}

/** The kernel makes messages as long as the room for them, and no longer than 32 KB. */
const ROOM = 32 * 1024;
/** A dump that was interrupted is asked for again, so often; a busy machine may never hold still. */
const ATTEMPTS = 3;

/** A conversation with the kernel, on one socket. */
export class SockDiag {
  private readonly buffer = new Uint8Array(ROOM);
  private readonly littleEndian = endianness() === 'LE';
  private sequence = 0;

  private constructor(private readonly file: number) {}

  /** Undefined where there is no netlink: then `/proc` has to do. */
  static open(): SockDiag | undefined {
    const file = openSockDiag();
    return file === undefined ? undefined : new SockDiag(file);
  }

  /**
   * Undefined when the kernel refuses, or its tables change all the time: then this conversation is
   * over.
   */
  dump(table: NetlinkTableName, kind: Kind): Dump | undefined {
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const dump = this.ask(question(table, kind, ++this.sequence));
        if (dump !== 'interrupted') return dump;
      }
    } catch (error) {
      refusalBy(error);
    }
    return undefined;
  }

  private ask(request: DumpRequest): Dump | undefined | 'interrupted' {
    const rows: SocketRow[] = [];
    let malformed = 0;
    let interrupted = false;
    writeSync(this.file, encodeRequest(request, this.littleEndian));
    for (;;) {
      const count = readSync(this.file, this.buffer, 0, ROOM, null);
      const part = decodeDump(this.buffer.subarray(0, count), request, this.littleEndian);
      for (const row of part.rows) rows.push(row);
      malformed += part.malformed;
      interrupted ||= part.interrupted;
      if (part.end === 'more') continue;
      if (part.end !== 'done') return undefined;
      return interrupted ? 'interrupted' : { rows, malformed };
    }
  }

  close(): void {
    closeSync(this.file);
  }
}

function question(table: NetlinkTableName, kind: Kind, sequence: number): DumpRequest {
  const transport = table.startsWith('tcp') ? 'tcp' : 'udp';
  const state = transport === 'udp' ? STATE.close : LOOKED_FOR[kind];
  return { family: table.endsWith('6') ? 'ipv6' : 'ipv4', transport, states: 1 << state, sequence };
}

const LOOKED_FOR = { listening: STATE.listen, bound: STATE.boundInactive } as const;

/**
 * The kernel's and the sandbox's ways to say no. `EAGAIN`: the answer broke off, where reading would
 * wait for ever.
 */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'EPERM',
  'EACCES',
  'EAGAIN',
  'EBUSY',
  'EINVAL',
  'ENOBUFS',
  'ENOMEM',
  'ECONNREFUSED',
]);

/** @throws what is none of the kernel's answers, but our own mistake */
function refusalBy(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (!REFUSALS.has(code)) throw error;
}
