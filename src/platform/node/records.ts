/** Stores of records on this machine's disk. Nothing of SQLite is loaded before one is opened. */
import type { RecordDoor } from '../records.ts';

export function nodeRecords(): RecordDoor {
  return {
    async open(folder, name) {
      const { openRecords } = await import('./stores/records.ts');
      return openRecords(folder, name);
    },
    async openFile(path) {
      const { openRecordsFile } = await import('./stores/records.ts');
      return openRecordsFile(path);
    },
  };
}
