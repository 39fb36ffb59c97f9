/** How a printer is, put together from everyone who said: what is worst counts, and nothing is counted twice. */
import { alertsOf, type Said } from './alerts.ts';
import type { DeviceCondition, DeviceCounter } from './device.ts';
import type { Identified } from './identity.ts';
import { WITNESSES, type PrinterCondition, type Witness } from './observation.ts';
import { levelDisputes, suppliesOf } from './supplies.ts';

/** States in which nothing is printed, by any protocol's words. */
export const STOPPED = /\b(?:error|fault|stopp?ed|down|fatal|shut)\b/i;

/** States that say little: what any other witness says is more. The least last. */
const VAGUE = ['idle', 'running', 'warning', 'other', 'unknown'];

/** @param members of one thing, earliest first; undefined when none says how it is */
export function conditionOf(members: readonly Identified[]): DeviceCondition | undefined {
  const latest = new Map<Witness, PrinterCondition>();
  for (const { observation } of members) {
    if (observation.printer) latest.set(observation.witness, observation.printer);
  }
  if (latest.size === 0) return undefined;
  const said = WITNESSES.flatMap((witness): Said[] => {
    const condition = latest.get(witness);
    return condition ? [{ witness, condition }] : [];
  });
  const state = stateOf(said);
  const supplies = suppliesOf(said);
  return {
    ...(state !== undefined && { state }),
    alerts: alertsOf(said),
    supplies,
    counters: countersOf(said),
    covers: fullest(said, 'covers'),
    inputs: fullest(said, 'inputs'),
    display: fullest(said, 'display'),
    disputed: [
      ...new Set(said.flatMap(({ condition }) => condition.disputed)),
      ...levelDisputes(supplies),
    ],
  };
}

/** A printer that one protocol calls idle and another stopped does not print; one that another calls asleep sleeps. */
function stateOf(said: readonly Said[]): string | undefined {
  const states = said.flatMap(({ condition }) => condition.state ?? []);
  const [best] = states.toSorted((a, b) => vagueness(a) - vagueness(b));
  return states.find((state) => STOPPED.test(state)) ?? (best === 'unknown' ? undefined : best);
}

const vagueness = (state: string): number => VAGUE.indexOf(state);

/** Whether something is used up, or keeps it from printing. */
export const wantsHand = ({ printer }: { readonly printer?: DeviceCondition }): boolean =>
  printer !== undefined &&
  (printer.supplies.some(({ low }) => low) ||
    printer.alerts.some(({ severity }) => severity === 'critical'));

/** Counters only grow: of two readings the larger is the later. */
function countersOf(said: readonly Said[]): DeviceCounter[] {
  const counters = new Map<string, DeviceCounter>();
  for (const { witness, condition } of said) {
    for (const counter of condition.counters) {
      const key = `${counter.name} ${counter.unit ?? ''}`;
      const known = counters.get(key);
      if (!known || counter.count > known.count) counters.set(key, { ...counter, by: witness });
    }
  }
  return [...counters.values()];
}

function fullest<Key extends 'covers' | 'inputs' | 'display'>(
  said: readonly Said[],
  key: Key,
): PrinterCondition[Key] {
  let best: PrinterCondition[Key] = [];
  for (const { condition } of said) if (condition[key].length > best.length) best = condition[key];
  return best;
}
