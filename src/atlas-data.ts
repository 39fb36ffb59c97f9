/**
 * The data set that Portolan ships, for Node: read from the package's files when first needed. In a browser
 * the same name (`portolan/atlas/data`) gives a module that has it inside.
 */
import type { Dataset } from './atlas/atlas.ts';
import { shippedDataset } from './atlas/dataset.ts';
import { nodeData } from './platform/node/data.ts';

const folder = nodeData(new URL('./data/', import.meta.url));

/** The floor of the official registry, Portolan's own chart and the source documents. */
export const dataset: Dataset = shippedDataset((path) => folder.text(path));
