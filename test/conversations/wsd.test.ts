/**
 * WS-Discovery's client against its own responders: over a simulated network that loses, doubles and reorders. What
 * came out is in `wsd.md` beside this file; `UPDATE_TABLES=1` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import { converse } from '../../src/platform/run.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import { wsdDiscovery, type WsdDiscoveryEvent } from '../../src/protocols/wsd/client.ts';
import type { WsdDevice } from '../../src/protocols/wsd/device.ts';
import { wsdResponder } from '../../src/protocols/wsd/server.ts';
import { PRINTER, SCANNER, WSD_GROUP, WSD_PORT } from '../../src/protocols/wsd/vocabulary.ts';
import type { WsdService } from '../../src/protocols/wsd/wire.ts';

const SEEDS = 200;
const LOSSES = [0, 10, 20, 30, 40];
const TABLE = new URL('./wsd.md', import.meta.url);

const printer = (last: number, types: WsdService['types']): WsdService => ({
  id: `urn:uuid:cfe92100-67c4-11d4-a45f-00005e0053${last}`,
  types,
  scopes: [],
  addresses: [`http://192.0.2.${last}:80/WSD/DEVICE`],
  metadataVersion: 1,
});
const TALKATIVE = printer(10, [PRINTER]);
const SHY = printer(11, [PRINTER, SCANNER]);

interface Outcome {
  readonly devices: readonly WsdDevice[];
  readonly sent: number;
  readonly took: number;
  readonly transcript: string;
}

/** A client and two devices on one network. The client's link is bad: both ways, every datagram. */
async function discoverOnce(seed: number, loss: number): Promise<Outcome> {
  const network = createNetwork({ seed });
  const link = loss === 0 ? {} : { loss: loss / 100, duplication: 0.1, delay: 1, jitter: 30 };
  const client = network.host('client', { addresses: ['192.0.2.1/24'], link });
  const stop = new AbortController();
  const servers = [TALKATIVE, SHY].map((service, i) => {
    const platform = network.host(`device ${i}`, { addresses: [`192.0.2.${10 + i}/24`] });
    const { random } = platform;
    const machine = wsdResponder({ service, instance: 1, random, shy: service === SHY });
    const multicast = { groups: [WSD_GROUP] };
    return converse(machine, platform, {
      port: WSD_PORT,
      multicast,
      signal: stop.signal,
      tell() {},
    });
  });
  const events: WsdDiscoveryEvent[] = [];
  const machine = wsdDiscovery({
    targets: [{ address: WSD_GROUP, port: WSD_PORT }],
    mayAsk: (address) => address.startsWith('192.0.2.'),
    random: client.random,
  });
  const { signal } = new AbortController();
  const tell = (event: WsdDiscoveryEvent) => void events.push(event);
  await network.run(converse(machine, client, { signal, tell }));
  const took = network.clock.now();
  stop.abort();
  await network.run(Promise.all(servers));
  const last = events.at(-1);
  const own = network.transcript.filter(({ from, copy }) => from.host === 'client' && !copy);
  return {
    devices: last?.kind === 'finished' ? last.devices : [],
    // Each was heard by both devices.
    sent: own.length / 2,
    took,
    transcript: network.transcript
      .map(
        ({ at, from, to, bytes, fate }) => `${at} ${from.host} ${to.host} ${fate} ${bytes.length}`,
      )
      .join('\n'),
  };
}

const found = ({ devices }: Outcome, service: WsdService) =>
  devices.some(({ id, addresses }) => id === service.id && addresses.length === 1);
const percent = (part: number) => `${((100 * part) / SEEDS).toFixed(1)} %`;
const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function lineOf(loss: number, outcomes: readonly Outcome[]): string {
  const count = (is: (outcome: Outcome) => boolean) => percent(outcomes.filter(is).length);
  const cells = [
    `${loss} %`,
    count(({ devices }) => devices.length === 2),
    count((outcome) => found(outcome, TALKATIVE)),
    count((outcome) => found(outcome, SHY)),
    mean(outcomes.map(({ sent }) => sent)).toFixed(1),
    `${(Math.max(...outcomes.map(({ took }) => took)) / 1000).toFixed(1)} s`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const pageOf = (lines: readonly string[]) => `# WS-Discovery: finding two devices over a bad network

A network with two devices: one tells its address when it is probed, the other only when it is asked for it. Each
datagram to and from the client is lost with the given chance; where anything is lost, 10 % arrive twice and each takes
1 to 31 ms. Nothing false was ever learned, and no device was found twice. ${SEEDS} seeds a row. Written by
\`UPDATE_TABLES=1\` and \`wsd.test.ts\`.

| loss | both found | address of the first | address of the second | datagrams sent, mean | time, longest |
|---|---|---|---|---|---|
${lines.join('\n')}
`;

describe('over a bad network', () => {
  it('finds what the table says, and learns nothing false', { timeout: 300_000 }, async () => {
    const lines: string[] = [];
    for (const loss of LOSSES) {
      const outcomes: Outcome[] = [];
      for (let seed = 0; seed < SEEDS; seed++) {
        const outcome = await discoverOnce(1000 * loss + seed, loss);
        outcomes.push({ ...outcome, transcript: '' });
        for (const { id, types, endpoints } of outcome.devices) {
          const real = [TALKATIVE, SHY].find((service) => service.id === id);
          expect(types).toEqual(real?.types);
          expect(endpoints).toEqual([{ address: `192.0.2.${id.slice(-2)}`, port: WSD_PORT }]);
        }
        expect(new Set(outcome.devices.map(({ id }) => id)).size).toBe(outcome.devices.length);
      }
      lines.push(lineOf(loss, outcomes));
    }
    const page = pageOf(lines);
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
});

describe('over real sockets', () => {
  it('finds a responder on this machine that is asked alone', async () => {
    const platform = { clock: nodeClock(), udp: nodeUdp() };
    const stop = new AbortController();
    const random = seededRandom(1);
    const events: WsdDiscoveryEvent[] = [];
    const machine = wsdResponder({ service: TALKATIVE, instance: 1, random });
    const own = { address: '127.0.0.1', signal: stop.signal };
    let asking: Promise<void> | undefined;
    const serving = converse(machine, platform, {
      ...own,
      tell() {},
      opened(target) {
        const client = wsdDiscovery({
          targets: [target],
          mayAsk: (address) => address === '127.0.0.1',
          random,
          listen: 800,
        });
        const tell = (event: WsdDiscoveryEvent) => void events.push(event);
        asking = converse(client, platform, { ...own, tell }).then(() => stop.abort());
      },
    });
    await serving;
    await asking;
    expect(events.at(-1)).toMatchObject({
      kind: 'finished',
      devices: [{ id: TALKATIVE.id, kinds: ['printer'], addresses: TALKATIVE.addresses }],
    });
  });
});
