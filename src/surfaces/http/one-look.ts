/** One look at the machine for all that a page says of it: its parts agree, and nobody waits twice. */
import type { Platform } from '../../platform/platform.ts';
import type { ListenerReport } from '../../survey/listener.ts';

/** The same platform, whose listeners are collected once and then told again; for one request, not longer. */
export function inOneLook(platform: Platform): Platform {
  const { listeners } = platform;
  let look: Promise<ListenerReport> | undefined;
  return {
    ...platform,
    listeners: {
      glance: (signal) => listeners.glance(signal),
      collect: (signal, options) =>
        options === undefined
          ? (look ??= listeners.collect(signal))
          : listeners.collect(signal, options),
    },
  };
}
