/** What a printer answered to Get-Printer-Attributes, as an observation: see `src/protocols/ipp`. */
import { isIpAddress } from '../identity.ts';
import {
  EMPTY_REPORT,
  type PrinterAlert,
  type PrinterCounter,
  type Supply,
} from '../../core/printer-report.ts';
import { parseWebAddress, type WebAddress } from '../../core/web-address.ts';
import type { IppOutcome } from '../../protocols/ipp/client.ts';
import type { IppPrinter } from '../../protocols/ipp/describe.ts';
import type { IppSupply } from '../../protocols/ipp/supplies.ts';
import { faultOf } from '../alerts.ts';
import type { Observation, ObservedService, PrinterCondition } from '../observation.ts';
import { defined, shown, type Heard } from './heard.ts';

type Described = Extract<IppOutcome, { kind: 'described' }>;

export interface IppHeard extends Heard {
  /** The IP address that was asked, where `outcome.address` has a host's name. */
  readonly address?: string;
}

export function ippObservation(
  { printer, address, server }: Described,
  { at, link, address: asked }: IppHeard,
): Observation {
  const web = parseWebAddress(address);
  const host = asked ?? (web && isIpAddress(web.host) ? web.host : undefined);
  const hosts = web && !isIpAddress(web.host) ? [web.host] : [];
  return defined<Observation>({
    witness: 'ipp',
    at,
    about: web?.path.toLowerCase(),
    from: host === undefined || !web ? undefined : { address: host, port: web.port },
    direct: host !== undefined,
    apartFrom: undefined,
    link,
    macs: undefined,
    serial: printer.serial,
    uuid: printer.uuid,
    hosts,
    addresses: undefined,
    kinds: ['printer'],
    name: printer.name,
    model: printer.model ?? printer.makeAndModel,
    maker: printer.maker,
    location: printer.location,
    note: undefined,
    firmware: printer.firmware?.join(', '),
    deviceId: printer.deviceId,
    services: servicesOf(printer, web, host),
    printer: conditionOf(printer),
    evidence: [
      `answered at ${shown(address, 160)}${server === undefined ? '' : `: ${server}`}`,
      ...(printer.message === undefined ? [] : [`says of itself: ${printer.message}`]),
    ],
  });
}

/** Where it answered, and where it says that it takes jobs. */
function servicesOf(
  { uris }: IppPrinter,
  web: WebAddress | undefined,
  host: string | undefined,
): ObservedService[] {
  const announced = uris.flatMap(({ uri }) => {
    const place = parseWebAddress(uri);
    return place ? [serviceAt(place)] : [];
  });
  const own = web && host ? [{ ...serviceAt(web), answered: host }] : [];
  return [...announced, ...own];
}

function serviceAt({ secure, port, path }: WebAddress): ObservedService {
  const resource = path.replace(/^\/+/, '');
  return {
    service: secure ? 'ipps' : 'ipp',
    transport: 'tcp',
    port,
    ...(resource && { path: resource }),
    secure,
  };
}

const SEVERITIES = { error: 'critical', warning: 'warning', report: 'other' } as const;

function conditionOf(printer: IppPrinter): PrinterCondition {
  const { state, reasons, alerts, supplies, counters } = printer;
  return {
    ...EMPTY_REPORT,
    ...(state !== undefined && { state: stateOf(state, reasons) }),
    alerts: [
      ...reasons.map(({ keyword, severity, words }) => {
        return { severity: SEVERITIES[severity], words, reason: keyword };
      }),
      ...alerts.map(({ severity, words, reason }) => {
        return { severity: severityOf(severity), words, ...(reason && { reason }) };
      }),
    ],
    supplies: supplies.map(supplyOf),
    counters: Object.entries(counters).map(([name, count]) => counterOf(name, count)),
  };
}

/** IPP has no state for a printer that sleeps, but reasons: RFC 8011, section 5.4.12, and PWG 5100.22. */
function stateOf(state: NonNullable<IppPrinter['state']>, reasons: IppPrinter['reasons']): string {
  if (state === 'processing') return 'printing';
  const sleeps = reasons.some(({ keyword }) => faultOf(keyword) === 'sleep');
  return state === 'idle' && sleeps ? 'sleeping' : state;
}

const severityOf = (text: string | undefined): PrinterAlert['severity'] =>
  text === 'critical' || text === 'warning' ? text : 'other';

const supplyOf = ({ name, kind, colour, receptacle, percent, level }: IppSupply): Supply => ({
  name,
  kind: kind ?? 'supply',
  ...(colour !== undefined && { colour }),
  ...(receptacle && { fills: true as const }),
  level: percent === undefined ? { kind: 'words', words: level } : { kind: 'percent', percent },
});

/** What the Printer MIB counts as pages is impressions (RFC 3805, prtMarkerLifeCount): one name for both. */
const counterOf = (name: string, count: number): PrinterCounter =>
  name === 'impressions' ? { name: 'pages', count, unit: 'impressions' } : { name, count };
