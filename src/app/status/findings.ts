/** What `--fail-on` may meet in a printer: the words that those who watch printers ask for. */
import { faultOf } from '../../devices/alerts.ts';
import { STOPPED } from '../../devices/condition.ts';
import type { Device, DeviceAlert } from '../../devices/device.ts';

/**
 * - `low`, `empty`: ink, toner, or the room in a waste container, by percent or by the printer's own words
 * - `warning`: it says that something will need a hand
 * - `error`: it says that something keeps it from printing
 * - `offline`: it says so itself, or nobody answered
 */
export const FINDINGS = ['low', 'empty', 'warning', 'error', 'offline'] as const;
export type Finding = (typeof FINDINGS)[number];

const OFFLINE = /\boff-?line\b/i;
/** Printers without numbers tell of their supplies by alerts: `low toner`, `marker supply low`. */
const OF_SUPPLY = /\b(?:toner|ink|marker|supply|supplies|cartridge)\b/i;
const NEARLY = /\b(?:low|near|nearly|almost)\b/i;
const NOTHING = /\b(?:no|empty|exhausted|out|used up)\b/i;

/** In the order of {@link FINDINGS}. */
export function findingsOf({ printer }: Pick<Device, 'printer'>): Finding[] {
  if (printer === undefined) return [];
  const { state = '', alerts, supplies } = printer;
  const found = new Set<Finding>();
  if (supplies.some(({ low }) => low)) found.add('low');
  if (supplies.some(({ empty }) => empty)) found.add('empty');
  if (STOPPED.test(state)) found.add('error');
  if (OFFLINE.test(state)) found.add('offline');
  for (const alert of alerts) for (const finding of ofAlert(alert)) found.add(finding);
  return FINDINGS.filter((finding) => found.has(finding));
}

/** Faults of supplies, by their keyword. */
const SUPPLY_FAULTS: Readonly<Record<string, readonly Finding[]>> = {
  'marker-supply-low': ['low'],
  'marker-supply-empty': ['low', 'empty'],
  'marker-waste-almost-full': ['low'],
  'marker-waste-full': ['low', 'empty'],
};

/** By its keyword; where it has none by its words. */
function ofSupply({ reason, words }: DeviceAlert): readonly Finding[] {
  if (reason !== undefined) return SUPPLY_FAULTS[faultOf(reason)] ?? [];
  if (!OF_SUPPLY.test(words)) return [];
  if (NEARLY.test(words)) return ['low'];
  return NOTHING.test(words) ? ['low', 'empty'] : [];
}

function ofAlert(alert: DeviceAlert): Finding[] {
  const { severity, words } = alert;
  return [
    ...ofSupply(alert),
    ...(severity === 'critical' ? (['error'] as const) : []),
    ...(severity === 'warning' ? (['warning'] as const) : []),
    ...(OFFLINE.test(words) ? (['offline'] as const) : []),
  ];
}
