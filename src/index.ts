/**
 * The library: the atlas, the survey and the protocols, for programs.
 *
 * @example
 * ```ts
 * import { openAtlas } from 'portolan';
 * openAtlas().lookup(641).claims;
 * ```
 */
import { createAtlas } from './atlas/lookup.ts';
import { dataset } from './atlas-data.ts';
import type { Atlas } from './atlas/atlas.ts';
import { openAtlas as openAtlasOf } from './app/atlas.ts';
import { nodePlatform } from './platform/node/platform.ts';

export { createAtlas } from './atlas/lookup.ts';
export { parsePortQueries, type PortQuery } from './atlas/query.ts';
export { rangeOf, RANGES, type RangeClass } from './atlas/ranges.ts';
export type { Atlas, Dataset, PortEntry } from './atlas/atlas.ts';
export type { Claim, Dispute, Ghost, Perimeter, Source, Standing } from './atlas/claim.ts';
export type { Transport } from './core/transport.ts';
export { NotFoundError, UnavailableError, UsageError, type WireError } from './core/errors.ts';
export { OPERATIONS } from './app/index.ts';
export { PROTOCOLS } from './protocols/index.ts';
export type { Context, Input, Operation } from './app/operation.ts';
export type { Platform } from './platform/platform.ts';
export type { JudgedListener, Verdict, VerdictWord, Severity } from './verdict/verdict.ts';
export type { Sighting } from './identify/sighting.ts';
export { gatherDevices, mergeObservations, type Gathering } from './devices/merge.ts';
export type { Contradiction, Device, DeviceService, DeviceSupply } from './devices/device.ts';
export type { Observation, Witness } from './devices/observation.ts';
export { judgeService, type ServiceVerdict } from './verdict/service.ts';
export type { StatusDevice, StatusResult } from './app/status/result.ts';
export type { SurveyResult } from './app/survey/result.ts';
export { compare } from './survey/drift/compare.ts';
export type { Departure, Drift, DriftKind } from './survey/drift/drift.ts';
export type { Entry, Snapshot } from './survey/drift/snapshot.ts';
export { nodePlatform };

/**
 * The atlas of whoever runs the program: what this package ships, the registry that this user imported, other
 * programs' files about ports, and this user's own labels.
 */
export { openAtlasOf };

/** The same for the user who runs this program, on this machine. */
export function openUserAtlas(): Atlas {
  return openAtlasOf(nodePlatform({ dataFolder: new URL('./data/', import.meta.url) }));
}

/** The atlas of the data that this package ships. Nothing is read before the first question. */
export function openAtlas(): Atlas {
  return createAtlas(dataset);
}
