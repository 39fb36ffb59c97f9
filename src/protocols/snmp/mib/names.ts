/**
 * Names for numbers: the objects that are read of printers and other agents, as their standards call them, and
 * what their values mean. MIB-II (RFC 3418, RFC 2863, RFC 4022), Host Resources (RFC 2790), Printer MIB
 * (RFC 3805), what SNMPv3 reports (RFC 3414), the Printer Working Group's Port Monitor MIB, and what of Epson's own tree is known.
 */
import { formatMac } from '../../../core/addresses.ts';
import { printable, valueText, type SnmpValue } from '../values.ts';
import {
  ALERT_CODES,
  ALERT_GROUPS,
  ALERT_SEVERITIES,
  COLORANT_ROLES,
  COUNTER_UNITS,
  COVER_STATES,
  DEVICE_STATES,
  errorBits,
  INPUT_TYPES,
  PRINTER_STATES,
  SUPPLY_CLASSES,
  SUPPLY_TYPES,
  SUPPLY_UNITS,
} from './words.ts';

/** What a value of this object means, where its type alone does not tell. */
type Words = Readonly<Record<number, string>> | 'mac' | 'error bits' | 'epson reply';

/** The roots of what is read. */
export const ROOTS = {
  mib2: '1.3.6.1.2.1',
  printer: '1.3.6.1.2.1.43',
  enterprises: '1.3.6.1.4.1',
  epson: '1.3.6.1.4.1.1248',
} as const;

/** Objects and columns by name; a scalar's value is at `.0`, a column's at the row's index. */
export const OIDS = {
  sysDescr: '1.3.6.1.2.1.1.1',
  sysObjectID: '1.3.6.1.2.1.1.2',
  sysUpTime: '1.3.6.1.2.1.1.3',
  sysContact: '1.3.6.1.2.1.1.4',
  sysName: '1.3.6.1.2.1.1.5',
  sysLocation: '1.3.6.1.2.1.1.6',
  sysServices: '1.3.6.1.2.1.1.7',
  ifIndex: '1.3.6.1.2.1.2.2.1.1',
  ifDescr: '1.3.6.1.2.1.2.2.1.2',
  ifType: '1.3.6.1.2.1.2.2.1.3',
  ifPhysAddress: '1.3.6.1.2.1.2.2.1.6',
  tcpConnState: '1.3.6.1.2.1.6.13.1.1',
  tcpConnLocalPort: '1.3.6.1.2.1.6.13.1.3',
  hrSystemUptime: '1.3.6.1.2.1.25.1.1',
  hrDeviceType: '1.3.6.1.2.1.25.3.2.1.2',
  hrDeviceDescr: '1.3.6.1.2.1.25.3.2.1.3',
  hrDeviceStatus: '1.3.6.1.2.1.25.3.2.1.5',
  hrPrinterStatus: '1.3.6.1.2.1.25.3.5.1.1',
  hrPrinterDetectedErrorState: '1.3.6.1.2.1.25.3.5.1.2',
  prtGeneralPrinterName: '1.3.6.1.2.1.43.5.1.1.16',
  prtGeneralSerialNumber: '1.3.6.1.2.1.43.5.1.1.17',
  prtCoverDescription: '1.3.6.1.2.1.43.6.1.1.2',
  prtCoverStatus: '1.3.6.1.2.1.43.6.1.1.3',
  prtInputType: '1.3.6.1.2.1.43.8.2.1.2',
  prtInputCapacityUnit: '1.3.6.1.2.1.43.8.2.1.8',
  prtInputMaxCapacity: '1.3.6.1.2.1.43.8.2.1.9',
  // A public tool calls this one prtInputStatus, which is .11 (RFC 3805, section 6).
  prtInputCurrentLevel: '1.3.6.1.2.1.43.8.2.1.10',
  prtInputStatus: '1.3.6.1.2.1.43.8.2.1.11',
  prtInputMediaName: '1.3.6.1.2.1.43.8.2.1.12',
  prtInputName: '1.3.6.1.2.1.43.8.2.1.13',
  prtInputDescription: '1.3.6.1.2.1.43.8.2.1.18',
  prtMarkerCounterUnit: '1.3.6.1.2.1.43.10.2.1.3',
  prtMarkerLifeCount: '1.3.6.1.2.1.43.10.2.1.4',
  prtMarkerPowerOnCount: '1.3.6.1.2.1.43.10.2.1.5',
  prtMarkerSuppliesColorantIndex: '1.3.6.1.2.1.43.11.1.1.3',
  prtMarkerSuppliesClass: '1.3.6.1.2.1.43.11.1.1.4',
  prtMarkerSuppliesType: '1.3.6.1.2.1.43.11.1.1.5',
  // The same tool calls this one prtMarkerLifeCount, which is 43.10.2.1.4.
  prtMarkerSuppliesDescription: '1.3.6.1.2.1.43.11.1.1.6',
  prtMarkerSuppliesSupplyUnit: '1.3.6.1.2.1.43.11.1.1.7',
  prtMarkerSuppliesMaxCapacity: '1.3.6.1.2.1.43.11.1.1.8',
  prtMarkerSuppliesLevel: '1.3.6.1.2.1.43.11.1.1.9',
  prtMarkerColorantRole: '1.3.6.1.2.1.43.12.1.1.3',
  prtMarkerColorantValue: '1.3.6.1.2.1.43.12.1.1.4',
  prtInterpreterLangFamily: '1.3.6.1.2.1.43.15.1.1.2',
  prtInterpreterLangLevel: '1.3.6.1.2.1.43.15.1.1.3',
  prtInterpreterDescription: '1.3.6.1.2.1.43.15.1.1.5',
  prtConsoleDisplayBufferText: '1.3.6.1.2.1.43.16.5.1.2',
  prtAlertSeverityLevel: '1.3.6.1.2.1.43.18.1.1.2',
  prtAlertTrainingLevel: '1.3.6.1.2.1.43.18.1.1.3',
  prtAlertGroup: '1.3.6.1.2.1.43.18.1.1.4',
  prtAlertGroupIndex: '1.3.6.1.2.1.43.18.1.1.5',
  prtAlertLocation: '1.3.6.1.2.1.43.18.1.1.6',
  prtAlertCode: '1.3.6.1.2.1.43.18.1.1.7',
  prtAlertDescription: '1.3.6.1.2.1.43.18.1.1.8',
  prtAlertTime: '1.3.6.1.2.1.43.18.1.1.9',
  usmStatsUnsupportedSecLevels: '1.3.6.1.6.3.15.1.1.1',
  usmStatsNotInTimeWindows: '1.3.6.1.6.3.15.1.1.2',
  usmStatsUnknownUserNames: '1.3.6.1.6.3.15.1.1.3',
  usmStatsUnknownEngineIDs: '1.3.6.1.6.3.15.1.1.4',
  usmStatsWrongDigests: '1.3.6.1.6.3.15.1.1.5',
  usmStatsDecryptionErrors: '1.3.6.1.6.3.15.1.1.6',
  ppmPrinterIEEE1284DeviceId: '1.3.6.1.4.1.2699.1.2.1.2.1.1.3',
  ppmPortServiceNameOrURI: '1.3.6.1.4.1.2699.1.2.1.3.1.1.4',
  hpDeviceId: '1.3.6.1.4.1.11.2.3.9.1.1.7',
  // Epson's own have no published names; these are ours (sources: this folder's README).
  epsonDeviceId: '1.3.6.1.4.1.1248.1.2.2.1.1.1.1',
  epsonPrinterName: '1.3.6.1.4.1.1248.1.2.2.1.1.1.2',
  epsonPersonalName: '1.3.6.1.4.1.1248.1.2.2.1.1.1.3',
  epsonStatus: '1.3.6.1.4.1.1248.1.2.2.1.1.1.4',
  epsonVersion: '1.3.6.1.4.1.1248.1.2.2.2.1.1.2.1.4',
  epsonMac: '1.3.6.1.4.1.1248.1.1.3.1.1.5',
  epsonShortModel: '1.3.6.1.4.1.1248.1.1.3.1.3.8',
  epsonIpAddress: '1.3.6.1.4.1.1248.1.1.3.1.4.19.1.3',
  epsonIppPath: '1.3.6.1.4.1.1248.1.1.3.1.4.19.1.4',
  epsonIppUrl: '1.3.6.1.4.1.1248.1.1.3.1.4.46.1.2',
  epsonFriendlyName: '1.3.6.1.4.1.1248.1.1.3.1.14.4.1.2',
  epsonWifi: '1.3.6.1.4.1.1248.1.1.3.1.29.2.1.9',
  epsonDriver: '1.3.6.1.4.1.1248.1.1.3.1.29.3.1.27',
  epsonControl: '1.3.6.1.4.1.1248.1.2.2.44.1.1.2.1',
} as const;
export type ObjectName = keyof typeof OIDS;

/** The type of device that a printer has in the device table (RFC 2790, hrDevicePrinter). */
export const PRINTER_TYPE = '1.3.6.1.2.1.25.3.1.5';

/** What stands for an object in values, not in names. */
const IDENTITIES: Readonly<Record<string, string>> = {
  [PRINTER_TYPE]: 'hrDevicePrinter',
  '0.0': 'zeroDotZero',
  '1.3.6.1.6.3.1.1.4.1.0': 'snmpTrapOID.0',
  '1.3.6.1.6.3.1.1.5.1': 'coldStart',
  '1.3.6.1.6.3.1.1.5.2': 'warmStart',
  '1.3.6.1.6.3.1.1.5.3': 'linkDown',
  '1.3.6.1.6.3.1.1.5.4': 'linkUp',
  '1.3.6.1.6.3.1.1.5.5': 'authenticationFailure',
};

const WORDS: Partial<Record<ObjectName, Words>> = {
  ifPhysAddress: 'mac',
  epsonMac: 'mac',
  epsonStatus: 'epson reply',
  epsonControl: 'epson reply',
  hrDeviceStatus: DEVICE_STATES,
  hrPrinterStatus: PRINTER_STATES,
  hrPrinterDetectedErrorState: 'error bits',
  prtCoverStatus: COVER_STATES,
  prtInputType: INPUT_TYPES,
  prtInputCapacityUnit: SUPPLY_UNITS,
  prtMarkerCounterUnit: COUNTER_UNITS,
  prtMarkerSuppliesClass: SUPPLY_CLASSES,
  prtMarkerSuppliesType: SUPPLY_TYPES,
  prtMarkerSuppliesSupplyUnit: SUPPLY_UNITS,
  prtMarkerColorantRole: COLORANT_ROLES,
  prtAlertSeverityLevel: ALERT_SEVERITIES,
  prtAlertGroup: ALERT_GROUPS,
  prtAlertCode: ALERT_CODES,
};

const NAMES = new Map<string, ObjectName>(
  (Object.keys(OIDS) as ObjectName[]).map((name) => [OIDS[name], name]),
);

/** `hrPrinterStatus` and `1` of `1.3.6.1.2.1.25.3.5.1.1.1`; undefined for what has no name here. */
export function objectOf(
  oid: string,
): { readonly name: ObjectName; readonly index: string } | undefined {
  for (let end = oid.length; end > 0; end = oid.lastIndexOf('.', end - 1)) {
    const name = NAMES.get(oid.slice(0, end));
    if (name !== undefined) return { name, index: oid.slice(end + 1) };
  }
  return undefined;
}

/** `prtMarkerSuppliesLevel.1.3`; undefined for what has no name here. */
export function nameOf(oid: string): string | undefined {
  const known = IDENTITIES[oid];
  if (known !== undefined) return known;
  const object = objectOf(oid);
  return object && (object.index === '' ? object.name : `${object.name}.${object.index}`);
}

/** What a variable's value means, in words: `idle`, `jammed, door open`, `"EPSON WF-2860"`. */
export function wordsFor(oid: string, held: SnmpValue): string | undefined {
  const object = objectOf(oid);
  const words = object && WORDS[object.name];
  if (typeof words === 'object' && held.type === 'INTEGER') return words[held.value] ?? 'unknown';
  if (held.type === 'OBJECT IDENTIFIER') return nameOf(held.value);
  if (words !== undefined && held.type === 'OCTET STRING') {
    if (words === 'mac' && held.value.length === 6) return formatMac(held.value);
    if (words === 'error bits') return errorBits(held.value).join(', ') || 'no error';
    if (words === 'epson reply') return 'a reply of Epson’s own: decode it as bdc';
  }
  const isText = held.type !== 'OCTET STRING' || printable(held.value) !== undefined;
  return isText ? valueText(held) : undefined;
}
