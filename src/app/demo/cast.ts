/** Who is on the demonstration's network. */
import type { LinkQuality } from '../../platform/simulated/link.ts';
import type { EnpcDescription } from '../../protocols/enpc/description.ts';

/** Who asks. The network is a private one (RFC 1918), as these printers' are. */
export const ASKER = 'laptop';
export const ASKER_ADDRESS = '10.0.7.2';
export const BROADCAST = '10.0.7.255';

/** A host of the demonstration. */
export interface Part {
  readonly name: string;
  readonly address: string;
  readonly link?: Partial<LinkQuality>;
  /** Absent for the deaf one: it is on the network, and nothing listens there. */
  readonly printer?: EnpcDescription;
}

const NETWORK = { netmask: '255.255.255.0', gateway: '10.0.7.1', dhcp: true } as const;

export const CAST: readonly Part[] = [
  {
    name: 'till',
    address: '10.0.7.10',
    link: { delay: 2, jitter: 3 },
    printer: {
      kind: 'receipt',
      model: 'TM-m30II',
      card: 'UB-E1C',
      mac: '00:00:5e:00:53:10',
      address: '10.0.7.10',
      ...NETWORK,
    },
  },
  {
    name: 'kitchen',
    address: '10.0.7.11',
    link: { loss: 0.4, delay: 8, jitter: 20 },
    printer: {
      kind: 'receipt',
      model: 'TM-T88V',
      card: 'UB-E03',
      mac: '00:00:5e:00:53:11',
      address: '10.0.7.11',
      ...NETWORK,
    },
  },
  {
    name: 'office',
    address: '10.0.7.12',
    link: { delay: 1, jitter: 1, duplication: 0.2 },
    printer: {
      kind: 'inkjet',
      model: 'XP-432 435 Series',
      deviceId: 'MFG:EPSON;CMD:ESCPL2,BDC,D4,END4;MDL:XP-432 435 Series;CLS:PRINTER;',
      mac: '00:00:5e:00:53:12',
      address: '10.0.7.12',
      ...NETWORK,
    },
  },
  { name: 'attic', address: '10.0.7.13' },
];
