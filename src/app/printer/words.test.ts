/** What a printer makes of words: doors, places; whom it answers; and what it tells. */
import { describe, expect, it } from 'vitest';
import { shippedData } from '../../../test/support/shipped.ts';
import type { NetworkInterface } from '../../platform/interfaces.ts';
import type { PrinterKind } from '../../printer/kinds.ts';
import { wishedModel } from '../../printer/models.ts';
import { wantedDoors } from './doors.ts';
import type { AskedEvent } from './event.ts';
import { Telling, TOLD_OF_ALL, TOLD_OF_ONE } from './telling.ts';
import { mayAnswer, readWhere } from './where.ts';

const link = (name: string, address: string, prefix: number, broadcast: string) =>
  ({
    name,
    loopback: false,
    addresses: [{ address, family: 'ipv4', prefix, broadcast }],
  }) as unknown as NetworkInterface;
const LINKS = [
  { name: 'lo', loopback: true, addresses: [] } as unknown as NetworkInterface,
  link('eth0', '192.168.1.5', 24, '192.168.1.255'),
  link('wan0', '203.0.113.7', 28, '203.0.113.15'),
];

describe('doors', () => {
  const doorsOf = (kind: PrinterKind, by?: string, ports?: string, offset?: number) =>
    wantedDoors(wishedModel(shippedData, kind, undefined), by, ports, offset);
  const doors = (...words: Parameters<typeof doorsOf>) =>
    doorsOf(...words).map(({ name, transport, port }) => `${name} ${transport}/${port}`);

  it('are those that the kind speaks', () => {
    expect(doors('inkjet')).toEqual([
      'ipp tcp/631',
      'metadata tcp/5357',
      'escp tcp/621',
      'raw tcp/9100',
      'enpc udp/3289',
      'snmp udp/161',
      'dnssd udp/5353',
      'wsd udp/3702',
    ]);
    expect(doors('receipt')).toEqual([
      'escp tcp/621',
      'raw tcp/9100',
      'enpc udp/3289',
      'snmp udp/161',
    ]);
  });

  it('are those that were wished for, where they were wished for', () => {
    expect(doors('inkjet', 'IPP, snmp', 'snmp=1161,ipp=8631')).toEqual([
      'ipp tcp/8631',
      'snmp udp/1161',
    ]);
  });

  it('of print may be left out, or be so much higher', () => {
    expect(doors('receipt', 'enpc')).toEqual(['enpc udp/3289']);
    expect(doors('receipt', 'raw', 'raw=9101')).toEqual(['raw tcp/9101']);
    expect(doors('receipt', 'escp,raw,enpc', 'raw=4000', 10_000)).toEqual([
      'escp tcp/10621',
      'raw tcp/4000',
      'enpc udp/3289',
    ]);
  });

  it.each<[by: string | undefined, ports: string | undefined, says: string]>([
    ['lpd', undefined, 'no protocol of a printer'],
    ['', undefined, 'no protocol of a printer'],
    [undefined, 'snmp', 'pairs such as'],
    [undefined, 'snmp=x', 'pairs such as'],
    [undefined, 'lpd=1234', 'pairs such as'],
    ['enpc', 'snmp=1161', 'pairs such as'],
    [undefined, 'snmp=0', 'no port'],
    [undefined, 'snmp=70000', 'no port'],
    [undefined, 'ipp=9100', 'print data'],
    [undefined, 'ipp=515', 'print data'],
    [undefined, 'snmp=3289', 'cannot both have 3289'],
  ])('of --by %s --ports %s there are none', (by, ports, says) => {
    expect(() => doorsOf('inkjet', by, ports)).toThrow(says);
  });

  it('of a receipt printer are not IPP', () => {
    expect(() => doorsOf('receipt', 'ipp')).toThrow('does not speak ipp');
  });
});

describe('a place', () => {
  it.each([
    ['loopback', '127.0.0.1', '255.0.0.0', false],
    ['127.0.0.2', '127.0.0.2', '255.0.0.0', false],
    ['lo', '127.0.0.1', '255.0.0.0', false],
    ['eth0', '192.168.1.5', '255.255.255.0', true],
    ['192.168.1.5', '192.168.1.5', '255.255.255.0', true],
    ['wan0', '203.0.113.7', '255.255.255.240', true],
  ])('%s is %s', (text, address, netmask, isReachable) => {
    expect(readWhere(text, LINKS)).toMatchObject({ address, netmask, isReachable });
  });

  it('says whether strangers could come', () => {
    expect([readWhere('eth0', LINKS).isPublic, readWhere('wan0', LINKS).isPublic]).toEqual([
      false,
      true,
    ]);
  });

  it('that has no address says why', () => {
    const off = { ...LINKS[1]!, name: 'eth1', up: false, addresses: [] };
    expect(() => readWhere('eth1', [off])).toThrow('eth1 is switched off');
    const bare = { ...off, up: true, running: true };
    expect(() => readWhere('eth1', [bare])).toThrow('eth1 has no IPv4 address');
  });

  it.each(['any', '0.0.0.0', '10.1.1.1', 'eth7', '', '::1', 'fe80::1%eth0'])(
    '"%s" is none, and what could be said instead is named',
    (text) => {
      expect(() => readWhere(text, LINKS)).toThrow(
        'eth0 (192.168.1.5), wan0 (203.0.113.7), loopback',
      );
    },
  );
});

describe('whoever asks', () => {
  const [HERE, HOME, WAN] = ['loopback', 'eth0', 'wan0'].map((text) => readWhere(text, LINKS)) as [
    ReturnType<typeof readWhere>,
    ReturnType<typeof readWhere>,
    ReturnType<typeof readWhere>,
  ];
  it.each<[where: ReturnType<typeof readWhere>, from: string, one: boolean, all: boolean]>([
    [HERE, '127.0.0.1', true, true],
    [HERE, '192.168.1.9', false, false],
    [HOME, '192.168.1.9', true, true],
    // Another network of the user's own, through a router: a broadcast does not come from there.
    [HOME, '10.1.2.3', true, false],
    [HOME, '203.0.113.9', false, false],
    [HOME, '8.8.8.8', false, false],
    [HOME, '192.168.1.255', false, false],
    [HOME, '255.255.255.255', false, false],
    [HOME, '224.0.0.251', false, false],
    [HOME, '0.0.0.0', false, false],
    [HOME, '', false, false],
    [HOME, 'fe80::1', false, false],
    [WAN, '203.0.113.9', true, true],
    [WAN, '203.0.113.99', false, false],
    [WAN, '192.168.1.9', true, false],
    [WAN, '100.64.1.1', false, false],
  ])('%o: %s is answered: %s, and when all were asked: %s', (where, from, one, all) => {
    expect([mayAnswer(where, from, false), mayAnswer(where, from, true)]).toEqual([one, all]);
  });
});

describe('what is told', () => {
  const asked = (address: string, message: string, time = 0): AskedEvent => ({
    event: 'asked',
    time: new Date(time).toISOString(),
    by: 'snmp',
    from: { address, port: 1 },
    message,
    outcome: 'answered',
  });

  it('is what a source says first, and how much more it said', () => {
    const telling = new Telling();
    expect(telling.take(asked('a', 'one'))).toBe(true);
    expect(telling.take(asked('a', 'one', 1000))).toBe(false);
    expect(telling.take(asked('b', 'one'))).toBe(true);
    for (let i = 0; i < 20; i++) telling.take(asked('a', `more ${i}`, 2000));
    expect(telling.more()).toEqual([
      {
        event: 'counted',
        by: 'snmp',
        source: 'a',
        count: 1 + 20 - (TOLD_OF_ONE - 1),
        time: '1970-01-01T00:00:01.000Z',
        until: '1970-01-01T00:00:02.000Z',
      },
    ]);
    expect(telling.more()).toEqual([]);
    expect(telling.take(asked('a', 'one'))).toBe(true);
  });

  it('is no flood, however many ask', () => {
    const telling = new Telling();
    let told = 0;
    for (let i = 0; i < 10_000; i++) {
      if (telling.take(asked(`10.0.${i >> 8}.${i & 255}`, 'x'))) told++;
    }
    const more = telling.more();
    expect([told, more.length]).toEqual([TOLD_OF_ALL, 9]);
    expect(more.reduce((sum, { count }) => sum + count, 0)).toBe(10_000 - TOLD_OF_ALL);
    expect(more.at(-1)).toMatchObject({ by: 'snmp' });
    expect(more.at(-1)).not.toHaveProperty('source');
  });
});
