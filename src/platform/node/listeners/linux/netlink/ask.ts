/**
 * What the kernel tells by netlink of our own namespace's sockets. One conversation serves all looks
 * of this process: its socket stays open, which nothing waits for, and is replaced when it breaks.
 */
import { release } from 'node:os';
import type { SocketRow, TableOutcome } from '../parse.ts';
import { NETLINK_TABLES, SockDiag, type Dump } from './dump.ts';

/** The tables that were told, and what is in them. */
export interface Answer {
  readonly rows: readonly SocketRow[];
  readonly tables: readonly TableOutcome[];
  /** Whether the kernel can tell of TCP sockets that hold a port without listening. */
  readonly knowsBound: boolean;
}

/** Older kernels pass over the question for `TCP_BOUND_INACTIVE`, and find none. */
const KNOWS_BOUND = /^(6\.([89]|\d\d)|[7-9]|\d\d)\b/.test(release());

let conversation: SockDiag | undefined;

/**
 * The listening sockets of TCP and UDP, and what else holds a port of TCP.
 * @param bound whether to look for the latter
 * @returns what could be had by netlink, table by table; undefined when nothing could
 */
export function askKernel(bound: boolean): Answer | undefined {
  const dumps: Dump[] = [];
  const tables: TableOutcome[] = [];
  for (const name of NETLINK_TABLES) {
    const dump = tell((kernel) => kernel.dump(name, 'listening'));
    if (!dump) continue;
    dumps.push(dump);
    tables.push({ name, state: 'read', malformed: dump.malformed });
  }
  if (tables.length === 0) return undefined;
  const held = bound && KNOWS_BOUND ? bothFamilies() : [];
  const rows = [...dumps, ...(held ?? [])].flatMap((dump) => dump.rows);
  return { rows, tables, knowsBound: KNOWS_BOUND && held !== undefined };
}

function bothFamilies(): Dump[] | undefined {
  const four = tell((kernel) => kernel.dump('tcp', 'bound'));
  const six = tell((kernel) => kernel.dump('tcp6', 'bound'));
  return four && six ? [four, six] : undefined;
}

/** A conversation that broke off is not gone on with: the rest of an old answer may still come. */
function tell(question: (kernel: SockDiag) => Dump | undefined): Dump | undefined {
  conversation ??= SockDiag.open();
  if (!conversation) return undefined;
  const dump = question(conversation);
  if (!dump) {
    conversation.close();
    conversation = undefined;
  }
  return dump;
}
