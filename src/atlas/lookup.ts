/** The atlas itself: a pure function of its data set. */
import { distance } from 'fastest-levenshtein';
import { groupBy } from '../core/group.ts';
import { MAX_PORT, type Transport } from '../core/transport.ts';
import type { Atlas, Dataset, Frequency, PortEntry } from './atlas.ts';
import type { Claim, Dispute, Ghost, Source } from './claim.ts';
import { REPORTERS } from './contradictions.ts';
import { findDisputes } from './disputes.ts';
import { LABELS } from './labels.ts';
import { foldListings } from './listings.ts';
import type { NameTable, RegisteredName } from './names.ts';
import { isOfficial } from './official.ts';
import { rangeOf } from './ranges.ts';
import { rank } from './rank.ts';
import type { Findings } from './search/findings.ts';
import type { SearchPlace } from './search/place.ts';
import type { Table } from './table.ts';

/** Makes an atlas of a data set. Nothing is read before the first question. */
export function createAtlas(dataset: Dataset): Atlas {
  return new LazyAtlas(dataset);
}

/** A list that was opened. */
interface OpenList {
  readonly table: Table;
  frequencies(port: number): readonly Frequency[];
}

class LazyAtlas implements Atlas {
  private readonly entries = new Map<number, PortEntry>();
  private readonly claimsByPort = new Map<number, readonly Claim[]>();
  private readTables?: readonly Table[];
  private readOwn?: readonly Table[];
  private readLists?: readonly OpenList[];
  private readReporters?: readonly Table[];
  private searchPlace?: SearchPlace;
  private readNames?: NameTable | undefined;
  private readSources?: readonly Source[];
  private disputesByPort?: ReadonlyMap<number, readonly Dispute[]>;
  private ghostsByService?: ReadonlyMap<string, Ghost>;
  private serviceNames?: ReadonlyMap<string, readonly Claim[]>;

  constructor(private readonly dataset: Dataset) {}

  lookup(port: number): PortEntry {
    const known = this.entries.get(port);
    if (known !== undefined) return known;
    const entry = this.entry(port);
    this.entries.set(port, entry);
    return entry;
  }

  disputes(): readonly Dispute[] {
    const claimed = this.tables.flatMap((table) => table.all());
    const ports = new Set(this.dataset.curated().disputes.flatMap((dispute) => dispute.ports));
    for (const { from, to } of claimed) for (let port = from; port <= to; port++) ports.add(port);
    const all = [...ports].flatMap((port) => this.lookup(port).disputes);
    const bySummary = new Map(all.map((dispute) => [dispute.summary, dispute]));
    return [...bySummary.values()].toSorted((a, b) => a.ports[0]! - b.ports[0]!);
  }

  claims(port: number, transport: Transport): readonly Claim[] {
    const claims = this.claimsOf(port);
    return claims.length === 0 ? claims : claims.filter((claim) => claim.transport === transport);
  }

  listings(port: number, transport: Transport): readonly Claim[] {
    return this.listingsOf(port).filter((claim) => claim.transport === transport);
  }

  named(service: string): readonly Claim[] {
    return [...this.tables, ...this.own, ...this.lists.map(({ table }) => table)].flatMap((table) =>
      table.named(service),
    );
  }

  async search(text: string, limit = 50): Promise<Findings> {
    // Apart, so that no other question pays for it.
    const { openSearchPlace, search } = await import('./search/search.ts');
    const { dataset } = this;
    this.searchPlace ??= openSearchPlace(
      { ...dataset, tables: () => [...dataset.tables(), ...(dataset.own?.() ?? [])] },
      [...this.tables, ...this.own],
      this.nameTable,
      (port) => foldListings([...this.claimsOf(port), ...this.listingsOf(port)]).telling,
    );
    return search(this.searchPlace, text, limit);
  }

  portless(service: string): readonly RegisteredName[] {
    return this.nameTable?.named(service) ?? [];
  }

  near(service: string, limit = 5): readonly string[] {
    const wanted = service.toLowerCase();
    // Two letters changed places count as two.
    const tolerance = Math.min(3, Math.max(1, Math.floor(wanted.length / 2)));
    const portless = this.nameTable?.all().map((name) => name.service) ?? [];
    return [...new Set([...this.names.keys(), ...portless])]
      .map((name) => ({ name, away: distance(wanted, name) }))
      .filter(({ away }) => away <= tolerance)
      .toSorted((a, b) => a.away - b.away || (a.name < b.name ? -1 : 1))
      .slice(0, limit)
      .map(({ name }) => name);
  }

  ghost(service: string, port: number): Ghost | undefined {
    this.ghostsByService ??= new Map(
      this.dataset.curated().ghosts.map((ghost) => [ghost.service, ghost]),
    );
    const ghost = this.ghostsByService.get(service);
    return ghost?.ports && !ghost.ports.includes(port) ? undefined : ghost;
  }

  source(id: string): Source | undefined {
    return this.sources().find((source) => source.id === id);
  }

  sources(): readonly Source[] {
    return (this.readSources ??= this.dataset.sources());
  }

  private get tables(): readonly Table[] {
    return (this.readTables ??= this.dataset.tables().map((table) => table.open()));
  }

  private get own(): readonly Table[] {
    return (this.readOwn ??= (this.dataset.own?.() ?? []).map((table) => table.open()));
  }

  private get lists(): readonly OpenList[] {
    return (this.readLists ??= (this.dataset.lists?.() ?? []).map((list) => ({
      table: list.open(),
      frequencies: (port) => list.frequencies?.(port) ?? [],
    })));
  }

  /** Best first among themselves; all others go before them. */
  private listingsOf(port: number): readonly Claim[] {
    return rank(this.lists.flatMap(({ table }) => table.at(port)));
  }

  private get nameTable(): NameTable | undefined {
    return (this.readNames ??= this.dataset.names?.());
  }

  private get names(): ReadonlyMap<string, readonly Claim[]> {
    if (this.serviceNames) return this.serviceNames;
    const tables = [...this.tables, ...this.own];
    const named = tables.flatMap((table) => table.all()).filter(({ service }) => service !== '');
    return (this.serviceNames = groupBy(named, ({ service }) => service));
  }

  private entry(port: number): PortEntry {
    const claims = [...this.claimsOf(port), ...this.listingsOf(port)];
    const byHand = this.byHand.get(port) ?? [];
    // What a person explained is not said a second time by comparison; what is of another kind is.
    const explained = new Set(byHand.map(({ kind }) => kind));
    const found = this.compared(port).filter(({ kind }) => !explained.has(kind));
    const frequencies = this.lists.flatMap((list) => list.frequencies(port));
    return {
      port,
      range: rangeOf(port).name,
      claims,
      disputes: [...byHand, ...found],
      ...(frequencies.length > 0 && { frequencies }),
    };
  }

  private compared(port: number): readonly Dispute[] {
    const named = (tables: readonly Table[]) => (service: string) =>
      tables.flatMap((table) => table.named(service));
    return findDisputes(port, {
      at: (other) => this.claimsOf(other).filter(({ source }) => source !== LABELS),
      registered: (service) => named(this.tables)(service).filter(isOfficial),
      claimed: (service) => named(this.reporters)(service).filter((claim) => !isOfficial(claim)),
    });
  }

  /** Those that may say of a service that it officially has another port. */
  private get reporters(): readonly Table[] {
    return (this.readReporters ??= this.dataset
      .tables()
      .flatMap(({ source }, i) => (REPORTERS.has(source) ? [this.tables[i]!] : [])));
  }

  private claimsOf(port: number): readonly Claim[] {
    const known = this.claimsByPort.get(port);
    if (known !== undefined) return known;
    if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
      throw new RangeError(`${port} is no port: ports are 0 to ${MAX_PORT}`);
    }
    const found: Claim[] = [];
    for (const table of this.tables) found.push(...table.at(port));
    for (const table of this.own) found.push(...table.at(port));
    const claims = found.length < 2 ? found : rank(found);
    this.claimsByPort.set(port, claims);
    return claims;
  }

  private get byHand(): ReadonlyMap<number, readonly Dispute[]> {
    if (this.disputesByPort) return this.disputesByPort;
    const pairs = this.dataset
      .curated()
      .disputes.flatMap((dispute) => dispute.ports.map((port) => ({ port, dispute })));
    const byPort = groupBy(pairs, ({ port }) => port);
    return (this.disputesByPort = new Map(
      [...byPort].map(([port, some]) => [port, some.map(({ dispute }) => dispute)]),
    ));
  }
}
