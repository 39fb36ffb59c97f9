/** A machine that changes while somebody watches, in virtual time: what it does, and what is said of it. */
import { cancellation } from '../../src/core/signal.ts';
import type { Context, Emission, Input } from '../../src/app/operation.ts';
import { readInput, type RawInput } from '../../src/app/parameters.ts';
import { watch } from '../../src/app/watch.ts';
import type { WatchResult, WatchState } from '../../src/app/watch/result.ts';
import type { WatchRow } from '../../src/app/watch/row.ts';
import { runWatch } from '../../src/app/watch/run.ts';
import type { Clock, Platform } from '../../src/platform/platform.ts';
import type { Stores } from '../../src/platform/store.ts';
import { createNetwork, type HostOptions } from '../../src/platform/simulated/network.ts';
import { simulatedStores } from '../../src/platform/simulated/stores.ts';
import { glimpseOf } from '../../src/survey/glimpse.ts';
import type { Listener, ListenerReport } from '../../src/survey/listener.ts';
import { listening, report, running } from './listeners.ts';
import { shippedAtlas, shippedData } from './shipped.ts';

/** What happens, by the millisecond in which it does. */
export type Story = (machine: Changing) => void;

/** The machine, for whoever tells the story. */
export interface Changing {
  /** Lets something happen at a time. */
  at(time: number, happen: () => void): void;
  /** These listen from now on, and nobody else. */
  listen(...listeners: readonly Listener[]): void;
  /** The report changes in other ways. */
  report(change: Partial<ListenerReport>): void;
  /** The time of day jumps. */
  jump(by: number): void;
  /** The collector fails from now on, or works again. */
  fail(why?: Error): void;
  /** Ends the watch. */
  end(): void;
}

export interface Said {
  /** When it was said, in milliseconds of the story. */
  readonly at: number;
  readonly row: WatchRow;
}

export interface Watched {
  readonly rows: readonly Said[];
  readonly notes: readonly { readonly at: number; readonly text: string }[];
  /** How things stood, each time they were looked at. */
  readonly states: readonly WatchState[];
  readonly result: WatchResult;
  /** When the machine was looked at. */
  readonly looks: readonly number[];
  readonly glances: number;
  readonly platform: Platform;
}

export interface WatchedOptions extends Partial<Omit<HostOptions, 'listeners'>> {
  readonly raw?: RawInput;
  readonly stores?: Stores;
  /** How long a look takes; default 30 ms. */
  readonly lookTakes?: number;
  readonly seed?: number;
}

/** Watches the story until it ends. */
export async function watched(
  begin: readonly Listener[],
  story: Story,
  {
    raw = {},
    stores = simulatedStores(),
    lookTakes = 30,
    seed = 1,
    ...options
  }: WatchedOptions = {},
): Promise<Watched> {
  const network = createNetwork({ seed });
  const host = network.host('box', {
    addresses: ['192.168.1.5/24'],
    data: shippedData,
    stores,
    ...options,
  });
  let offset = 0;
  let listeners = begin;
  let more: Partial<ListenerReport> = {};
  let failure: Error | undefined;
  const clock: Clock = { ...network.clock, wallTime: () => network.clock.wallTime() + offset };
  const looks: number[] = [];
  let glances = 0;
  const look = async () => {
    if (failure) throw failure;
    looks.push(clock.now());
    const seen = listeners;
    await new Promise<void>((resolve) => void clock.wakeAt(clock.now() + lookTakes, resolve));
    return report(seen, more);
  };
  const platform: Platform = {
    ...host,
    clock,
    listeners: {
      collect: look,
      glance: async () => {
        if (failure) throw failure;
        glances += 1;
        return listeners.map(glimpseOf);
      },
    },
  };
  const end = cancellation();
  story({
    at: (time, happen) => void clock.wakeAt(time, happen),
    listen: (...now) => void (listeners = now),
    report: (change) => void (more = change),
    jump: (by) => void (offset += by),
    fail: (why) => void (failure = why),
    end: () => end.cancel(),
  });
  const rows: Said[] = [];
  const notes: { at: number; text: string }[] = [];
  const states: WatchState[] = [];
  const context: Context = {
    platform,
    atlas: shippedAtlas(),
    signal: end.signal,
    emit(emission: Emission) {
      const at = clock.now();
      if (emission.kind === 'row') rows.push({ at, row: emission.row as WatchRow });
      if (emission.kind === 'state') states.push(emission.state as WatchState);
      if (emission.kind === 'note') notes.push({ at, text: emission.text });
    },
  };
  const input: Input = readInput(watch.parameters, raw);
  const result = await network.run(runWatch(input, context));
  return { rows, notes, states, result, looks, glances, platform };
}

/** `new 5432/tcp`, `gone 80/tcp`: what was said, without its words. */
export const inShort = ({ rows }: Pick<Watched, 'rows'>) =>
  rows.map(({ row }) => `${row.kind} ${row.port}/${row.transport}`);

/** A web server that the network reaches. */
export const web = () => listening('tcp 0.0.0.0:80', running('nginx'));

/** A database, for this machine alone unless said otherwise. */
export const database = (address = '127.0.0.1') =>
  listening(`tcp ${address}:5432`, running('postgres', { unit: 'postgresql.service' }));

/** Ends the story some time after its last event. */
export const endAt = (machine: Changing, time: number) => machine.at(time, () => machine.end());
