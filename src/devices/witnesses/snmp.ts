/** What an agent told by SNMP, as an observation: see `src/protocols/snmp`, and `bdc` for Epson's own status. */
import { formatEndpoint } from '../../core/endpoint.ts';
import { deviceIdValue, parseDeviceId } from '../../core/ieee1284.ts';
import { EMPTY_REPORT, type PrinterAlert, type PrinterReport } from '../../core/printer-report.ts';
import { bdcReport } from '../../protocols/bdc/report.ts';
import { decode as decodeBdc } from '../../protocols/bdc/wire.ts';
import type { Agent } from '../../protocols/snmp/agent.ts';
import { engineIdOf, engineWords } from '../../protocols/snmp/engine-id.ts';
import { EPSON_QUESTIONS } from '../../protocols/snmp/gate.ts';
import { makerOf } from '../../protocols/snmp/mib/makers.ts';
import { OIDS, type ObjectName } from '../../protocols/snmp/mib/names.ts';
import {
  columnOf,
  listeningPorts,
  printerReport,
  type Values,
} from '../../protocols/snmp/mib/printer.ts';
import { printable, valueText } from '../../protocols/snmp/values.ts';
import { alertOfError, faultOf } from '../alerts.ts';
import type { Observation, PrinterCondition } from '../observation.ts';
import { told } from '../supplies.ts';
import { defined, shown, type Heard } from './heard.ts';

/** hrDevicePrinter: RFC 2790, section 3. */
const PRINTER_TYPE = '1.3.6.1.2.1.25.3.1.5';

/** What an agent told. */
type Answered = Pick<Agent, 'from' | 'version' | 'values' | 'session'>;

/** An agent of any kind: what is no printer has a name and a place too. */
export function snmpObservation(agent: Answered, { at, link }: Heard): Observation {
  const { from, values, session } = agent;
  const engine = session && engineIdOf(session.engineId);
  const report = printerReport(values);
  const epson = epsonReport(values);
  const id = parseDeviceId(report.deviceId ?? epson.deviceId ?? '');
  const isPrinter = saysPrinter(values) || id.size > 0;
  const mac = report.mac ?? engine?.mac;
  return defined<Observation>({
    witness: 'snmp',
    at,
    about: undefined,
    from,
    direct: true,
    apartFrom: undefined,
    link,
    macs: mac === undefined ? undefined : [mac],
    serial: epson.serial ?? report.serial ?? deviceIdValue(id, 'SN', 'SERN'),
    uuid: undefined,
    hosts: undefined,
    addresses: undefined,
    kinds: isPrinter ? ['printer'] : undefined,
    name: report.name,
    // A computer's first device may be its processor.
    model: isPrinter ? (report.model ?? epson.model) : undefined,
    maker: report.maker ?? makerByObject(values) ?? deviceMaker(engine?.maker),
    location: report.location,
    note: undefined,
    firmware: epson.firmware,
    deviceId: report.deviceId ?? epson.deviceId,
    services: [{ service: 'snmp', transport: 'udp', port: from.port, answered: from.address }],
    printer: isPrinter ? conditionOf(report, epson, values) : undefined,
    evidence: evidenceOf(agent),
  });
}

function saysPrinter(values: Values): boolean {
  const types = [...columnOf(values, 'hrDeviceType').values()];
  return (
    types.some((held) => held.type === 'OBJECT IDENTIFIER' && held.value === PRINTER_TYPE) ||
    columnOf(values, 'hrPrinterStatus').size > 0 ||
    columnOf(values, 'prtMarkerSuppliesLevel').size > 0 ||
    columnOf(values, 'epsonStatus').size > 0
  );
}

/** Whose agents run in other makers' devices: their names say nothing of who made the thing. */
const AGENTS_ALONE: ReadonlySet<string | undefined> = new Set(['Net-SNMP', 'Microsoft']);

function makerByObject(values: Values): string | undefined {
  const [held] = columnOf(values, 'sysObjectID').values();
  return deviceMaker(held?.type === 'OBJECT IDENTIFIER' ? makerOf(held.value) : undefined);
}

const deviceMaker = (maker: string | undefined): string | undefined =>
  AGENTS_ALONE.has(maker) ? undefined : maker;

/** Epson's own status, device id and firmware, where they were asked for and answered. */
function epsonReport(values: Values): PrinterReport {
  const replies = [
    ...columnOf(values, 'epsonStatus').values(),
    ...Object.values(EPSON_QUESTIONS).flatMap((oid) => values.get(oid) ?? []),
  ];
  const reports = replies.flatMap((held) => {
    const decoded = held.type === 'OCTET STRING' ? decodeBdc(held.value) : undefined;
    return decoded?.ok ? [bdcReport(decoded.message)] : [];
  });
  // The same status may come by two names: what was said first stands, and nothing is said twice.
  const known = reports
    .toReversed()
    .flatMap((report) => Object.entries(report).filter(([, value]) => !isEmpty(value)));
  return { ...EMPTY_REPORT, ...Object.fromEntries(known) };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

/** The standard's tables and Epson's status are of one printer at one moment. */
function conditionOf(
  report: PrinterReport,
  epson: PrinterReport,
  values: Values,
): PrinterCondition {
  const state = epson.state ?? report.state;
  const isEpsonBetter = told(epson.supplies) > told(report.supplies);
  const alerts = [
    ...report.alerts,
    ...epson.errors.map((error) => alertOfError(error)),
    ...epson.alerts,
  ];
  return {
    ...(state !== undefined && { state }),
    errors: [],
    alerts: [...alerts, ...bitsBeside(alerts, report, values)],
    supplies: isEpsonBetter ? epson.supplies : report.supplies,
    covers: [...report.covers, ...epson.covers],
    inputs: report.inputs.length > 0 ? report.inputs : epson.inputs,
    counters: [...report.counters, ...epson.counters],
    display: report.display,
    disputed: [...report.disputed, ...epson.disputed],
  };
}

/** hrDeviceStatus: unusual, and still at work (RFC 2790). */
const WARNING = 3;

/**
 * The bits of hrPrinterDetectedErrorState, of which no alert tells with a severity of its own. They have none: whether
 * they stop the printer its state says.
 */
function bitsBeside(
  alerts: readonly PrinterAlert[],
  { errors }: PrinterReport,
  values: Values,
): PrinterAlert[] {
  const faults = new Set(alerts.flatMap(({ reason }) => (reason ? faultOf(reason) : [])));
  const [status] = columnOf(values, 'hrDeviceStatus').values();
  const goesOn = status !== undefined && 'value' in status && status.value === WARNING;
  return errors
    .filter(({ reason }) => reason === undefined || !faults.has(faultOf(reason)))
    .map((error) => alertOfError(error, goesOn ? 'warning' : 'critical'));
}

function evidenceOf({ from, version, values, session }: Answered): string[] {
  const ports = listeningPorts(values);
  const engine = session && engineWords(session.engineId);
  return [
    `answered at ${formatEndpoint(from)} (SNMP ${version})`,
    ...(engine === undefined ? [] : [`engine: ${engine}`]),
    ...(['sysDescr', 'sysObjectID'] as const).flatMap((name) => {
      const text = textOf(values, name);
      return text === undefined ? [] : [`${name}: ${text}`];
    }),
    ...(ports.length > 0 ? [`says that it listens on TCP ${ports.join(', ')}`] : []),
  ];
}

function textOf(values: Values, name: ObjectName): string | undefined {
  const held = values.get(`${OIDS[name]}.0`);
  if (held === undefined) return undefined;
  const text = held.type === 'OCTET STRING' ? printable(held.value) : valueText(held);
  return shown(text, 160);
}
