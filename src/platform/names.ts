/** Names of hosts as an operation sees them: whatever the system itself makes of them. */
import type { CancelSignal } from '../core/signal.ts';

/** Who knows where a host is by its name. */
export interface NameDoor {
  /**
   * The addresses of a name, in the order in which the system would try them: its files, DNS, and, where the system
   * knows how, multicast DNS (`printer.local`). At least one.
   * @throws NotFoundError when nobody knows the name, or nobody who could know it answers; its message says which
   */
  resolve(name: string, signal: CancelSignal): Promise<readonly string[]>;
}
