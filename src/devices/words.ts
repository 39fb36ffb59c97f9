/** What is known of a device, in words for people. Each gives one line without an end. */
import { counted, grouped } from '../core/count.ts';
import type { Level, PrinterCounter, Supply } from '../core/printer-report.ts';
import type { Device, DeviceAlert, DeviceSupply } from './device.ts';
import { WITNESS_NAMES, type Witness } from './observation.ts';

/** `45 %`, `45 % room left`, `inserted, not read`. */
export function levelWords(level: Level, fills = false): string {
  if (level.kind === 'words') return level.words;
  return fills ? `${level.percent} % room left` : `${level.percent} %`;
}

/** `black ink`: the colour and the kind, unless the name has them. */
export function supplyName({ name, kind, colour }: Supply): string {
  const folded = name.toLowerCase();
  const has = (word: string) => folded.includes(word.toLowerCase());
  const isBare = folded === '' || folded === kind.toLowerCase() || folded === colour?.toLowerCase();
  if (isBare) return colour === undefined ? kind : `${colour} ${kind}`;
  return colour !== undefined && !has(colour) ? `${name} (${colour})` : name;
}

/** `black ink: 8 %, low`; `maintenance box: full`. */
export function supplyWords(supply: DeviceSupply): string {
  const { level, fills = false, low, empty } = supply;
  const words = levelWords(level, fills);
  const judged = empty ? (fills ? 'full' : 'empty') : low ? (fills ? 'nearly full' : 'low') : '';
  // The printer's own word is not said twice.
  const isSaid = level.kind === 'words' && low;
  return `${supplyName(supply)}: ${words}${judged && !isSaid ? `, ${judged}` : ''}`;
}

/** Those that want a person's hand: `black ink is low`. */
export const wantedSupplies = (device: Pick<Device, 'printer'>): readonly DeviceSupply[] =>
  device.printer?.supplies.filter(({ low }) => low) ?? [];

/** `12,345 pages`, `310 colour pages (impressions)`. */
export const counterWords = ({ name, count, unit }: PrinterCounter): string =>
  `${grouped(count)} ${name}${unit === undefined || unit === name ? '' : ` (${unit})`}`;

/** `critical: paper jam (by SNMP and IPP)`. */
export const alertWords = ({ severity, words, seenBy }: DeviceAlert): string =>
  `${severity === 'other' ? '' : `${severity}: `}${words} (by ${witnessWords(seenBy)})`;

/** `ENPC, SNMP and IPP`. */
export function witnessWords(witnesses: readonly Witness[]): string {
  const names = witnesses.map((witness) => WITNESS_NAMES[witness]);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** How it is, in one sentence: `idle; 1 warning; black ink is low`. Undefined where nobody said. */
export function conditionWords({ printer }: Pick<Device, 'printer'>): string | undefined {
  if (printer === undefined) return undefined;
  const critical = printer.alerts.filter(({ severity }) => severity === 'critical');
  const warnings = printer.alerts.filter(({ severity }) => severity === 'warning');
  const wanted = printer.supplies.filter(({ low }) => low);
  const parts = [
    printer.state ?? '',
    ...critical.map(({ words }) => words),
    warnings.length > 0 ? counted(warnings.length, 'warning') : '',
    ...wanted.map(wantWords),
  ];
  return parts.filter((part) => part !== '').join('; ') || undefined;
}

/** `black ink is low`; in the printer's own words where it has some: `cyan ink: no cartridge`. */
function wantWords(supply: DeviceSupply): string {
  const { level, empty, fills } = supply;
  if (level.kind === 'words') return `${supplyName(supply)}: ${level.words}`;
  const word = fills ? (empty ? 'full' : 'nearly full') : empty ? 'empty' : 'low';
  return `${supplyName(supply)} is ${word}`;
}
