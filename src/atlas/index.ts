/**
 * The atlas alone: what ports are for, and who says so. It names nothing of Node or the browser; it is a
 * pure function of a data set, of which `portolan/atlas/data` has the one that Portolan ships.
 *
 * @example
 * ```ts
 * import { createAtlas } from 'portolan/atlas';
 * import { dataset } from 'portolan/atlas/data';
 *
 * const atlas = createAtlas(dataset);
 * atlas.lookup(641).claims; // every source's word, each apart
 * atlas.lookup(641).disputes; // where they contradict each other
 * (await atlas.search('epson printer')).hits;
 * ```
 */
export { createAtlas } from './lookup.ts';
export type { Atlas, Dataset, PortEntry, SourceTable } from './atlas.ts';
export { checkCommands, type CheckCommands } from './check.ts';
export {
  MARKS,
  PERIMETERS,
  STANDINGS,
  type AssignedTwice,
  type Claim,
  type Contradicted,
  type Dispute,
  type DisputeKind,
  type DisputeSaying,
  type DisputeTerms,
  type Ghost,
  type Mark,
  type Perimeter,
  type RegistryAnswer,
  type Source,
  type Standing,
} from './claim.ts';
export { shippedDataset } from './dataset.ts';
export type { NameTable, RegisteredName } from './names.ts';
export { parsePortQueries, type PortQuery } from './query.ts';
export { RANGES, rangeOf, type RangeClass } from './ranges.ts';
export type { Findings, Hit, Match, NameHit } from './search/findings.ts';
export { standingOf, type PortStanding } from './standing.ts';
export { readTable, type Table } from './table.ts';
export { TRANSPORTS, type Transport } from '../core/transport.ts';
export { UsageError } from '../core/errors.ts';
