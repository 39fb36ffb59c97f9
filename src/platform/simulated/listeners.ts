/** Who listens on a simulated host: whatever the story needs. */
import { glimpseOf } from '../../survey/glimpse.ts';
import type { ListenerReport } from '../../survey/listener.ts';
import type { ListenerSource } from '../platform.ts';

/** A host on which nobody listens, and of which everything was seen. */
export const NOBODY_LISTENS: ListenerReport = {
  listeners: [],
  elsewhere: [],
  ephemeral: { from: 49_152, to: 65_535 },
  reserved: [],
  raw: [],
  interfaces: [],
  coverage: { complete: true, looked: ['tcp', 'tcp6', 'udp', 'udp6'], gaps: [] },
};

/** A source that always gives `report`; by default an empty and complete one. */
export function simulatedListeners(report: ListenerReport = NOBODY_LISTENS): ListenerSource {
  return {
    collect: async () => report,
    glance: async () => report.listeners.map(glimpseOf),
  };
}
