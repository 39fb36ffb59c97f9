import type { Transport } from '../core/transport.ts';

/** How far away the peers of a listener can be, by the address it is bound to. */
export const SCOPES = ['loopback', 'link', 'private', 'public', 'multicast', 'any'] as const;
export type Scope = (typeof SCOPES)[number];

/** A program that holds a listening socket. What could not be read is absent, never guessed. */
export interface Process {
  readonly pid: number;
  /** The kernel's short name of the program (`comm`). */
  readonly name: string;
  /** The executable's path. */
  readonly path?: string;
  /** The user it runs as: a name, or the number when no name is known. */
  readonly user?: string;
  /** The command line, arguments joined by blanks. */
  readonly command?: string;
  /** The service manager's unit. */
  readonly unit?: string;
  /** The container it runs in. */
  readonly container?: Container;
}

export interface Container {
  /** `docker`, `podman`, `containerd`, `cri-o`, `lxc` … */
  readonly engine: string;
  readonly id: string;
}

/** A socket on this machine that others can reach. */
export interface Listener {
  readonly transport: Transport;
  readonly family: 'ipv4' | 'ipv6';
  /** RFC 5952 for IPv6; `0.0.0.0` and `::` mean every address. */
  readonly address: string;
  readonly port: number;
  readonly scope: Scope;
  /** How many sockets share this transport, address and port (SO_REUSEPORT). */
  readonly sockets: number;
  /** The user the socket belongs to. */
  readonly owner?: string | undefined;
  /** Empty where it could not be seen. */
  readonly processes: readonly Process[];
}

/** Listeners that belong to another network namespace: a container's, not this host's. */
export interface Elsewhere {
  /** The kernel's name of the namespace: `net:[4026532281]`. */
  readonly namespace: string;
  readonly container?: Container;
  /** A process in it, to name it by. */
  readonly process: Process;
  readonly listeners: readonly Listener[];
}

/** Something that could not be seen, why, and what would show it. */
export interface Gap {
  readonly what: 'sockets' | 'programs' | 'silent-sockets' | 'namespaces' | 'protocol';
  /** How many, where it is known. */
  readonly count?: number;
  /** One sentence, for a person. */
  readonly why: string;
  /** The exact command that would show more. */
  readonly remedy?: string;
  /** Whether the answer is partial because of it; a mere note when false. */
  readonly partial: boolean;
}

/** What was looked at, and what was not. *Not looked at* never reads as *closed*. */
export interface Coverage {
  /** False when any gap makes the answer partial. */
  readonly complete: boolean;
  /** The tables that were read: `tcp`, `tcp6`, `udp` … */
  readonly looked: readonly string[];
  readonly gaps: readonly Gap[];
}

/** An address of one of this machine's interfaces. */
export interface InterfaceAddress {
  readonly name: string;
  readonly address: string;
  readonly scope: Scope;
}

/** The ports that the system hands out by itself, both ends included. */
export interface PortSpan {
  readonly from: number;
  readonly to: number;
}

/** Everything a platform's collector can say about who listens on this machine. */
export interface ListenerReport {
  readonly listeners: readonly Listener[];
  readonly elsewhere: readonly Elsewhere[];
  readonly ephemeral: PortSpan;
  readonly interfaces: readonly InterfaceAddress[];
  readonly coverage: Coverage;
}
