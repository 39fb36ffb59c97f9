/** How a printer is, put together from everyone who said: what is worst counts, and nothing is counted twice. */
import type { PrinterAlert, Supply } from '../core/printer-report.ts';
import type { DeviceAlert, DeviceCondition, DeviceCounter, DeviceSupply } from './device.ts';
import type { Identified } from './identity.ts';
import { WITNESSES, type PrinterCondition, type Witness } from './observation.ts';

/**
 * Percent. Printers estimate, and most warn of their own somewhere between 20 and 5; ten leaves time to buy ink, and
 * does not nag for half a cartridge.
 */
export const LOW_PERCENT = 10;
/** Percent. Levels are rounded: what is left below one is what a printer cannot use. */
export const EMPTY_PERCENT = 0;

/** Most severe first. */
export const ALERT_SEVERITIES = ['critical', 'warning', 'other'] as const;

/** Said of something that will stop the printer later, not now. */
const LATER = /\b(?:low|near|nearly|almost|soon|overdue|warning)\b/i;
/** States in which nothing is printed, by any protocol's words. */
export const STOPPED = /\b(?:error|fault|stopp?ed|down|fatal|shut)\b/i;

interface Said {
  readonly witness: Witness;
  readonly condition: PrinterCondition;
}

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
  return {
    ...(state !== undefined && { state }),
    alerts: alertsOf(said),
    supplies: suppliesOf(said),
    counters: countersOf(said),
    covers: fullest(said, 'covers'),
    inputs: fullest(said, 'inputs'),
    display: fullest(said, 'display'),
    disputed: [...new Set(said.flatMap(({ condition }) => condition.disputed))],
  };
}

/** A printer that one protocol calls idle and another stopped does not print. */
function stateOf(said: readonly Said[]): string | undefined {
  const states = said.flatMap(({ condition }) => condition.state ?? []);
  return states.find((state) => STOPPED.test(state)) ?? states.find((state) => state !== 'unknown');
}

function alertsOf(said: readonly Said[]): DeviceAlert[] {
  const alerts = new Map<string, DeviceAlert>();
  for (const { witness, condition } of said) {
    for (const alert of [...condition.alerts, ...condition.errors.map(alertOfError)]) {
      const key = alert.words.toLowerCase();
      const known = alerts.get(key);
      alerts.set(key, known ? worse(known, alert, witness) : { ...alert, seenBy: [witness] });
    }
  }
  return [...alerts.values()].toSorted((a, b) => rank(a) - rank(b));
}

const alertOfError = (words: string): PrinterAlert => ({
  severity: LATER.test(words) ? 'warning' : 'critical',
  words,
});

const rank = ({ severity }: PrinterAlert): number => ALERT_SEVERITIES.indexOf(severity);

function worse(known: DeviceAlert, alert: PrinterAlert, witness: Witness): DeviceAlert {
  const more = rank(alert) < rank(known) ? { ...known, severity: alert.severity } : known;
  return known.seenBy.includes(witness) ? more : { ...more, seenBy: [...known.seenBy, witness] };
}

/** How much a list of supplies tells: a number three times what words do, and `unknown` nothing. */
export const told = (supplies: readonly Supply[]): number =>
  supplies.reduce(
    (sum, { level }) =>
      sum +
      (level.kind === 'percent' ? 3 : level.words === '' || level.words === 'unknown' ? 0 : 1),
    0,
  );

/**
 * One witness's list, never a mixture: the same ink has another name in each. Whoever tells most of it is heard.
 */
function suppliesOf(said: readonly Said[]): DeviceSupply[] {
  const [best] = said.toSorted(
    ({ condition: a }, { condition: b }) =>
      told(b.supplies) - told(a.supplies) || b.supplies.length - a.supplies.length,
  );
  return best!.condition.supplies.map((supply) => judgeSupply(supply, best!.witness));
}

/**
 * Whether a supply wants a person's hand, by the named thresholds or by the printer's own words.
 * @param lowPercent percent at which it is low
 */
export function judgeSupply(supply: Supply, by: Witness, lowPercent = LOW_PERCENT): DeviceSupply {
  const { level } = supply;
  if (level.kind === 'percent') {
    const empty = level.percent <= EMPTY_PERCENT;
    return { ...supply, low: level.percent <= lowPercent, empty, by };
  }
  const empty = /^(?:empty|used up|full|out|no cartridge)\b/i.test(level.words);
  return { ...supply, low: empty || /\b(?:low|near)/i.test(level.words), empty, by };
}

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
