/** Who is one thing, and who is two. */
import { describe, expect, it } from 'vitest';
import {
  announced,
  EPSON_UUID,
  MAC,
  seen,
  WSD_UUID,
  type More,
} from '../../test/support/observations.ts';
import { mergeObservations } from './merge.ts';
import type { Observation } from './observation.ts';
import { ADDRESS_HOLDS, AT_ONCE, MAX_HOLDERS } from './together.ts';

const addressesOf = (observations: readonly Observation[]) =>
  mergeObservations(observations).map(({ addresses }) => addresses);
describe('one thing', () => {
  it('is what five witnesses say of one printer', () => {
    const [device, ...others] = mergeObservations([
      seen('enpc', '192.0.2.10', {
        macs: [MAC],
        model: 'ET-2760 Series',
        maker: 'EPSON',
        name: 'UB-E005301',
      }),
      seen('snmp', '192.0.2.10', {
        serial: 'X1YZ000000',
        maker: 'Epson',
        model: 'ET-2760 Series',
        link: undefined,
      }),
      seen('ipp', '192.0.2.10', {
        uuid: `urn:uuid:${EPSON_UUID}`,
        model: 'EPSON ET-2760 Series',
        link: undefined,
      }),
      announced('EPSON ET-2760 Series', ['192.0.2.10', 'fe80::200:5eff:fe00:5301'], {
        uuid: EPSON_UUID.toUpperCase(),
        hosts: ['EPSON005301.local.'],
      }),
      seen('wsd', '192.0.2.10', { uuid: WSD_UUID, addresses: ['192.0.2.10'] }),
    ]);
    expect(others).toEqual([]);
    expect(device).toMatchObject({
      id: `mac ${MAC}`,
      name: 'EPSON ET-2760 Series',
      model: 'ET-2760 Series',
      maker: 'Epson',
      serial: 'X1YZ000000',
      mac: MAC,
      macs: [MAC],
      uuids: [WSD_UUID, EPSON_UUID],
      addresses: ['192.0.2.10', 'fe80::200:5eff:fe00:5301'],
      hosts: ['epson005301.local'],
      seenBy: ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd'],
      contradictions: [],
    });
  });

  it('is found by the MAC address inside an Epson UUID', () => {
    const devices = mergeObservations([
      seen('enpc', '192.0.2.10', { macs: [MAC] }),
      announced('Printer', [], { uuid: EPSON_UUID }),
    ]);
    expect(devices).toHaveLength(1);
    expect(devices[0]).toMatchObject({ seenBy: ['enpc', 'dnssd'], mac: MAC });
  });

  it('may answer by IPv4 and IPv6, and by Ethernet and Wi-Fi on another link', () => {
    expect(
      addressesOf([
        seen('enpc', '192.0.2.10', { macs: [MAC] }),
        seen('snmp', 'fe80::1%eth0', { macs: [MAC] }),
        seen('enpc', '198.51.100.10', { macs: [MAC], link: 'wlan0' }),
      ]),
    ).toEqual([['192.0.2.10', '198.51.100.10', 'fe80::1']]);
  });

  it('on two links is disputed, unless somebody names both addresses', () => {
    const both = [
      seen('enpc', '192.0.2.10', { macs: [MAC] }),
      seen('enpc', '198.51.100.10', { macs: [MAC], link: 'eth1' }),
    ];
    const [device] = mergeObservations(both);
    expect(device!.links).toEqual(['eth0', 'eth1']);
    expect(device!.contradictions.map(({ says }) => says)).toEqual([
      `the MAC address ${MAC} answers at 192.0.2.10 (eth0) and 198.51.100.10 (eth1): one device with an address on each link, or two of which one is a copy`,
    ]);
    const [told] = mergeObservations([
      ...both,
      announced('Printer', ['192.0.2.10', '198.51.100.10']),
    ]);
    expect(told!.contradictions).toEqual([]);
  });

  it('may have two MAC addresses, when its announcement names both addresses', () => {
    const [device, ...others] = mergeObservations([
      seen('enpc', '192.0.2.10', { macs: [MAC], model: 'ET-2760' }),
      seen('enpc', '192.0.2.11', { macs: ['00:00:5e:00:53:02'], model: 'ET-2760' }),
      announced('Printer', ['192.0.2.10', '192.0.2.11']),
    ]);
    expect(others).toEqual([]);
    expect(device!.macs).toEqual([MAC, '00:00:5e:00:53:02']);
  });

  it('keeps its marks when it moves to another address', () => {
    const moved = seen('enpc', '192.0.2.99', { macs: [MAC], at: 1000 + AT_ONCE + 1 });
    expect(addressesOf([seen('enpc', '192.0.2.10', { macs: [MAC] }), moved])).toHaveLength(1);
  });

  it('has the serial number of its maker, wherever it is', () => {
    const serial = { serial: '5831595A303030303030', maker: 'EPSON' };
    expect(
      addressesOf([
        seen('snmp', '192.0.2.10', serial),
        seen('ipp', '198.51.100.7', {
          serial: 'X1YZ000000',
          maker: 'Seiko Epson',
          link: undefined,
        }),
      ]),
    ).toEqual([['192.0.2.10', '198.51.100.7']]);
  });
});

describe('two things', () => {
  it('have one name and one model', () => {
    const same = { name: 'Office', model: 'ET-2760 Series', maker: 'EPSON' };
    expect(
      addressesOf([seen('enpc', '192.0.2.10', same), seen('enpc', '192.0.2.11', same)]),
    ).toHaveLength(2);
  });

  it('have one serial number, when their makers differ or it is none', () => {
    for (const [one, other] of [
      [
        { serial: 'X1YZ000000', maker: 'EPSON' },
        { serial: 'X1YZ000000', maker: 'HP' },
      ],
      [
        { serial: '0000000000', maker: 'EPSON' },
        { serial: '0000000000', maker: 'EPSON' },
      ],
    ]) {
      expect(
        addressesOf([seen('snmp', '192.0.2.10', one), seen('snmp', '192.0.2.11', other)]),
      ).toHaveLength(2);
    }
  });

  it('have one address, one after the other', () => {
    const first = seen('ipp', '192.0.2.10', { uuid: '11111111-0000-4000-8000-000000000001' });
    const later = seen('snmp', '192.0.2.10', { at: 1000 + ADDRESS_HOLDS + 1 });
    expect(addressesOf([first, later])).toHaveLength(2);
    expect(addressesOf([first, { ...later, at: 1000 + ADDRESS_HOLDS }])).toHaveLength(1);
  });

  it('have one address on two links', () => {
    const [one, other] = [
      seen('snmp', '192.168.1.5'),
      seen('enpc', '192.168.1.5', { link: 'tun0' }),
    ];
    expect(addressesOf([one, other])).toHaveLength(2);
    expect(addressesOf([one, { ...other, link: 'eth0' }])).toHaveLength(1);
  });

  it('are not one because a router passes on what both announce', () => {
    const devices = mergeObservations([
      announced('One', ['192.0.2.10']),
      announced('Two', ['192.0.2.11']),
      seen('snmp', '192.0.2.1', { name: 'router' }),
    ]);
    expect(devices.map(({ name, addresses }) => [name, addresses])).toEqual([
      ['One', ['192.0.2.10']],
      ['router', ['192.0.2.1']],
      ['Two', ['192.0.2.11']],
    ]);
  });

  it('are the queues of one print server', () => {
    const queue = (n: number) =>
      announced(`Queue ${n}`, ['192.0.2.20'], {
        uuid: `22222222-0000-4000-8000-00000000000${n}`,
        hosts: ['server.local'],
        services: [{ service: 'ipp', transport: 'tcp', port: 631, path: `printers/${n}` }],
      });
    const devices = mergeObservations([queue(1), queue(2), queue(3)]);
    expect(devices.map(({ name }) => name)).toEqual(['Queue 1', 'Queue 2', 'Queue 3']);
    expect(devices[0]!.contradictions[0]!.says).toMatch(/^another thing is at 192\.0\.2\.20 too/);
    expect(new Set(devices.map(({ id }) => id)).size).toBe(3);
  });
});

describe('a printer with a fax', () => {
  it('is one, though the fax has a queue and a UUID of its own', () => {
    const [device, ...others] = mergeObservations(
      ['ipp/print', 'ipp/faxout'].map((path, i) =>
        announced(`Office ${i}`, ['192.0.2.20'], {
          uuid: `22222222-0000-4000-8000-00000000000${i + 1}`,
          services: [{ service: 'ipp', transport: 'tcp', port: 631, path }],
        }),
      ),
    );
    expect(others).toEqual([]);
    expect(device!.services.map(({ path }) => path)).toEqual(['ipp/faxout', 'ipp/print']);
  });
});

describe('careless clones', () => {
  const clone = (address: string, more: More = {}) =>
    seen('enpc', address, { macs: [MAC], ...more });

  it.each<[why: string, one: More, other: More]>([
    ['serial numbers differ', { serial: 'AAAAA00001' }, { serial: 'AAAAA00002' }],
    ['models differ', { model: 'TM-T88V' }, { model: 'XP-80' }],
    ['both answer at once', {}, {}],
    ['both answer at once, on links that nobody told us', { link: undefined }, { link: undefined }],
    ['the witness says so', { link: 'eth0' }, { link: 'wlan0', apartFrom: ['192.0.2.10'] }],
  ])('with one MAC address stay apart, and say so: %s', (_, one, other) => {
    const devices = mergeObservations([clone('192.0.2.10', one), clone('192.0.2.11', other)]);
    expect(devices.map(({ addresses }) => addresses)).toEqual([['192.0.2.10'], ['192.0.2.11']]);
    expect(devices.map(({ id }) => id)).toEqual([
      `mac ${MAC} at 192.0.2.10`,
      `mac ${MAC} at 192.0.2.11`,
    ]);
    expect(devices[0]!.contradictions).toEqual([
      {
        about: 'mac',
        kind: 'shared',
        says: `what answers at 192.0.2.11 has the MAC address ${MAC} too: one of them is a copy, or it is one device with several addresses on one network`,
        values: [{ value: MAC, by: [] }],
      },
    ]);
  });

  it('keep their own witnesses', () => {
    const devices = mergeObservations([
      clone('192.0.2.10'),
      clone('192.0.2.11'),
      seen('snmp', '192.0.2.10', { name: 'one', macs: [MAC] }),
      seen('snmp', '192.0.2.11', { name: 'two', macs: [MAC] }),
      announced('Two', ['192.0.2.11'], { uuid: EPSON_UUID }),
    ]);
    expect(devices.map(({ addresses, seenBy }) => [addresses, seenBy])).toEqual([
      [['192.0.2.10'], ['enpc', 'snmp']],
      [['192.0.2.11'], ['enpc', 'snmp', 'dnssd']],
    ]);
  });

  it('by the hundred have a MAC address that tells nothing', () => {
    const many = Array.from({ length: 100 }, (_, i) => clone(`192.0.${i}.10`, { link: `eth${i}` }));
    expect(mergeObservations(many.slice(0, MAX_HOLDERS))).toHaveLength(1);
    const devices = mergeObservations(many);
    expect(devices).toHaveLength(100);
    expect(devices[0]!.contradictions[0]!.says).toMatch(/and 96 more has the MAC address/);
  });
});

describe('contradictions', () => {
  it('are kept, with which is shown and why', () => {
    const [device] = mergeObservations([
      seen('snmp', '192.0.2.10', { name: 'hall', model: 'ET-2760', serial: 'AAAAA00001' }),
      announced('Office', ['192.0.2.10'], { model: 'EPSON ET-2760 Series' }),
      seen('ipp', '192.0.2.10', { serial: 'AAAAA00002', name: 'Office' }),
    ]);
    expect(device).toMatchObject({ name: 'Office', model: 'ET-2760', serial: 'AAAAA00002' });
    expect(device!.contradictions.map(({ says }) => says)).toEqual([
      'two names: "Office" by DNS-SD and IPP, "hall" by SNMP; shown is the first, since it is the one that print dialogs show',
      'two serials: "AAAAA00002" by IPP, "AAAAA00001" by SNMP; shown is the first, since the printer\'s own id has it, where the other may be that of its network card',
    ]);
  });

  it('give no reason that does not hold', () => {
    const [device] = mergeObservations([
      announced('Office', ['192.0.2.10'], { model: 'Laser' }),
      seen('wsd', '192.0.2.10', { model: 'Inkjet', addresses: ['192.0.2.10'] }),
    ]);
    expect(device!.contradictions.map(({ says }) => says)).toEqual([
      'two models: "Laser" by DNS-SD, "Inkjet" by WSD; shown is the first, since no better witness was heard',
    ]);
  });

  it.each(['Unknown', ' unknown ', '(none)', '-', 'N/A', 'Sitting on the Dock of the Bay'])(
    'are none with what an agent says that nobody configured: %j',
    (location) => {
      const agent = seen('snmp', '192.0.2.10', { location, name: location });
      const [device] = mergeObservations([
        agent,
        announced('Office', ['192.0.2.10'], { location: 'Lab' }),
      ]);
      expect(device).toMatchObject({ name: 'Office', location: 'Lab', contradictions: [] });
      expect(mergeObservations([agent])[0]).toMatchObject({ name: null, location: null });
    },
  );

  it('are none between a name, a host name and the name of a network card', () => {
    const [device] = mergeObservations([
      seen('enpc', '192.0.2.10', { name: 'UB-E005301ENSN' }),
      seen('snmp', '192.0.2.10', { name: 'EPSON005301' }),
      announced('Office', ['192.0.2.10'], { hosts: ['EPSON005301.local'] }),
    ]);
    expect(device).toMatchObject({ name: 'Office', contradictions: [] });
  });

  it('are none when a fax has a name of its own', () => {
    const [device] = mergeObservations(
      ['Office', 'Office', 'Office (FAX)'].map((name, i) =>
        announced(name, ['192.0.2.10'], { about: `${i}`, at: 1000 + i }),
      ),
    );
    expect(device).toMatchObject({ name: 'Office', contradictions: [] });
  });
});

describe('services', () => {
  it('are told once, with everyone who saw them and where they answered', () => {
    const ipp = { service: 'ipp', transport: 'tcp', port: 631, path: 'ipp/print' } as const;
    const [device] = mergeObservations([
      announced('Office', ['192.0.2.10'], { services: [{ ...ipp, txt: { rp: 'ipp/print' } }] }),
      seen('ipp', '192.0.2.10', { services: [{ ...ipp, answered: '192.0.2.10' }] }),
      seen('enpc', '192.0.2.10', {
        services: [{ service: 'enpc', transport: 'udp', port: 3289, answered: '192.0.2.10' }],
      }),
    ]);
    expect(device!.services).toEqual([
      { ...ipp, txt: { rp: 'ipp/print' }, answered: ['192.0.2.10'], seenBy: ['ipp', 'dnssd'] },
      { service: 'enpc', transport: 'udp', port: 3289, answered: ['192.0.2.10'], seenBy: ['enpc'] },
    ]);
  });
});
