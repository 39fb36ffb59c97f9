/** What witnesses want a person to know of a printer: each fault once, whoever tells it, as severe as the worst says. */
import type { PrinterAlert, PrinterError } from '../core/printer-report.ts';
import type { AlertSaid, DeviceAlert } from './device.ts';
import type { PrinterCondition, Witness } from './observation.ts';

/** Most severe first. */
export const ALERT_SEVERITIES = ['critical', 'warning', 'other'] as const;

/** Said of something that will stop the printer later, not now. */
const LATER = /\b(?:low|near|nearly|almost|soon|overdue|warning)\b/i;

/** Keywords of `printer-state-reasons` that tell of one fault: which of them a printer says is its maker's choice. */
const SAME_FAULT: Readonly<Record<string, string>> = {
  'door-open': 'cover-open',
  'interlock-open': 'cover-open',
  'toner-low': 'marker-supply-low',
  'toner-empty': 'marker-supply-empty',
  standby: 'sleep',
  suspend: 'sleep',
};

/** By what a fault is the same whoever tells it: `cover-open`. */
export const faultOf = (reason: string): string => SAME_FAULT[reason] ?? reason;

/** A condition and who told it. */
export interface Said {
  readonly witness: Witness;
  readonly condition: PrinterCondition;
}

/** Every fault once, most severe first. */
export function alertsOf(said: readonly Said[]): DeviceAlert[] {
  const faults = new Map<string, AlertSaid[]>();
  for (const { witness, condition } of said) {
    for (const alert of [...condition.alerts, ...condition.errors.map((e) => alertOfError(e))]) {
      const key = alert.reason ? `reason ${faultOf(alert.reason)}` : alert.words.toLowerCase();
      const known = faults.get(key) ?? [];
      faults.set(key, known);
      const one = { by: witness, ...alert };
      if (!known.some((other) => isSame(one, other))) known.push(one);
    }
  }
  return [...faults.values()].map(oneOf).toSorted((a, b) => rank(a) - rank(b));
}

/**
 * What was said without a severity: critical, unless its words say that the printer goes on for a while.
 * @param most as severe as it can be: less where the printer says that it goes on printing
 */
export const alertOfError = (
  error: PrinterError,
  most: 'critical' | 'warning' = 'critical',
): PrinterAlert => ({ severity: LATER.test(error.words) ? 'warning' : most, ...error });

const rank = ({ severity }: Pick<PrinterAlert, 'severity'>): number =>
  ALERT_SEVERITIES.indexOf(severity);

const isSame = (a: AlertSaid, b: AlertSaid): boolean =>
  a.by === b.by && a.severity === b.severity && a.words === b.words && a.said === b.said;

/** In the words of who comes first, as severe as the worst. What each said is kept where there are several. */
function oneOf(says: readonly AlertSaid[]): DeviceAlert {
  const { by: _, ...first } = says[0]!;
  const [worst] = says.toSorted((a, b) => rank(a) - rank(b));
  const said = says.find((one) => one.said !== undefined)?.said;
  return {
    ...first,
    severity: worst!.severity,
    ...(said !== undefined && { said }),
    seenBy: [...new Set(says.map(({ by }) => by))],
    ...(says.length > 1 && { says }),
  };
}
