/** The virtual printer as its agent tells it: MIB-II, Host Resources and Printer MIB. Epson's own status it has not. */
import type { DatagramAction, DatagramReceived, Machine } from '../core/machine.ts';
import type { Millis } from '../core/units.ts';
import {
  printerObjects,
  type DescribedAlert,
  type DescribedPrinter,
} from '../protocols/snmp/description.ts';
import { OIDS } from '../protocols/snmp/mib/names.ts';
import { agent, type AgentEvent, type AgentState } from '../protocols/snmp/server.ts';
import type { SnmpValue } from '../protocols/snmp/values.ts';
import { deviceIdOf, makeAndModel, type PrinterDevice } from './device.ts';
import { troublesOf, type Trouble, type TroubleKind } from './trouble.ts';

/** Epson's own tree, as an XP-432's agent gives it. */
const EPSON_AGENT = '1.3.6.1.4.1.1248.1.1.2.1.3';

/** RFC 3805: prtAlertGroup and prtAlertCode; RFC 2790: the bit of hrPrinterDetectedErrorState. */
const CODES: Readonly<Record<TroubleKind, { group: number; code: number; bit: number }>> = {
  'paper low': { group: 8, code: 807, bit: 0x80 },
  'paper out': { group: 8, code: 808, bit: 0x40 },
  'ink low': { group: 11, code: 1105, bit: 0x20 },
  'ink out': { group: 11, code: 1102, bit: 0x10 },
};

/** prtAlertSeverityLevel. */
const [CRITICAL, WARNING] = [3, 4];
/** RFC 3805, section 2.2.13.2.1, hrPrinterStatus and hrDeviceStatus. */
const STATES = {
  idle: { state: 3, deviceState: 2 },
  warned: { state: 3, deviceState: 3 },
  stopped: { state: 1, deviceState: 5 },
} as const;

export function snmpDescription(device: PrinterDevice): DescribedPrinter {
  const { name, location, model, serial, mac, pages, inks } = device;
  const troubles = troublesOf(device);
  const how = troubles.some(({ stops }) => stops)
    ? 'stopped'
    : troubles.length > 0
      ? 'warned'
      : 'idle';
  return {
    sysDescr: `Portolan virtual printer, as ${makeAndModel(device)}`,
    sysObjectID: EPSON_AGENT,
    name,
    location,
    model,
    deviceId: deviceIdOf(device),
    serial,
    mac,
    ...STATES[how],
    errorBits: Uint8Array.of(troubles.reduce((bits, { kind }) => bits | CODES[kind].bit, 0)),
    pages,
    supplies: inks.map(({ colour, level }) => ({
      name: supplyName(colour),
      colour,
      level,
    })),
    alerts: troubles.map(alertOf),
    display: [],
  };
}

/** Its agent as a server: how long it has been up is reckoned whenever it is asked. */
export function printerAgent(
  device: PrinterDevice,
): Machine<AgentState & { readonly began: Millis }, DatagramReceived, DatagramAction<AgentEvent>> {
  const server = agent({ objects: printerObjects(snmpDescription(device)) });
  return {
    start(now) {
      const { state, actions } = server.start(now);
      return { state: { ...state, began: now }, actions };
    },
    step({ began, ...known }, input, now) {
      const objects = { [`${OIDS.sysUpTime}.0`]: upTime(now - began) };
      const ticked = server.step(known, { kind: 'changed', objects }, now);
      const { state, actions } = server.step(ticked.state, input, now);
      return { state: { ...state, began }, actions };
    },
    wakeAt: (state) => server.wakeAt(state),
  };
}

/** Hundredths of a second: RFC 3418, sysUpTime. They begin anew after 497 days. */
const upTime = (time: Millis): SnmpValue => ({
  type: 'TimeTicks',
  value: Math.floor(time / 10) % 2 ** 32,
});

/** `Black Ink`. */
export const supplyName = (colour: string): string =>
  `${colour.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())} Ink`;

function alertOf({ kind, stops, says }: Trouble): DescribedAlert {
  const { group, code } = CODES[kind];
  return { severity: stops ? CRITICAL : WARNING, group, code, text: says };
}
