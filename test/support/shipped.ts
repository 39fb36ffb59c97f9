/** The facts as they are shipped: `dist/data`, which `node tools/build.mjs` makes. */
import { shippedDataset } from '../../src/atlas/dataset.ts';
import { createAtlas } from '../../src/atlas/lookup.ts';
import { nodeData } from '../../src/platform/node/data.ts';
import { readPrograms, type ProgramFacts } from '../../src/verdict/programs.ts';

export const shippedData = nodeData(new URL('../../dist/data/', import.meta.url));

/** An atlas of what is shipped; a new one each time, since it remembers what it was asked. */
export const shippedAtlas = () => createAtlas(shippedDataset((path) => shippedData.text(path)));

export const shippedPrograms = () =>
  readPrograms(JSON.parse(shippedData.text('programs.json')) as ProgramFacts);
