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
import { shippedDataset } from './atlas/dataset.ts';
import { nodeData } from './platform/node/data.ts';
import type { Atlas } from './atlas/atlas.ts';

export { createAtlas } from './atlas/lookup.ts';
export { parsePortQueries, type PortQuery } from './atlas/query.ts';
export { rangeOf, RANGES, type RangeClass } from './atlas/ranges.ts';
export type { Atlas, Dataset, PortEntry } from './atlas/atlas.ts';
export type { Claim, Dispute, Ghost, Perimeter, Source, Standing } from './atlas/claim.ts';
export type { Transport } from './core/transport.ts';
export { NotFoundError, UsageError, type WireError } from './core/errors.ts';
export { OPERATIONS } from './app/index.ts';
export { PROTOCOLS } from './protocols/index.ts';
export type { Context, Input, Operation } from './app/operation.ts';
export type { Platform } from './platform/platform.ts';
export type { JudgedListener, Verdict, VerdictWord, Severity } from './verdict/verdict.ts';
export type { SurveyResult } from './app/survey.ts';
export { nodePlatform } from './platform/node/platform.ts';

/** The atlas of the data that this package ships. Nothing is read before the first question. */
export function openAtlas(): Atlas {
  const folder = nodeData(new URL('./data/', import.meta.url));
  return createAtlas(shippedDataset((path) => folder.text(path)));
}
