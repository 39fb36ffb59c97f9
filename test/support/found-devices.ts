/** What a discovery may find, made up to show all that a page can show; texts are as hostile as devices can make them. */
import type { DiscoverResult, FoundDevice } from '../../src/app/discover/result.ts';
import type { DeviceSupply } from '../../src/devices/device.ts';
import { HOSTILE_NAME } from './busy-machine.ts';

const percent = (name: string, level: number, more: Partial<DeviceSupply> = {}): DeviceSupply => ({
  name,
  kind: 'ink',
  level: { kind: 'percent', percent: level },
  low: level <= 10,
  empty: level === 0,
  by: 'snmp',
  ...more,
});

const worded = (name: string, words: string, more: Partial<DeviceSupply> = {}): DeviceSupply => ({
  ...percent(name, 50, more),
  level: { kind: 'words', words },
});

/** A printer about which there is much to tell. */
export const STUCK_PRINTER: FoundDevice = {
  id: 'mac 00:00:5e:00:53:01',
  title: `Hall ${HOSTILE_NAME}`,
  name: `Hall ${HOSTILE_NAME}`,
  kinds: ['printer', HOSTILE_NAME],
  model: `ET-2760 ${HOSTILE_NAME}`,
  maker: 'Epson',
  serial: 'X1YZ000000',
  mac: '00:00:5e:00:53:01',
  macs: ['00:00:5e:00:53:01'],
  uuids: [],
  addresses: ['198.51.100.10', 'fe80::1'],
  hosts: [`${'x'.repeat(200)}.local`],
  links: ['eth0'],
  location: HOSTILE_NAME,
  notes: [],
  firmware: '05.30',
  deviceId: null,
  seenBy: ['enpc', 'snmp', 'dnssd'],
  firstSeen: 0,
  lastSeen: 0,
  services: [
    {
      service: 'enpc',
      transport: 'udp',
      port: 3289,
      answered: ['198.51.100.10'],
      seenBy: ['enpc'],
      verdict: 'exposed',
      severity: 'alert',
      why: '3289/udp answers from 198.51.100.10, outside the private ranges',
      advice: 'close 3289/udp at the router',
      verdicts: [
        {
          verdict: 'exposed',
          severity: 'alert',
          why: '3289/udp answers from 198.51.100.10, outside the private ranges',
          advice: 'close 3289/udp at the router',
          claims: [],
        },
      ],
    },
    {
      service: 'pdl-datastream',
      transport: 'tcp',
      port: 9100,
      answered: [],
      seenBy: ['dnssd'],
      verdict: 'expected',
      severity: 'none',
      why: 'it is what a claim names',
      advice: 'nothing to do',
      verdicts: [
        {
          verdict: 'expected',
          severity: 'none',
          why: 'it is what a claim names',
          advice: 'nothing to do',
          claims: [],
        },
      ],
    },
  ],
  printer: {
    state: 'stopped',
    alerts: [
      { severity: 'critical', words: 'paper jam', said: HOSTILE_NAME, seenBy: ['snmp', 'ipp'] },
      { severity: 'warning', words: 'input: paper low', seenBy: ['snmp'] },
      { severity: 'other', words: 'cover open', said: 'Cover open', seenBy: ['snmp'] },
    ],
    supplies: [
      percent('Black Ink', 64, { colour: 'black' }),
      percent('Light Cyan', 7),
      percent(HOSTILE_NAME, 0, { colour: `#00ff00" onload="alert(1)` }),
      percent('Spot', 100, { colour: '#12ab34' }),
      percent('Maintenance box', 5, { kind: 'maintenance box', fills: true }),
      percent('Waste', 0, { kind: 'waste toner', fills: true }),
      worded('Magenta', 'inserted, not read'),
      worded('Yellow', 'no cartridge', { low: true, empty: true }),
      percent('Grey', 40, {
        low: true,
        lowBy: ['ipp'],
        also: [{ by: 'ipp', level: { kind: 'percent', percent: 9 } }],
      }),
    ],
    counters: [{ name: 'pages', count: 12_345, by: 'snmp' }],
    covers: [{ name: 'Front', state: 'open' }],
    inputs: [{ name: 'Tray 1', media: 'A4', level: { kind: 'percent', percent: 40 } }],
    display: [HOSTILE_NAME],
    disputed: ['the level of black can be read in two ways'],
  },
  contradictions: [
    { about: 'name', kind: 'values', says: 'two names: "A" by ENPC, "B" by DNS-SD', values: [] },
  ],
  evidence: [],
  verdict: 'exposed',
  severity: 'alert',
  exposed: true,
  thisMachine: true,
};

const { printer: _printer, verdict: _verdict, ...NOTHING_SAID } = STUCK_PRINTER;

/** Something of which nothing is known but that it is there. */
export const QUIET_HOST: FoundDevice = {
  ...NOTHING_SAID,
  id: 'address 192.0.2.20',
  title: '192.0.2.20',
  name: null,
  kinds: [],
  model: null,
  maker: null,
  serial: null,
  mac: null,
  macs: [],
  addresses: ['192.0.2.20'],
  hosts: [],
  links: [],
  location: null,
  firmware: null,
  seenBy: ['wsd'],
  services: [],
  contradictions: [],
  severity: 'none',
  exposed: false,
  thisMachine: false,
};

const LINK = {
  interface: 'eth0',
  address: '192.0.2.1',
  subnet: '192.0.2.0/24',
  by: ['enpc', 'dnssd'],
  internal: false,
} as const;

export const FOUND: DiscoverResult = {
  devices: [STUCK_PRINTER, QUIET_HOST],
  coverage: {
    complete: false,
    by: ['enpc', 'dnssd'],
    interfaces: [
      LINK,
      { ...LINK, interface: 'docker0', subnet: '198.51.100.0/24', internal: true },
    ],
    unusable: [{ interface: 'wlan0', by: ['enpc', 'snmp'], why: 'is switched off' }],
    interrupted: false,
    unreadable: 2,
    turnedAway: 1,
    gaps: [{ what: 'what some devices would have said by IPP', why: 'was not heard out' }],
  },
  took: 3412,
};

export const NOBODY_FOUND: DiscoverResult = {
  ...FOUND,
  devices: [],
  silence: [
    { says: `a firewall drops the answers of ${HOSTILE_NAME}`, command: 'portolan discover a&b' },
    { says: 'a printer that is off hears nothing' },
  ],
};
