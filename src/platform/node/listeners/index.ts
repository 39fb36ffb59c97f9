/** Picks the collector of listeners for the system that this runs on. */
import { UsageError } from '../../../core/errors.ts';
import type { ListenerSource } from '../../platform.ts';
import { linuxListeners } from './linux/collect.ts';

/**
 * The listeners of this machine.
 * @param system as `process.platform` names it
 */
export function nodeListeners(system: string = process.platform): ListenerSource {
  return system === 'linux' ? linuxListeners() : unsupported(system);
}

/** A source that says why it has nothing to say. */
function unsupported(system: string): ListenerSource {
  const name = { darwin: 'macOS', win32: 'Windows' }[system] ?? system;
  const refuse = async () => {
    throw new UsageError(
      `Portolan cannot survey ${name} yet, only Linux. What ports are for works here: portolan port 8080`,
    );
  };
  return { collect: refuse, glance: refuse };
}
