/** What a simulated user's Portolan remembers: in memory, by the same rules as on a disk. */
import { departuresBy } from '../../survey/drift/departures.ts';
import type { Departure } from '../../survey/drift/drift.ts';
import type { KnockEntry } from '../../survey/knock.ts';
import type { Snapshot } from '../../survey/drift/snapshot.ts';
import {
  EARLIER_VERSIONS,
  KEPT_EVENTS,
  type BaselineStore,
  type HistoryEvent,
  type HistoryStore,
  type KeptBaseline,
  type KnockStore,
  type Stores,
} from '../store.ts';

/** Empty at first. */
export function simulatedStores(): Stores {
  return {
    baselines: simulatedBaselines(),
    history: simulatedHistory(),
    knocks: simulatedKnocks(),
    path: '~/state/portolan.db',
    async prepare() {},
    async close() {},
  };
}

type Version = Omit<KeptBaseline, 'earlier'>;

function simulatedBaselines(): BaselineStore {
  /** Each one's versions, oldest first. */
  const kept = new Map<string, readonly Version[]>();
  const present = (name: string): KeptBaseline | undefined => {
    const versions = kept.get(name) ?? [];
    const last = versions.at(-1);
    return last && { ...copy(last), earlier: versions.length - 1 };
  };
  return {
    async list() {
      return [...kept.keys()].toSorted().flatMap((name) => present(name) ?? []);
    },
    async load(name) {
      return present(name);
    },
    async change(name, how, savedAt, next) {
      const snapshot = copy(next(present(name)));
      const versions = [...(kept.get(name) ?? []), { name, how, savedAt, snapshot }];
      kept.set(name, versions.slice(-EARLIER_VERSIONS - 1));
      return present(name)!;
    },
    async undo(name) {
      const versions = kept.get(name) ?? [];
      if (versions.length < 2) return undefined;
      kept.set(name, versions.slice(0, -1));
      return present(name);
    },
    async remove(name) {
      return kept.delete(name);
    },
  };
}

function simulatedHistory(): HistoryStore {
  let events: readonly HistoryEvent[] = [];
  let last: Snapshot | undefined;
  const departures = new Map<string, Departure>();
  return {
    async add(more, state) {
      const seen = more.map(copy);
      events = [...events, ...seen].slice(-KEPT_EVENTS);
      for (const { at, drift } of seen) {
        for (const { key, departure } of departuresBy(drift, at)) {
          departures.delete(key);
          if (departure) departures.set(key, departure);
        }
      }
      if (state) last = copy(state);
    },
    async events({ since = '', limit = 1000 } = {}) {
      return events
        .filter(({ at }) => at >= since)
        .slice(-limit)
        .map(copy);
    },
    async departures() {
      return [...departures.values()].map(copy);
    },
    async last() {
      return last && copy(last);
    },
  };
}

function simulatedKnocks(): KnockStore {
  let kept: readonly KnockEntry[] = [];
  return {
    async add(entries, most) {
      kept = [...kept, ...entries].slice(-most);
    },
    async entries({ since = -Infinity, limit = Infinity } = {}) {
      const wanted = kept.filter(({ time }) => time >= since);
      return limit < wanted.length ? wanted.slice(wanted.length - limit) : wanted;
    },
  };
}

/** What is kept is what JSON can carry: nobody changes it from outside. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
