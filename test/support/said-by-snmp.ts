/** What an agent answered, from a few numbers: hrDevice and prtAlert alone. */
import type { Agent } from '../../src/protocols/snmp/agent.ts';
import { OIDS, type ObjectName } from '../../src/protocols/snmp/mib/names.ts';
import type { SnmpValue } from '../../src/protocols/snmp/values.ts';

export interface Reading {
  /** hrDeviceStatus. */
  readonly deviceState: number;
  /** hrPrinterStatus; default: idle. */
  readonly state?: number;
  readonly errorBits?: readonly number[];
  /** Severity, group, code, description. */
  readonly alerts?: readonly (readonly [number, number, number, string])[];
  /** Description, class (3: is used up, 4: fills), type, unit, capacity, level, and the name of its colorant. */
  readonly supplies?: readonly (readonly [
    string,
    number,
    number,
    number,
    number,
    number,
    string?,
  ])[];
  /** Name, media, capacity, level: in sheets. */
  readonly inputs?: readonly (readonly [string, string, number, number])[];
  /** Any others, by name and row. */
  readonly more?: readonly (readonly [ObjectName, string, number | string])[];
}

const held = (value: number | string): SnmpValue =>
  typeof value === 'number'
    ? { type: 'INTEGER', value }
    : { type: 'OCTET STRING', value: new TextEncoder().encode(value) };

export function reading({
  deviceState,
  state = 3,
  errorBits = [],
  alerts = [],
  supplies = [],
  inputs = [],
  more = [],
}: Reading): Pick<Agent, 'from' | 'version' | 'values'> {
  const values = new Map<string, SnmpValue>();
  const put = (name: ObjectName, row: string, value: number | string) =>
    values.set(`${OIDS[name]}.${row}`, held(value));
  put('hrDeviceStatus', '1', deviceState);
  put('hrPrinterStatus', '1', state);
  values.set(`${OIDS.hrPrinterDetectedErrorState}.1`, {
    type: 'OCTET STRING',
    value: Uint8Array.from(errorBits),
  });
  for (const [i, [severity, group, code, text]] of alerts.entries()) {
    put('prtAlertSeverityLevel', `1.${i + 1}`, severity);
    put('prtAlertGroup', `1.${i + 1}`, group);
    put('prtAlertCode', `1.${i + 1}`, code);
    put('prtAlertDescription', `1.${i + 1}`, text);
  }
  for (const [i, [name, kind, type, unit, most, level, colour]] of supplies.entries()) {
    const row = `1.${i + 1}`;
    put('prtMarkerSuppliesDescription', row, name);
    put('prtMarkerSuppliesClass', row, kind);
    put('prtMarkerSuppliesType', row, type);
    put('prtMarkerSuppliesSupplyUnit', row, unit);
    put('prtMarkerSuppliesMaxCapacity', row, most);
    put('prtMarkerSuppliesLevel', row, level);
    if (colour === undefined) continue;
    put('prtMarkerSuppliesColorantIndex', row, i + 1);
    put('prtMarkerColorantValue', row, colour);
  }
  for (const [i, [name, media, most, level]] of inputs.entries()) {
    const row = `1.${i + 1}`;
    put('prtInputName', row, name);
    put('prtInputMediaName', row, media);
    put('prtInputCapacityUnit', row, 8);
    put('prtInputMaxCapacity', row, most);
    put('prtInputCurrentLevel', row, level);
  }
  for (const [name, row, value] of more) put(name, row, value);
  return { from: { address: '192.0.2.10', port: 161 }, version: '2c', values };
}
