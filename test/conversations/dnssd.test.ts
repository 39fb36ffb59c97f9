/**
 * The browser of DNS-SD against its own responder: over a simulated network that loses, doubles and reorders, many
 * seeds. What came out is in `dnssd.md` beside this file; `UPDATE_TABLES=1` writes it anew, and a difference in review
 * is a difference in behaviour.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes/hex.ts';
import { seededRandom } from '../../src/core/random.ts';
import { converse } from '../../src/platform/run.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import {
  browser,
  type BrowsingEvent,
  type BrowsingMode,
  type ServiceInstance,
} from '../../src/protocols/dnssd/client.ts';
import type { DeviceDescription } from '../../src/protocols/dnssd/description.ts';
import { responder } from '../../src/protocols/dnssd/server.ts';
import { MDNS_GROUP, MDNS_PORT } from '../../src/protocols/dnssd/vocabulary.ts';

const SEEDS = 150;
const LOSSES = [0, 10, 20, 30, 40];
const MODES: readonly BrowsingMode[] = ['member', 'one-shot'];
const TABLE = new URL('./dnssd.md', import.meta.url);
const MULTICAST = { groups: [MDNS_GROUP.address], hops: 255 };

/** A printer that scans, a receipt printer, and a computer with a page: seven services. */
const DEVICES: readonly DeviceDescription[] = [
  {
    host: 'EPSON000001',
    addresses: ['192.0.2.10'],
    services: ['_ipp._tcp', '_ipps._tcp', '_printer._tcp', '_uscan._tcp'].map((type, i) => ({
      instance: 'EPSON ET-2760 Series',
      type,
      subtypes: i < 2 ? ['_universal', '_print'] : [],
      port: [631, 631, 515, 443][i]!,
      txt: ['txtvers=1', 'ty=EPSON ET-2760 Series'],
    })),
  },
  {
    host: 'TM-m30II',
    addresses: ['192.0.2.11', 'fe80::11'],
    services: [
      { instance: 'Till 1', type: '_pdl-datastream._tcp', port: 9100, txt: ['ty=EPSON TM-m30II'] },
      { instance: 'Till 1', type: '_http._tcp', port: 80, txt: ['path=/'] },
    ],
  },
  {
    host: 'desk',
    addresses: ['192.0.2.12'],
    services: [{ instance: 'Page of a.b', type: '_http._tcp', port: 8080, txt: [] }],
  },
];
const OFFERED = DEVICES.flatMap(({ services }) => services).length;

interface Outcome {
  readonly services: readonly ServiceInstance[];
  readonly events: readonly BrowsingEvent[];
  /** Datagrams that the client sent. */
  readonly sent: number;
  /** Virtual milliseconds until the last service was known whole; undefined when one never was. */
  readonly knownAfter: number | undefined;
  readonly took: number;
}

/** A client and three devices on one link. The client's connection to it is bad: both ways, every datagram. */
async function browseOnce(seed: number, loss: number, mode: BrowsingMode): Promise<Outcome> {
  const network = createNetwork({ seed });
  const link = loss === 0 ? {} : { loss: loss / 100, duplication: 0.1, delay: 1, jitter: 30 };
  const client = network.host('client', { addresses: ['192.0.2.1/24'], link });
  const stop = new AbortController();
  const servers = DEVICES.map((device, i) => {
    const platform = network.host(device.host, { addresses: [`${device.addresses[0]}/24`] });
    const machine = responder(device, { random: seededRandom(seed + i) });
    return converse(machine, platform, {
      port: MDNS_PORT,
      multicast: { ...MULTICAST, interface: device.addresses[0]! },
      signal: stop.signal,
      tell() {},
    });
  });
  const events: BrowsingEvent[] = [];
  let knownAfter: number | undefined;
  const whole = new Set<string>();
  const tell = (event: BrowsingEvent) => {
    events.push(event);
    if (event.kind !== 'found' && event.kind !== 'changed') return;
    if (isWhole(event.service)) whole.add(keyOf(event.service));
    if (whole.size === OFFERED) knownAfter ??= network.clock.now();
  };
  const signal = new AbortController().signal;
  await network.run(
    converse(browser({ mode, to: MDNS_GROUP, id: 1 + (seed % 65_535) }), client, {
      port: mode === 'member' ? MDNS_PORT : 0,
      multicast: {
        ...MULTICAST,
        interface: '192.0.2.1',
        loop: false,
        groups: mode === 'member' ? MULTICAST.groups : [],
      },
      signal,
      tell,
    }),
  );
  const took = network.clock.now();
  stop.abort();
  await network.run(Promise.all(servers));
  const last = events.at(-1);
  return {
    services: last?.kind === 'finished' ? last.services : [],
    events,
    sent: new Set(
      network.transcript
        .filter(({ from, copy }) => from.host === 'client' && !copy)
        .map(({ at, bytes }) => `${at} ${toHex(bytes)}`),
    ).size,
    knownAfter,
    took,
  };
}

const keyOf = ({ instance, type }: Pick<ServiceInstance, 'instance' | 'type'>) =>
  `${instance} ${type}`;

/** Whether a record says all that its device would have told. */
const isWhole = ({ host, addresses, txt }: ServiceInstance): boolean => {
  const device = DEVICES.find((one) => `${one.host}.local` === host);
  if (!device) return false;
  return (
    device.addresses.every((address) => addresses.includes(address)) &&
    (txt.length > 0 || device.host === 'desk')
  );
};

/** What holds in every run, however bad the network: nothing said of a service is false. */
function falsehoods(services: readonly ServiceInstance[]): string[] {
  const wrong: string[] = [];
  if (new Set(services.map(keyOf)).size !== services.length) wrong.push('a service twice');
  for (const service of services) {
    const device = DEVICES.find(({ services }) =>
      services.some((own) => keyOf(own) === keyOf(service)),
    );
    const own = device?.services.find(
      ({ type, instance }) => type === service.type && instance === service.instance,
    );
    if (!device || !own) wrong.push(`a service ${keyOf(service)}`);
    else if (service.host !== undefined && service.host !== `${device.host}.local`)
      wrong.push(`host ${service.host}`);
    else if (service.port !== undefined && service.port !== own.port)
      wrong.push(`port ${service.port}`);
    else if (service.addresses.some((address) => !device.addresses.includes(address)))
      wrong.push('an address');
    else if (service.disputed) wrong.push('a dispute');
  }
  return wrong;
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function tableOf(
  rows: readonly { loss: number; mode: BrowsingMode; outcomes: readonly Outcome[] }[],
): string {
  const lines = rows.map(({ loss, mode, outcomes }) => {
    const known = outcomes.flatMap(({ knownAfter }) => knownAfter ?? []);
    const cells = [
      `${loss} %`,
      mode,
      percent(
        outcomes.filter(({ services }) => services.length === OFFERED).length,
        outcomes.length,
      ),
      percent(known.length, outcomes.length),
      `${(mean(known) / 1000).toFixed(2)} s`,
      mean(outcomes.map(({ sent }) => sent)).toFixed(1),
      `${(Math.max(...outcomes.map(({ took }) => took)) / 1000).toFixed(1)} s`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `# DNS-SD: finding seven services of three devices over a bad network

One client asks on a link with three responders; ${SEEDS} seeds a row. Each datagram to and from the client is lost
with the given chance; where anything is lost, 10 % arrive twice and each takes 1 to 31 ms, so that they overtake each
other. *Known whole* means that every service is told of with its place, its addresses and its keys, and *after*, when
the last of them was, where they were. Nothing false was ever learned, and no service was found twice. Written by
\`UPDATE_TABLES=1\` and \`dnssd.test.ts\`.

| loss | mode | all found | known whole | after, mean | datagrams sent, mean | time, longest |
|---|---|---|---|---|---|---|
${lines.join('\n')}
`;
}

describe('over a bad network', () => {
  it('finds what the table says, and learns nothing false', { timeout: 180_000 }, async () => {
    const rows = [];
    for (const loss of LOSSES) {
      for (const mode of MODES) {
        const outcomes: Outcome[] = [];
        for (let seed = 0; seed < SEEDS; seed++) {
          const outcome = await browseOnce(1000 * loss + seed, loss, mode);
          outcomes.push({ ...outcome, events: [] });
        }
        rows.push({ loss, mode, outcomes });
      }
    }
    const wrong = rows.flatMap(({ outcomes }) =>
      outcomes.flatMap(({ services }) => falsehoods(services)),
    );
    expect(wrong).toEqual([]);
    const table = tableOf(rows);
    if (process.env['UPDATE_TABLES'] === '1') writeFileSync(TABLE, table);
    expect(table).toBe(readFileSync(TABLE, 'utf8'));
  });

  it('tells of each service once as found', async () => {
    for (const mode of MODES) {
      const { events } = await browseOnce(1, 0, mode);
      expect(events.filter(({ kind }) => kind === 'found')).toHaveLength(OFFERED);
      expect(events.filter(({ kind }) => kind === 'unreadable' || kind === 'gone')).toEqual([]);
    }
  });

  it('finds 200 devices in 3 s, each once', { timeout: 60_000 }, async () => {
    const many = Array.from({ length: 200 }, (_, i): DeviceDescription => ({
      host: `EPSON${i.toString(16).padStart(6, '0')}`,
      addresses: [`192.0.2.${i + 10}`],
      services: ['_ipp._tcp', '_printer._tcp', '_uscan._tcp'].map((type, j) => ({
        instance: `EPSON ET-2760 Series ${i}`,
        type,
        port: [631, 515, 443][j]!,
        txt: ['txtvers=1', 'ty=EPSON ET-2760 Series'],
      })),
    }));
    const network = createNetwork({ seed: 200 });
    const client = network.host('client', { addresses: ['192.0.2.1/24'] });
    const stops = many.map(() => new AbortController());
    const servers = many.map((device, i) =>
      converse(
        responder(device, { random: seededRandom(i) }),
        network.host(device.host, { addresses: [`${device.addresses[0]}/24`] }),
        {
          port: MDNS_PORT,
          multicast: { ...MULTICAST, interface: device.addresses[0]! },
          signal: stops[i]!.signal,
          tell() {},
        },
      ),
    );
    const found = new Map<string, number>();
    let told = 0;
    await network.run(
      converse(browser({ mode: 'member', to: MDNS_GROUP }), client, {
        port: MDNS_PORT,
        multicast: { ...MULTICAST, interface: '192.0.2.1', loop: false },
        signal: new AbortController().signal,
        tell(event) {
          if (event.kind === 'finished') return;
          told++;
          if (event.kind === 'found') found.set(keyOf(event.service), network.clock.now());
        },
      }),
    );
    for (const stop of stops) stop.abort();
    await network.run(Promise.all(servers));
    expect({ found: found.size, told }).toEqual({ found: 600, told: 600 });
    expect(Math.max(...found.values())).toBeLessThan(3000);
  });

  it('asks one host alone, and hears of its services only', async () => {
    const network = createNetwork({ seed: 5 });
    const client = network.host('client', { addresses: ['192.0.2.1/24'] });
    const stop = new AbortController();
    const servers = DEVICES.map((device) =>
      converse(
        responder(device, { random: () => 0 }),
        network.host(device.host, { addresses: [`${device.addresses[0]}/24`] }),
        { port: MDNS_PORT, signal: stop.signal, tell() {} },
      ),
    );
    const events: BrowsingEvent[] = [];
    const to = { address: '192.0.2.11', port: MDNS_PORT };
    await network.run(
      converse(browser({ mode: 'unicast', to, id: 9 }), client, {
        signal: stop.signal,
        tell: (event) => void events.push(event),
      }),
    );
    stop.abort();
    await network.run(Promise.all(servers));
    const found = events.flatMap((event) => (event.kind === 'found' ? [keyOf(event.service)] : []));
    expect(found.toSorted()).toEqual(['Till 1 _http._tcp', 'Till 1 _pdl-datastream._tcp']);
    expect(network.transcript.every(({ to }) => to.address.startsWith('192.0.2.'))).toBe(true);
  });
});
