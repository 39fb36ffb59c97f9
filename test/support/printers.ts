/** Printers on a network in memory that answer by every protocol, and a machine beside them whose time passes. */
import { seededRandom } from '../../src/core/random.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { converse } from '../../src/platform/run.ts';
import { simulatedWeb } from '../../src/platform/simulated/folders.ts';
import { createNetwork, type Network } from '../../src/platform/simulated/network.ts';
import { responder as dnssdResponder } from '../../src/protocols/dnssd/server.ts';
import { MDNS_GROUP, MDNS_PORT } from '../../src/protocols/dnssd/vocabulary.ts';
import { TM_M30II, XP_432 as ENPC_XP_432 } from '../../src/protocols/enpc/description.ts';
import { responder as enpcResponder } from '../../src/protocols/enpc/server.ts';
import { ENPC_PORT } from '../../src/protocols/enpc/vocabulary.ts';
import { attribute } from '../../src/protocols/ipp/encode.ts';
import { answerIpp } from '../../src/protocols/ipp/server.ts';
import type { IppAttribute } from '../../src/protocols/ipp/values.ts';
import { MEDIA_TYPE } from '../../src/protocols/ipp/vocabulary.ts';
import {
  printerObjects,
  XP_432,
  type DescribedPrinter,
} from '../../src/protocols/snmp/description.ts';
import { agent } from '../../src/protocols/snmp/server.ts';
import { SNMP_PORT } from '../../src/protocols/snmp/vocabulary.ts';
import { shippedData } from './shipped.ts';

/** Speaks ENPC, SNMP, DNS-SD; its inks are inserted and not read. */
export const INKJET = '192.168.1.9';
/** Speaks SNMP and IPP; made by nobody of Epson. */
export const LASER = '192.168.1.10';
/** Speaks ENPC alone. */
export const TILL = '192.168.1.11';
/** Nothing is there. */
export const NOBODY = '192.168.1.99';

const { epson: _, ...UNEPSON } = XP_432;

export const LASER_DESCRIPTION: DescribedPrinter = {
  ...UNEPSON,
  sysDescr: 'Example Laser 5',
  sysObjectID: '1.3.6.1.4.1.11.2.3.9.1',
  name: 'NPI005310',
  location: 'Hall',
  model: 'LaserJet 5',
  deviceId: 'MFG:HP;MDL:LaserJet 5;CLS:PRINTER;SN:ABC123;',
  serial: 'ABC123',
  mac: '00:00:5e:00:53:10',
  state: 3,
  deviceState: 3,
  // Low toner.
  errorBits: Uint8Array.of(0x20),
  pages: 98_765,
  supplies: [
    { name: 'Black Cartridge HP 05A', colour: 'black', type: 3, level: 58 },
    { name: 'Cyan Cartridge', colour: 'cyan', type: 3, level: 6 },
    { name: 'Magenta Cartridge', colour: 'magenta', type: 3, level: 0 },
    { name: 'Yellow Cartridge', colour: 'yellow', type: 3, level: 100 },
    { name: 'Toner Collection Unit', type: 4, fills: true, level: 40 },
    { name: 'Transfer Kit', type: 15, level: -3 },
  ],
  alerts: [{ severity: 4, group: 11, code: 1104, text: 'Order toner' }],
  display: ['Ready', 'Order toner'],
};

const text = (name: string, value: string): IppAttribute =>
  attribute(name, { kind: 'text', text: value });

const LASER_IPP: readonly IppAttribute[] = [
  text('printer-info', 'Hall printer'),
  text('printer-make-and-model', 'HP LaserJet 5'),
  text('printer-device-id', 'MFG:HP;MDL:LaserJet 5;CLS:PRINTER;SN:ABC123;'),
  attribute('printer-state', { kind: 'enum', value: 3 }),
  attribute('printer-state-reasons', { kind: 'keyword', text: 'toner-low-warning' }),
  attribute('printer-impressions-completed', { kind: 'integer', value: 98_770 }),
];

export interface Neighbourhood {
  readonly network: Network;
  /** The machine that asks. */
  readonly here: Platform;
  /** Every address that was asked by HTTP. */
  readonly posts: readonly string[];
  /** Lets simulated time pass while real code (an import) gets its turns, until `work` settles. */
  passing<T>(work: Promise<T>): Promise<T>;
}

export interface NeighbourhoodOptions {
  /** Default: `public`. */
  readonly community?: string;
  readonly laser?: DescribedPrinter;
  /** What the laser tells by IPP besides. */
  readonly ipp?: readonly IppAttribute[];
}

export function neighbourhood({
  community = 'public',
  laser = LASER_DESCRIPTION,
  ipp = [],
}: NeighbourhoodOptions = {}): Neighbourhood {
  const network = createNetwork({ seed: 1 });
  const posts: string[] = [];
  const here = network.host('box', {
    addresses: ['192.168.1.5/24'],
    data: shippedData,
    names: {
      'printer.lan': [INKJET],
      'both.lan': ['fd00::9', LASER],
      'www.example': ['192.0.2.1'],
    },
    web: simulatedWeb(undefined, (address, _headers, body) => {
      posts.push(address);
      if (!address.startsWith(`http://${LASER}:631/`) || typeof body === 'string') return undefined;
      const answer = answerIpp([...LASER_IPP, ...ipp], body);
      return answer && { headers: { 'content-type': MEDIA_TYPE }, body: answer };
    }),
  });
  const host = (name: string, address: string) =>
    network.host(name, { addresses: [`${address}/24`] });
  const serve = { signal: new AbortController().signal, tell() {} };
  const inkjet = host('inkjet', INKJET);
  const objects = printerObjects(XP_432);
  void converse(enpcResponder(ENPC_XP_432), inkjet, { ...serve, port: ENPC_PORT });
  void converse(agent({ objects, communities: [community] }), inkjet, {
    ...serve,
    port: SNMP_PORT,
  });
  void converse(
    dnssdResponder(
      {
        host: 'EPSON005303',
        addresses: [INKJET],
        services: [
          {
            instance: 'Kitchen inkjet',
            type: '_ipp._tcp',
            port: 631,
            txt: ['ty=EPSON XP-432 435 Series', 'usb_MFG=EPSON', 'usb_MDL=XP-432 435 Series'],
          },
        ],
      },
      { random: seededRandom(1) },
    ),
    inkjet,
    { ...serve, port: MDNS_PORT, multicast: { groups: [MDNS_GROUP.address], interface: INKJET } },
  );
  void converse(
    agent({ objects: printerObjects(laser), communities: [community] }),
    host('laser', LASER),
    {
      ...serve,
      port: SNMP_PORT,
    },
  );
  void converse(enpcResponder({ ...TM_M30II, address: TILL }), host('till', TILL), {
    ...serve,
    port: ENPC_PORT,
  });
  return { network, here, posts, passing: (work) => passing(network, work) };
}

/** Milliseconds of simulated time between two looks at the real world. */
const STEP = 20;

/** Lets simulated time pass while real code gets its turns, until `work` settles. */
export async function passing<T>(network: Network, work: Promise<T>): Promise<T> {
  const wait = { isOver: false };
  const end = () => void (wait.isOver = true);
  work.then(end, end);
  while (!wait.isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    await network.runUntil(network.clock.now() + STEP);
  }
  return work;
}
