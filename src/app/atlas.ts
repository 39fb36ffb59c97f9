/** The atlas of whoever asks: what Portolan ships, and what this user's machine adds to it. */
import type { Atlas } from '../atlas/atlas.ts';
import { shippedDataset } from '../atlas/dataset.ts';
import { createAtlas } from '../atlas/lookup.ts';
import type { Platform } from '../platform/platform.ts';
import { withLocalSources } from './local-sources.ts';
import { withEdition } from './registry/store.ts';

/** Nothing is read before the first question. */
export function openAtlas(platform: Platform): Atlas {
  const shipped = shippedDataset((path) => platform.data.text(path));
  return createAtlas(withLocalSources(withEdition(shipped, platform.folders.data), platform));
}
