/** What differs between two glances. */
import type { Glimpse, PortSpan } from '../listener.ts';

/** How one glance differs from the one before. */
export interface GlanceChange {
  /**
   * `dynamic`: nothing but sockets on ports that the system hands out by itself, as clients take and leave
   * them all the time. `lasting`: others too.
   */
  readonly kind: 'none' | 'dynamic' | 'lasting';
  /** Sockets that were not there; in place of others, too. */
  readonly added: readonly Glimpse[];
}

const NOTHING: GlanceChange = { kind: 'none', added: [] };

/** @param before undefined: there was no glance before, and nothing can have changed */
export function glanceChange(
  before: readonly Glimpse[] | undefined,
  after: readonly Glimpse[],
  { from, to }: PortSpan,
): GlanceChange {
  if (before === undefined) return NOTHING;
  const earlier = new Map(before.map((glimpse) => [keyOf(glimpse), glimpse]));
  const added = after.filter((glimpse) => !earlier.delete(keyOf(glimpse)));
  if (added.length === 0 && earlier.size === 0) return NOTHING;
  const isDynamic = ({ port }: Glimpse) => from <= port && port <= to;
  const isAll = added.every(isDynamic) && [...earlier.values()].every(isDynamic);
  return { kind: isAll ? 'dynamic' : 'lasting', added };
}

/** Sockets that share all of this with another one are one and the same for us. */
const keyOf = ({ transport, address, port, socket }: Glimpse) =>
  `${transport} ${port} ${address} ${socket}`;
