/** Picks the collector of listeners for the system that this runs on, and loads no other's. */
import { UnavailableError } from '../../../core/errors.ts';
import type { ListenerSource } from '../../platform.ts';
import { linuxListeners } from './linux/collect.ts';

/**
 * The listeners of this machine.
 * @param system as `process.platform` names it
 */
export function nodeListeners(system: string = process.platform): ListenerSource {
  if (system === 'linux') return linuxListeners();
  if (system === 'darwin') {
    return later(async () => (await import('./macos/collect.ts')).macosListeners());
  }
  if (system === 'win32') {
    return later(async () => (await import('./windows/collect.ts')).windowsListeners());
  }
  return unsupported(system);
}

/** A source whose code is loaded when it is first asked. */
function later(load: () => Promise<ListenerSource>): ListenerSource {
  return {
    collect: async (signal, options) => (await load()).collect(signal, options),
    glance: async (signal) => (await load()).glance(signal),
  };
}

/** A source that says why it has nothing to say. */
function unsupported(system: string): ListenerSource {
  const refuse = async () => {
    throw new UnavailableError(
      `Portolan cannot survey ${system}, only Linux, macOS and Windows. ` +
        'What ports are for works here: portolan port 8080',
    );
  };
  return { collect: refuse, glance: refuse };
}
