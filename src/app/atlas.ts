/** The atlas of whoever asks: what Portolan ships, and what this user's machine adds to it. */
import type { Atlas } from '../atlas/atlas.ts';
import { shippedDataset } from '../atlas/dataset.ts';
import { createAtlas } from '../atlas/lookup.ts';
import type { Platform } from '../platform/platform.ts';

/** Nothing is read before the first question. */
export function openAtlas(platform: Platform): Atlas {
  return createAtlas(shippedDataset((path) => platform.data.text(path)));
}
