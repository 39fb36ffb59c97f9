/** Peers that mean no good, or were written in a hurry: nothing crashes, memory stays bounded, each is told apart. */
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { timeline } from '../../core/timeline.ts';
import {
  discovery,
  MAX_DATAGRAM,
  MAX_HOSTS,
  MAX_HOSTS_PER_ADDRESS,
  MAX_REPLIES_PER_HOST,
  MAX_UNREADABLE,
  type DiscoveryEvent,
  type DiscoveryState,
} from './client.ts';
import { answersOf, TM_M30II } from './description.ts';
import { devicesOf } from './telling-apart.ts';
import { FUNCTIONS, MAGIC, SENDABLE_QUERIES } from './vocabulary.ts';
import { encodeQuery, encodeReply, encodeUnsupported } from './wire.ts';

const machine = discovery({
  targets: [{ address: '10.0.255.255', port: 3289 }],
  mayAsk: (address) => address.startsWith('10.'),
});
const card = encodeReply(answersOf(TM_M30II)[0]!);
const model = encodeReply(answersOf(TM_M30II)[2]!);

/** Feeds datagrams and counts what comes of them. */
function feed(datagrams: Iterable<readonly [Endpoint, Uint8Array]>, pause: number) {
  let { state } = machine.start(0);
  let now = 0;
  let sent = 0;
  const told: DiscoveryEvent[] = [];
  for (const [from, bytes] of datagrams) {
    now += pause;
    const step = machine.step(state, { kind: 'received', from, bytes }, now);
    state = step.state;
    for (const action of step.actions) {
      if (action.kind === 'send') sent++;
      if (action.kind === 'tell') told.push(action.event);
    }
  }
  return { state, sent, told };
}

const repliesKept = ({ hosts }: DiscoveryState) =>
  [...hosts.values()].reduce((sum, { answers }) => sum + Object.keys(answers).length, 0);

function* flood(count: number, of: (index: number) => readonly [Endpoint, Uint8Array]) {
  for (let i = 0; i < count; i++) yield of(i);
}

describe('ten thousand replies a second', () => {
  it('from one host: one record, and few words', () => {
    const from = { address: '10.0.0.1', port: 3289 };
    const { state, sent, told } = feed(
      flood(10_000, (i) => [from, i % 2 ? card : model]),
      0.1,
    );
    expect(state.hosts.size).toBe(1);
    expect([...state.hosts.values()][0]!.replies).toBe(MAX_REPLIES_PER_HOST);
    expect(told).toHaveLength(2);
    expect(sent).toBeLessThan(10);
  });

  it('from one host and every port of it: a few records, and room for others', () => {
    const hostile = flood(10_000, (i) => [{ address: '10.0.0.1', port: 1024 + i }, card] as const);
    const { state } = feed(hostile, 0.1);
    expect(state.hosts.size).toBe(MAX_HOSTS_PER_ADDRESS);
    expect(state.turnedAway).toBe(10_000 - MAX_HOSTS_PER_ADDRESS);
    const from = { address: '10.0.0.2', port: 3289 };
    const step = machine.step(state, { kind: 'received', from, bytes: model }, 1000);
    expect(step.actions[0]).toMatchObject({
      event: { kind: 'found', device: { address: '10.0.0.2' } },
    });
  });

  it('from as many addresses: as many records as there is room for', () => {
    const from = (i: number) => ({ address: `10.1.${i >> 8}.${i & 255}`, port: 3289 });
    const { state } = feed(
      flood(10_000, (i) => [from(i), model]),
      0.1,
    );
    expect(state.hosts.size).toBe(MAX_HOSTS);
    expect(repliesKept(state)).toBe(MAX_HOSTS);
    expect(state.turnedAway).toBe(10_000 - MAX_HOSTS);
  });

  it('from hosts that were never asked: nothing at all', () => {
    const from = (i: number) => ({ address: `192.0.${i >> 8}.${i & 255}`, port: 3289 });
    const { state, sent, told } = feed(
      flood(10_000, (i) => [from(i), card]),
      0.1,
    );
    expect({ hosts: state.hosts.size, sent, told }).toEqual({ hosts: 0, sent: 0, told: [] });
  });

  it('that cannot be read: counted, and some told of', () => {
    const from = { address: '10.0.0.1', port: 3289 };
    const { state, told } = feed(
      flood(10_000, (i) => [from, card.subarray(0, i % card.length)]),
      0.1,
    );
    expect(state.unreadable).toBe(10_000);
    expect(told).toHaveLength(MAX_UNREADABLE);
    expect(state.hosts.size).toBe(0);
  });
});

describe('a reply that is', () => {
  const head = (...rest: number[]) => Uint8Array.of(...MAGIC, ...rest);
  const body = card.subarray(14);

  it.each([
    ['cut', card.subarray(0, 40), 'length', 'payload length'],
    ['cut in its header', card.subarray(0, 9), 'truncated', 'function'],
    [
      'longer than a frame',
      Uint8Array.of(...card, ...Array<number>(MAX_DATAGRAM).fill(0)),
      'length',
      'datagram',
    ],
    [
      'of a little-endian length',
      Uint8Array.of(...head(0x71, 0, 0, 0, 0, 0, 0, 0x36, 0), ...body),
      'length',
      'payload length',
    ],
    ['of another magic', Uint8Array.of(0x65, ...card.subarray(1)), 'magic', 'magic'],
  ])('%s is told of, and why', (_, bytes, kind, field) => {
    const from = { address: '10.0.0.1', port: 3289 };
    const { told, sent } = feed([[from, bytes]], 1);
    expect(told).toMatchObject([{ kind: 'unreadable', from, error: { kind, field } }]);
    expect(sent).toBe(0);
  });

  it('a mirrored header answers nothing: the query is said again, and goes on', () => {
    const from = { address: '10.0.0.1', port: 3289 };
    const mirror = (query: Uint8Array) => query.with(5, query[5]! + 0x20);
    const story = timeline(
      discovery({
        targets: [from],
        mayAsk: () => true,
        rounds: { waits: [1000] },
        patience: { waits: [100, 100] },
        queries: ['network status'],
      }),
    );
    story.at(0).sendsSome(5).at(1).hears(card, from).tells('found');
    story.sends(encodeQuery('network status'));
    story.at(2).hears(mirror(encodeQuery('network status')), from);
    story.at(101).sends(encodeQuery('network status'));
    story.at(102).hears(mirror(encodeQuery('network status')), from);
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({
      devices: [{ answers: { 'network status': { kind: 'silent' } } }],
    });
  });
});

describe('a device that answers every query with ffff', () => {
  it('is found, asked everything once, and known by its address alone', () => {
    const from = { address: '10.0.0.1', port: 3289 };
    const refusals = new Map(
      SENDABLE_QUERIES.map((name) => [
        String(encodeQuery(name)),
        encodeUnsupported(FUNCTIONS[name].device, FUNCTIONS[name].code),
      ]),
    );
    let { state } = machine.start(0);
    const heard = [refusals.get(String(encodeQuery('network card')))!];
    // Grows while it is walked: each question brings its refusal.
    for (const bytes of heard) {
      const step = machine.step(state, { kind: 'received', from, bytes }, 1);
      state = step.state;
      for (const action of step.actions) {
        if (action.kind === 'send') heard.push(refusals.get(String(action.bytes))!);
      }
    }
    expect(heard).toHaveLength(SENDABLE_QUERIES.length);
    const [device] = devicesOf(state.hosts.values());
    expect(device).not.toHaveProperty('model');
    expect(Object.values(device!.answers).map(({ kind }) => kind)).toEqual(
      SENDABLE_QUERIES.map(() => 'refused'),
    );
  });
});
