/** Services that were announced by DNS-SD, as observations: see `src/protocols/dnssd`. */
import type { ServiceInstance } from '../../protocols/dnssd/service.ts';
import { txtValue, type TxtEntry } from '../../protocols/dnssd/txt.ts';
import { MDNS_PORT } from '../../protocols/dnssd/vocabulary.ts';
import type { Observation, ObservedService } from '../observation.ts';
import { defined, shown, type Heard } from './heard.ts';

/** Where a service's resource stands: Bonjour Printing Specification 1.2.1, section 9.2; eSCL. */
const PATH_KEYS: Readonly<Record<string, string>> = {
  ipp: 'rp',
  ipps: 'rp',
  printer: 'rp',
  uscan: 'rs',
  uscans: 'rs',
  http: 'path',
  https: 'path',
};

/** What has such a service. A page may be anybody's. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  ipp: ['printer'],
  ipps: ['printer'],
  printer: ['printer'],
  'pdl-datastream': ['printer'],
  scanner: ['scanner'],
  uscan: ['scanner'],
  uscans: ['scanner'],
};

/** Types that are spoken inside TLS. */
const SECURE = new Set(['ipps', 'uscans', 'https']);

/**
 * Where the thing is, its address records say. Whom the words came from does not: a router may have passed them on
 * (fact sheet, section 10: naps2 #874).
 */
export function dnssdObservation(instance: ServiceInstance, { at, link }: Heard): Observation {
  const { host, addresses, txt, saidBy } = instance;
  const value = (key: string) => shown(txtValue(txt, key));
  const product = value('product')?.replace(/^\((.*)\)$/, '$1');
  const mac = txtValue(txt, 'mac');
  const service = serviceOf(instance);
  const by = saidBy[0];
  return defined<Observation>({
    witness: 'dnssd',
    at,
    about: shown(`${instance.instance}.${instance.type}.${instance.domain}`.toLowerCase(), 255),
    from: by === undefined ? undefined : { address: by, port: MDNS_PORT },
    direct: false,
    apartFrom: undefined,
    link: link ?? instance.via,
    macs: mac === undefined ? undefined : [mac],
    serial: undefined,
    uuid: txtValue(txt, 'UUID'),
    hosts: shown(host, 255) === undefined ? undefined : [shown(host, 255)!],
    addresses,
    kinds: service && KINDS[service.service],
    name: shown(instance.instance),
    model: value('usb_MDL') ?? value('ty') ?? product,
    maker: value('usb_MFG'),
    location: value('note'),
    note: undefined,
    firmware: undefined,
    deviceId: undefined,
    services: service && [service],
    printer: undefined,
    evidence: [evidenceOf(instance)],
  });
}

/** Undefined while nobody said where it is, and for a name that is only held (port 0). */
function serviceOf({ type, port, txt }: ServiceInstance): ObservedService | undefined {
  const [name = '', transport = ''] = type.toLowerCase().split('.');
  if (port === undefined || port === 0) return undefined;
  const service = name.replace(/^_/, '');
  const path = shown(txtValue(txt, PATH_KEYS[service] ?? ''))?.replace(/^\/+/, '');
  return {
    service,
    transport: transport === '_udp' ? 'udp' : 'tcp',
    port,
    ...(path && { path }),
    ...(SECURE.has(service) && { secure: true }),
    ...(txt.length > 0 && { txt: recordOf(txt) }),
  };
}

/** A key that stands alone says that something is so. */
const recordOf = (txt: readonly TxtEntry[]): Record<string, string> =>
  Object.fromEntries(
    txt.flatMap(({ key, value }) => {
      const name = shown(key);
      return name === undefined ? [] : [[name, shown(value, 255) ?? ''] as const];
    }),
  );

function evidenceOf({ instance, type, host, port, saidBy, disputed }: ServiceInstance): string {
  const where = host === undefined ? '' : ` at ${shown(host)}:${port}`;
  const doubt = disputed ? ', and another device says otherwise' : '';
  return `"${shown(instance)}" (${type})${where}, said by ${saidBy.slice(0, 4).join(', ')}${doubt}`;
}
