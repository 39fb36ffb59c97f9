/**
 * What `ss` (iproute2) tells. Columns that would say the same in every line are left out by it: `Netid`
 * where one kind of socket was asked for, `State` where one state was.
 *
 *     tcp   LISTEN 0 128   0.0.0.0:22    0.0.0.0:*  users:(("sshd",pid=811,fd=3)) ino:1 sk:2 <->
 *     udp   UNCONN 0 0     [fe80::1]%eth0:546  *:*
 *
 * `*` before a port is `::` that takes IPv4 too, and `[::]` is IPv6 alone; before iproute2 4.14, `*` was
 * `0.0.0.0` and `:::22` was IPv6.
 */
import type { Transport } from '../../core/transport.ts';
import {
  linesOf,
  readHost,
  readPid,
  readPortOrName,
  ReportBuilder,
  type BoundAddress,
  type LineMeaning,
  type PortOfService,
  type SocketReport,
  type SocketRow,
} from './report.ts';
import { isPrompt } from './prompts.ts';

const TRANSPORT_OF: Readonly<Record<string, Transport>> = {
  tcp: 'tcp',
  mptcp: 'tcp',
  udp: 'udp',
  sctp: 'sctp',
  dccp: 'dccp',
};

/** Kinds of sockets without ports, and one that lists what another line lists already. */
const OTHER_KINDS = /^(?:raw|icmp6?|p_raw|p_dgr|nl|u_\w+|v_\w+|ti_\w+|xdp|\?\?\?)$/;

const LINE =
  /^(?:([a-z][a-z_0-9?]*)\s+)?(?:([A-Z][A-Z0-9-]*)\s+)?\d+\s+\d+\s+(\S+):(\S+)\s+(\S+):(\S+)(?=\s|$)(.*)$/;

const HEADING = /^(?:Netid|State|Recv-Q)\s/;

/**
 * Reads `ss -tulnp` and its likes, `-H`, `-e` and `-O` among them, however far to the right it was pasted. Total:
 * the heading, and what stands before it, is passed over.
 */
export function parseSs(text: string, portOf?: PortOfService): SocketReport {
  const builder = new ReportBuilder(portOf);
  const old = /\s:::(?:\d+|\*)\s/.test(text);
  const { margin, heading } = layoutOf(text);
  for (const [line, number] of wholeLines(text)) {
    if (number < heading) continue;
    const meanings = readLine(line, { old, margin, fallback: `line ${number}` });
    for (const meaning of meanings) builder.add(meaning, number, line.trimStart());
  }
  return builder.report();
}

/** How far right the listing begins, and in which line its heading stands; 0 when it has none. */
function layoutOf(text: string): { readonly margin: number; readonly heading: number } {
  for (const [line, number] of linesOf(text)) {
    const bare = line.trimStart();
    const isHeading = HEADING.test(bare);
    if (isHeading || LINE.test(bare)) {
      return { margin: line.length - bare.length, heading: isHeading ? number : 0 };
    }
  }
  return { margin: 0, heading: 0 };
}

/** Narrow terminals have the programs on a line of their own. */
function* wholeLines(text: string): Generator<readonly [text: string, line: number]> {
  let whole: readonly [text: string, line: number] | undefined;
  for (const [line, number] of linesOf(text)) {
    if (whole && /^\s*users:\(/.test(line)) whole = [`${whole[0]} ${line.trimStart()}`, whole[1]];
    else {
      if (whole) yield whole;
      whole = [line, number];
    }
  }
  if (whole) yield whole;
}

interface Reading {
  /** Whether `*` means 0.0.0.0. */
  readonly old: boolean;
  /** How far right the listing begins. */
  readonly margin: number;
  /** Tells the socket when the line does not. */
  readonly fallback: string;
}

/** A row for each process that holds the socket. */
function readLine(line: string, reading: Reading): readonly LineMeaning[] {
  const bare = line.trimStart();
  if (bare === '' || HEADING.test(bare)) return ['nothing'];
  if (OTHER_KINDS.test(bare.split(/\s/, 1)[0]!)) return ['other'];
  const [, kind, state, local = '', port = '', , peerPort, rest = ''] = LINE.exec(bare) ?? [];
  // What follows a socket's line, indented, are its timers and memory.
  const goesOn = line.length - bare.length > reading.margin;
  if (peerPort === undefined) return [goesOn || isPrompt(bare) ? 'nothing' : 'malformed'];
  if (peerPort !== '*' || port === '*') return ['other'];
  const meaning = stateOf(kind, state);
  if (meaning === 'other') return ['other'];
  const address = readLocal(local, reading.old);
  const number = readPortOrName(port);
  if (address === undefined || number === undefined) return ['malformed'];
  if (address === 'named') return ['named'];
  const row = { ...meaning, ...address, port: number, ...socketOf(rest, reading) };
  const holders = holdersOf(rest);
  return holders.length === 0 ? [row] : holders.map((holder) => ({ ...row, ...holder }));
}

/** The transport, by what stands there; `UNCONN` of TCP is a port that is bound and does not listen. */
function stateOf(
  kind: string | undefined,
  state: string | undefined,
): Pick<SocketRow, 'transport' | 'state'> | 'other' {
  const transport = kind === undefined ? (state === 'UNCONN' ? 'udp' : 'tcp') : TRANSPORT_OF[kind];
  if (transport === undefined) return 'other';
  if (state === 'UNCONN') return { transport, state: transport === 'udp' ? 'listening' : 'bound' };
  return state === undefined || state === 'LISTEN' ? { transport, state: 'listening' } : 'other';
}

/** `0.0.0.0`, `127.0.0.53%lo`, `[::1]`, `[fe80::1]%eth0`, `*`. */
function readLocal(
  text: string,
  old: boolean,
): (BoundAddress & { v6only?: boolean }) | 'named' | undefined {
  const [, bare = text, zone] = /^(\*|\[[^\]]*\])%(\S+)$/.exec(text) ?? [];
  const isLocal = /^localhost/i.test(bare);
  const address = readHost(bare, old || isLocal ? 'ipv4' : 'ipv6');
  if (address === undefined || address === 'named') return address;
  const isAny = !old && address.address === '::';
  return {
    ...address,
    ...(zone !== undefined && { zone }),
    ...(isAny && { v6only: bare !== '*' }),
  };
}

/** `ino:` is the socket's inode; without -e, each line is a socket. */
function socketOf(rest: string, { fallback }: Reading): Pick<SocketRow, 'socket' | 'user'> {
  const inode = /\sino:(\d+)/.exec(rest)?.[1];
  const uid = /\suid:(\d+)/.exec(rest)?.[1];
  return { socket: inode ?? fallback, ...(uid !== undefined && { user: uid }) };
}

/**
 * `users:(("nginx",pid=7,fd=6),("nginx",pid=8,fd=6))`, before iproute2 3.18 `users:(("nginx",7,6))`; a program may have
 * quotes in its name.
 */
function holdersOf(rest: string): Pick<SocketRow, 'pid' | 'program'>[] {
  const [, list = ''] = /users:\((\(.*?,(?:fd=)?\d+\))\)(?=\s|$)/.exec(rest) ?? [];
  return [...list.matchAll(/\("(.*?)",(?:pid=)?(\d+)(?:,[a-z_]+=[^,()]*)*,(?:fd=)?\d+\)/g)].flatMap(
    ([, program, number]) => {
      const pid = readPid(number);
      return pid === undefined ? [] : [{ pid, ...(program && { program }) }];
    },
  );
}
