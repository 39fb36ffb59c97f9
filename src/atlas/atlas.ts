import type { Transport } from '../core/transport.ts';
import type { Claim, Dispute, Ghost, Source } from './claim.ts';
import type { RangeClass } from './ranges.ts';
import type { Findings } from './search/findings.ts';
import type { OtherNames } from './search/other-names.ts';
import type { NameTable, RegisteredName } from './names.ts';
import type { Table } from './table.ts';

/** All that an atlas is made of. Everything is fetched when first needed. */
export interface Dataset {
  readonly sources: () => readonly Source[];
  /** In the order in which equal claims are shown. */
  readonly tables: () => readonly SourceTable[];
  /** What the user says: labels. What somebody calls a port contradicts nobody, so they take no part in disputes. */
  readonly own?: () => readonly SourceTable[];
  /**
   * Files of other programs that merely list names: ten thousand that others have too. They would drown search and
   * spelling, promise nothing to a verdict, and are looked for when somebody asks for them.
   */
  readonly lists?: () => readonly ListTable[];
  /** What services are also called, for tables without an index. */
  readonly otherNames?: () => OtherNames;
  /** Names that are registered without a port; the floor has none. */
  readonly names?: () => NameTable;
  /** What `createTextIndex` made of them. */
  readonly namesIndex?: () => string | undefined;
  /** Disputes written down by hand, and ghosts. */
  readonly curated: () => {
    readonly disputes: readonly Dispute[];
    readonly ghosts: readonly Ghost[];
  };
}

/** How often a port was found open, whether anybody names it or not. */
export interface Frequency {
  readonly transport: Transport;
  /** The share of the hosts that the source scanned, 0 to 1. */
  readonly share: number;
  /** A {@link Source}'s id. */
  readonly source: string;
}

/** The claims of one source. */
export interface SourceTable {
  readonly source: string;
  open(): Table;
  /** What `createTextIndex` made of the table; without it, search makes one at its first question. */
  readonly searchIndex?: () => string | undefined;
}

/** The claims of a source that merely lists names. */
export interface ListTable extends SourceTable {
  /** How often a port was open, for sources that say so. */
  readonly frequencies?: (port: number) => readonly Frequency[];
}

/** Everything known about one port. */
export interface PortEntry {
  readonly port: number;
  readonly range: RangeClass;
  /** Best first, by {@link rank}; every claim of every source, ranges included. */
  readonly claims: readonly Claim[];
  readonly disputes: readonly Dispute[];
  /** How often it was found open, where a source says so. */
  readonly frequencies?: readonly Frequency[];
}

/** What ports are for, and who says so. A pure function of its data set. */
export interface Atlas {
  /**
   * Every claim about a port, with the disputes between them. Every port has an answer.
   * @param port 0 to 65535
   * @throws RangeError outside that
   */
  lookup(port: number): PortEntry;
  /** Every dispute that there is, each once, by its first port. */
  disputes(): readonly Dispute[];
  /** The claims for one port and transport, best first, without what is merely listed. */
  claims(port: number, transport: Transport): readonly Claim[];
  /** What files of other programs list there: names that nobody promised. */
  listings(port: number, transport: Transport): readonly Claim[];
  /** The claims whose service has this very name, or another name that is this (lower case). */
  named(service: string): readonly Claim[];
  /**
   * Search by number, range, name, other name, title, registrant, RFC and note; forgives slips of spelling.
   * @param limit how many claims at most; 50 unless told
   * @throws UsageError when there is nothing to look for, too much, or a number that is no port
   */
  search(text: string, limit?: number): Promise<Findings>;
  /** The names like this one (lower case) that are registered without a port. */
  portless(service: string): readonly RegisteredName[];
  /** Service names that are spelled nearly like this one, nearest first. */
  near(service: string, limit?: number): readonly string[];
  /** Whether a service is all but extinct, and the evidence. */
  ghost(service: string, port: number): Ghost | undefined;
  source(id: string): Source | undefined;
  sources(): readonly Source[];
}
