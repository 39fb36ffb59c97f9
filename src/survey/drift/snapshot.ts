/**
 * What is kept of a survey to hold a later one against: which doors were open, to whom, and whose they were.
 * Nothing that changes with every start of a program (pid, inode, number of workers) is in it.
 */
import type { Transport } from '../../core/transport.ts';
import type { PortSpan, Scope } from '../listener.ts';
import type { Listing } from '../reports/listings.ts';
import type { Program } from './program.ts';

/** A machine at one time: what is kept of a survey to be compared with later ones. Plain JSON. */
export interface Snapshot {
  /** The shape of this object; another number is another shape. */
  readonly version: 1;
  readonly host: { readonly name: string; readonly system: string };
  /** The program that listed it, there; absent: Portolan looked itself. */
  readonly listedBy?: Listing | undefined;
  /** RFC 3339; absent where it is not to be compared or shown (a file that is kept under version control). */
  readonly takenAt?: string | undefined;
  readonly coverage: SnapshotCoverage;
  readonly ephemeral: PortSpan;
  /** The machine's own addresses at that time; absent when not kept. */
  readonly machine?: readonly string[] | undefined;
  /** In order of place, port, transport and addresses. */
  readonly entries: readonly Entry[];
}

/** What was looked at. Nothing is said to be gone or new that was not looked at both times. */
export interface SnapshotCoverage {
  /** The tables that were read: `tcp`, `tcp6`, `udp` … */
  readonly looked: readonly string[];
  /** Whether those tables were all, and whole. */
  readonly sockets: boolean;
  /** Whether every other network namespace of the machine was looked into. */
  readonly namespaces: boolean;
  /** Whether sockets that hold a port and do not listen were looked for. */
  readonly silent: boolean;
}

/**
 * The sockets of one program on one port: its IPv4 and its IPv6 half, all its workers. Where different
 * programs share a port, each has an entry.
 */
export interface Entry {
  /**
   * The network namespace, by what people call it: `docker:web`, `netns:blue`. Absent: the one that the
   * survey was made in.
   */
  readonly place?: string | undefined;
  readonly transport: Transport;
  /** 0: any of the ports that the system hands out by itself, when `dynamic`. */
  readonly port: number;
  readonly binds: readonly Bind[];
  /** Whose it is: several hold one socket together. Empty: nobody's that can be seen. */
  readonly programs: readonly Program[];
  /** The programs could not be seen for lack of permission. */
  readonly unseen?: true | undefined;
  /** The port is taken, and nothing listens. */
  readonly state?: 'bound' | undefined;
  /** The number is in the range that the system hands out, and may be another next time. */
  readonly dynamic?: true | undefined;
  /** From how far away it could be reached. Follows from the addresses, and is not compared. */
  readonly reach?: 'host' | 'lan' | 'internet' | undefined;
  /** The verdicts on it, worst first. Not compared. */
  readonly verdicts?: readonly string[] | undefined;
}

/** An address that is listened on. */
export interface Bind {
  readonly address: string;
  readonly scope: Scope;
  /** For `::`: whether IPv4 is left to others. Absent where it was not to be known. */
  readonly v6only?: boolean | undefined;
  /** The one interface that it is bound to. */
  readonly device?: string | undefined;
}
