/** What this user's Portolan remembers, on the disk. Nothing of SQLite is loaded before it is used. */
import type { Folder } from '../../platform.ts';
import type { BaselineStore, HistoryStore, KnockStore, Stores } from '../../store.ts';

/** The store's file in the state folder; SQLite has others beside it while it is open. */
const FILE = 'portolan.db';

/** @param state the user's state folder */
export function nodeStores(state: Pick<Folder, 'path'>): Stores {
  const path = () => state.path(FILE);
  let open: Promise<OpenStores> | undefined;
  const used = () => (open ??= openStores(path));
  const baselines = async () => (await used()).baselines;
  const history = async () => (await used()).history;
  const knocks = async () => (await used()).knocks;
  return {
    get path() {
      return path();
    },
    baselines: {
      list: async () => (await baselines()).list(),
      load: async (name) => (await baselines()).load(name),
      change: async (...change) => (await baselines()).change(...change),
      undo: async (name) => (await baselines()).undo(name),
      remove: async (name) => (await baselines()).remove(name),
    },
    history: {
      add: async (...what) => (await history()).add(...what),
      events: async (query) => (await history()).events(query),
      departures: async () => (await history()).departures(),
      last: async () => (await history()).last(),
    },
    knocks: {
      add: async (...what) => (await knocks()).add(...what),
      entries: async (query) => (await knocks()).entries(query),
    },
    async prepare() {
      await used();
      const { loadSqlite } = await import('./sqlite.ts');
      await loadSqlite();
    },
    async close() {
      const closing = open;
      open = undefined;
      await (await closing)?.close();
    },
  };
}

interface OpenStores {
  readonly baselines: BaselineStore;
  readonly history: HistoryStore;
  readonly knocks: KnockStore;
  close(): Promise<void>;
}

async function openStores(path: () => string): Promise<OpenStores> {
  const [{ database }, { sqliteBaselines }, { sqliteHistory }, { sqliteKnocks }] =
    await Promise.all([
      import('./database.ts'),
      import('./baselines.ts'),
      import('./history.ts'),
      import('./knocks.ts'),
    ]);
  const file = database(path);
  return {
    baselines: sqliteBaselines(file),
    history: sqliteHistory(file),
    knocks: sqliteKnocks(file),
    close: () => file.close(),
  };
}
