/** What a sweep of many single hosts says to each of them by ENPC, pass by pass: `core/sweep.ts` does the rest. */
import { passesOver, type Caller, type SweepPlan, type SweepState } from '../../core/sweep.ts';
import { GREETINGS, type Greeting } from './greeting.ts';
import { ENPC_PORT } from './vocabulary.ts';

/**
 * One greeting a pass, the best supported first. `Q 00/0000` asks for the network card: four sources show receipt
 * printers answering it. `Q 02/0000` asks for the IEEE 1284 id: an XP-432 answered it in a capture, and so does a
 * TM-m30III. Who lacks a function was seen to say so (result ffff, TM-T88V), which finds him as well. The inkjet
 * probe is what EpsonNet, SANE and Epson's scan software find theirs by. The first is said once more at the end, for
 * networks that lose datagrams.
 */
export const DEFAULT_PASSES: readonly Greeting[] = [
  'network card',
  'printer identity',
  'inkjet probe',
  'network card',
];

export interface EnpcSweep extends Omit<SweepPlan, 'passes' | 'port'> {
  /** Default: DEFAULT_PASSES. */
  readonly passes?: readonly Greeting[];
  /** Default: ENPC_PORT. */
  readonly port?: number;
}

/** @throws UsageError when there is no host, no pass, no pace, or no such position */
export const passes = ({
  passes: greetings = DEFAULT_PASSES,
  port = ENPC_PORT,
  ...plan
}: EnpcSweep): Caller<SweepState> =>
  passesOver({ ...plan, port, passes: greetings.map((greeting) => () => GREETINGS[greeting]) });
