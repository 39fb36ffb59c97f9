/** What answered to a probe of WS-Discovery, as an observation: see `src/protocols/wsd`. */
import { parseWebAddress, type WebAddress } from '../../core/web-address.ts';
import type { WsdDevice } from '../../protocols/wsd/device.ts';
import type { WsdMetadata } from '../../protocols/wsd/metadata.ts';
import { WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import { isIpAddress } from '../identity.ts';
import type { Observation, ObservedService } from '../observation.ts';
import { defined, shown, type Heard } from './heard.ts';

/**
 * @param metadata what it said when it was asked by Get, where it was
 */
export function wsdObservation(
  device: WsdDevice,
  { at, link }: Heard,
  metadata?: WsdMetadata,
): Observation {
  const { id, endpoints, kinds } = device;
  const web = device.addresses.flatMap((text) => parseWebAddress(text) ?? []);
  return defined<Observation>({
    witness: 'wsd',
    at,
    about: shown(id, 160),
    from: endpoints[0],
    // Asked by multicast, so that a router may have answered for it.
    direct: false,
    apartFrom: undefined,
    link,
    macs: undefined,
    serial: metadata?.serial,
    uuid: id,
    hosts: undefined,
    addresses: addressesOf(device, web),
    kinds,
    name: metadata?.friendlyName,
    model: metadata?.modelName ?? metadata?.modelNumber,
    maker: metadata?.manufacturer,
    location: undefined,
    note: undefined,
    firmware: metadata?.firmware,
    deviceId: undefined,
    services: [discoveryAt(device), ...web.map(serviceAt)],
    printer: undefined,
    evidence: [
      `${kinds.length > 0 ? kinds.join(' and ') : 'a device'} (${shown(id, 160)}), heard from ${endpoints
        .slice(0, 4)
        .map(({ address }) => address)
        .join(', ')}`,
    ],
  });
}

/**
 * Where it is: where it was heard from, if its own addresses have that; else what they have, since a router may have
 * passed it on; else, when they are names, where it was heard from.
 */
function addressesOf({ endpoints }: WsdDevice, web: readonly WebAddress[]): string[] {
  const heard = [...new Set(endpoints.map(({ address }) => address))];
  const said = [...new Set(web.map(({ host }) => host).filter(isIpAddress))];
  const agreed = heard.filter((address) => said.includes(address.replace(/%.*$/, '')));
  return agreed.length > 0 ? agreed : said.length > 0 ? said : heard;
}

/** It answered on the port that everybody is asked at. */
const discoveryAt = ({ endpoints: [first] }: WsdDevice): ObservedService => ({
  service: 'ws-discovery',
  transport: 'udp',
  port: first?.port ?? WSD_PORT,
  ...(first && { answered: first.address }),
});

const serviceAt = ({ secure, port, path }: WebAddress): ObservedService => ({
  service: secure ? 'https' : 'http',
  transport: 'tcp',
  port,
  ...(path !== '/' && { path: path.replace(/^\/+/, '') }),
  secure,
});
