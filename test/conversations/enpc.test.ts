/**
 * ENPC's client against its own responder: over a simulated network that loses, doubles and reorders,
 * thousands of seeds, and once over real sockets. What came out is in `enpc.md` beside this file;
 * `UPDATE_TABLES=1` writes it anew, and a difference in review is a difference in behaviour.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes/hex.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import { converse } from '../../src/platform/run.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import { discovery, sweep, type DiscoveryEvent } from '../../src/protocols/enpc/client.ts';
import { TM_M30II, XP_432 } from '../../src/protocols/enpc/description.ts';
import type { EnpcDevice } from '../../src/protocols/enpc/device.ts';
import { responder } from '../../src/protocols/enpc/server.ts';
import { sweepDuration } from '../../src/core/sweep.ts';
import { ENPC_PORT, type QueryName } from '../../src/protocols/enpc/vocabulary.ts';

const SEEDS = { discovery: 1000, sweep: 200 };
const LOSSES = [0, 10, 20, 30, 40];
const TABLE = new URL('./enpc.md', import.meta.url);

const DEVICES = [TM_M30II, XP_432];
/** What each device has an answer to; all else it refuses. */
const ANSWERED: Readonly<Record<string, readonly QueryName[]>> = {
  [TM_M30II.mac]: [
    'network card',
    'network status',
    'receipt model',
    'receipt card',
    'printer status',
    'port holder',
  ],
  [XP_432.mac]: ['network card', 'network status', 'printer identity'],
};

interface Outcome {
  readonly devices: readonly EnpcDevice[];
  readonly events: readonly DiscoveryEvent[];
  /** Datagrams that the client sent. */
  readonly sent: number;
  /** Virtual milliseconds from the first greeting to the end. */
  readonly took: number;
  /** Everything that was said, to tell one run from another. */
  readonly transcript: string;
}

const mayAsk = (address: string): boolean => address.startsWith('192.0.2.');

/** How each table finds them. */
const WAYS = {
  discovery: () => discovery({ targets: [{ address: '192.0.2.255', port: ENPC_PORT }], mayAsk }),
  /** All 254 hosts of the /24, at 500 a second. */
  sweep: () =>
    sweep({
      hosts: { count: 254, at: (index) => `192.0.2.${index + 1}` },
      mayAsk: (address) => mayAsk(address) && address !== '192.0.2.1',
      perSecond: 500,
    }),
};

/** A client and two devices on one network. The client's link is bad: both ways, every datagram. */
async function discoverOnce(
  seed: number,
  loss: number,
  way: keyof typeof WAYS = 'discovery',
): Promise<Outcome> {
  const network = createNetwork({ seed });
  const link = loss === 0 ? {} : { loss: loss / 100, duplication: 0.1, delay: 1, jitter: 30 };
  const client = network.host('client', { addresses: ['192.0.2.1/24'], link });
  const stop = new AbortController();
  const servers = DEVICES.map((device) => {
    const platform = network.host(device.model, { addresses: [`${device.address}/24`] });
    return converse(responder(device), platform, {
      port: ENPC_PORT,
      signal: stop.signal,
      tell() {},
    });
  });
  const events: DiscoveryEvent[] = [];
  const signal = new AbortController().signal;
  const tell = (event: DiscoveryEvent) => void events.push(event);
  const asking = { broadcast: true, signal, tell };
  await network.run(
    way === 'discovery'
      ? converse(WAYS.discovery(), client, asking)
      : converse(WAYS.sweep(), client, asking),
  );
  const took = network.clock.now();
  stop.abort();
  await network.run(Promise.all(servers));
  const last = events.at(-1);
  return {
    devices: last?.kind === 'finished' ? last.devices : [],
    events,
    sent: new Set(
      network.transcript
        .filter(({ from, copy }) => from.host === 'client' && !copy)
        .map(({ at, to, bytes }) => `${at} ${to.address} ${toHex(bytes)}`),
    ).size,
    took,
    transcript: network.transcript
      .map(
        ({ at, from, to, bytes, fate }) => `${at} ${from.host} ${to.host} ${fate} ${toHex(bytes)}`,
      )
      .join('\n'),
  };
}

/** Whether a record says all that its device would have told. */
function isComplete(device: EnpcDevice): boolean {
  const wanted = ANSWERED[device.mac ?? ''] ?? [];
  return wanted.length > 0 && wanted.every((name) => device.answers[name]?.kind === 'answered');
}

/** What holds in every run, however bad the network: nothing said of a device is false. */
function falsehoods(devices: readonly EnpcDevice[]): string[] {
  const wrong: string[] = [];
  if (devices.length > DEVICES.length) wrong.push(`${devices.length} devices`);
  for (const device of devices) {
    const real = DEVICES.find(({ address }) => address === device.address);
    if (!real) wrong.push(`a device at ${device.address}`);
    if ((device.mac ?? real?.mac) !== real?.mac) wrong.push(`MAC ${device.mac}`);
    if ((device.model ?? real?.model) !== real?.model) wrong.push(`model ${device.model}`);
    if ((device.network?.address ?? real?.address) !== real?.address) wrong.push('address');
  }
  return wrong;
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

type Row = { readonly loss: number; readonly outcomes: readonly Outcome[] };

function linesOf(rows: readonly Row[]): string {
  const lines = rows.map(({ loss, outcomes }) => {
    const runs = outcomes.length;
    const complete = (address: string) =>
      outcomes.filter(({ devices }) =>
        devices.some((device) => device.address === address && isComplete(device)),
      ).length;
    const cells = [
      `${loss} %`,
      percent(outcomes.filter(({ devices }) => devices.length === 2).length, runs),
      percent(complete(TM_M30II.address), runs),
      percent(complete(XP_432.address), runs),
      mean(outcomes.map(({ sent }) => sent)).toFixed(1),
      `${(mean(outcomes.map(({ took }) => took)) / 1000).toFixed(1)} s`,
      `${(Math.max(...outcomes.map(({ took }) => took)) / 1000).toFixed(1)} s`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `| loss | both found | TM-m30II complete | XP-432 complete | datagrams sent, mean | time, mean | time, longest |
|---|---|---|---|---|---|---|
${lines.join('\n')}
`;
}

function pageOf(tables: Readonly<Record<keyof typeof WAYS, readonly Row[]>>): string {
  return `# ENPC: finding two devices over a bad network

A network with a TM-m30II and an XP-432. Each datagram to and from the client is lost with the
given chance; where anything is lost, 10 % arrive twice and each takes 1 to 31 ms, so that they overtake each other.
*Complete* means that everything the device has an answer to was answered. Nothing false was ever learned, and no
device was found twice. Written by \`UPDATE_TABLES=1\` and \`enpc.test.ts\`.

## By broadcast

Three rounds of greetings to everybody; ${SEEDS.discovery} seeds a row.

${linesOf(tables.discovery)}
## By a sweep

The 253 other addresses of the /24, each greeted by itself at 500 a second, in four passes: hosts that have answered
are passed over; ${SEEDS.sweep} seeds a row. \`sweepDuration\` says ${(sweepDuration(254, 500, 4) / 1000).toFixed(1)} s.

${linesOf(tables.sweep)}`;
}

/** All seeds of all losses, and that nothing false was learned. */
async function rowsOf(way: keyof typeof WAYS): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const loss of LOSSES) {
    const outcomes: Outcome[] = [];
    for (let seed = 0; seed < SEEDS[way]; seed++) {
      const outcome = await discoverOnce(1000 * loss + seed, loss, way);
      // What was said is only looked at in single runs, and would fill the memory here.
      outcomes.push({ ...outcome, events: [], transcript: '' });
    }
    rows.push({ loss, outcomes });
  }
  const wrong = rows.flatMap(({ outcomes }) =>
    outcomes.flatMap(({ devices }) => falsehoods(devices)),
  );
  expect(wrong).toEqual([]);
  return rows;
}

describe('over a bad network', () => {
  it('finds what the tables say, and learns nothing false', { timeout: 300_000 }, async () => {
    const page = pageOf({
      discovery: await rowsOf('discovery'),
      sweep: await rowsOf('sweep'),
    });
    if (process.env['UPDATE_TABLES'] === '1') writeFileSync(TABLE, page);
    expect(page).toBe(readFileSync(TABLE, 'utf8'));
  });

  it('goes the same way for the same seed, and another way for another', async () => {
    const [first, again, other] = await Promise.all(
      [7, 7, 8].map((seed) => discoverOnce(seed, 30)),
    );
    expect(again!.transcript).toBe(first!.transcript);
    expect(other!.transcript).not.toBe(first!.transcript);
  });

  it('tells of each device once as found, and of every change', async () => {
    const { events } = await discoverOnce(1, 0);
    expect(events.filter(({ kind }) => kind === 'found')).toHaveLength(2);
    expect(events.filter(({ kind }) => kind === 'unreadable')).toEqual([]);
    expect(events.at(-1)!.kind).toBe('finished');
  });
});

describe('over real sockets', () => {
  it('asks a responder on this machine everything', async () => {
    const platform = { clock: nodeClock(), udp: nodeUdp() };
    const stop = new AbortController();
    let bound: (local: Endpoint) => void;
    const local = new Promise<Endpoint>((resolve) => (bound = resolve));
    const serving = converse(responder(TM_M30II), platform, {
      address: '127.0.0.1',
      signal: stop.signal,
      tell() {},
      opened: (endpoint) => bound(endpoint),
    });
    const target = await local;
    const events: DiscoveryEvent[] = [];
    await converse(
      discovery({
        targets: [target],
        mayAsk: (address) => address === '127.0.0.1',
        rounds: { waits: [300] },
      }),
      platform,
      {
        address: '127.0.0.1',
        signal: new AbortController().signal,
        tell: (event) => void events.push(event),
      },
    );
    stop.abort();
    await serving;
    const last = events.at(-1);
    expect(last).toMatchObject({
      kind: 'finished',
      devices: [{ address: '127.0.0.1', endpoints: [target], mac: TM_M30II.mac, card: 'UB-E1C' }],
    });
    expect(last?.kind === 'finished' && last.devices.every(isComplete)).toBe(true);
  });
});
