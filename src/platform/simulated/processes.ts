/** The processes of a simulated host: a mark for this one, and those that have ended. */
import type { Processes } from '../platform.ts';

/** @param own absent: this system makes no marks */
export function simulatedProcesses(own?: string, gone: readonly string[] = []): Processes {
  return {
    mark: async () => own,
    isGone: async (mark) => gone.includes(mark),
  };
}
