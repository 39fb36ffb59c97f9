/** What a discovery by ENPC found, as observations: see `src/protocols/enpc`. */
import { formatEndpoint } from '../../core/endpoint.ts';
import { deviceIdValue, parseDeviceId } from '../../core/ieee1284.ts';
import { EMPTY_REPORT, type PrinterAlert } from '../../core/printer-report.ts';
import type { AutomaticStatus } from '../../protocols/enpc/asb.ts';
import type { DeviceStatus } from '../../protocols/enpc/device.ts';
import type { KnownDevice } from '../../protocols/enpc/telling-apart.ts';
import type { Observation, PrinterCondition } from '../observation.ts';
import { defined, shown, type Heard } from './heard.ts';

/** Whose protocol it is; a clone that speaks it and says another maker's name is believed. */
const MAKER = 'Epson';

/**
 * Answers come from the device's own address, to a broadcast too: payloads have none that is to be trusted (fact
 * sheet, section 10). Device and endpoints as the client's events give them.
 */
export function enpcObservation(device: KnownDevice, { at, link }: Heard): Observation {
  const { endpoints, deviceId, status, conflict } = device;
  const id = parseDeviceId(deviceId ?? '');
  return defined<Observation>({
    witness: 'enpc',
    at,
    about: undefined,
    from: endpoints[0],
    direct: true,
    apartFrom: conflict?.with.map(({ address }) => address),
    link,
    macs: device.mac === undefined ? undefined : [device.mac],
    serial: device.serial,
    uuid: undefined,
    hosts: undefined,
    addresses: endpoints.map(({ address }) => address),
    kinds: device.model === undefined ? undefined : ['printer'],
    name: shown(device.name),
    model: shown(device.model),
    maker: shown(deviceIdValue(id, 'MFG', 'MANUFACTURER')) ?? MAKER,
    location: undefined,
    note: refusedAll(device) ? 'answers by ENPC, and refused all that it was asked' : undefined,
    firmware: undefined,
    deviceId: shown(deviceId, 1024),
    services: endpoints.map(({ address, port }) => ({
      service: 'enpc',
      transport: 'udp' as const,
      port,
      answered: address,
    })),
    printer: status && conditionOf(status),
    evidence: evidenceOf(device),
  });
}

/** The answer to a probe tells nothing; what else it says nothing to may be of a part that it has not. */
function refusedAll({ answers }: KnownDevice): boolean {
  const asked = Object.entries(answers).filter(([name]) => name !== 'probe');
  const ends = new Set(asked.map(([, { kind }]) => kind));
  return ends.has('refused') && !ends.has('answered');
}

function conditionOf({ busy, sensors }: DeviceStatus): PrinterCondition {
  const state = sensors?.offline ? 'offline' : busy ? 'busy' : 'idle';
  return { ...EMPTY_REPORT, state, alerts: sensors ? alertsOf(sensors) : [] };
}

function alertsOf(sensors: AutomaticStatus): PrinterAlert[] {
  const alerts: (readonly [is: boolean, alert: PrinterAlert])[] = [
    [sensors.coverOpen, { severity: 'critical', words: 'cover open', reason: 'cover-open' }],
    [sensors.paperEnd, { severity: 'critical', words: 'out of paper', reason: 'media-empty' }],
    [
      sensors.paperNearEnd && !sensors.paperEnd,
      { severity: 'warning', words: 'paper low', reason: 'media-low' },
    ],
  ];
  return [
    ...alerts.flatMap(([is, alert]) => (is ? alert : [])),
    ...sensors.errors.map((error) => ({
      severity: error === 'recovering' ? ('warning' as const) : ('critical' as const),
      words: error === 'recovering' ? 'recovering from an error' : `${error} error`,
    })),
  ];
}

function evidenceOf({ endpoints, model, card, holder, conflict }: KnownDevice): string[] {
  const where = endpoints.map(formatEndpoint).join(', ');
  const what = [model, card && `network card ${card}`].flatMap((text) => shown(text) ?? []);
  return [
    `answered at ${where}${what.length > 0 ? `: ${what.join(', ')}` : ''}`,
    ...(holder ? [`${holder} holds its print port (TCP 9100)`] : []),
    ...(conflict
      ? [
          `${conflict.with.map(formatEndpoint).join(', ')} has its MAC address too, and another ${conflict.differs.join(', ')}`,
        ]
      : []),
  ];
}
