/**
 * A printer as its agent would tell it: a table of objects for `server.ts`, made of what a person would say of
 * a printer. For simulated devices, in tests and in the demo.
 */
import { parseMac } from '../../core/addresses.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import { OIDS, PRINTER_TYPE, type ObjectName } from './mib/names.ts';
import { PERCENT } from './mib/words.ts';
import { EPSON_QUESTIONS } from './gate.ts';
import type { SnmpValue } from './values.ts';

/** Codes as they stand in the Printer MIB: see `mib/words.ts`. */
export interface DescribedSupply {
  readonly name: string;
  /** As in the colorant table: `black`. */
  readonly colour?: string;
  /** prtMarkerSuppliesType; default 6, an ink cartridge. */
  readonly type?: number;
  /** It fills up: then `level` is the room that is left. */
  readonly fills?: true;
  /** Percent; -2 unknown, -3 some left. */
  readonly level: number;
}

export interface DescribedAlert {
  /** prtAlertSeverityLevel: 3 critical, 4 warning. */
  readonly severity: number;
  /** prtAlertGroup: 8 input, 11 supplies … */
  readonly group: number;
  /** prtAlertCode. */
  readonly code: number;
  readonly text: string;
}

export interface DescribedPrinter {
  readonly sysDescr: string;
  /** Where the maker's tree begins: `1.3.6.1.4.1.1248.1.1.2`. */
  readonly sysObjectID: string;
  readonly name: string;
  readonly location?: string;
  readonly model: string;
  /** The IEEE 1284 device id. */
  readonly deviceId: string;
  readonly serial?: string;
  readonly mac: string;
  /** hrPrinterStatus: 3 idle, 4 printing. */
  readonly state: number;
  /** hrDeviceStatus: 2 running, 3 warning, 5 down. */
  readonly deviceState: number;
  /** hrPrinterDetectedErrorState. */
  readonly errorBits: Uint8Array;
  readonly pages: number;
  readonly supplies: readonly DescribedSupply[];
  readonly alerts: readonly DescribedAlert[];
  readonly display: readonly string[];
  /** Epson's own: the ST2 reply with its zero byte, and the answer to `vi`. */
  readonly epson?: { readonly status: Uint8Array; readonly firmware?: string };
}

/**
 * An XP-432 as a capture shows it (xp432: model, device id, the status with every ink unread; serial and address
 * masked). Who made its agent and its objects of the Printer MIB are constructed: the capture has none of them.
 */
export const XP_432: DescribedPrinter = {
  sysDescr: 'EPSON Built-in 11b/g/n Print Server',
  sysObjectID: '1.3.6.1.4.1.1248.1.1.2.1.3',
  name: 'EPSON005303',
  model: 'XP-432 435 Series',
  deviceId:
    'MFG:EPSON;CMD:ESCPL2,BDC,D4,D4PX,ESCPR1,END4;MDL:XP-432 435 Series;CLS:PRINTER;' +
    'DES:EPSON XP-432 435 Series;CID:EpsonRGB;FID:FXN,DPN,WFA,ETN,AFN,DAN,WRA;RID:40;' +
    'DDS:022500;ELG:0E10;SN:5831595A3030303030;',
  mac: '00:00:5e:00:53:03',
  state: 1,
  deviceState: 5,
  // Service requested.
  errorBits: Uint8Array.of(0x01),
  pages: 1234,
  supplies: [
    { name: 'Black Ink Cartridge', colour: 'black', level: -2 },
    { name: 'Yellow Ink Cartridge', colour: 'yellow', level: -2 },
    { name: 'Magenta Ink Cartridge', colour: 'magenta', level: -2 },
    { name: 'Cyan Ink Cartridge', colour: 'cyan', level: -2 },
    { name: 'Waste Ink Pad', type: 8, fills: true, level: 0 },
  ],
  alerts: [{ severity: 3, group: 11, code: 1110, text: 'The ink pad is at the end of its life.' }],
  display: [],
  epson: {
    status: fromHex(
      '0040424443205354320d0a580001010002011006020100' +
        '0e010f0f0d0301006905036904026903016910030109' +
        '4e130101190c0000000000756e6b6e6f776e24020000' +
        '37050202000000390100' +
        '3f0a01010000000000000000400a5831595a303030303030',
    ),
    firmware: 'ME23H6',
  },
};

/** Every object that the agent of such a printer has, by its whole name. */
export function printerObjects(printer: DescribedPrinter): Record<string, SnmpValue> {
  const objects: Record<string, SnmpValue> = {};
  const set = (name: ObjectName, index: string, value: SnmpValue) => {
    objects[`${OIDS[name]}.${index}`] = value;
  };
  set('sysDescr', '0', text(printer.sysDescr));
  set('sysObjectID', '0', { type: 'OBJECT IDENTIFIER', value: printer.sysObjectID });
  set('sysUpTime', '0', { type: 'TimeTicks', value: 8_640_000 });
  set('sysName', '0', text(printer.name));
  set('sysLocation', '0', text(printer.location ?? ''));
  set('ifPhysAddress', '1', { type: 'OCTET STRING', value: parseMac(printer.mac) });
  set('hrDeviceType', '1', { type: 'OBJECT IDENTIFIER', value: PRINTER_TYPE });
  set('hrDeviceDescr', '1', text(printer.model));
  set('hrDeviceStatus', '1', number(printer.deviceState));
  set('hrPrinterStatus', '1', number(printer.state));
  set('hrPrinterDetectedErrorState', '1', { type: 'OCTET STRING', value: printer.errorBits });
  set('prtGeneralPrinterName', '1', text(printer.name));
  set('prtGeneralSerialNumber', '1', text(printer.serial ?? ''));
  set('prtMarkerCounterUnit', '1.1', number(7));
  set('prtMarkerLifeCount', '1.1', { type: 'Counter32', value: printer.pages });
  set('ppmPrinterIEEE1284DeviceId', '1', text(printer.deviceId));
  printer.supplies.forEach((supply, i) => setSupply(set, supply, i + 1));
  printer.alerts.forEach(({ severity, group, code, text: said }, i) => {
    const row = `1.${i + 1}`;
    set('prtAlertSeverityLevel', row, number(severity));
    set('prtAlertGroup', row, number(group));
    set('prtAlertCode', row, number(code));
    set('prtAlertDescription', row, text(said));
  });
  printer.display.forEach((line, i) =>
    set('prtConsoleDisplayBufferText', `1.${i + 1}`, text(line)),
  );
  return printer.epson ? { ...objects, ...epsonObjects(printer, printer.epson) } : objects;
}

function setSupply(
  set: (name: ObjectName, index: string, value: SnmpValue) => void,
  { name, colour, type = 6, fills, level }: DescribedSupply,
  index: number,
): void {
  const row = `1.${index}`;
  set('prtMarkerSuppliesColorantIndex', row, number(colour === undefined ? 0 : index));
  set('prtMarkerSuppliesClass', row, number(fills ? 4 : 3));
  set('prtMarkerSuppliesType', row, number(type));
  set('prtMarkerSuppliesDescription', row, text(name));
  set('prtMarkerSuppliesSupplyUnit', row, number(PERCENT));
  set('prtMarkerSuppliesMaxCapacity', row, number(100));
  set('prtMarkerSuppliesLevel', row, number(level));
  if (colour !== undefined) set('prtMarkerColorantValue', row, text(colour));
}

function epsonObjects(
  { deviceId, name, model, mac }: DescribedPrinter,
  { status, firmware }: NonNullable<DescribedPrinter['epson']>,
): Record<string, SnmpValue> {
  return {
    [`${OIDS.epsonMac}.0`]: { type: 'OCTET STRING', value: parseMac(mac) },
    [`${OIDS.epsonShortModel}.0`]: text(model),
    [`${OIDS.epsonDeviceId}.1`]: text(deviceId),
    [`${OIDS.epsonPrinterName}.1`]: text(name),
    [`${OIDS.epsonStatus}.1`]: { type: 'OCTET STRING', value: status },
    [EPSON_QUESTIONS.status]: { type: 'OCTET STRING', value: status },
    [EPSON_QUESTIONS['device id']]: text(`\0@EJL ID\r\n${deviceId}\f`),
    ...(firmware !== undefined && { [EPSON_QUESTIONS.firmware]: text(`\0vi:00:${firmware};\f`) }),
  };
}

const number = (value: number): SnmpValue => ({ type: 'INTEGER', value });

const text = (value: string): SnmpValue => {
  return { type: 'OCTET STRING', value: new TextEncoder().encode(value) };
};
