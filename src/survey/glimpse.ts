/** What a report shows at a glance, for sources that have no quicker way to look. */
import type { Glimpse, Listener } from './listener.ts';

/** The socket is told by its holders: they are what a report has. */
export function glimpseOf({ transport, family, address, port, processes }: Listener): Glimpse {
  const socket = processes.map(({ pid }) => pid).join(' ');
  return { transport, family, address, port, socket };
}
