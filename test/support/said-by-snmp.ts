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
  for (const [name, row, value] of more) put(name, row, value);
  return { from: { address: '192.0.2.10', port: 161 }, version: '2c', values };
}
