/** A network in memory for discoveries: an inkjet that answers by everything, a till printer, and who asks. */
import { seededRandom } from '../../src/core/random.ts';
import { never } from '../../src/core/signal.ts';
import { discover } from '../../src/app/discover.ts';
import type { DiscoverResult } from '../../src/app/discover/result.ts';
import type { Context } from '../../src/app/operation.ts';
import { readInput, type RawInput } from '../../src/app/parameters.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { converse } from '../../src/platform/run.ts';
import { simulatedWeb } from '../../src/platform/simulated/folders.ts';
import { createNetwork, type Network } from '../../src/platform/simulated/network.ts';
import { responder as dnssdResponder } from '../../src/protocols/dnssd/server.ts';
import { MDNS_GROUP, MDNS_PORT } from '../../src/protocols/dnssd/vocabulary.ts';
import {
  TM_M30II,
  XP_432 as ENPC_XP_432,
  type EnpcDescription,
} from '../../src/protocols/enpc/description.ts';
import { responder as enpcResponder } from '../../src/protocols/enpc/server.ts';
import { ENPC_PORT } from '../../src/protocols/enpc/vocabulary.ts';
import { ENTP_PORT } from '../../src/protocols/entp/vocabulary.ts';
import { attribute } from '../../src/protocols/ipp/encode.ts';
import { answerIpp } from '../../src/protocols/ipp/server.ts';
import { printerObjects, XP_432 as SNMP_XP_432 } from '../../src/protocols/snmp/description.ts';
import { agent } from '../../src/protocols/snmp/server.ts';
import { SNMP_PORT } from '../../src/protocols/snmp/vocabulary.ts';
import { wsdResponder } from '../../src/protocols/wsd/server.ts';
import { PRINTER, WSD_GROUP, WSD_PORT } from '../../src/protocols/wsd/vocabulary.ts';
import { shippedAtlas, shippedData } from './shipped.ts';
// Loaded before time stands still: a simulated network does not wait for a file.
import '../../src/app/discover/run.ts';

export const INKJET = '192.168.1.12';
export const TILL = '192.168.1.10';
const UUID = 'cfe92100-67c4-11d4-a45f-00005e005303';

const SERVE = { signal: never, tell() {} } as const;
const multicast = (group: string, own: string) => ({ groups: [group], interface: own, hops: 255 });

export function serveEnpc(host: Platform, description: EnpcDescription): void {
  void converse(enpcResponder(description), host, { ...SERVE, port: ENPC_PORT });
}

export function serveSnmp(host: Platform): void {
  const objects = printerObjects(SNMP_XP_432);
  void converse(agent({ objects }), host, { ...SERVE, port: SNMP_PORT });
}

/** @param port where it says that it speaks IPP */
export function serveDnssd(host: Platform, address: string, port = 631): void {
  const announced = {
    host: 'EPSON005303',
    addresses: [address],
    services: [
      { type: '_ipp._tcp', port, txt: ['rp=ipp/print', `UUID=${UUID}`] },
      { type: '_pdl-datastream._tcp', port: 9100, txt: [] },
      { type: '_uscan._tcp', port: 80, txt: ['rs=eSCL'] },
    ].map((service) => ({
      ...service,
      instance: 'EPSON XP-432 435 Series',
      txt: ['ty=EPSON XP-432 435 Series', 'usb_MFG=EPSON', 'note=Hall', ...service.txt],
    })),
  };
  void converse(dnssdResponder(announced, { random: seededRandom(1) }), host, {
    ...SERVE,
    port: MDNS_PORT,
    multicast: multicast(MDNS_GROUP.address, address),
  });
}

export function serveWsd(host: Platform, address: string): void {
  const service = {
    id: `urn:uuid:${UUID}`,
    types: [PRINTER],
    scopes: [],
    addresses: [`http://${address}:80/WSD/DEVICE`],
  };
  void converse(wsdResponder({ service, instance: 1, random: seededRandom(2) }), host, {
    ...SERVE,
    port: WSD_PORT,
    multicast: multicast(WSD_GROUP, address),
  });
}

const IPP_PRINTER = [
  attribute('printer-info', { kind: 'text', text: 'EPSON XP-432 435 Series' }),
  attribute('printer-uuid', { kind: 'uri', text: `urn:uuid:${UUID}` }),
  attribute('printer-state', { kind: 'enum', value: 3 }),
  attribute('printer-impressions-completed', { kind: 'integer', value: 1300 }),
];

/** What was asked by HTTP, and where. */
export interface Posts {
  readonly addresses: string[];
}

const printerWeb = ({ addresses }: Posts) =>
  simulatedWeb(undefined, (address, _, body) => {
    addresses.push(address);
    if (!address.startsWith(`http://${INKJET}:631/`) || typeof body === 'string') return undefined;
    const answer = answerIpp(IPP_PRINTER, body);
    return answer && { headers: { 'content-type': 'application/ipp' }, body: answer };
  });

export interface Ground {
  readonly network: Network;
  readonly posts: Posts;
  readonly inkjet: Platform;
  readonly till: Platform;
  readonly laptop: Platform;
}

export interface GroundOptions {
  /** Addresses of who asks. */
  readonly own?: readonly string[];
  /** Where the inkjet says that it speaks IPP. */
  readonly ippPort?: number;
  /** Whether the inkjet speaks DNS-SD. Default: it does. */
  readonly announces?: boolean;
  /** What who asks knows hosts by. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
}

/** An inkjet that answers by everything, a till printer by ENPC alone, and who asks. */
export function ground({
  own = ['192.168.1.1/24'],
  ippPort,
  announces = true,
  names = {},
}: GroundOptions = {}): Ground {
  const network = createNetwork({ seed: 1 });
  const inkjet = network.host('inkjet', { addresses: [`${INKJET}/24`] });
  serveEnpc(inkjet, ENPC_XP_432);
  serveSnmp(inkjet);
  if (announces) serveDnssd(inkjet, INKJET, ippPort);
  serveWsd(inkjet, INKJET);
  const till = network.host('till', { addresses: [`${TILL}/24`] });
  serveEnpc(till, TM_M30II);
  const posts = { addresses: [] as string[] };
  const laptop = network.host('laptop', {
    addresses: own,
    data: shippedData,
    names,
    web: printerWeb(posts),
  });
  return { network, posts, inkjet, till, laptop };
}

const atlas = shippedAtlas();

export async function discovered(
  { network, laptop }: Pick<Ground, 'network' | 'laptop'>,
  raw: RawInput = {},
  more: Partial<Pick<Context, 'signal' | 'emit' | 'fromEnvironment'>> = {},
): Promise<DiscoverResult> {
  const context: Context = { platform: laptop, atlas, signal: never, emit() {}, ...more };
  return network.run(discover.run(readInput(discover.parameters, raw), context));
}

export const outline = ({ devices }: DiscoverResult) =>
  devices.map(({ model, mac, seenBy }) => [model, mac, seenBy.join(' ')]);

/** What who asks says by TCP, and knocks at other ports than the one where scanners speak first. */
export const wordsByTcp = ({ streams }: Pick<Network, 'streams'>) =>
  streams.filter(
    ({ from, to, what }) =>
      from.host === 'laptop' && (what === 'bytes' || (what === 'open' && to.port !== ENTP_PORT)),
  );
