/** Asking a whole machine who listens there, on a simulated network: servers answer, printers hear nothing. */
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  oneof,
  record,
  uniqueArray,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedAtlas, shippedData, shippedPrograms } from '../../../test/support/shipped.ts';
import { latin1, latin1Bytes } from '../../core/bytes/line.ts';
import { cancellation, never } from '../../core/signal.ts';
import { INTERVIEW_TIME, MAX_HEARD } from '../../identify/interview.ts';
import type { Platform } from '../../platform/platform.ts';
import { createNetwork, type Network } from '../../platform/simulated/network.ts';
import { NOBODY_LISTENS } from '../../platform/simulated/listeners.ts';
import type { Listener, ListenerReport } from '../../survey/listener.ts';
import type { Context, Emission } from '../operation.ts';
import { AT_ONCE, speakHere, type Spoken } from './speak.ts';

const JUDGE = { atlas: shippedAtlas(), programs: shippedPrograms() };
const OWN = '192.0.2.7';

/** How a simulated server behaves: it greets, answers, or does neither. */
interface Server {
  readonly port: number;
  readonly greets?: string;
  readonly answers?: (words: string) => string | undefined;
  readonly closes?: boolean;
  readonly listener?: Partial<Listener>;
}

const listenerOn = (port: number, more: Partial<Listener> = {}): Listener => ({
  transport: 'tcp',
  family: 'ipv4',
  address: '0.0.0.0',
  port,
  scope: 'any',
  sockets: 1,
  processes: [],
  ...more,
});

interface World {
  readonly network: Network;
  readonly platform: Platform;
  readonly report: ListenerReport;
  readonly emitted: Emission[];
  ask(signal?: Context['signal']): Promise<Spoken>;
}

async function worldOf(servers: readonly Server[], more: readonly Listener[] = []): Promise<World> {
  const network = createNetwork({ seed: 1 });
  const platform = network.host('box', { addresses: [`${OWN}/24`], data: shippedData });
  for (const { port, greets, answers, closes } of servers) {
    await platform.tcp.listen({ port }, (connection) => {
      if (greets !== undefined) connection.write(latin1Bytes(greets));
      if (closes) connection.end();
      return {
        received(bytes) {
          const answer = answers?.(latin1(bytes));
          if (answer !== undefined) connection.write(latin1Bytes(answer));
        },
      };
    });
  }
  const report = {
    ...NOBODY_LISTENS,
    interfaces: [{ name: 'eth0', address: OWN, scope: 'private' as const }],
    listeners: [...servers.map(({ port, listener }) => listenerOn(port, listener)), ...more],
  };
  const emitted: Emission[] = [];
  const emit = (emission: Emission) => void emitted.push(emission);
  return {
    network,
    platform,
    report,
    emitted,
    ask: (signal = never) =>
      network.run(
        speakHere(report, () => true, JUDGE, { platform, atlas: JUDGE.atlas, signal, emit }),
      ),
  };
}

/** What was heard, by port. */
const servicesOf = ({ sightings }: Spoken) =>
  Object.fromEntries([...sightings].map(([{ port }, { service }]) => [port, service]));

const whysOf = ({ gaps }: Spoken) => gaps.map(({ why }) => why).join('\n');

const WEB = (words: string) =>
  words.startsWith('GET ') ? 'HTTP/1.1 200 OK\r\nServer: box/1\r\n\r\n' : undefined;
const REDIS = (words: string) => (words.includes('PING') ? '+PONG\r\n' : undefined);

/** Payload bytes that went to a port. */
const saidTo = ({ network }: World, port: number) =>
  network.streams
    .filter(({ to, what }) => to.port === port && what === 'bytes')
    .reduce((sum, { bytes }) => sum + bytes!.length, 0);

describe('a machine', () => {
  it('tells who listens where', async () => {
    const world = await worldOf([
      { port: 22, greets: 'SSH-2.0-OpenSSH_9.2p1\r\n' },
      { port: 8080, greets: 'SSH-2.0-OpenSSH_9.2p1\r\n' },
      { port: 80, answers: WEB },
      { port: 6379, answers: REDIS },
      { port: 4000 },
    ]);
    const spoken = await world.ask();
    expect(servicesOf(spoken)).toEqual({ 22: 'ssh', 8080: 'ssh', 80: 'http', 6379: 'redis' });
    expect(whysOf(spoken)).toBe(
      '1 port does not say what it speaks in any way known here: 4000/tcp.',
    );
    expect(spoken.gaps.every(({ partial }) => !partial)).toBe(true);
    expect(world.emitted.at(-1)).toMatchObject({ kind: 'progress', done: 5, total: 5 });
  });

  it('is asked nowhere but on itself', async () => {
    const world = await worldOf(
      [{ port: 80, answers: WEB, listener: { address: OWN, scope: 'private' } }],
      [listenerOn(81, { address: '192.0.2.99', scope: 'private' })],
    );
    // Another machine has the address that our listener is bound to.
    world.network.host('other', { addresses: ['192.0.2.99/24'] });
    const spoken = await world.ask();
    expect(servicesOf(spoken)).toEqual({ 80: 'http' });
    const everybody = new Set(world.network.streams.map(({ to }) => to.address));
    expect([...everybody]).toEqual([OWN]);
    expect(whysOf(spoken)).toMatch(
      /1 port was not asked: it is bound to an address that no interface/,
    );
  });

  it('starts nothing by being asked', async () => {
    const systemd = { pid: 1, name: 'systemd' };
    const world = await worldOf([
      { port: 22, greets: 'SSH-2.0-x\r\n', listener: { processes: [systemd] } },
    ]);
    const spoken = await world.ask();
    expect(world.network.streams).toEqual([]);
    expect(whysOf(spoken)).toMatch(/asking would start a service/);
  });

  it('is not asked for what is only taken, or no TCP or UDP', async () => {
    const world = await worldOf(
      [],
      [listenerOn(80, { state: 'bound' }), listenerOn(5, { transport: 'sctp' })],
    );
    const spoken = await world.ask();
    expect([world.network.streams, spoken.gaps]).toEqual([[], []]);
  });

  it('says nothing to who passes it on, unless it is known to where', async () => {
    const proxy = { pid: 7, name: 'docker-proxy' };
    const container = { engine: 'docker', id: 'abc' };
    const world = await worldOf([
      { port: 8001, listener: { processes: [{ pid: 8, name: 'socat' }] } },
      {
        port: 8002,
        answers: WEB,
        listener: { processes: [proxy], publication: { container, port: 80 } },
      },
      { port: 8003, listener: { processes: [proxy], publication: { container, port: 9103 } } },
    ]);
    const spoken = await world.ask();
    expect([saidTo(world, 8001), saidTo(world, 8003)]).toEqual([0, 0]);
    expect(servicesOf(spoken)).toEqual({ 8002: 'http' });
    expect(whysOf(spoken)).toMatch(/somebody who cannot be seen from here: 8001\/tcp/);
  });

  it('is left when the signal says so', async () => {
    const servers = Array.from({ length: 3 * AT_ONCE }, (_, i) => ({ port: 4000 + i }));
    const world = await worldOf(servers);
    const { signal, cancel } = cancellation();
    world.network.clock.wakeAt(100, cancel);
    const spoken = await world.ask(signal);
    expect(world.network.clock.now()).toBe(100);
    expect(whysOf(spoken)).toMatch(/ports were not asked who they are/);
    const resets = world.network.streams.filter(({ what }) => what === 'reset');
    expect(resets).toHaveLength(AT_ONCE);
  });

  it('keeps us for seconds, however silent it is', async () => {
    const world = await worldOf(Array.from({ length: 100 }, (_, i) => ({ port: 4000 + i })));
    await world.ask();
    expect(world.network.clock.now()).toBeLessThan(15_000);
  });
});

describe('a hostile port', () => {
  it('that never stops talking is read no further than it has to be', async () => {
    const world = await worldOf([
      { port: 4000, greets: 'x'.repeat(1_000_000) },
      { port: 4001, answers: () => `HTTP/1.1 200 OK\r\n\r\n${'y'.repeat(1_000_000)}` },
    ]);
    const spoken = await world.ask();
    expect(servicesOf(spoken)).toEqual({ 4001: 'http' });
    const sent = world.network.streams.filter(({ from }) => from.port === 4000);
    const bytes = sent.reduce((sum, { bytes: some }) => sum + (some?.length ?? 0), 0);
    // What is read, and one window that was on its way.
    expect(bytes).toBeLessThan(MAX_HEARD + 2 * 65_535);
  });

  it('that never stops dripping keeps us no longer than an interview takes', async () => {
    const network = createNetwork({ seed: 1 });
    const platform = network.host('box', { addresses: [`${OWN}/24`], data: shippedData });
    await platform.tcp.listen({ port: 4000 }, (connection) => {
      const drip = () => {
        connection.write(latin1Bytes('.'));
        network.clock.wakeAt(network.clock.now() + 30, drip);
      };
      drip();
      return { received() {} };
    });
    const report = { ...NOBODY_LISTENS, listeners: [listenerOn(4000)] };
    const context = { platform, atlas: JUDGE.atlas, signal: never, emit() {} };
    const spoken = await network.run(speakHere(report, () => true, JUDGE, context));
    expect(spoken.sightings.size).toBe(0);
    expect(network.clock.now()).toBeLessThanOrEqual(INTERVIEW_TIME);
  });
});

describe('a device that answers ENPC', () => {
  it('is a printer: its TCP ports are told nothing', async () => {
    const world = await worldOf(
      [{ port: 8080, answers: WEB }],
      [listenerOn(3289, { transport: 'udp' })],
    );
    const reply = '4550534f4e7000000000000000000000';
    const socket = await world.platform.udp.open({ port: 3289 }, (_, from) =>
      socket.send(Uint8Array.from(Buffer.from(reply.slice(0, 28), 'hex')), from),
    );
    const spoken = await world.ask();
    expect(servicesOf(spoken)).toEqual({ 3289: 'enpc' });
    expect(saidTo(world, 8080)).toBe(0);
    expect(whysOf(spoken)).toMatch(/may be a printer \(3289\/udp answered as enpc\)/);
  });
});

describe('a port of devices whose language is not known', () => {
  it('is listened to and told nothing, with the reason', async () => {
    const world = await worldOf([
      { port: 3259, answers: WEB },
      { port: 1865, greets: 'IS\x80\x00\x00\x0c\x00\x00\x00\x05\x00\x00hello' },
    ]);
    const spoken = await world.ask();
    expect(servicesOf(spoken)).toEqual({ 1865: 'entp' });
    expect([3259, 1865].map((port) => saidTo(world, port))).toEqual([0, 0]);
    expect(whysOf(spoken)).toMatch(/told nothing, for a device may be there.*: 3259\/tcp/);
  });
});

/** The ports where bytes become print, told here once more: the gate's own list is on trial. */
const isPaper = (port: number) => [515, 621, 9999].includes(port) || (port >= 9100 && port <= 9116);

const anyPort = oneof(
  constantFrom(515, 621, 631, 9100, 9103, 9116, 9999, 22, 25, 80, 6379, 5432),
  integer({ min: 1, max: 65_535 }),
);

describe('any machine', () => {
  it('has no print port that hears a byte, and as a printer none that did not greet', async () => {
    await assert(
      asyncProperty(
        uniqueArray(
          record({
            port: anyPort,
            greets: constantFrom(undefined, '220 x\r\n', 'SSH-2.0-x\r\n', 'login: '),
            talks: constantFrom(undefined, WEB, REDIS, () => 'ERROR\r\n'),
            closes: boolean(),
            behind: array(anyPort, { maxLength: 1 }),
          }),
          { selector: ({ port }) => port, maxLength: 12 },
        ),
        async (machine) => {
          const servers = machine.map(({ port, greets, talks, closes, behind }): Server => ({
            port,
            closes,
            ...(greets !== undefined && { greets }),
            ...(talks && { answers: talks }),
            ...(behind.length > 0 && {
              listener: { publication: { container: { engine: 'x', id: 'y' }, port: behind[0]! } },
            }),
          }));
          const world = await worldOf(servers);
          await world.ask();
          const inside = (one: (typeof machine)[number]) => [one.port, ...one.behind];
          const isPrinter = machine.some((one) =>
            inside(one).some((port) => [515, 631, 9100].includes(port)),
          );
          const forbidden = machine.filter(
            (one) => inside(one).some(isPaper) || (isPrinter && one.greets === undefined),
          );
          expect(forbidden.map(({ port }) => saidTo(world, port))).toEqual(forbidden.map(() => 0));
        },
      ),
      { numRuns: 150 },
    );
  });
});
