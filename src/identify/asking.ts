/** What both ways to ask a port must be told: the interview over TCP, the inquiry over UDP. */
import type { Asker } from '../protocols/protocol.ts';
import type { GateQuestion } from './gate.ts';
import type { NamedProbe } from './judge.ts';
import type { Plan } from './plan.ts';

/** One port, and how to ask it. */
export interface Asking {
  readonly plan: Plan;
  readonly asker: Asker;
  /** All protocols that may be recognized, whether they are asked or not. */
  readonly probes: readonly NamedProbe[];
  /** What the gate must know of the port; what it greets with is added here. */
  readonly gate: Omit<GateQuestion, 'greeting' | 'transport' | 'witnesses'>;
  /** What calls this machine a printer, as far as it is known by then. */
  readonly witnesses: () => readonly string[];
}
