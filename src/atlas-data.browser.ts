/**
 * The data set that Portolan ships, for where there are no files: the build puts the texts into the module.
 * The search indexes stay out, since they are larger than all the rest: search makes its own at its first question.
 */
import type { Dataset } from './atlas/atlas.ts';
import { shippedDataset } from './atlas/dataset.ts';
import FILES from '#data';

/** The same as in Node. */
export const dataset: Dataset = shippedDataset((path) => FILES[path]!, { hasIndexes: false });
