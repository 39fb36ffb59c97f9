/**
 * The numbers of the Host Resources MIB (RFC 2790) and the Printer MIB (RFC 3805, with the lists that IANA keeps
 * for it), in our words. Tables only.
 */
import type { PrinterError } from '../../../core/printer-report.ts';

type Table = Readonly<Record<number, string>>;

/** hrDeviceStatus. */
export const DEVICE_STATES: Table = {
  1: 'unknown',
  2: 'running',
  3: 'warning',
  4: 'testing',
  5: 'down',
};

/** hrPrinterStatus. */
export const PRINTER_STATES: Table = {
  1: 'other',
  2: 'unknown',
  3: 'idle',
  4: 'printing',
  5: 'warming up',
};

/**
 * hrPrinterDetectedErrorState: bit 0 is the highest of the first byte. 8 to 14 came with RFC 2790. Beside each the
 * keyword that IPP has for it (RFC 8011, section 5.4.12; PWG 5100.9); being offline has none.
 */
const ERROR_BITS: readonly PrinterError[] = [
  { words: 'paper low', reason: 'media-low' },
  { words: 'no paper', reason: 'media-empty' },
  { words: 'ink or toner low', reason: 'marker-supply-low' },
  { words: 'no ink or toner', reason: 'marker-supply-empty' },
  { words: 'door open', reason: 'door-open' },
  { words: 'paper jam', reason: 'media-jam' },
  { words: 'offline' },
  { words: 'service requested' },
  { words: 'input tray missing', reason: 'input-tray-missing' },
  { words: 'output tray missing', reason: 'output-tray-missing' },
  { words: 'supply missing', reason: 'marker-supply-missing' },
  { words: 'output nearly full', reason: 'output-area-almost-full' },
  { words: 'output full', reason: 'output-area-full' },
  { words: 'input tray empty', reason: 'media-empty' },
  { words: 'maintenance overdue' },
];

/** The set bits of hrPrinterDetectedErrorState; printers leave trailing bytes of zeros out. */
export function errorBits(bytes: Uint8Array): PrinterError[] {
  const set: PrinterError[] = [];
  for (let bit = 0; bit < Math.min(bytes.length * 8, 16); bit++) {
    const isSet = (bytes[bit >> 3]! & (0x80 >> (bit & 7))) !== 0;
    if (isSet) set.push(ERROR_BITS[bit] ?? { words: `unknown error, bit ${bit}` });
  }
  return set;
}

/** prtMarkerSuppliesClass. */
export const SUPPLY_CLASSES: Table = { 1: 'other', 3: 'is used up', 4: 'is filled' };
export const RECEPTACLE = 4;

/** prtMarkerSuppliesType. */
export const SUPPLY_TYPES: Table = {
  1: 'other',
  2: 'unknown',
  3: 'toner',
  4: 'waste toner',
  5: 'ink',
  6: 'ink cartridge',
  7: 'ink ribbon',
  8: 'waste ink',
  9: 'photoconductor',
  10: 'developer',
  11: 'fuser oil',
  12: 'solid wax',
  13: 'wax ribbon',
  14: 'waste wax',
  15: 'fuser',
  16: 'corona wire',
  17: 'fuser oil wick',
  18: 'cleaner unit',
  19: 'fuser cleaning pad',
  20: 'transfer unit',
  21: 'toner cartridge',
  22: 'fuser oiler',
  23: 'water',
  24: 'waste water',
  25: 'glue water additive',
  26: 'waste paper',
  27: 'binding supply',
  28: 'banding supply',
  29: 'stitching wire',
  30: 'shrink wrap',
  31: 'paper wrap',
  32: 'staples',
  33: 'inserts',
  34: 'covers',
};

/** prtMarkerSuppliesSupplyUnit and prtInputCapacityUnit. */
export const SUPPLY_UNITS: Table = {
  1: 'other',
  2: 'unknown',
  3: 'ten-thousandths of an inch',
  4: 'micrometres',
  7: 'impressions',
  8: 'sheets',
  11: 'hours',
  12: 'thousandths of an ounce',
  13: 'tenths of a gram',
  14: 'hundredths of a fluid ounce',
  15: 'tenths of a millilitre',
  16: 'feet',
  17: 'metres',
  18: 'items',
  19: 'percent',
};
export const PERCENT = 19;

/** prtMarkerCounterUnit. */
export const COUNTER_UNITS: Table = {
  3: 'ten-thousandths of an inch',
  4: 'micrometres',
  5: 'characters',
  6: 'lines',
  7: 'impressions',
  8: 'sheets',
  9: 'dot rows',
  11: 'hours',
  16: 'feet',
  17: 'metres',
};

/** Levels and capacities below zero (RFC 3805, prtMarkerSuppliesLevel, prtInputCurrentLevel). */
export const LEVELS: Table = { [-1]: 'no limit', [-2]: 'unknown', [-3]: 'some left' };
/** The same of what fills up: its level is the room that is left. */
export const ROOMS: Table = { ...LEVELS, [-3]: 'some room left' };

/** prtMarkerColorantRole. */
export const COLORANT_ROLES: Table = { 1: 'other', 3: 'process colour', 4: 'spot colour' };

/** prtCoverStatus. */
export const COVER_STATES: Table = {
  1: 'other',
  3: 'open',
  4: 'closed',
  5: 'interlock open',
  6: 'interlock closed',
};
export const COVER_OPEN: ReadonlySet<number> = new Set([3, 5]);

/** prtInputType. */
export const INPUT_TYPES: Table = {
  1: 'other',
  2: 'unknown',
  3: 'removable tray',
  4: 'fixed tray',
  5: 'manual feed',
  6: 'roll',
  7: 'fan-fold',
};

/** prtAlertSeverityLevel. */
export const ALERT_SEVERITIES: Table = { 1: 'other', 3: 'critical', 4: 'warning', 5: 'warning' };

/** prtAlertGroup: which part of the printer. */
export const ALERT_GROUPS: Table = {
  1: 'other',
  3: 'host resources',
  4: 'host resources',
  5: 'printer',
  6: 'cover',
  7: 'localization',
  8: 'input',
  9: 'output',
  10: 'marker',
  11: 'supplies',
  12: 'colorant',
  13: 'media path',
  14: 'channel',
  15: 'interpreter',
  16: 'console display',
  17: 'console lights',
  18: 'alerts',
  30: 'finisher',
  31: 'finisher supply',
  32: 'finisher supply input',
  33: 'finisher attribute',
};

/**
 * Codes that want nobody's hand: something was closed, added, changed or switched, or the printer saves power or warms up. Makers
 * give them a severity all the same.
 */
export const UNEVENTFUL: ReadonlySet<number> = new Set([
  4, 6, 7, 18, 19, 20, 21, 23, 24, 25, 27, 502, 503, 505, 506, 507, 802, 803, 804, 805, 806, 1005,
  1501, 1502, 1503, 1505, 1801,
]);

/** prtAlertCode. 3 to 38 hold for any part, the rest for the group that their hundreds name. */
export const ALERT_CODES: Table = {
  1: 'other',
  2: 'unknown',
  3: 'cover open',
  4: 'cover closed',
  5: 'interlock open',
  6: 'interlock closed',
  7: 'configuration changed',
  8: 'jam',
  9: 'missing',
  10: 'life almost over',
  11: 'life over',
  12: 'almost empty',
  13: 'empty',
  14: 'almost full',
  15: 'full',
  16: 'near its limit',
  17: 'at its limit',
  18: 'opened',
  19: 'closed',
  20: 'turned on',
  21: 'turned off',
  22: 'offline',
  23: 'saving power',
  24: 'warming up',
  25: 'added',
  26: 'removed',
  27: 'resource added',
  28: 'resource removed',
  29: 'failure, can be recovered',
  30: 'failure, cannot be recovered',
  31: 'storage error, can be recovered',
  32: 'storage error, cannot be recovered',
  33: 'motor failure',
  34: 'memory exhausted',
  35: 'too cold',
  36: 'too hot',
  37: 'timing failure',
  38: 'thermistor failure',
  501: 'door open',
  502: 'door closed',
  503: 'powered up',
  504: 'powered down',
  505: 'reset over the network',
  506: 'reset by hand',
  507: 'ready to print',
  801: 'input tray missing',
  802: 'paper size changed',
  803: 'paper weight changed',
  804: 'paper type changed',
  805: 'paper colour changed',
  806: 'form parts changed',
  807: 'paper low',
  808: 'no paper',
  809: 'asks for other paper',
  810: 'asks for paper by hand',
  811: 'tray cannot be positioned',
  812: 'tray cannot be lifted',
  813: 'cannot feed the chosen size',
  901: 'output tray missing',
  902: 'output almost full',
  903: 'output full',
  904: 'mailbox cannot be chosen',
  1001: 'fuser too cold',
  1002: 'fuser too hot',
  1003: 'fuser timing failure',
  1004: 'fuser thermistor failure',
  1005: 'adjusting print quality',
  1101: 'toner empty',
  1102: 'ink empty',
  1103: 'ribbon empty',
  1104: 'toner almost empty',
  1105: 'ink almost empty',
  1106: 'ribbon almost empty',
  1107: 'waste toner almost full',
  1108: 'waste ink almost full',
  1109: 'waste toner full',
  1110: 'waste ink full',
  1111: 'photoconductor almost worn',
  1112: 'photoconductor worn',
  1113: 'developer almost empty',
  1114: 'developer empty',
  1115: 'toner cartridge missing',
  1301: 'duplex tray missing',
  1302: 'duplex tray almost full',
  1303: 'duplex tray full',
  1304: 'cannot print this paper on both sides',
  1501: 'interpreter memory increased',
  1502: 'interpreter memory decreased',
  1503: 'cartridge added',
  1504: 'cartridge removed',
  1505: 'resource added',
  1506: 'resource removed',
  1507: 'resource unavailable',
  1509: 'page too complex',
  1801: 'an alert was removed',
};
