/** The atlas of whoever asks: what Portolan ships, and what this user's machine adds to it. */
import type { Atlas } from '../atlas/atlas.ts';
import { shippedDataset } from '../atlas/dataset.ts';
import { createAtlas } from '../atlas/lookup.ts';
import { CURRENT } from '../atlas/registry/edition.ts';
import { isExpected } from '../core/errors.ts';
import type { Folder, Platform } from '../platform/platform.ts';
import { LABEL_FILE } from './label-file.ts';
import { withLocalSources } from './local-sources.ts';
import { withEdition } from './registry/store.ts';

/** Nothing is read before the first question. */
export function openAtlas(platform: Platform): Atlas {
  const shipped = shippedDataset((path) => platform.data.text(path));
  return createAtlas(withLocalSources(withEdition(shipped, platform.folders.data), platform));
}

/**
 * The atlas for a program that lives long: opened anew when what this user adds to it has changed, an edition
 * imported or a label written. Asking costs the reading of two small files.
 */
export function currentAtlas(platform: Platform): () => Atlas {
  let atlas: Atlas | undefined;
  let madeOf: string | undefined;
  return () => {
    const now = whatItIsMadeOf(platform);
    if (atlas === undefined || now !== madeOf) atlas = openAtlas(platform);
    madeOf = now;
    return atlas;
  };
}

function whatItIsMadeOf({ folders, references }: Platform): string {
  const files = references().map(({ path, modified }) => `${path} ${modified}`);
  return [textOf(folders.data, CURRENT), textOf(folders.config, LABEL_FILE), ...files].join('\0');
}

/** What may not be read is told by the atlas itself, in its sources. */
function textOf(folder: Folder, name: string): string {
  try {
    return folder.text(name) ?? '';
  } catch (problem) {
    if (isExpected(problem)) return problem.message;
    throw problem;
  }
}
