/** What a person sees of a discovery. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { DiscoverResult, FoundDevice, JudgedService } from '../../../app/discover/result.ts';
import { width as widthOf } from '../text.ts';
import { discoverView } from './discover.ts';

const SERVICE: JudgedService = {
  service: 'enpc',
  transport: 'udp',
  port: 3289,
  answered: ['192.0.2.10'],
  seenBy: ['enpc'],
  verdict: 'exposed',
  severity: 'alert',
  why: '3289/udp answers from 192.0.2.10, outside the private ranges',
  advice: 'close 3289/udp at the router',
  verdicts: [],
};

const DEVICE: FoundDevice = {
  id: 'mac 00:00:5e:00:53:01',
  title: 'Office printer',
  name: 'Office printer',
  kinds: ['printer'],
  model: 'ET-2760 Series',
  maker: 'Epson',
  serial: 'X1YZ000000',
  mac: '00:00:5e:00:53:01',
  macs: ['00:00:5e:00:53:01'],
  uuids: [],
  addresses: ['192.0.2.10'],
  hosts: [],
  links: ['eth0'],
  location: null,
  notes: [],
  firmware: null,
  deviceId: null,
  seenBy: ['enpc', 'dnssd'],
  firstSeen: 0,
  lastSeen: 0,
  services: [SERVICE],
  printer: {
    state: 'idle',
    alerts: [],
    supplies: [
      {
        name: 'Black ink',
        kind: 'ink',
        level: { kind: 'percent', percent: 50 },
        low: false,
        empty: false,
        by: 'snmp',
      },
      {
        name: 'Maintenance box',
        kind: 'box',
        fills: true,
        level: { kind: 'percent', percent: 5 },
        low: true,
        empty: false,
        by: 'snmp',
      },
      {
        name: 'Cyan ink',
        kind: 'ink',
        level: { kind: 'words', words: 'inserted, not read' },
        low: false,
        empty: false,
        by: 'snmp',
      },
    ],
    counters: [],
    covers: [],
    inputs: [],
    display: [],
    disputed: [],
  },
  contradictions: [
    { about: 'name', kind: 'values', says: 'Two names: "A" by ENPC, "B" by DNS-SD', values: [] },
  ],
  evidence: [],
  verdict: 'exposed',
  severity: 'alert',
  exposed: true,
  thisMachine: false,
};

const RESULT: DiscoverResult = {
  devices: [DEVICE],
  coverage: {
    complete: true,
    by: ['enpc', 'dnssd'],
    interfaces: [
      {
        interface: 'eth0',
        address: '192.0.2.1',
        subnet: '192.0.2.0/24',
        by: ['enpc', 'dnssd'],
        internal: false,
      },
    ],
    unusable: [{ interface: 'wlan0', by: ['enpc', 'snmp'], why: 'is switched off' }],
    interrupted: false,
    unreadable: 0,
    turnedAway: 0,
    gaps: [],
  },
  took: 2600,
};

const shown = (result: DiscoverResult, width = 80): string[] => [
  ...discoverView(result, { width, colours: pc.createColors(false), numeric: false }),
];

describe('a discovery, shown', () => {
  it('begins with how many there are, and what is wrong with them', () => {
    const [first, second] = shown(RESULT);
    expect(first).toBe('1 device on this network, 1 exposed, 1 wants a hand.');
    expect(second).toBe('Asked on eth0 (192.0.2.0/24) by ENPC and DNS-SD.');
  });

  it('has bars for numbers and words for the rest', () => {
    const text = shown(RESULT).join('\n');
    expect(text).toContain('Black ink        ██████████░░░░░░░░░░  50 %');
    expect(text).toContain('Maintenance box  ███████████████████░  5 % room left, nearly full');
    expect(text).toContain('Cyan ink: inserted, not read');
  });

  it('says of a service that is not as it should be why, and what to do', () => {
    const text = shown(RESULT).join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain('enpc 3289/udp answered exposed: 3289/udp answers from 192.0.2.10');
    expect(text).toContain('Close 3289/udp at the router.');
    expect(text).toContain('disputed Two names: "A" by ENPC, "B" by DNS-SD.');
    expect(text).toContain('wlan0 was not asked by ENPC and SNMP: it is switched off.');
  });

  it('says how to go on', () => {
    const again = 'portolan discover 10.0.0.0/16 --rate 1000 --from 5000';
    const coverage: DiscoverResult['coverage'] = {
      ...RESULT.coverage,
      complete: false,
      interrupted: true,
      hosts: {
        words: ['10.0.0.0/16'],
        count: 65_534,
        rate: 1000,
        position: 5000,
        total: 262_136,
        again,
      },
    };
    const lines = shown({ ...RESULT, coverage });
    expect(lines[0]).toContain('1 device among 65,534 addresses');
    expect(lines.at(-1)).toBe(`  ${again}`);
  });

  it('of nobody says what usually is the cause', () => {
    const silence = [
      { says: 'a firewall drops the answers', command: 'portolan discover 1.2.3.4' },
    ];
    const lines = shown({ ...RESULT, devices: [], silence });
    expect(lines[0]).toBe('Nobody answered on this network within 2.6 s.');
    expect(lines).toContain('  - A firewall drops the answers.');
    expect(lines).toContain('    portolan discover 1.2.3.4');
  });

  it('names per interface only what was asked there, and who was asked further', () => {
    const [first] = RESULT.coverage.interfaces;
    const pair = { ...first!, interface: 'vt5n', subnet: '192.0.2.8/31', by: ['dnssd'] as const };
    const coverage: DiscoverResult['coverage'] = {
      ...RESULT.coverage,
      interfaces: [first!, pair],
      unusable: [{ interface: 'vt5n', by: ['enpc'], why: 'has no broadcast' }],
    };
    const text = shown({ ...RESULT, coverage }, 200).join('\n');
    expect(text).toContain(
      'Asked on eth0 (192.0.2.0/24) by ENPC and DNS-SD; on vt5n (192.0.2.8/31) by DNS-SD.',
    );
    expect(text).toContain('On vt5n only those that were heard were asked by ENPC: it has no');
  });

  it('of a small network names it once, and of nobody asked gives no time', () => {
    const asked = [{ by: 'enpc', end: 'left out', where: 'UDP 3289', why: 'no route' }] as const;
    const each = ['192.0.2.1', '192.0.2.2'].map((address) => {
      return { address, answered: false, asked };
    });
    const hosts = { words: ['192.0.2.0/30'], count: 2, rate: 1000, each };
    const nobody = { ...RESULT, devices: [], coverage: { ...RESULT.coverage, hosts } };
    expect(shown(nobody).slice(0, 2)).toEqual([
      'Nobody was asked among 2 addresses.',
      'To be asked: 192.0.2.0/30 (2 hosts) by ENPC and DNS-SD.',
    ]);
  });

  it('says that neighbours slowed it down, and how much', () => {
    const paced = { by: 'neighbours', perSecond: 62 } as const;
    const hosts = { words: ['10.0.0.0/16'], count: 65_534, rate: 5000, paced };
    const text = shown({ ...RESULT, coverage: { ...RESULT.coverage, hosts } }, 300).join('\n');
    expect(text).toContain('10.0.0.0/16, at most 5,000 packets a second of each protocol,');
    expect(text).toContain('It went slower than 5,000 packets a second, at some 62: the system');
  });

  it('keeps names as they were typed', () => {
    const hosts = { words: ['nosuch'], count: 1, rate: 1000 };
    const gaps = [{ what: 'nosuch', why: 'was not asked: no host is called "nosuch"' }];
    const silence = [{ says: 'nosuch does not answer' }];
    const coverage = { ...RESULT.coverage, hosts, gaps };
    const text = shown({ ...RESULT, devices: [], coverage, silence }).join('\n');
    expect(text).toContain('\nnosuch was not asked');
    expect(text).toContain('  - nosuch does not answer.');
  });

  it.each([40, 60, 80, 132])('fits %d columns', (columns) => {
    expect(shown(RESULT, columns).filter((line) => widthOf(line) > columns)).toEqual([]);
  });
});
