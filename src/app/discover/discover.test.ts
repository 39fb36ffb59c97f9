/** `portolan discover` on a network in memory: real responders answer the real clients. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { shippedData } from '../../../test/support/shipped.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { NetworkInterface } from '../../platform/interfaces.ts';
import type { Platform, UdpSocket } from '../../platform/platform.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import { TM_M30II } from '../../protocols/enpc/description.ts';
import { ENTP_PORT } from '../../protocols/entp/vocabulary.ts';
import { ENPC_PORT } from '../../protocols/enpc/vocabulary.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { WSD_GROUP, WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import { isPrintPort } from '../../core/print-ports.ts';
import { portolan } from '../../../test/support/command.ts';
import { discover } from '../discover.ts';
import { ippQuestions } from './further.ts';
import { linksOf, unusableOf } from './links.ts';
import type { DiscoverResult } from './result.ts';
import { readWanted } from './wanted.ts';
import {
  discovered,
  ground,
  INKJET,
  outline,
  serveEnpc,
  TILL,
  wordsByTcp,
} from '../../../test/support/discovery-ground.ts';

describe('an answer', () => {
  const isLegal = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
    discover.output,
  );

  it.each([[{}], [{ hosts: [INKJET] }], [{ only: 'wsd', wait: '0.5' }]])(
    'of %j is what the schema says',
    async (raw) => {
      const result = await discovered(ground(), raw);
      isLegal(JSON.parse(JSON.stringify(result)));
      expect(isLegal.errors ?? []).toEqual([]);
      const rows = discover.rows(result);
      expect(rows.length).toBeGreaterThan(0);
      const columns = Object.keys(rows[0]!).join();
      expect(rows.every((row) => Object.keys(row).join() === columns)).toBe(true);
      expect(rows.flatMap((row) => Object.values(row))).not.toContain(undefined);
    },
  );
});

describe('everybody on the link', () => {
  it('is found once, by all that he speaks', async () => {
    const place = ground();
    const result = await discovered(place);
    expect(outline(result)).toEqual([
      ['XP-432 435 Series', '00:00:5e:00:53:03', 'enpc ipp snmp dnssd wsd'],
      ['TM-m30II', '00:00:5e:00:53:01', 'enpc'],
    ]);
    expect(result.devices[0]).toMatchObject({
      title: 'EPSON XP-432 435 Series',
      maker: 'Epson',
      serial: 'X1YZ000000',
      addresses: [INKJET],
      location: 'Hall',
      contradictions: [],
      exposed: false,
      thisMachine: false,
    });
    expect(result.coverage).toMatchObject({
      complete: true,
      interfaces: [{ interface: 'eth0', by: ['enpc', 'snmp', 'dnssd', 'wsd'] }],
      unusable: [],
      interrupted: false,
    });
    expect(result.took).toBeLessThan(8000);
  });

  it('offers services, each with a verdict and its reason', async () => {
    const { devices } = await discovered(ground());
    const services = devices[0]!.services.map(({ service, port, verdict, answered }) => [
      service,
      port,
      verdict,
      answered.length,
    ]);
    expect(services).toEqual([
      ['http', 80, 'expected', 0],
      ['uscan', 80, 'expected', 0],
      ['snmp', 161, 'expected', 1],
      ['ipp', 631, 'expected', 1],
      ['enpc', 3289, 'expected', 1],
      ['ws-discovery', 3702, 'expected', 1],
      ['pdl-datastream', 9100, 'expected', 0],
    ]);
    expect(devices[0]!.services.every(({ why, advice }) => why !== '' && advice !== '')).toBe(true);
  });

  it('is asked by probes and queries alone, and nothing goes to a print port', async () => {
    const place = ground();
    await discovered(place);
    const own = place.network.transcript.filter(({ from }) => from.host === 'laptop');
    const enpc = own.filter(({ to }) => to.port === ENPC_PORT);
    expect(enpc.length).toBeGreaterThan(10);
    const letters = enpc.map(({ bytes }) => String.fromCharCode(bytes[5]!));
    expect([...new Set(letters)].toSorted()).toEqual(['P', 'Q']);
    expect(own.filter(({ to }) => isPrintPort(to.port))).toEqual([]);
    expect(wordsByTcp(place.network)).toEqual([]);
    // What it said of its web service by WSD, and what it announced by DNS-SD; no other place.
    expect([...new Set(place.posts.addresses)].toSorted()).toEqual([
      `http://${INKJET}:631/ipp/print`,
      `http://${INKJET}:80/WSD/DEVICE`,
    ]);
  });

  it('is heard where a scanner of Epson greets, and told nothing there', async () => {
    const place = ground();
    const heard: number[] = [];
    const greet = (platform: Platform, bytes: Uint8Array) =>
      platform.tcp.listen({ port: ENTP_PORT }, (connection) => {
        connection.write(bytes);
        return { received: (said) => void heard.push(...said), ended: () => connection.abort() };
      });
    // The header as SANE's comment has it; what its five bytes are nobody knows.
    await greet(
      place.inkjet,
      Uint8Array.of(0x49, 0x53, 0x80, 0, 0, 12, 0, 0, 0, 5, 0, 0, 1, 2, 3, 4, 5),
    );
    await greet(place.till, new TextEncoder().encode('SSH-2.0-x\r\n'));
    const { devices } = await discovered(place);
    const services = devices.map((device) => device.services.map(({ service }) => service));
    expect(services).toEqual([
      ['http', 'uscan', 'snmp', 'ipp', 'entp', 'enpc', 'ws-discovery', 'pdl-datastream'],
      ['enpc'],
    ]);
    const entp = devices[0]!.services.find(({ service }) => service === 'entp');
    expect(entp).toMatchObject({ port: ENTP_PORT, verdict: 'expected', answered: [INKJET] });
    expect(heard).toEqual([]);
    expect(wordsByTcp(place.network)).toEqual([]);
  });

  it('is not asked by IPP at a print port, whatever is announced', async () => {
    const place = ground({ ippPort: 9100 });
    const { devices } = await discovered(place);
    expect(devices[0]!.seenBy).toEqual(['enpc', 'snmp', 'dnssd', 'wsd']);
    expect(place.posts.addresses.filter((address) => !address.includes(':80/'))).toEqual([]);
  });

  it('is heard out for a time, however slowly it answers', async () => {
    const place = ground();
    const stuck: Platform['web'] = {
      ...place.laptop.web,
      post: (_, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new NotFoundError('it was given up')));
        }),
    };
    const result = await discovered({ ...place, laptop: { ...place.laptop, web: stuck } });
    expect(result.devices[0]!.seenBy).toEqual(['enpc', 'snmp', 'dnssd', 'wsd']);
    expect(result.coverage).toMatchObject({ complete: false, interrupted: false });
    expect(result.coverage.gaps[0]!.why).toContain('too slowly');
    expect(result.took).toBeLessThan(30_000);
  });

  it('of one host is asked by IPP a few times, whatever it announces', () => {
    const announced = Array.from({ length: 500 }, (_, i) => ({
      instance: `Queue ${i}`,
      type: '_ipp._tcp',
      domain: 'local',
      subtypes: [],
      host: 'a.local',
      port: 1000 + i,
      addresses: [INKJET],
      txt: [{ key: 'rp', value: `printers/${i}` }],
      saidBy: [INKJET],
    }));
    expect(ippQuestions(announced, { mayAsk: () => true })).toHaveLength(8);
    expect(ippQuestions(announced, { mayAsk: () => false })).toEqual([]);
    // Somebody else's word sends us to nobody.
    const others = announced.map((one) => ({ ...one, saidBy: [TILL] }));
    expect(ippQuestions(others, { mayAsk: () => true })).toEqual([]);
  });

  it('is found beside a host that answers everything with ten thousand broken replies', async () => {
    const place = ground();
    const noisy = place.network.host('noisy', { addresses: ['192.168.1.66/24'] });
    const wrong = [
      // Cut short; another magic; a length that little-endian writers send; no ENPC at all.
      Uint8Array.of(0x45, 0x50, 0x53),
      new TextEncoder().encode('EPSOMq\u0003\u0000\u0000\u0000\u0000\u0000\u0000\u0000'),
      new TextEncoder().encode('EPSONq\u0003\u0000\u0000\u0010\u0000\u0000\u0010\u0000'),
      new Uint8Array(1400).fill(0xff),
    ];
    let left = 10_000;
    const shout = async (port: number) => {
      const groups = port === WSD_PORT ? [WSD_GROUP] : [];
      const options = { port, multicast: { groups, interface: '192.168.1.66' } };
      const socket: UdpSocket = await noisy.udp.open(options, (_, from) => {
        for (let i = 0; i < 500 && left > 0; i++, left--) socket.send(wrong[i % 4]!, from);
      });
    };
    await place.network.run(Promise.all([ENPC_PORT, SNMP_PORT, WSD_PORT].map(shout)));
    const result = await discovered(place);
    expect(left).toBe(0);
    expect(outline(result)).toHaveLength(2);
    expect(result.coverage.unreadable).toBeGreaterThan(100);
    expect(result.took).toBeLessThan(8000);
  });

  it('is asked on every link', async () => {
    const place = ground({ own: ['10.7.0.1/24', '192.168.1.1/24'] });
    const other = { ...TM_M30II, mac: '00:00:5e:00:53:09', address: '10.7.0.7' };
    serveEnpc(place.network.host('other', { addresses: ['10.7.0.7/24'] }), other);
    const result = await discovered(place, { only: 'enpc' });
    expect(
      result.devices.map(({ addresses, links }) => `${addresses[0]} ${links[0]}`).toSorted(),
    ).toEqual(['10.7.0.7 eth0', `${TILL} eth1`, `${INKJET} eth1`]);
  });

  it('is asked only by what is wanted', async () => {
    const place = ground();
    const { devices, coverage } = await discovered(place, { only: 'snmp,wsd' });
    expect(devices.map(({ seenBy }) => seenBy)).toEqual([['snmp', 'wsd']]);
    expect(coverage.by).toEqual(['snmp', 'wsd']);
    const ports = place.network.transcript
      .filter(({ from }) => from.host === 'laptop')
      .map(({ to }) => to.port);
    expect([...new Set(ports)].toSorted((a, b) => a - b)).toEqual([SNMP_PORT, WSD_PORT]);
  });

  it('is two devices where two have one MAC address, and that is said', async () => {
    const place = ground();
    const clone = { ...TM_M30II, model: 'TM-T88V', address: '192.168.1.40' };
    serveEnpc(place.network.host('clone', { addresses: ['192.168.1.40/24'] }), clone);
    const { devices } = await discovered(place, { only: 'enpc' });
    expect(devices).toHaveLength(3);
    const twins = devices.filter(({ mac }) => mac === TM_M30II.mac);
    expect(twins.map(({ contradictions }) => contradictions.map(({ about }) => about))).toEqual([
      ['mac'],
      ['mac'],
    ]);
  });

  it('of two hundred is complete in three seconds, each once', async () => {
    const network = createNetwork({ seed: 2 });
    for (let i = 0; i < 200; i++) {
      const address = `192.168.1.${i + 10}`;
      const mac = `00:00:5e:00:53:${i.toString(16).padStart(2, '0')}`;
      serveEnpc(network.host(`till ${i}`, { addresses: [`${address}/24`] }), {
        ...TM_M30II,
        mac,
        address,
      });
    }
    const laptop = network.host('laptop', { addresses: ['192.168.1.1/24'], data: shippedData });
    const result = await discovered({ network, laptop });
    expect(new Set(result.devices.map(({ mac }) => mac)).size).toBe(200);
    expect(result.devices).toHaveLength(200);
    expect(result.took).toBeLessThan(3000);
  });
});

/** A machine that has `eth0`, on a link without IPv4. */
const SIX: NetworkInterface = {
  name: 'eth0',
  up: true,
  running: true,
  loopback: false,
  pointToPoint: false,
  broadcast: true,
  multicast: true,
  kind: 'wired',
  internal: false,
  addresses: [
    { address: '2001:db8::7', family: 'ipv6', prefix: 64 },
    { address: 'fe80::7', family: 'ipv6', prefix: 64 },
  ],
};

describe('a link', () => {
  it('is called by IPv6 beside IPv4, once, from its own address', () => {
    const four = {
      address: '192.0.2.7',
      family: 'ipv4',
      prefix: 24,
      broadcast: '192.0.2.255',
    } as const;
    const both = { ...SIX, name: 'eth1', addresses: [four, ...SIX.addresses] };
    const off = { ...SIX, name: 'eth2', running: false };
    const quiet = { ...SIX, name: 'eth3', multicast: false };
    expect(
      linksOf([SIX, both, off, quiet]).map((link) => [link.interface, link.address, link.subnet]),
    ).toEqual([
      ['eth0', 'fe80::7%eth0', 'fe80::/64'],
      ['eth1', '192.0.2.7', '192.0.2.0/24'],
      ['eth1', 'fe80::7%eth1', 'fe80::/64'],
    ]);
  });

  it('that gives no socket is told of, and the others are asked all the same', async () => {
    const place = ground();
    const { interfaces } = place.laptop;
    // This network in memory has no IPv6.
    const laptop = {
      ...place.laptop,
      interfaces: () => [...interfaces(), { ...SIX, name: 'wlan0' }],
    };
    const result = await discovered({ ...place, laptop });
    expect(outline(result)).toHaveLength(2);
    expect(result.coverage.complete).toBe(false);
    expect(result.coverage.unusable).toMatchObject([
      { interface: 'wlan0', by: ['enpc', 'snmp'], why: 'has no IPv4 address' },
      {
        interface: 'wlan0',
        by: ['dnssd'],
        why: expect.stringContaining('gave no socket') as string,
      },
      { interface: 'wlan0', by: ['wsd'] },
    ]);
  });
});

/** The end of a cable of two, without a broadcast address. */
const PAIR: NetworkInterface = {
  ...SIX,
  name: 'pair0',
  addresses: [{ address: '192.0.2.8', family: 'ipv4', prefix: 31 }],
};

describe('a link without broadcast', () => {
  const wanted = (words: Readonly<Record<string, unknown>>) =>
    readWanted({ rate: 1000, ...words }, undefined);

  it('is asked by the group alone, and then nothing says that it was not', () => {
    expect(unusableOf([PAIR], wanted({ multicast: true, only: 'enpc' }))).toEqual([]);
    expect(unusableOf([PAIR], wanted({ multicast: true }))).toMatchObject([{ by: ['snmp'] }]);
    expect(unusableOf([PAIR], wanted({ only: 'enpc' }))).toMatchObject([{ by: ['enpc'] }]);
    const bare = { ...PAIR, multicast: false };
    expect(unusableOf([bare], wanted({ multicast: true, only: 'enpc' }))).toMatchObject([
      { by: ['enpc'], why: 'has a subnet without a broadcast address (/31)' },
    ]);
  });

  it('has who is heard there asked by ENPC and SNMP all the same', async () => {
    const place = ground();
    const own = { address: '192.168.1.1', family: 'ipv4', prefix: 24 } as const;
    const interfaces = () => [{ ...SIX, addresses: [own] }];
    const laptop = { ...place.laptop, interfaces };
    const { devices } = await discovered({ ...place, laptop });
    expect(devices.map(({ seenBy }) => seenBy)).toEqual([['enpc', 'ipp', 'snmp', 'dnssd', 'wsd']]);
  });

  it('where nobody can be called, that is the cause, and how else is said', async () => {
    const { out } = await portolan(['discover', '--only', 'enpc', '--json'], {
      platform: { interfaces: () => [PAIR] },
    });
    const { silence, coverage } = JSON.parse(out) as DiscoverResult;
    expect(coverage.interfaces).toEqual([]);
    expect(silence!.map(({ command }) => command)).toEqual([
      undefined,
      'portolan discover --multicast --only enpc',
      'portolan discover 10.0.0.1 --only enpc',
    ]);
    expect(silence![0]!.says).toContain('pair0 has a subnet without a broadcast address');
  });
});

describe('nobody', () => {
  it('answers: what usually is the cause is said, and what helps', async () => {
    const network = createNetwork({ seed: 3 });
    const laptop = network.host('laptop', { addresses: ['192.168.7.5/24'], data: shippedData });
    const result = await discovered({ network, laptop });
    expect(result.devices).toEqual([]);
    const words = JSON.stringify(result.silence);
    for (const word of ['firewall', 'isolation', 'router', 'portolan discover 192.168.7.0/24']) {
      expect(words).toContain(word);
    }
    expect(discover.outcome!(result).missing).toEqual(['nobody answered']);
  });

  it('can be asked: each interface and its reason is named, and the code is 3', async () => {
    const off = {
      name: 'wlan0',
      up: false,
      running: false,
      loopback: false,
      pointToPoint: false,
      broadcast: true,
      multicast: true,
      kind: 'wireless',
      internal: false,
      addresses: [],
    } as const;
    const { code, out, err } = await portolan(['discover'], {
      platform: { interfaces: () => [off] },
    });
    expect(code).toBe(3);
    expect(err).toContain('nobody answered');
    expect(out).toContain('wlan0 is switched off');
  });
});
