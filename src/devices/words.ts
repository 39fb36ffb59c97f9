/** What is known of a device, in words for people. Each gives one line without an end. */
import { counted, grouped } from '../core/count.ts';
import type { Level, PrinterCounter, PrinterInput, Supply } from '../core/printer-report.ts';
import { faultOf } from './alerts.ts';
import type { Device, DeviceAlert, DeviceCondition, DeviceSupply } from './device.ts';
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
  const words = levelWords(supply.level, supply.fills ?? false);
  const judged = judgedWords(supply);
  return `${supplyName(supply)}: ${words}${judged && `, ${judged}`}`;
}

/**
 * `low`, `empty`, `nearly full`; `low by IPP (9 %)` where it is not the shown level that says so. Empty where there is
 * nothing to say, or where the printer's own words say it.
 */
export function judgedWords(supply: DeviceSupply): string {
  const { level, fills, low, empty } = supply;
  const word = empty ? (fills ? 'full' : 'empty') : low ? (fills ? 'nearly full' : 'low') : '';
  const others = judgedByOthers(supply);
  if (others.length > 0) return `${word} by ${others.join(' and ')}`;
  return level.kind === 'words' ? '' : word;
}

/** Whose levels make a supply low where the shown one does not: `IPP (9 %)`. */
export function judgedByOthers({ by, also = [], lowBy = [] }: DeviceSupply): string[] {
  if (lowBy.includes(by)) return [];
  return also
    .filter((one) => lowBy.includes(one.by))
    .map((one) => `${WITNESS_NAMES[one.by]} (${levelWords(one.level)})`);
}

/** Those that want a person's hand: `black ink is low`. */
export const wantedSupplies = (device: Pick<Device, 'printer'>): readonly DeviceSupply[] =>
  device.printer?.supplies.filter(({ low }) => low) ?? [];

/** `Tray 2: A4, 80 %`; `Tray 1: A3, empty`. What is not known is not told. */
export function inputWords({ name, media, level }: PrinterInput): string {
  const words = level === undefined ? '' : levelWords(level);
  const left = words === 'unknown' ? '' : words === '0 %' ? 'empty' : words;
  const what = [media === undefined ? '' : mediaWords(media), left].filter((word) => word !== '');
  return what.length > 0 ? `${name}: ${what.join(', ')}` : name;
}

/** Names of sizes as PWG 5101.1 writes them, with their measures or (in older printers) with a colour. */
const MEDIA_NAME =
  /^(?:iso|na|jis|jpn|prc|asme|om|oe|roc)[-_](?<size>[a-z0-9]+(?:-[a-z0-9]+)*?)(?:_[\d.]+x[\d.]+(?:mm|in)|-(?<look>white|plain|transparent|coloured|colored))?$/i;

/** `A4` for `iso_a4_210x297mm`, `A4 white` for `iso-a4-white`; anything else as the printer says it. */
export function mediaWords(media: string): string {
  const { size, look } = MEDIA_NAME.exec(media)?.groups ?? {};
  if (size === undefined) return media;
  const name = /^[abc]\d+$/i.test(size) ? size.toUpperCase() : size.toLowerCase();
  return look === undefined ? name : `${name} ${look.toLowerCase()}`;
}

/** `12,345 pages`, `310 colour pages (impressions)`. */
export const counterWords = ({ name, count, unit }: PrinterCounter): string =>
  `${grouped(count)} ${name}${unit === undefined || unit === name ? '' : ` (${unit})`}`;

/** `critical: paper jam (by SNMP and IPP)`. */
export const alertWords = (alert: DeviceAlert): string =>
  `${alert.severity === 'other' ? '' : `${alert.severity}: `}${alert.words} (by ${alertSources(alert)})`;

/** `SNMP and IPP`; where they do not take it for as severe as each other `SNMP and IPP; IPP says warning`. */
export function alertSources({ severity, seenBy, says = [] }: DeviceAlert): string {
  const milder = says.filter((one) => one.severity !== severity && one.severity !== 'other');
  // Who says it twice, once as severe as the worst, does not disagree.
  const agree = new Set(says.filter((one) => one.severity === severity).map(({ by }) => by));
  const disagree = [...new Set(milder.map(({ by }) => by))].filter((by) => !agree.has(by));
  const word = milder[0]?.severity;
  const dissent = disagree.length === 0 ? '' : `; ${witnessWords(disagree)} says ${word}`;
  return witnessWords(seenBy) + dissent;
}

/** Faults that supplies tell of, and which supplies. */
const TOLD_BY_SUPPLIES: Readonly<Record<string, (supply: DeviceSupply) => boolean>> = {
  'marker-supply-low': ({ fills, low }) => !fills && low,
  'marker-supply-empty': ({ fills, empty }) => !fills && empty,
  'marker-waste-almost-full': ({ fills, low }) => fills === true && low,
  'marker-waste-full': ({ fills, empty }) => fills === true && empty,
};

/**
 * The alerts without those that the state or a supply tells already, and better: that ink is low beside the ink that is.
 * They are left out of what people read alone.
 */
export function alertsToTell({
  state,
  alerts,
  supplies,
}: Pick<DeviceCondition, 'state' | 'alerts' | 'supplies'>): readonly DeviceAlert[] {
  return alerts.filter(({ reason }) => {
    if (reason === undefined) return true;
    const fault = faultOf(reason);
    if (fault === 'sleep') return state !== 'sleeping';
    return !supplies.some((supply) => TOLD_BY_SUPPLIES[fault]?.(supply) ?? false);
  });
}

/** `ENPC, SNMP and IPP`. */
export function witnessWords(witnesses: readonly Witness[]): string {
  const names = witnesses.map((witness) => WITNESS_NAMES[witness]);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** How it is, in one sentence: `idle; 1 warning; black ink is low`. Undefined where nobody said. */
export function conditionWords({ printer }: Pick<Device, 'printer'>): string | undefined {
  if (printer === undefined) return undefined;
  const alerts = alertsToTell(printer);
  const critical = alerts.filter(({ severity }) => severity === 'critical');
  const warnings = alerts.filter(({ severity }) => severity === 'warning');
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
  const { level } = supply;
  const judged = judgedWords(supply);
  if (judged === '' && level.kind === 'words') return `${supplyName(supply)}: ${level.words}`;
  return `${supplyName(supply)} is ${judged}`;
}
