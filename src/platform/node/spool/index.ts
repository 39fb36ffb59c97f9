/** Spools on this machine's disk. Nothing of them is loaded before one is opened. */
import type { SpoolDoor } from '../../spool.ts';

export function nodeSpool(): SpoolDoor {
  return {
    async open(folder, options) {
      const { openSpool } = await import('./open.ts');
      return openSpool(folder, options);
    },
    async look(folder) {
      const { shelfAt } = await import('./shelf.ts');
      return shelfAt({ name: folder, path: folder });
    },
  };
}
