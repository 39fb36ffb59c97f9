/** The fonts that ship with Portolan, beside its data. */
import { readFileSync } from 'node:fs';
import { UnavailableError } from '../../core/errors.ts';
import type { FontFiles } from '../fonts.ts';

/** @param dataFolder the URL of `data/`, with or without the slash at its end; fonts are in `fonts/` there */
export function nodeFonts(dataFolder: URL): FontFiles {
  const base = dataFolder.href.endsWith('/') ? dataFolder : new URL(`${dataFolder.href}/`);
  return {
    read(name) {
      const file = new URL(`fonts/${name}.ttf`, base);
      try {
        return readFileSync(file);
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        throw new UnavailableError(
          `Portolan's font ${name} cannot be read, so no page can be drawn; install Portolan again: ${why}`,
        );
      }
    },
  };
}
