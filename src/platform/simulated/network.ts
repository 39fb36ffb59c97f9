/**
 * A small network in memory: hosts with addresses, links that lose, delay and duplicate, and a clock
 * that jumps from event to event. Machines, operations and the demo run on it as on the real one. All
 * chance comes from one seed, so the same story told twice gives the same transcript.
 *
 * Each address of a host is an interface of its own, and hosts in one subnet are on one link: broadcasts and
 * multicasts reach that link and no other.
 *
 * Not simulated: IPv6, routers (every address reaches every other), ICMP and fragments.
 * As on Linux, a socket that is bound to one address does not hear broadcasts; bind to all for that.
 */
import type { Cryptography } from '../../core/cryptography.ts';
import type { Compression } from '../compression.ts';
import type { FontFiles } from '../fonts.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { UnavailableError, UsageError } from '../../core/errors.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Millis } from '../../core/units.ts';
import type { FirewallReading } from '../../survey/exposure/reading.ts';
import type { ListenerReport } from '../../survey/listener.ts';
import type {
  Clock,
  DataFolder,
  Folders,
  Platform,
  Processes,
  ReferenceFile,
  WebDoor,
} from '../platform.ts';
import type { RecordDoor } from '../records.ts';
import type { SpoolDoor } from '../spool.ts';
import type { Stores } from '../store.ts';
import type { Privileges } from '../privileges.ts';
import { Agenda } from './agenda.ts';
import { simulatedClock } from './clock.ts';
import { run, runUntil } from './drive.ts';
import { NO_DATA, simulatedFiles } from './files.ts';
import { SimulatedHost } from './host.ts';
import { EVERY_ADDRESS, isGroup, isLoopback } from './ipv4.ts';
import { cross, type LinkQuality } from './link.ts';
import { simulatedFirewall } from './firewall.ts';
import { simulatedFolders, simulatedWeb } from './folders.ts';
import { simulatedFonts } from './fonts.ts';
import { simulatedListeners } from './listeners.ts';
import { simulatedMail } from './mail.ts';
import { simulatedNames } from './names.ts';
import { simulatedCompression } from './compression.ts';
import { simulatedRecords } from './records.ts';
import { simulatedSpool } from './spool.ts';
import { simulatedStores } from './stores.ts';
import { simulatedPrivileges } from './privileges.ts';
import { simulatedProcesses } from './processes.ts';
import { simulatedPrograms, type SimulatedProgram } from './programs.ts';
import { Line, type StreamCrossing } from './streams.ts';
import { simulatedTcp } from './tcp.ts';
import type { Crossing, OpenCrossing } from './transcript.ts';
import { simulatedUdp } from './udp.ts';
import type { UdpOwner } from './udp-owner.ts';

export type { LinkQuality } from './link.ts';
export type { StreamCrossing } from './streams.ts';
export type { Crossing, Fate } from './transcript.ts';

/** Where a network's chance and time come from. */
export interface NetworkOptions {
  /** Where all chance comes from. */
  readonly seed: number;
  /** What the clock shows at the beginning; default 0. */
  readonly start?: Millis;
}

/** What a host has; all that is left out is as on a new machine. */
export interface HostOptions {
  /**
   * IPv4 addresses, each optionally with the length of its subnet's prefix (`192.0.2.7/24`; /24 when
   * absent). 127.0.0.0/8 is always there. The first one is used where none is nearer.
   */
  readonly addresses: readonly string[];
  /** Default: a quiet wired link. */
  readonly link?: Partial<LinkQuality>;
  /** What its listener source reports; default: nobody listens, everything was seen. */
  readonly listeners?: ListenerReport;
  /** Its files by path; `-` is standard input. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Portolan's own data; default: none, and reading any throws. */
  readonly data?: DataFolder;
  /** Where its user's Portolan keeps things; default: folders of its own, empty. */
  readonly folders?: Folders;
  /** What its user's Portolan remembers; default: nothing yet. */
  readonly stores?: Stores;
  /** Where it keeps records, in folders that its user names; default: nothing yet. */
  readonly records?: RecordDoor;
  /** Where it keeps print jobs; default: none yet. */
  readonly spool?: SpoolDoor;
  /** Digests and ciphers; default: it has none. */
  readonly cryptography?: Cryptography;
  /** Default: it stores what it is given. */
  readonly compression?: Compression;
  /** Default: none. */
  readonly fonts?: FontFiles;
  /** What it finds on the web; default: nobody answers. */
  readonly web?: WebDoor;
  /** The hosts that it knows by name, with their addresses; default: none. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** Programs that are installed there, by name; default: none. */
  readonly programs?: Readonly<Record<string, SimulatedProgram>>;
  /** How its processes are told apart; default: they are not. */
  readonly processes?: Processes;
  /** Whether it runs as the administrator; default: it does not. */
  readonly privileges?: Privileges;
  /** What its packet filter says; default: it has none. */
  readonly firewall?: FirewallReading;
  /** Other programs' files about ports; default: none. */
  readonly references?: readonly ReferenceFile[];
  /** What it says it runs on; default `linux`. */
  readonly system?: string;
}

/** Hosts, and what they said to each other. */
export interface Network {
  /** Virtual time, the same on all hosts. */
  readonly clock: Clock;
  /** Every datagram ever sent, by the time it was sent: one entry a copy and receiving host. */
  readonly transcript: readonly Crossing[];
  /** Everything that was said by TCP, by the time it was sent, once however often it was repeated. */
  readonly streams: readonly StreamCrossing[];
  /**
   * Adds a host and gives its platform.
   * @throws UsageError when the name or an address is another's, or an option makes no sense
   */
  host(name: string, options: HostOptions): Platform;
  /**
   * Lets time pass, event by event, until `promise` settles, and gives what it gives.
   * @throws Error when nothing is left to happen and the promise is pending; after a virtual day; when
   * a million events happen in one instant; or what a wake-up or a receiver throws
   */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Lets everything happen up to and including `at`, and leaves the clock there. */
  runUntil(at: Millis): Promise<void>;
}

/** A network without hosts. */
export function createNetwork({ seed, start = 0 }: NetworkOptions): Network {
  return new SimulatedNetwork(seed, start);
}

class SimulatedNetwork implements Network {
  readonly clock: Clock;
  readonly transcript: OpenCrossing[] = [];
  readonly streams: StreamCrossing[] = [];
  private readonly agenda: Agenda;
  private readonly chance: Random;
  private readonly hosts = new Map<string, SimulatedHost>();
  private readonly byAddress = new Map<string, SimulatedHost>();

  constructor(
    private readonly seed: number,
    start: Millis,
  ) {
    this.agenda = new Agenda(start);
    this.clock = simulatedClock(this.agenda);
    this.chance = seededRandom(seed);
  }

  host(name: string, options: HostOptions): Platform {
    const host = new SimulatedHost(name, options.addresses, options.link);
    this.admit(host);
    return {
      kind: 'simulated',
      host: { name, system: options.system ?? 'linux' },
      clock: this.clock,
      // A stream of its own: what one host draws moves neither the links nor the other hosts.
      random: seededRandom(this.seed ^ hash(name)),
      interfaces: () => host.networkInterfaces(),
      // Nobody is asked for by hardware address here, so there is always room.
      neighbours: () => ({ places: Infinity, holds: 0 }),
      udp: simulatedUdp(host, (socket, to, bytes) => this.carry(host, socket, to, bytes)),
      tcp: simulatedTcp(host, {
        agenda: this.agenda,
        find: (address) => this.byAddress.get(address),
        line: (from, to) => this.line(from, to),
        note: (crossing) => void this.streams.push(crossing),
      }),
      mail: simulatedMail(host, {
        agenda: this.agenda,
        find: (address) => this.byAddress.get(address),
        line: (from, to) => this.line(from, to),
        names: simulatedNames(options.names),
      }),
      names: simulatedNames(options.names),
      listeners: simulatedListeners(options.listeners),
      files: simulatedFiles(options.files),
      data: options.data ?? NO_DATA,
      folders: options.folders ?? simulatedFolders(),
      stores: options.stores ?? simulatedStores(),
      records: options.records ?? this.records(name),
      spool: options.spool ?? simulatedSpool(),
      web: options.web ?? simulatedWeb(),
      pdf: {
        open: async () => {
          throw new UnavailableError(`${name} writes no PDF`);
        },
      },
      cryptography: async () => {
        if (!options.cryptography) throw new UnavailableError(`${name} has no cryptography`);
        return options.cryptography;
      },
      compression: async () => options.compression ?? simulatedCompression(),
      fonts: options.fonts ?? simulatedFonts(name),
      programs: simulatedPrograms(options.programs),
      processes: options.processes ?? simulatedProcesses(),
      privileges: options.privileges ?? simulatedPrivileges(),
      firewall: simulatedFirewall(options.firewall),
      references: () => options.references ?? [],
    };
  }

  run<T>(promise: Promise<T>): Promise<T> {
    return run(this.agenda, promise);
  }

  runUntil(at: Millis): Promise<void> {
    return runUntil(this.agenda, at);
  }

  private records(name: string): RecordDoor {
    return simulatedRecords({
      clock: this.clock,
      random: seededRandom(this.seed ^ hash(`${name}'s disk`)),
    });
  }

  private admit(host: SimulatedHost): void {
    if (this.hosts.has(host.name)) {
      throw new UsageError(`There is already a host "${host.name}" on this network.`);
    }
    for (const address of host.addresses) {
      const owner = this.byAddress.get(address);
      if (owner) throw new UsageError(`${address} is already an address of "${owner.name}".`);
    }
    this.hosts.set(host.name, host);
    for (const address of host.addresses) this.byAddress.set(address, host);
  }

  private line(from: SimulatedHost, to: SimulatedHost): Line {
    return new Line(this.agenda, this.chance, from === to ? [] : [from.link, to.link]);
  }

  private carry(sender: SimulatedHost, socket: UdpOwner, to: Endpoint, bytes: Uint8Array): void {
    const bound = socket.local;
    if (isGroup(to.address)) return this.multicast(sender, socket, to, bytes);
    const subnet = sender.broadcastInterface(to.address, bound.address);
    const source = sender.sourceFor(to.address, bound.address);
    const from = { host: sender.name, address: source ?? bound.address, port: bound.port };
    const letter = { at: this.agenda.now, from, to, bytes };
    if (source === undefined) this.lose(letter);
    else if (subnet) this.broadcast(letter, sender, subnet);
    else if (sender.isItself(to.address)) this.deliver(letter, sender, this.agenda.now, false);
    else this.across(letter, sender, [this.byAddress.get(to.address)]);
  }

  /** To the members of a group on one link, and to those on the sender itself. */
  private multicast(
    sender: SimulatedHost,
    socket: UdpOwner,
    to: Endpoint,
    bytes: Uint8Array,
  ): void {
    const link = socket.multicastLink;
    const { address, port } = socket.local;
    const source = sender.owns(address) && address !== EVERY_ADDRESS ? address : link?.address;
    const from = { host: sender.name, address: source ?? address, port };
    const letter = { at: this.agenda.now, from, to, bytes };
    if (!link || source === undefined || isLoopback(source)) return this.lose(letter);
    if (socket.loop && this.membersOn(sender, link, to).length > 0) {
      this.deliver(letter, sender, this.agenda.now, false, link);
    }
    const others = [...this.hosts.values()].filter(
      (host) => host !== sender && this.membersOn(host, link, to).length > 0,
    );
    this.across(letter, sender, others.length > 0 ? others : [undefined], link);
  }

  /** The sockets of a host that hear a multicast on a link: as on Linux all, when one of them is a member there. */
  private membersOn(host: SimulatedHost, link: Subnet, to: Endpoint): UdpOwner[] {
    const own = host.interfaceOn(link);
    if (!own || !host.joined(to.address, own)) return [];
    return host.udp.allThatHear(to).map(({ owner }) => owner);
  }

  private broadcast(letter: Letter, sender: SimulatedHost, subnet: Subnet): void {
    const others = [...this.hosts.values()].filter((host) => host !== sender && host.isIn(subnet));
    this.across(letter, sender, others.length > 0 ? others : [undefined], subnet);
  }

  /** Over the sender's link once, and from there over the link of each receiver. */
  private across(
    letter: Letter,
    sender: SimulatedHost,
    receivers: readonly (SimulatedHost | undefined)[],
    link?: Subnet,
  ): void {
    const copies = cross(sender.link, this.chance);
    for (const receiver of receivers) {
      const times = receiver ? this.arrivals(copies, receiver) : [];
      if (copies.length === 0 || (receiver && times.length === 0)) this.lose(letter, receiver);
      else if (!receiver) this.transcript.push({ ...letter, fate: 'nobody listening' });
      times.forEach((time, index) => this.deliver(letter, receiver!, time, index > 0, link));
    }
  }

  private arrivals(copies: readonly Millis[], receiver: SimulatedHost): Millis[] {
    return copies.flatMap((out) =>
      cross(receiver.link, this.chance).map((into) => this.agenda.now + out + into),
    );
  }

  private lose(letter: Letter, receiver?: SimulatedHost): void {
    this.transcript.push({ ...addressedTo(letter, receiver), fate: 'lost' });
  }

  /** @param link of a broadcast or a multicast, which everybody hears who shares the port; else one socket alone */
  private deliver(
    letter: Letter,
    receiver: SimulatedHost,
    arrives: Millis,
    copy: boolean,
    link?: Subnet,
  ): void {
    const crossing: OpenCrossing = {
      ...addressedTo(letter, receiver),
      fate: 'in flight',
      arrives,
      ...(copy && { copy }),
    };
    this.transcript.push(crossing);
    this.agenda.plan(arrives, () => {
      const listeners = this.listeners(letter.to, receiver, link);
      crossing.fate = listeners.length > 0 ? 'delivered' : 'nobody listening';
      const { address, port } = letter.from;
      // Each receiver gets bytes of its own: what it does to them must not change the transcript.
      for (const { receive } of listeners) receive(letter.bytes.slice(), { address, port });
    });
  }

  private listeners(to: Endpoint, receiver: SimulatedHost, link: Subnet | undefined): UdpOwner[] {
    if (!link) return [receiver.udp.hears(to)].flatMap((socket) => (socket ? [socket.owner] : []));
    if (isGroup(to.address)) return this.membersOn(receiver, link, to);
    return receiver.udp.allThatHear(to).map(({ owner }) => owner);
  }
}

type Letter = Omit<Crossing, 'fate' | 'arrives' | 'copy'>;
type Subnet = Parameters<SimulatedHost['isIn']>[0];

function addressedTo(letter: Letter, receiver: SimulatedHost | undefined): Letter {
  return receiver ? { ...letter, to: { ...letter.to, host: receiver.name } } : letter;
}

/** FNV-1a, 32 bits: tells host names apart, no more. */
function hash(name: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) sum = Math.imul(sum ^ name.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}
