/**
 * Small stores of records, a file each, that stand for themselves in a folder that the user names: a message centre's
 * spool, a device's mailbox. What they hold means nothing here.
 */
import type { KeptRecord, RecordChange } from '../core/records.ts';

export type { KeptRecord, RecordChange } from '../core/records.ts';

/**
 * Every method throws UnavailableError when the store cannot be used: damaged, disk full, no permission. Nothing is
 * destroyed then.
 */
export interface RecordStore {
  /** All of a kind, in the order of their keys. */
  list(kind: string): Promise<readonly KeptRecord[]>;
  content(kind: string, key: string): Promise<Uint8Array | undefined>;
  /**
   * All of these or none, in this order. When it resolves they are on the disk, whatever happens afterwards. Calls that
   * come while another is at work share its next write; they never overtake each other.
   */
  commit(changes: readonly RecordChange[]): Promise<void>;
  close(): Promise<void>;
}

export interface RecordDoor {
  /**
   * Opens the store of this name in this folder, for one process alone; folder and store are made if need be.
   * @throws UnavailableError when another process has it, no SQLite on this Node, damaged, made by a newer Portolan
   */
  open(folder: string, name: string): Promise<RecordStore>;
  /** The same in the file of this path. */
  openFile(path: string): Promise<RecordStore>;
}
