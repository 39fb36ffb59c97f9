/** The virtual printer as its agent tells it: MIB-II, Host Resources, Printer MIB and Epson's own status. */
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
import { asSnmpCarries } from '../protocols/bdc/encode.ts';
import type { Activity } from './activity.ts';
import { deviceIdOf, makeAndModel, type PrinterDevice } from './device.ts';
import { statusReply } from './status.ts';
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
const HEALTH = { well: 2, warned: 3, stopped: 5 } as const;
/** hrPrinterStatus: 1 other. */
const STATES: Readonly<Record<Activity, number>> = { idle: 3, waiting: 4, printing: 4 };
const STOPPED = 1;

export function snmpDescription(
  device: PrinterDevice,
  activity: Activity = 'idle',
): DescribedPrinter {
  const { name, location, model, serial, mac, pages, inks } = device;
  const troubles = troublesOf(device);
  const how = troubles.some(({ stops }) => stops)
    ? 'stopped'
    : troubles.length > 0
      ? 'warned'
      : 'well';
  const status = statusReply(device, activity);
  return {
    sysDescr: `Portolan virtual printer, as ${makeAndModel(device)}`,
    sysObjectID: EPSON_AGENT,
    name,
    location,
    model,
    deviceId: deviceIdOf(device),
    serial,
    mac,
    state: how === 'stopped' ? STOPPED : STATES[activity],
    deviceState: HEALTH[how],
    errorBits: Uint8Array.of(troubles.reduce((bits, { kind }) => bits | CODES[kind].bit, 0)),
    pages,
    supplies: inks.map(({ colour, level }) => ({
      name: supplyName(colour),
      colour,
      level,
    })),
    alerts: troubles.map(alertOf),
    display: [],
    ...(status && { epson: { status: asSnmpCarries(status) } }),
  };
}

interface PrinterAgentState extends AgentState {
  readonly began: Millis;
  readonly activity: Activity;
}

type PrinterAgentInput = DatagramReceived | { readonly kind: 'works'; readonly activity: Activity };

/** Its agent as a server: how long it has been up is reckoned whenever it is asked. */
export function printerAgent(
  device: PrinterDevice,
): Machine<PrinterAgentState, PrinterAgentInput, DatagramAction<AgentEvent>> {
  const server = agent({ objects: printerObjects(snmpDescription(device)) });
  return {
    start(now) {
      const { state, actions } = server.start(now);
      return { state: { ...state, began: now, activity: 'idle' }, actions };
    },
    step({ began, activity, ...known }, input, now) {
      // Pages come and go more often than anybody asks.
      if (input.kind === 'works') {
        return { state: { ...known, began, activity: input.activity }, actions: [] };
      }
      const objects = {
        ...printerObjects(snmpDescription(device, activity)),
        [`${OIDS.sysUpTime}.0`]: upTime(now - began),
      };
      const ticked = server.step(known, { kind: 'changed', objects }, now);
      const { state, actions } = server.step(ticked.state, input, now);
      return { state: { ...state, began, activity }, actions };
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
