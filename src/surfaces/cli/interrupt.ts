/**
 * SIGINT, SIGTERM and SIGHUP as a signal for operations. The process takes them over only when somebody listens
 * for it: till then they end it at once, as they should, and a short command does not pay for handlers.
 */
import type { CancelSignal } from '../../core/signal.ts';

export interface Interruption {
  readonly signal: CancelSignal;
  /** Which one came, when one did and somebody listened. */
  readonly received: () => NodeJS.Signals | undefined;
}

/** The last one comes when a terminal is closed: what was begun is written whole then too. */
const TAKEN = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function interruption(): Interruption {
  const listeners = new Set<() => void>();
  let received: NodeJS.Signals | undefined;
  let installed = false;
  const receive = (name: NodeJS.Signals) => {
    received ??= name;
    for (const listener of listeners) listener();
  };
  const signal: CancelSignal = {
    get aborted() {
      return received !== undefined;
    },
    addEventListener(_, listener) {
      listeners.add(listener);
      if (installed) return;
      installed = true;
      for (const name of TAKEN) process.once(name, receive);
    },
    removeEventListener: (_, listener) => void listeners.delete(listener),
  };
  return { signal, received: () => received };
}
