/** Snapshots for tests, of listeners written in short. */
import type { Listener, ListenerReport } from '../../src/survey/listener.ts';
import { snapshotOf, type Assessment } from '../../src/survey/drift/snapshot-of.ts';
import type { Snapshot } from '../../src/survey/drift/snapshot.ts';
import { report } from './listeners.ts';

const EPHEMERAL = { from: 32_768, to: 60_999 };

const REACH = {
  loopback: 'host',
  link: 'lan',
  private: 'lan',
  multicast: 'lan',
  any: 'lan',
  public: 'internet',
} as const;

/** A verdict as simple as can be: ports that the system hands out are dynamic, all others expected. */
const assess = ({ port, scope }: Listener): Assessment => ({
  reach: REACH[scope],
  verdicts: [{ verdict: EPHEMERAL.from <= port && port <= EPHEMERAL.to ? 'dynamic' : 'expected' }],
});

export function snapshot(
  listeners: readonly Listener[],
  more: Partial<ListenerReport> = {},
): Snapshot {
  const seen = report(listeners, { ephemeral: EPHEMERAL, ...more });
  return snapshotOf(
    seen,
    seen.listeners.map(assess),
    seen.elsewhere.map((place) => place.listeners.map(assess)),
    { host: { name: 'box', system: 'linux' }, takenAt: '2026-11-21T00:00:00.000Z' },
  );
}
