import type { CancelSignal } from '../core/signal.ts';
import type { FirewallReading } from '../survey/exposure/reading.ts';

/** Who tells what the system's packet filter says. */
export interface FirewallSource {
  /**
   * Reads the rules and changes nothing: no rule, no counter, no kernel module is loaded. Costs some
   * child processes, so it is asked only when somebody wants to know. Takes at most some seconds;
   * what could not be read is among the gaps.
   */
  read(signal: CancelSignal): Promise<FirewallReading>;
}
