/** `portolan discover HOST …` on a network in memory: hosts that are asked one by one. */
import { describe, expect, it } from 'vitest';
import {
  discovered,
  ground,
  INKJET,
  outline,
  serveEnpc,
  TILL,
  wordsByTcp,
} from '../../../test/support/discovery-ground.ts';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { isPrintPort } from '../../core/print-ports.ts';
import { cancellation, never } from '../../core/signal.ts';
import type { Device } from '../../devices/device.ts';
import { TM_M30II } from '../../protocols/enpc/description.ts';
import { shippedAtlas } from '../../../test/support/shipped.ts';
import { discover } from '../discover.ts';
import type { Emission } from '../operation.ts';
import { readInput } from '../parameters.ts';
import { status } from '../status.ts';
// Loaded before time stands still.
import '../status/ask.ts';

const NAMES = {
  'printer.lan': ['fd00::12', INKJET],
  till: [TILL],
  'www.example': ['192.0.2.1'],
};

describe('single hosts', () => {
  it('are asked by their names, among networks and ranges, each once', async () => {
    const place = ground({ names: NAMES });
    const words = { hosts: ['printer.lan', 'till,192.168.1.10-11', INKJET], only: 'enpc' };
    const { devices, coverage } = await discovered(place, words);
    expect(devices.map(({ addresses }) => addresses[0])).toEqual([INKJET, TILL]);
    expect(coverage).toMatchObject({
      complete: true,
      hosts: {
        count: 3,
        words: ['printer.lan', 'till', '192.168.1.10-11', INKJET],
        names: [
          { host: 'printer.lan', address: INKJET },
          { host: 'till', address: TILL },
        ],
      },
    });
  });

  it('in .local are asked for on the link', async () => {
    const { devices } = await discovered(ground(), { hosts: ['EPSON005303.local'], only: 'enpc' });
    expect(devices.map(({ addresses }) => addresses[0])).toEqual([INKJET]);
  });

  it('whose name nobody knows are told of, and the others asked all the same', async () => {
    const place = ground({ names: NAMES });
    const { devices, coverage } = await discovered(place, { hosts: ['nonesuch', 'till'] });
    expect(devices).toHaveLength(1);
    expect(coverage.complete).toBe(false);
    expect(coverage.gaps).toEqual([
      { what: 'nonesuch', why: 'was not asked: no host is called "nonesuch" here' },
    ]);
    await expect(discovered(place, { hosts: ['nonesuch'] })).rejects.toThrow(NotFoundError);
  });

  it('are asked by themselves', async () => {
    const place = ground();
    const result = await discovered(place, { hosts: [INKJET] });
    expect(outline(result)).toEqual([
      ['XP-432 435 Series', '00:00:5e:00:53:03', 'enpc ipp snmp dnssd wsd'],
    ]);
    expect(result.coverage).toMatchObject({ complete: true, hosts: { count: 1 }, interfaces: [] });
    const to = place.network.transcript.filter(({ from }) => from.host === 'laptop');
    expect(new Set(to.map(({ to: { address } }) => address))).toEqual(new Set([INKJET]));
  });

  it('that say the same of themselves are told apart by where they answer', async () => {
    const place = ground();
    const other = '192.168.1.40';
    serveEnpc(place.network.host('copy', { addresses: [`${other}/24`] }), TM_M30II);
    const { devices } = await discovered(place, { hosts: [TILL, other], only: 'enpc' });
    expect(devices.map(({ addresses }) => addresses)).toEqual([[TILL], [other]]);
    expect(devices.map(({ contradictions }) => contradictions[0]!.says)).toEqual([
      expect.stringContaining(`what answers at ${other} has the MAC address`),
      expect.stringContaining(`what answers at ${TILL} has the MAC address`),
    ]);
  });

  it('tell the same as status hears of them', async () => {
    const place = ground();
    const found = await discovered(place, { hosts: [INKJET, TILL] });
    const asked = ground();
    const wishes = readInput(status.parameters, { hosts: [INKJET, TILL] });
    const context = { platform: asked.laptop, atlas: shippedAtlas(), signal: never, emit() {} };
    const known = await asked.network.run(status.run(wishes, context));
    const told = (devices: readonly Device[]) =>
      devices
        .map(({ model, mac, serial, seenBy, printer, firmware }) => ({
          model,
          mac,
          serial,
          seenBy,
          firmware,
          supplies: printer?.supplies.map(({ name, level }) => [name, level]),
          counters: printer?.counters.map(({ name, count }) => [name, count]),
        }))
        .toSorted((a, b) => ((a.mac ?? '') < (b.mac ?? '') ? -1 : 1));
    expect(told(found.devices)).toEqual(told(known.devices));
    const inkjet = found.devices.find(({ addresses }) => addresses.includes(INKJET));
    expect(inkjet?.seenBy).toEqual(['enpc', 'ipp', 'snmp', 'dnssd', 'wsd']);
  });

  it('are asked by IPP at port 631 though they announce nothing, and once where they do', async () => {
    const silent = ground({ announces: false });
    const { devices } = await discovered(silent, { hosts: [INKJET] });
    expect(devices[0]!.seenBy).toContain('ipp');
    const place = ground();
    await discovered(place, { hosts: [INKJET] });
    const posts = place.posts.addresses.filter((address) => address.includes(':631/'));
    expect(posts).toEqual([`http://${INKJET}:631/ipp/print`]);
  });

  it('are asked by IPP where they announce it elsewhere, and never at a print port', async () => {
    const place = ground({ ippPort: 8631 });
    await discovered(place, { hosts: [INKJET] });
    expect(place.posts.addresses).toContain(`http://${INKJET}:8631/ipp/print`);
    const wrong = ground({ ippPort: 9100 });
    await discovered(wrong, { hosts: [INKJET] });
    expect(wrong.posts.addresses.filter((address) => address.includes(':9100'))).toEqual([]);
    const sent = [...wrong.network.transcript].filter(({ from }) => from.host === 'laptop');
    expect(sent.filter(({ to }) => isPrintPort(to.port))).toEqual([]);
    expect(wordsByTcp(wrong.network)).toEqual([]);
  });

  it('with one MAC address are two devices, and that is said', async () => {
    const place = ground();
    const clone = { ...TM_M30II, model: 'TM-T88V', address: '192.168.1.40' };
    serveEnpc(place.network.host('clone', { addresses: ['192.168.1.40/24'] }), clone);
    const { devices } = await discovered(place, { hosts: [TILL, '192.168.1.40'] });
    expect(devices.map(({ model }) => model)).toEqual(['TM-m30II', 'TM-T88V']);
    expect(devices.flatMap(({ contradictions }) => contradictions)).toMatchObject([
      { about: 'mac', kind: 'shared' },
      { about: 'mac', kind: 'shared' },
    ]);
  });

  it('are let go as soon as they have told all, and each is told of', async () => {
    const { took, coverage } = await discovered(ground(), { hosts: [INKJET, '192.168.1.99'] });
    // The silent one is waited for as long as status waits.
    expect(took).toBeLessThan(5500);
    expect(coverage.hosts!.each).toMatchObject([
      { address: INKJET, answered: true },
      { address: '192.168.1.99', answered: false },
    ]);
    expect((await discovered(ground(), { hosts: [INKJET] })).took).toBeLessThan(2500);
  });

  it('that are few are not swept, so there is nothing to go on with', async () => {
    const words = { hosts: [TILL], from: '3' };
    await expect(discovered(ground(), words)).rejects.toThrow('leave it out');
  });

  it('that say nothing: why that may be is told of each', async () => {
    const { silence } = await discovered(ground(), { hosts: ['192.168.1.99'] });
    expect(silence![0]!.says).toContain('192.168.1.99 does not answer by ENPC (UDP 3289), IPP');
  });

  it('of a network are found, at a rate', async () => {
    const place = ground();
    const result = await discovered(place, {
      hosts: ['192.168.1.0/24'],
      rate: '500',
      only: 'enpc',
    });
    expect(result.devices.map(({ addresses }) => addresses[0])).toEqual([INKJET, TILL]);
    expect(result.coverage.hosts).toMatchObject({ count: 254, rate: 500, total: 4 * 254 });
    const sent = place.network.transcript.filter(({ from }) => from.host === 'laptop');
    // Each absent host is greeted once a pass; the whole within its schedule.
    expect(sent.filter(({ to }) => to.address === '192.168.1.99')).toHaveLength(4);
    expect(result.took).toBeLessThan(1.1 * (2000 + 1500 + 1000) + 4000);
  });

  it.each<[how: string, fromEnvironment: readonly string[], words: string]>([
    ['was a word', [], ` --community 'the shelf'`],
    ['came from the environment, which keeps it', ['community'], ''],
  ])('say how to go on with a community that %s', async (_, fromEnvironment, words) => {
    const stop = cancellation();
    const emit = (emission: Emission) => {
      if (emission.kind === 'progress' && emission.done > 0) stop.cancel();
    };
    const raw = { hosts: ['192.168.0.0/20'], only: 'enpc,snmp', community: 'the shelf' };
    const { coverage } = await discovered(ground(), raw, {
      signal: stop.signal,
      emit,
      fromEnvironment: new Set(fromEnvironment),
    });
    expect(coverage.hosts!.again).toContain(
      `portolan discover 192.168.0.0/20 --only enpc,snmp --wait 2.5 --rate 1000${words} --from `,
    );
  });

  it('say how to go on when it is interrupted, and then none is left out', async () => {
    const place = ground();
    const words = { hosts: ['192.168.0.0/20'], rate: '1000', only: 'enpc' };
    const stop = cancellation();
    const first = await discovered(place, words, {
      signal: stop.signal,
      emit(emission) {
        if (emission.kind === 'progress' && emission.done > 3000) stop.cancel();
      },
    });
    expect(first.coverage).toMatchObject({ interrupted: true, complete: false });
    const position = first.coverage.hosts!.position!;
    // What may not have left is asked again.
    expect(position).toBeGreaterThan(3000 - 512);
    expect(position).toBeLessThanOrEqual(4000);
    expect(first.coverage.hosts!.again).toBe(
      `portolan discover 192.168.0.0/20 --only enpc --wait 2.5 --rate 1000 --from ${position}`,
    );
    const before = place.network.transcript.length;
    const rest = await discovered(place, { ...words, from: `${position}` });
    expect(rest.coverage).toMatchObject({ interrupted: false });
    const asked = (part: readonly { to: { address: string } }[]) =>
      part.map(({ to }) => to.address).filter((address) => address.startsWith('192.168.15.'));
    const all = place.network.transcript;
    expect(asked(all.slice(before)).length).toBeGreaterThan(100);
    expect(new Set(asked(all)).size).toBeGreaterThanOrEqual(254);
    const found = new Set([...first.devices, ...rest.devices].map(({ mac }) => mac));
    expect(found.size).toBe(2);
  });

  it.each([
    [['0.0.0.0/0'], 'the Internet'],
    [['8.8.8.8'], '--allow-public'],
    [['224.0.0.1'], 'multicast'],
    [['192.168.1.256'], '192.168.1.256'],
    [['printer.lan/24'], 'neither a host nor a network'],
    [['http://printer.lan'], 'neither a host nor a network'],
    [['printer.lan:9100'], 'is no host'],
    [['www.example'], 'www.example (192.0.2.1) is refused'],
    [['10.0.0.0/24', 'fd00::1'], 'apart'],
    [['fe80::1'], 'fe80::1%eth0'],
    [['192.168.1.255'], 'everybody on a link'],
  ])('%s are refused', async (hosts, why) => {
    const refused = () => discovered(ground({ names: NAMES }), { hosts });
    await expect(refused()).rejects.toThrow(UsageError);
    await expect(refused()).rejects.toThrow(why);
  });

  it('outside the private ranges are exposed when they answer', async () => {
    const place = ground({ own: ['10.0.0.1/24'] });
    const address = '203.0.113.9';
    serveEnpc(place.network.host('far', { addresses: [`${address}/24`] }), {
      ...TM_M30II,
      address,
    });
    const result = await discovered(place, {
      hosts: [address],
      'allow-public': true,
      only: 'enpc',
    });
    expect(result.devices[0]).toMatchObject({ exposed: true, verdict: 'exposed' });
    expect(discover.outcome!(result).found).toContain('exposed');
  });
});

describe('a network that is larger than what SNMP remembers', () => {
  it('is swept by SNMP all the same, and can be gone on with', async () => {
    const place = ground();
    const words = { hosts: ['192.168.0.0/20'], only: 'snmp', rate: '20000' };
    const result = await discovered(place, words);
    expect(outline(result)).toEqual([['XP-432 435 Series', '00:00:5e:00:53:03', 'snmp']]);
    const total = 4 * 4094;
    expect(result.coverage).toMatchObject({
      complete: true,
      gaps: [],
      hosts: { count: 4094, position: total, total },
    });
    // The last step of all, which says a greeting to one host, and to no other.
    const rest = ground();
    await discovered(rest, { ...words, from: `${total - 1}` });
    const asked = rest.network.transcript.filter(({ from }) => from.host === 'laptop');
    expect(new Set(asked.map(({ to }) => to.address)).size).toBeLessThanOrEqual(1);
  });

  it('is greeted by ENPC and SNMP alike, host after host in the same order', async () => {
    const place = ground();
    await discovered(place, { hosts: ['192.168.1.0/24'], only: 'enpc,snmp', rate: '20000' });
    const firsts = (port: number) => [
      ...new Set(
        place.network.transcript
          .filter(({ from, to }) => from.host === 'laptop' && to.port === port)
          .map(({ to }) => to.address),
      ),
    ];
    expect(firsts(161)).toEqual(firsts(3289));
    expect(firsts(161).length).toBeGreaterThan(1);
  });
});
