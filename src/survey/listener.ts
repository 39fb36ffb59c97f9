import type { Transport } from '../core/transport.ts';

/** How far away the peers of a listener can be, by the address it is bound to. */
export const SCOPES = ['loopback', 'link', 'private', 'public', 'multicast', 'any'] as const;
export type Scope = (typeof SCOPES)[number];

/** The name of a process whose name could not be read: it ended meanwhile, or a listing has its number alone. */
export const NAMELESS = '?';

/** A program that holds a listening socket. What could not be read is absent, never guessed. */
export interface Process {
  readonly pid: number;
  /** The kernel's short name of the program (`comm`); {@link NAMELESS} where it is not known. */
  readonly name: string;
  /** The name may go on: a listing shows its first letters alone. */
  readonly cut?: true;
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

/** A container, as far as it could be told which. */
export interface Container {
  /** `docker`, `podman`, `containerd`, `cri-o`, `lxc` … */
  readonly engine: string;
  readonly id: string;
  /** What people call it, where the engine's own records may be read. */
  readonly name?: string;
  /** The image it was made from, as its engine names it: `postgres:16`. */
  readonly image?: string;
}

/** A socket that the service manager holds for a service until somebody knocks (systemd.socket(5)). */
export interface Activation {
  /** The unit that holds the socket: `ssh.socket`. */
  readonly socket: string;
  /** The unit that will start, or was started, for it: `ssh.service`. */
  readonly service: string;
  /** The program that the service runs, where its unit tells: a path. */
  readonly program?: string;
}

/** A port of a container that the engine made a port of this machine. */
export interface Publication {
  readonly container: Container;
  /** Where the container itself listens; its address is inside the container's network. */
  readonly address?: string;
  /** Absent where neither the engine nor its proxy tells. */
  readonly port?: number;
}

/** A socket on this machine that others can reach, or that at least takes its port. */
export interface Listener {
  readonly transport: Transport;
  readonly family: 'ipv4' | 'ipv6';
  /** RFC 5952 for IPv6; `0.0.0.0` and `::` mean every address. */
  readonly address: string;
  readonly port: number;
  readonly scope: Scope;
  /** `bound`: the port is taken, but nothing listens. Absent: it listens. */
  readonly state?: 'bound' | undefined;
  /** The one interface (or VRF) that the socket is bound to (SO_BINDTODEVICE), where it can be known. */
  readonly device?: string | undefined;
  /** For `::` alone: whether it leaves IPv4 to others. Absent where it cannot be known. */
  readonly v6only?: boolean | undefined;
  /** How many sockets share this transport, address and port (SO_REUSEPORT). */
  readonly sockets: number;
  /** The user the socket belongs to. */
  readonly owner?: string | undefined;
  /** Empty where it could not be seen. */
  readonly processes: readonly Process[];
  /** The service manager holds it for a service, which starts on demand. */
  readonly activation?: Activation | undefined;
  /** It is the outer end of a container's port. */
  readonly publication?: Publication | undefined;
}

/** Ports that nobody may take, though nothing listens there. Both ends are included. */
export interface ReservedPorts {
  readonly from: number;
  readonly to: number;
  /** Absent: every transport. */
  readonly transport?: Transport;
  /** Absent: both. */
  readonly family?: 'ipv4' | 'ipv6';
  /**
   * `reserved`: the system hands none of them out by itself, but a program may ask for one
   * (`ip_local_reserved_ports`). `excluded`: no program gets one (Windows, Hyper-V).
   */
  readonly how: 'reserved' | 'excluded';
  /** Where that is written: `net.ipv4.ip_local_reserved_ports`. */
  readonly by: string;
}

/** A raw socket takes packets of an IP protocol, not of a port. */
export interface RawSocket {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  /** The IP protocol's number: 1 is ICMP. */
  readonly protocol: number;
  readonly owner?: string | undefined;
  readonly processes: readonly Process[];
}

/** Listeners that belong to another network namespace: a container's, not this host's. */
export interface Elsewhere {
  /** The kernel's name of the namespace: `net:[4026532281]`. */
  readonly namespace: string;
  /** What people call it (`ip netns`), where it has a name. */
  readonly name?: string;
  readonly container?: Container;
  /** A process in it, to name it by. */
  readonly process: Process;
  readonly listeners: readonly Listener[];
}

/** Something that could not be seen, why, and what would show it. */
export interface Gap {
  readonly what: 'sockets' | 'programs' | 'silent-sockets' | 'namespaces' | 'protocol' | 'firewall';
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
  readonly reserved: readonly ReservedPorts[];
  readonly raw: readonly RawSocket[];
  readonly interfaces: readonly InterfaceAddress[];
  readonly coverage: Coverage;
}

/** A socket at a glance: enough to see that something changed, and what to look at more closely. */
export interface Glimpse {
  readonly transport: Transport;
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly port: number;
  /** Another socket in its place has another one. Says nothing beyond one run of the machine. */
  readonly socket: string;
}
