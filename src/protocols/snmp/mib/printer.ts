/**
 * What to ask a printer, and what its answers say: the Printer MIB (RFC 3805) and the Host Resources MIB (RFC 2790)
 * as one plain record.
 */
import { formatMac } from '../../../core/addresses.ts';
import { alertReason } from '../../../core/alert-reasons.ts';
import { heardText, LONGEST_HEARD } from '../../../core/heard.ts';
import { deviceIdValue, parseDeviceId } from '../../../core/ieee1284.ts';
import {
  EMPTY_REPORT,
  type Level,
  type PrinterAlert,
  type PrinterCounter,
  type PrinterError,
  type PrinterInput,
  type PrinterReport,
  type Supply,
} from '../../../core/printer-report.ts';
import { EPSON_QUESTIONS } from '../gate.ts';
import { isPresent, printable, type SnmpValue } from '../values.ts';
import type { WalkOrder } from '../walk.ts';
import { OIDS, type ObjectName } from './names.ts';
import {
  ALERT_CODES,
  ALERT_GROUPS,
  ALERT_SEVERITIES,
  COUNTER_UNITS,
  COVER_STATES,
  DEVICE_STATES,
  errorBits,
  LEVELS,
  ROOMS,
  UNEVENTFUL,
  PERCENT,
  PRINTER_STATES,
  RECEPTACLE,
  SUPPLY_TYPES,
  SUPPLY_UNITS,
} from './words.ts';

/** Characters of a device id: those of today have some 300. */
const LONGEST_ID = 1024;

/** What an agent tells: `Agent.values` of the client. */
export type Values = ReadonlyMap<string, SnmpValue>;

/** Who it is: enough to call it by name, few enough for one question. */
export const IDENTITY_VARIABLES: readonly string[] = [
  `${OIDS.sysDescr}.0`,
  `${OIDS.sysObjectID}.0`,
  `${OIDS.sysName}.0`,
  `${OIDS.sysLocation}.0`,
  `${OIDS.hrDeviceDescr}.1`,
  `${OIDS.hrDeviceType}.1`,
  `${OIDS.ppmPrinterIEEE1284DeviceId}.1`,
  `${OIDS.prtGeneralPrinterName}.1`,
  `${OIDS.prtGeneralSerialNumber}.1`,
];

/** The rest of what a printer tells by single variables. */
export const PRINTER_VARIABLES: readonly string[] = [
  ...IDENTITY_VARIABLES,
  `${OIDS.hrDeviceStatus}.1`,
  `${OIDS.prtMarkerCounterUnit}.1.1`,
  `${OIDS.prtMarkerLifeCount}.1.1`,
  `${OIDS.hpDeviceId}.0`,
];

/** Of Epson's own, by their whole names as they were seen (fact sheet: epc, escpr). Reading them changes nothing. */
export const EPSON_VARIABLES: readonly string[] = [
  `${OIDS.epsonDeviceId}.1`,
  `${OIDS.epsonPrinterName}.1`,
  `${OIDS.epsonPersonalName}.1`,
  `${OIDS.epsonStatus}.1`,
  `${OIDS.epsonMac}.0`,
  `${OIDS.epsonShortModel}.0`,
  ...Object.values(EPSON_QUESTIONS),
];

/** The tables of the Printer MIB. */
export const PRINTER_WALKS: readonly WalkOrder[] = [
  columns('hrPrinterStatus', 'hrPrinterDetectedErrorState'),
  columns(
    'prtMarkerSuppliesColorantIndex',
    'prtMarkerSuppliesClass',
    'prtMarkerSuppliesType',
    'prtMarkerSuppliesDescription',
    'prtMarkerSuppliesSupplyUnit',
    'prtMarkerSuppliesMaxCapacity',
    'prtMarkerSuppliesLevel',
  ),
  columns('prtMarkerColorantValue'),
  columns('prtAlertSeverityLevel', 'prtAlertGroup', 'prtAlertCode', 'prtAlertDescription'),
  columns('prtCoverDescription', 'prtCoverStatus'),
  columns(
    'prtInputCapacityUnit',
    'prtInputMaxCapacity',
    'prtInputCurrentLevel',
    'prtInputMediaName',
    'prtInputName',
  ),
  columns('prtConsoleDisplayBufferText'),
];

/** Of Epson's own what has no known whole name: the name that people gave it (escpr). */
export const EPSON_WALKS: readonly WalkOrder[] = [{ ...columns('epsonFriendlyName'), most: 1 }];

/** Which TCP ports the device itself says it listens on; Epson's own driver looks there (escpr). */
export const LISTENER_WALK: WalkOrder = columns('tcpConnState', 'tcpConnLocalPort');

function columns(...names: readonly ObjectName[]): WalkOrder {
  return { columns: names.map((name) => OIDS[name]) };
}

/** The values of one column by their row's index, in the order in which they came. */
export function columnOf(values: Values, name: ObjectName): ReadonlyMap<string, SnmpValue> {
  const start = `${OIDS[name]}.`;
  const rows = new Map<string, SnmpValue>();
  for (const [oid, value] of values) {
    if (oid.startsWith(start) && isPresent(value)) rows.set(oid.slice(start.length), value);
  }
  return rows;
}

/** Total: what is missing or of another type than it should be is left out. */
export function printerReport(values: Values): PrinterReport {
  const deviceId = deviceIdOf(values);
  const pairs = deviceId === undefined ? undefined : parseDeviceId(deviceId);
  const fromId = (...keys: string[]) => pairs && deviceIdValue(pairs, ...keys);
  return {
    ...EMPTY_REPORT,
    ...defined({
      name:
        textAt(values, 'epsonFriendlyName') ??
        textAt(values, 'prtGeneralPrinterName') ??
        textAt(values, 'sysName'),
      maker: fromId('MFG', 'MANUFACTURER'),
      model: fromId('MDL', 'MODEL') ?? textAt(values, 'hrDeviceDescr'),
      serial: textAt(values, 'prtGeneralSerialNumber'),
      location: textAt(values, 'sysLocation'),
      mac: macOf(values),
      deviceId,
      state: stateOf(values),
    }),
    errors: errorsOf(values),
    alerts: alertsOf(values),
    supplies: suppliesOf(values),
    covers: [...columnOf(values, 'prtCoverStatus')].map(([row, value]) => ({
      name: textIn(values, 'prtCoverDescription', row) ?? `cover ${row}`,
      state: word(COVER_STATES, numberOf(value)),
    })),
    inputs: inputsOf(values),
    counters: countersOf(values),
    display: [...columnOf(values, 'prtConsoleDisplayBufferText').values()].flatMap((value) => {
      const line = textOf(value);
      return line ? [line] : [];
    }),
  };
}

/** The TCP ports on which the device says that it listens, ascending. */
export function listeningPorts(values: Values): number[] {
  const LISTEN = 2;
  const ports = [...columnOf(values, 'tcpConnState')].flatMap(([row, value]) =>
    numberOf(value) === LISTEN ? [numberIn(values, 'tcpConnLocalPort', row) ?? portIn(row)] : [],
  );
  return [...new Set(ports.filter((port) => port > 0 && port <= 0xffff))].toSorted((a, b) => a - b);
}

/** The row's index is local address, local port, remote address, remote port (RFC 4022). */
const portIn = (row: string): number => Number(row.split('.')[4] ?? 0);

function deviceIdOf(values: Values): string | undefined {
  return (
    textAt(values, 'ppmPrinterIEEE1284DeviceId', LONGEST_ID) ??
    textAt(values, 'epsonDeviceId', LONGEST_ID) ??
    textAt(values, 'hpDeviceId', LONGEST_ID)
  );
}

function macOf(values: Values): string | undefined {
  const macs = [...columnOf(values, 'epsonMac'), ...columnOf(values, 'ifPhysAddress')];
  for (const [, held] of macs) {
    const isMac = held.type === 'OCTET STRING' && held.value.length === 6;
    if (isMac && held.value.some((byte) => byte !== 0)) return formatMac(held.value);
  }
  return undefined;
}

/**
 * The printer's state; where it is none of the known, the device's. RFC 3805, section 2.2.13.2, has a table of both: a
 * device that runs and a printer that is something else is standby.
 */
function stateOf(values: Values): string | undefined {
  const [printer] = columnOf(values, 'hrPrinterStatus').values();
  const [device] = columnOf(values, 'hrDeviceStatus').values();
  const state = printer && PRINTER_STATES[numberOf(printer) ?? 0];
  if (state !== undefined && state !== 'other' && state !== 'unknown') return state;
  const running = device && DEVICE_STATES[numberOf(device) ?? 0];
  return state === 'other' && running === 'running' ? 'sleeping' : (running ?? state);
}

function errorsOf(values: Values): PrinterError[] {
  const bits = [...columnOf(values, 'hrPrinterDetectedErrorState').values()];
  return [
    ...new Set(bits.flatMap((held) => (held.type === 'OCTET STRING' ? errorBits(held.value) : []))),
  ];
}

function alertsOf(values: Values): PrinterAlert[] {
  const rows = new Set([
    ...columnOf(values, 'prtAlertCode').keys(),
    ...columnOf(values, 'prtAlertDescription').keys(),
  ]);
  return [...rows].map((row) => {
    const group = numberIn(values, 'prtAlertGroup', row);
    const code = numberIn(values, 'prtAlertCode', row);
    const reason = code === undefined ? undefined : alertReason(code, group);
    const severity = word(ALERT_SEVERITIES, numberIn(values, 'prtAlertSeverityLevel', row));
    const said = textIn(values, 'prtAlertDescription', row);
    const isEvent =
      severity === 'critical' || (severity === 'warning' && !UNEVENTFUL.has(code ?? 0));
    return {
      severity: isEvent ? severity : 'other',
      words: alertWords(group, code),
      ...(reason !== undefined && { reason }),
      ...(said !== undefined && { said }),
    };
  });
}

/** `input: no paper`; a number that no list has keeps itself: `input: unknown alert 4711`. */
function alertWords(group: number | undefined, code: number | undefined): string {
  const part = word(ALERT_GROUPS, group);
  if (code === undefined) return `${part}: unknown`;
  return `${part}: ${ALERT_CODES[code] ?? `unknown alert ${code}`}`;
}

function suppliesOf(values: Values): Supply[] {
  return [...columnOf(values, 'prtMarkerSuppliesLevel')].map(([row, held]) => {
    const kind = word(SUPPLY_TYPES, numberIn(values, 'prtMarkerSuppliesType', row));
    const colour = colourOf(values, row);
    const fills = numberIn(values, 'prtMarkerSuppliesClass', row) === RECEPTACLE;
    const name = textIn(values, 'prtMarkerSuppliesDescription', row);
    return {
      name: name ?? colour ?? kind,
      kind,
      ...(colour !== undefined && { colour }),
      ...(fills && { fills }),
      level: levelOf(
        numberOf(held),
        numberIn(values, 'prtMarkerSuppliesMaxCapacity', row),
        numberIn(values, 'prtMarkerSuppliesSupplyUnit', row),
        fills ? ROOMS : LEVELS,
      ),
    };
  });
}

/** A supply of row `1.3` names its colorant by the number in the row of the same printer. */
function colourOf(values: Values, row: string): string | undefined {
  const colorant = numberIn(values, 'prtMarkerSuppliesColorantIndex', row) ?? 0;
  if (colorant === 0) return undefined;
  const printer = row.split('.', 1)[0]!;
  return textIn(values, 'prtMarkerColorantValue', `${printer}.${colorant}`)?.toLowerCase();
}

function inputsOf(values: Values): PrinterInput[] {
  return [...columnOf(values, 'prtInputCurrentLevel')].map(([row, held]) => {
    const media = textIn(values, 'prtInputMediaName', row);
    return {
      name: textIn(values, 'prtInputName', row) ?? `tray ${row}`,
      ...(media !== undefined && { media }),
      level: levelOf(
        numberOf(held),
        numberIn(values, 'prtInputMaxCapacity', row),
        numberIn(values, 'prtInputCapacityUnit', row),
      ),
    };
  });
}

function countersOf(values: Values): PrinterCounter[] {
  return [...columnOf(values, 'prtMarkerLifeCount')].flatMap(([row, held]) => {
    const count = numberOf(held);
    const unit = COUNTER_UNITS[numberIn(values, 'prtMarkerCounterUnit', row) ?? 0];
    if (count === undefined || count < 0) return [];
    return [{ name: 'pages', count, ...(unit !== undefined && { unit }) }];
  });
}

/** Percent where there is something to compare with, words for everything else (RFC 3805). */
function levelOf(
  level: number | undefined,
  most: number | undefined,
  unit: number | undefined,
  special: Readonly<Record<number, string>> = LEVELS,
): Level {
  if (level === undefined) return { kind: 'words', words: 'unknown' };
  if (level < 0) return { kind: 'words', words: special[level] ?? 'unknown' };
  const whole = most !== undefined && most > 0 ? most : unit === PERCENT ? 100 : undefined;
  if (whole !== undefined) {
    return { kind: 'percent', percent: Math.min(100, Math.round((100 * level) / whole)) };
  }
  const counted = unit === undefined ? undefined : SUPPLY_UNITS[unit];
  return { kind: 'words', words: counted === undefined ? `${level}` : `${level} ${counted}` };
}

const word = (table: Readonly<Record<number, string>>, number: number | undefined): string =>
  table[number ?? -9] ?? 'unknown';

function numberOf(held: SnmpValue): number | undefined {
  return 'value' in held && typeof held.value === 'number' ? held.value : undefined;
}

/** Text that is fit to be shown; empty is none. */
function textOf(held: SnmpValue, most = LONGEST_HEARD): string | undefined {
  const text = held.type === 'OCTET STRING' ? printable(held.value) : undefined;
  return text === undefined ? undefined : heardText(text, most) || undefined;
}

const numberIn = (values: Values, name: ObjectName, row: string): number | undefined => {
  const held = values.get(`${OIDS[name]}.${row}`);
  return held && numberOf(held);
};

const textIn = (values: Values, name: ObjectName, row: string): string | undefined => {
  const held = values.get(`${OIDS[name]}.${row}`);
  return held && textOf(held);
};

/** The first text of a column that is one. */
function textAt(values: Values, name: ObjectName, most?: number): string | undefined {
  for (const held of columnOf(values, name).values()) {
    const text = textOf(held, most);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Without the keys that hold nothing. */
function defined<T extends Readonly<Record<string, string | undefined>>>(
  given: T,
): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}
