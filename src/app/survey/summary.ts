/** How it stands, in one sentence and some counts. */
import { counted } from '../../core/count.ts';
import type { Listener } from '../../survey/listener.ts';
import type { JudgedListener } from '../../verdict/verdict.ts';
import type { SurveySummary } from './result.ts';

const NOBODY_PROMISED: ReadonlySet<string> = new Set(['stranger', 'unclaimed']);

/** @param isAsked whether only some listeners were asked for */
export function summarise(listeners: readonly JudgedListener[], isAsked = false): SurveySummary {
  const door = ({ port, transport }: Listener) => `${port}/${transport}`;
  const portsWhere = (test: (listener: JudgedListener) => boolean) =>
    new Set(listeners.filter(test).map(door)).size;
  const doorsWhere = (test: (listener: JudgedListener) => boolean) =>
    portsWhere((listener) => isOpen(listener) && test(listener));
  const verdicts: Record<string, number> = {};
  for (const { verdict } of listeners) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const doors = doorsWhere(() => true);
  const outside = doorsWhere(({ reach }) => reach !== 'host');
  const unpromised = doorsWhere(({ verdicts }) =>
    verdicts.some(({ verdict }) => NOBODY_PROMISED.has(verdict)),
  );
  return {
    sentence: sentence({ doors, outside, unpromised, isAsked }),
    doors,
    outside,
    unpromised,
    listeners: listeners.filter(isOpen).length,
    held: portsWhere((listener) => !isOpen(listener)),
    verdicts,
  };
}

/** What is bound without listening takes a port, and opens no door. */
const isOpen = ({ state }: Listener) => state === undefined;

interface Counts extends Pick<SurveySummary, 'doors' | 'outside' | 'unpromised'> {
  readonly isAsked: boolean;
}

function sentence({ doors, outside, unpromised, isAsked }: Counts): string {
  if (doors === 0) {
    return isAsked ? 'Nothing of that listens here.' : 'No door is open: nothing listens here.';
  }
  const open = `${counted(doors, 'door')} open`;
  const reachable = `${outside === 0 ? 'none' : outside} reachable from outside`;
  const nobody = unpromised === 0 ? 'none unpromised' : `${unpromised} that nobody promised`;
  return `${open}, ${reachable}, ${nobody}`;
}
