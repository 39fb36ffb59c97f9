/** Portolan's own data, as files in a folder that ships with it. */
import { readFileSync } from 'node:fs';
import type { DataFolder } from '../platform.ts';

/** @param folder the URL of `data/`, with or without the slash at its end */
export function nodeData(folder: URL): DataFolder {
  const base = folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`);
  return { text: (path) => readFileSync(new URL(path, base), 'utf8') };
}
