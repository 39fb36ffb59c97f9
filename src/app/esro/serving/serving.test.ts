/** `esro serve` on the simulated network: whom it hears, and what it tells. */
import { describe, expect, it } from 'vitest';
import { shippedAtlas } from '../../../../test/support/shipped.ts';
import { cancellation } from '../../../core/signal.ts';
import { createNetwork } from '../../../platform/simulated/network.ts';
import { readInput } from '../../parameters.ts';
import { openEndpoint } from '../endpoint.ts';
import { esroServe } from '../serve.ts';
import type { ServeResult } from '../serving/event.ts';

const OWN = '192.168.1.5';

/** An echo for the own network, whoever is at `from`, and the rows that it tells until `end` is called. */
async function serving(from: string, ...words: [string, string | boolean][]) {
  const network = createNetwork({ seed: 1 });
  const platform = network.host('box', { addresses: [`${OWN}/24`] });
  const other = network.host('other', { addresses: [`${from}/24`] });
  const signal = cancellation();
  const rows: Partial<Record<string, unknown>>[] = [];
  const raw = { service: 'echo', listen: OWN, ...Object.fromEntries(words) };
  let isOpen = () => {};
  const opened = new Promise<void>((resolve) => (isOpen = resolve));
  const result: Promise<ServeResult> = esroServe.run(readInput(esroServe.parameters, raw), {
    platform,
    atlas: shippedAtlas(),
    signal: signal.signal,
    emit(emission) {
      if (emission.kind === 'state') isOpen();
      if (emission.kind === 'row') rows.push(emission.row as (typeof rows)[number]);
    },
  });
  await opened;
  const end = () => {
    signal.cancel();
    return result;
  };
  return { network, other, rows, end };
}

const HELLO = new TextEncoder().encode('hello');

/** Operations of the echo, one after the other. */
type Asked = readonly (readonly [operation: number, argument: Uint8Array])[];

/** What is told when somebody at `from` asks the echo, and the answers or why there is none. */
async function askedFor(questions: Asked, from: string, ...words: [string, string | boolean][]) {
  const { network, other, rows, end } = await serving(from, ...words);
  const client = await network.run(openEndpoint(other, { address: from, segments: () => true }));
  const answers: string[] = [];
  for (const [operation, argument] of questions) {
    answers.push(
      await network.run(
        client.invoke(OWN, 11, operation, argument).then(
          ({ result }) => new TextDecoder().decode(result),
          (problem: Error) => problem.message,
        ),
      ),
    );
  }
  return { answers, rows, result: await end() };
}

async function asked(from: string, ...words: [string, string | boolean][]) {
  const { answers, ...rest } = await askedFor([[1, HELLO]], from, ...words);
  return { answer: answers[0], ...rest };
}

/** Sends datagrams evenly over some seconds, and waits until all was told. */
async function flooded(datagram: Uint8Array, perSecond: number, lasting: number) {
  const { network, other, rows, end } = await serving('192.168.1.77');
  const socket = await network.run(other.udp.open({ address: '192.168.1.77' }, () => {}));
  const { clock } = other;
  const began = clock.now();
  for (let sent = 0; sent < perSecond * lasting; sent++) {
    const at = began + (sent * 1000) / perSecond;
    clock.wakeAt(at, () => socket.send(datagram, { address: OWN, port: 259 }));
  }
  const over = new Promise<void>((resolve) =>
    clock.wakeAt(began + lasting * 1000 + 60_000, resolve),
  );
  await network.run(over);
  socket.close();
  return { rows, result: await end() };
}

describe('a performer', () => {
  it('answers its own network, and tells of it', async () => {
    const { answer, rows, result } = await asked('192.168.1.77');
    expect(answer).toBe('hello');
    expect(rows).toMatchObject([
      {
        event: 'call',
        service: 'echo',
        sap: 11,
        name: 'echo',
        asked: '5 octets',
        outcome: 'result',
      },
    ]);
    expect(result).toMatchObject({ address: OWN, port: 259, results: 1, strangers: 0, sources: 1 });
  });

  it('goes on when it is asked for more than it can answer', async () => {
    const long = (length: number) => new Uint8Array(length).fill(0x41);
    const questions = [
      [1, long(1398)],
      [2, long(1398)],
      [1, long(3000)],
      [1, HELLO],
    ] as const;
    const { answers } = await askedFor(questions, '192.168.1.77');
    expect(answers).toEqual([
      'A'.repeat(1398),
      expect.stringContaining('error 254'),
      expect.stringContaining('error 254'),
      'hello',
    ]);
  });

  it('does not hear strangers, unless it may', async () => {
    const strange = await asked('203.0.113.9');
    expect(strange.answer).toContain('does not answer');
    // Nine datagrams in 24 seconds: told of in windows of five.
    expect(strange.rows.map(({ event }) => event)).toEqual(strange.rows.map(() => 'unheard'));
    expect(sum(strange.rows, 'strangers')).toBe(9);
    expect(strange.rows.length).toBeLessThanOrEqual(7);
    expect(strange.result).toMatchObject({ results: 0, strangers: 9 });
    const allowed = await asked('203.0.113.9', ['allow-public', true]);
    expect([allowed.answer, allowed.result.strangers]).toEqual(['hello', 0]);
  });

  it('hears no more units in a concatenation than one by one', async () => {
    // 256 INVOKEs of 251 octets, each with a number of its own.
    const inside = Array.from({ length: 256 }, (_, at) => [
      0xfb,
      0xb0,
      at,
      1,
      ...Array<number>(248).fill(7),
    ]);
    const { rows, result } = await flooded(Uint8Array.from([8, ...inside.flat()]), 20, 10);
    // 200 datagrams are 51,200 units; 1000 at once and 500 a second are 6000.
    expect(result.results + result.unconfirmed).toBeLessThanOrEqual(6000);
    expect(result.limited).toBeGreaterThan(170);
    const { length: told } = rows.filter(({ event }) => event === 'call');
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(400);
  });

  it('tells of a flood while it goes on, row by row of bounded number', async () => {
    // An INVOKE of a new number would be another call; this one is a duplicate after the first.
    const { rows, result } = await flooded(Uint8Array.from([0xb0, 1, 1, 5, 0]), 1000, 20);
    expect(result.limited).toBeGreaterThan(8000);
    const unheard = rows.filter(({ event }) => event === 'unheard');
    expect(unheard.length).toBeGreaterThanOrEqual(4);
    expect(unheard.length).toBeLessThanOrEqual(6);
    expect(sum(unheard, 'limited')).toBe(result.limited);
  });

  it('counts what it does not tell one by one, and loses none of it', async () => {
    // Selector 3: nobody performs there.
    const { rows, result } = await flooded(Uint8Array.from([0x30, 1, 9]), 100, 10);
    const told = rows.filter(({ event }) => event === 'unserved');
    expect(told[0]).toMatchObject({ sap: 3, operation: 9, from: { address: '192.168.1.77' } });
    expect(told.length).toBeLessThanOrEqual(300);
    expect(told.length + sum(rows, 'count')).toBe(1000);
    expect(result).toMatchObject({ unserved: 1000, results: 0, limited: 0 });
  });
});

const sum = (rows: readonly Partial<Record<string, unknown>>[], key: string): number =>
  rows.reduce((total, row) => total + Number(row[key] ?? 0), 0);
