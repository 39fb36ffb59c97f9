/** A sentinel on the simulated network, somebody who knocks there, and what came of it. */
import { cancellation } from '../../src/core/signal.ts';
import type { Emission, Input } from '../../src/app/operation.ts';
import { readInput, type RawInput } from '../../src/app/parameters.ts';
import type { KnockEvent, SentinelEvent } from '../../src/app/sentinel/event.ts';
import { sentinel } from '../../src/app/sentinel/sentinel.ts';
import type { SentinelResult, Stand } from '../../src/app/sentinel/stand.ts';
import { standWatch } from '../../src/app/sentinel/watch.ts';
import type { Platform } from '../../src/platform/platform.ts';
import {
  createNetwork,
  type HostOptions,
  type Network,
} from '../../src/platform/simulated/network.ts';
import type { KnockEntry } from '../../src/survey/knock.ts';
import { shippedAtlas, shippedData } from './shipped.ts';

const atlas = shippedAtlas();
export const GUARD = '192.0.2.10';
export const text = (words: string) => new TextEncoder().encode(words);

export interface World {
  readonly network: Network;
  readonly guard: Platform;
  readonly knocker: Platform;
}

export function world(options: Partial<HostOptions> = {}): World {
  const network = createNetwork({ seed: 7 });
  const guard = network.host('guard', {
    addresses: [`${GUARD}/24`],
    data: shippedData,
    ...options,
  });
  const knocker = network.host('knocker', { addresses: ['192.0.2.66/24'] });
  return { network, guard, knocker };
}

export interface Story {
  readonly events: readonly SentinelEvent[];
  readonly notes: readonly string[];
  readonly stand: Stand | undefined;
  readonly result: SentinelResult;
  readonly kept: readonly KnockEntry[];
}

/** Posts a sentinel for `seconds`, lets `knock` happen meanwhile, and gives what it told. */
export async function watch(
  { network, guard }: Pick<World, 'network' | 'guard'>,
  raw: RawInput,
  knock: () => Promise<void> | void = () => {},
  seconds = 60,
): Promise<Story> {
  const emitted: Emission[] = [];
  const { signal, cancel } = cancellation();
  const input: Input = readInput(sentinel.parameters, { listen: 'any', ...raw });
  const context = {
    platform: guard,
    atlas,
    signal,
    emit: (one: Emission) => void emitted.push(one),
  };
  const watching = standWatch(input, context);
  const at = network.clock.now();
  network.clock.wakeAt(at + 100, () => void knock());
  network.clock.wakeAt(at + seconds * 1000, cancel);
  const result = await network.run(watching);
  const of = <Kind extends Emission['kind']>(kind: Kind) =>
    emitted.filter((one): one is Extract<Emission, { kind: Kind }> => one.kind === kind);
  return {
    events: of('row').map(({ row }) => row as SentinelEvent),
    notes: of('note').map((note) => note.text),
    stand: of('state')[0]?.state as Stand | undefined,
    result,
    kept: await guard.stores.knocks.entries(),
  };
}

export const knocksOf = ({ events }: Story) =>
  events.filter((one): one is KnockEvent => one.event === 'knock');

/** Says something by TCP and stays until it is sent away. */
export const dial = (platform: Platform, port: number, words: string, leave = false) =>
  platform.tcp.connect({ address: GUARD, port }, (connection) => {
    if (words !== '') connection.write(text(words));
    if (leave) connection.end();
    return { received: () => {}, ended: () => connection.end() };
  });

export const datagram = async (platform: Platform, port: number, bytes: Uint8Array) => {
  const socket = await platform.udp.open({}, () => {});
  socket.send(bytes, { address: GUARD, port });
  return socket;
};

/** Whatever went out of the guard's host, by either transport, beyond opening and closing. */
export const saidBy = ({ network }: World) => [
  ...network.transcript.filter(({ from }) => from.host === 'guard'),
  ...network.streams.filter(({ from, what }) => from.host === 'guard' && what === 'bytes'),
];
