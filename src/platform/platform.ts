import type { Millis } from '../core/units.ts';
import type { Cryptography } from '../core/cryptography.ts';
import type { Compression } from './compression.ts';
import type { FontFiles } from './fonts.ts';
import type { Random } from '../core/random.ts';
import type { CancelSignal } from '../core/signal.ts';
import type { FirewallSource } from './firewall.ts';
import type { MailDoor } from './mail.ts';
import type { PdfDoor } from './pdf.ts';
import type { Glimpse, ListenerReport } from '../survey/listener.ts';
import type { RecordDoor } from './records.ts';
import type { SpoolDoor } from './spool.ts';
import type { Stores } from './store.ts';
import type { Privileges, User } from './privileges.ts';
import type { Programs } from './programs.ts';
import type { TcpDoor } from './tcp.ts';
import type { UdpDoor } from './udp.ts';
import type { NameDoor } from './names.ts';
import type { NetworkInterface } from './interfaces.ts';
import type { NeighbourTable } from '../core/neighbours.ts';

export type { UdpDoor, UdpOptions, UdpSocket } from './udp.ts';

/**
 * The outside world behind one interface. `platform/node` is the real one, `platform/simulated` a small
 * world in memory. Everything that is not a pure function reaches an operation through here.
 */
export interface Platform {
  readonly kind: 'node' | 'simulated';
  readonly host: Host;
  readonly clock: Clock;
  readonly random: Random;
  /** Loaded when it is first asked for. @throws UnavailableError where there is none */
  readonly cryptography: () => Promise<Cryptography>;
  /** Loaded when it is first asked for. */
  readonly compression: () => Promise<Compression>;
  readonly fonts: FontFiles;
  readonly udp: UdpDoor;
  readonly tcp: TcpDoor;
  readonly mail: MailDoor;
  readonly names: NameDoor;
  /**
   * This machine's network interfaces, in the order of their indexes, as they are at the moment. Empty where the
   * system refuses to tell.
   */
  readonly interfaces: () => readonly NetworkInterface[];
  /** How many neighbours on its links this machine can ask for at a time: what a sweep of a link keeps to. */
  readonly neighbours: () => NeighbourTable;
  readonly listeners: ListenerSource;
  readonly files: Files;
  readonly data: DataFolder;
  readonly folders: Folders;
  readonly stores: Stores;
  readonly records: RecordDoor;
  readonly spool: SpoolDoor;
  readonly web: WebDoor;
  readonly pdf: PdfDoor;
  readonly programs: Programs;
  readonly processes: Processes;
  readonly privileges: Privileges;
  readonly firewall: FirewallSource;
  /** Files of other programs that tell what ports are for, where this machine has them. */
  readonly references: () => readonly ReferenceFile[];
}

/** The machine that this runs on. */
export interface Host {
  readonly name: string;
  /** `linux`, `darwin`, `win32`, … */
  readonly system: string;
}

/** Processes, told apart for good: their numbers are given again. */
export interface Processes {
  /** A text that means this process and no other, before it or after it; undefined where none can be made. */
  mark(): Promise<string | undefined>;
  /** Whether the process of a mark has ended for certain. False for one of another machine, or that cannot be seen. */
  isGone(mark: string): Promise<boolean>;
}

/** Time, and being woken. */
export interface Clock {
  /** Monotonic; only differences mean anything. */
  now(): Millis;
  /** The time of day, milliseconds since 1970-01-01T00:00Z. */
  wallTime(): number;
  /**
   * Calls `wake` once when `now()` has reached `at`; the result cancels it.
   * @param idle whether the program may end meanwhile, if nothing else keeps it. Default: it waits.
   */
  wakeAt(at: Millis, wake: () => void, idle?: boolean): () => void;
}

/** Who tells what listens on this machine. */
export interface ListenerSource {
  /**
   * Who listens on this machine, in a stable order (transport, port, family, address). What may not be
   * seen is counted in the report's coverage.
   * @throws UnavailableError when this system has no collector
   */
  collect(signal: CancelSignal, options?: CollectOptions): Promise<ListenerReport>;
  /**
   * The listening sockets of this network namespace and no more: cheap enough to be asked twice a second
   * for days. In no particular order.
   * @throws UnavailableError when this system has no collector
   */
  glance(signal: CancelSignal): Promise<readonly Glimpse[]>;
}

/** How closely listeners are looked at. */
export interface CollectOptions {
  /**
   * `programs`: a process is its number, name and user, and neither containers nor units are looked for.
   * Default: everything.
   */
  readonly detail?: 'programs' | 'everything';
}

/** Files that the user names. */
export interface Files {
  /**
   * @param path `-` is standard input
   * @throws UsageError when it is not there, may not be read, or is longer than `limit` bytes
   */
  read(path: string, limit: number): Promise<Uint8Array>;
  /**
   * The same piece by piece, for what is read while it comes. Errors come while reading.
   * @param path `-` is standard input
   * @throws UsageError when it is not there or may not be read
   */
  stream(path: string): AsyncIterable<Uint8Array>;
  /**
   * Makes a new file, for this user alone, to write to for as long as it is open. Never touches one that is there.
   * @param owner whom it is to belong to, when that is not who makes it
   * @throws ThereAlreadyError when there is one already; UsageError when there is no such folder; UnavailableError
   * when this user may not, the disk is full or read-only
   */
  create(path: string, owner?: User): Promise<FileSink>;
  /**
   * Puts a text in a file's place, whole or not at all, whatever happens meanwhile.
   * @param mayExist when false, one that is there is left alone
   * @throws ThereAlreadyError when there is one and may not be; UsageError when there is no such folder, or it is
   * one; UnavailableError when this user may not, the disk is full or read-only; then nothing has changed
   */
  replace(path: string, text: string, mayExist: boolean): Promise<void>;
  /**
   * The same piece by piece: what is written grows beside the place, and is put there when it is closed.
   * @throws as `replace`; that there is one and may not be is found out at once, and again when it is put in place
   */
  draft(path: string, mayExist: boolean): Promise<FileDraft>;
}

/** A file that is not yet in its place. One of the two ends it. */
export interface FileDraft extends FileSink {
  /** Puts it in its place, whole and on the disk. */
  close(): Promise<void>;
  /** Removes it: its place stays as it was. */
  drop(): Promise<void>;
}

/** A file that grows. */
export interface FileSink {
  /** Adds bytes at the end. @throws UsageError or UnavailableError when they cannot be written */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Portolan's own facts. */
export interface DataFolder {
  /** A file of Portolan's own data, by its path inside `data/`. A missing one is our own bug and throws. */
  text(path: string): string;
}

/** Where this user's Portolan keeps things, by what they are (XDG Base Directory Specification). */
export interface Folders {
  /** What the user wrote and may edit by hand: labels. */
  readonly config: Folder;
  /** What was fetched or imported: the registry. */
  readonly data: Folder;
  /** What Portolan remembers: votes, baselines. */
  readonly state: Folder;
  /** What can be made again. */
  readonly cache: Folder;
}

/** Files by name; a name may have folders in it (`registry/current.json`), always with slashes. */
export interface Folder {
  /** Where a file is, for a person to read. */
  path(name: string): string;
  /**
   * A file's text, at once; undefined when there is none.
   * @throws UnavailableError when it is there and may not be read
   */
  text(name: string): string | undefined;
  /**
   * Replaces a file whole or not at all, whatever happens meanwhile; makes its folder.
   * @throws UnavailableError when it cannot be written; then the old one is still there
   */
  write(name: string, text: string): Promise<void>;
  /**
   * Changes a file: nobody else who comes this way can change it between what is read and what is written.
   * An error of `change` is passed on, and nothing is written.
   * @param change makes the new text of the one that is there now; undefined when there is none
   * @throws UnavailableError when it cannot be written, or another process keeps it too long
   */
  update(name: string, change: (text: string | undefined) => string): Promise<void>;
  /** Adds one line at the end. @throws UnavailableError when it cannot be written */
  append(name: string, line: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it; nothing happens when there is none. */
  remove(name: string): Promise<void>;
}

/** HTTP, as a client. */
export interface WebDoor {
  /**
   * Fetches an address by HTTP. Redirections are followed.
   * @throws NotFoundError when nobody answers there; an answer of any status is an answer
   */
  get(address: string, options: WebOptions): Promise<WebAnswer>;
  /**
   * Hands something over. Redirections are not followed: what is handed over goes nowhere else. The body of
   * the answer is read only as far as it is asked for.
   * @throws NotFoundError when nobody answers there, or the answer is longer than it may be; an answer of any
   *   status is an answer
   */
  post(address: string, options: PostOptions): Promise<PostAnswer>;
}

/** What is handed over, and how. */
export interface PostOptions extends Omit<WebOptions, 'follow'> {
  readonly body: string | Uint8Array;
  /** The most bytes of the answer's body that are taken. Default: none, it is not read. */
  readonly answerLimit?: number;
  /** Takes a certificate that nobody vouches for: printers sign theirs themselves. Default: it does not. */
  readonly anyCertificate?: boolean;
}

/** What the other side says to it. */
export interface PostAnswer extends Pick<WebAnswer, 'status' | 'header'> {
  /** Absent or empty where it was not asked for. */
  readonly body?: Uint8Array;
}

/** How something is fetched. */
export interface WebOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest silence that is waited through. */
  readonly patience: Millis;
  readonly signal: CancelSignal;
  /** Called with each address that is redirected to, before anything is sent there; throws when it may not be. */
  readonly follow?: (address: string) => void;
}

/** What was fetched. */
export interface WebAnswer {
  readonly status: number;
  /** Where it came from in the end. */
  readonly address: string;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  /** The body as it comes. @throws NotFoundError when it breaks off */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Which program's file it is: the system's own, nmap's, Wireshark's. */
export type ReferenceKind = 'system' | 'nmap' | 'wireshark';

/** A file of another program that ties names to ports. Its words are read here and never shipped. */
export interface ReferenceFile {
  readonly kind: ReferenceKind;
  readonly path: string;
  /** When it was last changed: milliseconds since 1970-01-01T00:00Z. */
  readonly modified: number;
  /**
   * Its bytes as UTF-8 text, or one character a byte, not yet decoded.
   * @throws UnavailableError when it may not be read or is far too large
   */
  text(): string;
}
