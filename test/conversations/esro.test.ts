/**
 * ESRO's endpoint against another: over a simulated network that loses, doubles and reorders, and over real sockets. What
 * came out is in `esro.md` beside this file; `UPDATE_TABLES=1` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { seededRandom } from '../../src/core/random.ts';
import type { Millis } from '../../src/core/units.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { serve, type Serving } from '../../src/platform/serve.ts';
import { createNetwork, type Crossing } from '../../src/platform/simulated/network.ts';
import { createEndpoint, type EndpointOptions } from '../../src/protocols/esro/endpoint.ts';
import type { EsroEvent, EsroRequest, Handshake } from '../../src/protocols/esro/service.ts';

const SEEDS = 100;
const LOSSES = [0, 10, 20, 30, 40];
const OPERATIONS = 5;
const TABLE = new URL('./esro.md', import.meta.url);

/** Octets of argument and result: in one datagram, or in three. */
const SIZES = { 'one datagram': 40, 'three segments': 4000 } as const;
type Size = keyof typeof SIZES;

const SAPS = [
  { sap: 3, handshake: '3-way' },
  { sap: 5, handshake: '2-way' },
] as const;
const SELECTOR = { '2-way': 5, '3-way': 3 } as const;

/** What came of an operation. */
interface Fate {
  performed: number;
  ending: EsroEvent['kind'] | undefined;
  took: Millis;
  confirmation: EsroEvent['kind'] | undefined;
}

interface Outcome {
  readonly fates: readonly Fate[];
  readonly sent: number;
  readonly transcript: readonly Crossing[];
}

/** How operations are asked for and answered: what a row of the table is about. */
interface Way {
  readonly handshake: Handshake;
  readonly size: Size;
  /** Not as RFC 2188's tables have it. */
  readonly answersInWait: boolean;
}

const WAYS: readonly Way[] = (['2-way', '3-way'] as const).flatMap((handshake) => [
  { handshake, size: 'one datagram', answersInWait: false },
  { handshake, size: 'three segments', answersInWait: false },
  { handshake, size: 'one datagram', answersInWait: true },
  { handshake, size: 'three segments', answersInWait: true },
]);

/** An endpoint at its place; all that it hears it believes. */
async function place(
  platform: Pick<Platform, 'clock' | 'udp'>,
  at: Endpoint,
  options: EndpointOptions,
  user: (event: EsroEvent, say: (request: EsroRequest) => void) => void,
): Promise<Serving<EsroRequest>> {
  const serving: Serving<EsroRequest> = await serve(createEndpoint(options), platform, {
    ...at,
    everybody: false,
    mayHear: () => true,
    maySend: () => true,
    tell: (event) => user(event, (request) => serving.say(request)),
    fail(bug) {
      throw bug;
    },
  });
  return serving;
}

/** Five operations at once, from a host whose link is bad: both ways, every datagram. */
async function converse(seed: number, loss: number, way: Way): Promise<Outcome> {
  const { handshake, size, answersInWait } = way;
  const network = createNetwork({ seed });
  const link = loss === 0 ? {} : { loss: loss / 100, duplication: 0.1, delay: 1, jitter: 30 };
  const client = network.host('invoker', { addresses: ['192.0.2.1/24'], link });
  const server = network.host('performer', { addresses: ['192.0.2.2/24'] });
  const fates: Fate[] = Array.from({ length: OPERATIONS }, () => ({
    performed: 0,
    ending: undefined,
    took: 0,
    confirmation: undefined,
  }));
  /** By the performer's own names. */
  const performances = new Map<number, Fate>();
  const to = { address: '192.0.2.2', port: 259 };
  const options = { saps: SAPS, segments: () => true, answersInWait };
  const { random } = server;
  await place(server, to, { ...options, random }, (event, say) => {
    if (event.kind === 'perform') {
      const fate = fates[event.argument[0]!]!;
      fate.performed++;
      performances.set(event.id, fate);
      const result = event.argument.toReversed();
      say({ kind: 'result', id: event.id, encoding: 'BER', result });
    } else if (event.kind === 'confirmed' || event.kind === 'unconfirmed') {
      performances.get(event.id)!.confirmation = event.kind;
    }
  });
  const from = { address: '192.0.2.1', port: 259 };
  const invoker = await place(client, from, { ...options, random: client.random }, (event) => {
    if (event.kind === 'invoked') return;
    const fate = fates[event.id]!;
    const isRight = event.kind !== 'result' || isAnswerTo(event.id, event.result);
    // One ending alone, and the answer to what was asked.
    fate.ending = fate.ending === undefined && isRight ? event.kind : 'perform';
    fate.took = network.clock.now();
  });
  const isAnswerTo = (id: number, result: Uint8Array) =>
    result.length === SIZES[size] && result.every((octet) => octet === id);
  const argumentOf = (id: number) => new Uint8Array(SIZES[size]).fill(id);
  for (let id = 0; id < OPERATIONS; id++) {
    const operation = { sap: SELECTOR[handshake], handshake, operation: 1 };
    const argument = argumentOf(id);
    invoker.say({ kind: 'invoke', id, to, ...operation, encoding: 'BER', argument });
  }
  await network.runUntil(300_000);
  return {
    fates,
    sent: network.transcript.filter(({ copy }) => !copy).length,
    transcript: network.transcript,
  };
}

const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function lineOf(
  loss: number,
  { handshake, size, answersInWait }: Way,
  outcomes: readonly Outcome[],
) {
  const fates = outcomes.flatMap((outcome) => outcome.fates);
  const percent = (is: (fate: Fate) => boolean) =>
    `${((100 * fates.filter(is).length) / fates.length).toFixed(1)} %`;
  const answered = fates.filter(({ ending }) => ending === 'result');
  const cells = [
    answersInWait ? `${handshake}, patient` : handshake,
    size,
    `${loss} %`,
    percent(({ ending }) => ending === 'result'),
    percent(({ ending, performed }) => ending === 'failed' && performed === 1),
    percent(({ ending, performed }) => ending === 'failed' && performed === 0),
    percent(({ ending, confirmation }) => ending === 'result' && confirmation === 'unconfirmed'),
    (mean(outcomes.map(({ sent }) => sent)) / OPERATIONS).toFixed(1),
    `${(mean(answered.map(({ took }) => took)) / 1000).toFixed(2)} s`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const pageOf = (lines: readonly string[]) => `# ESRO: operations over a bad network

${OPERATIONS} operations at once from one invoker to one performer that answers at once, with the default timers. Each datagram to and from the
invoker is lost with the given chance; where anything is lost, 10 % arrive twice and each takes 1 to 31 ms. ${SEEDS} seeds a
row. Nothing was ever performed twice, no answer was that to another operation, and each operation ended once. Written by
\`UPDATE_TABLES=1\` and \`esro.test.ts\`.

*Failed, performed*: the invoker was told \`failed\`, and it was performed all the same. *Unconfirmed*: the performer was told
that it cannot know, and the invoker had the answer. As RFC 2188's tables have it, neither answer nor ACK is sent again once nobody was
heard for the inactivity time (4 s, and each side sends every 3 s); *patient* is where both are (\`answersInWait\`).

| handshake | carried in | loss | answered | failed, performed | failed, not performed | answered, unconfirmed | datagrams an operation, mean | time to the answer, mean |
|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}
`;

describe('over a bad network', () => {
  it(
    'comes to what the table says, and nothing is performed twice',
    { timeout: 300_000 },
    async () => {
      const lines: string[] = [];
      for (const way of WAYS) {
        for (const loss of LOSSES) {
          const outcomes: Outcome[] = [];
          for (let seed = 0; seed < SEEDS; seed++) {
            const outcome = await converse(1000 * loss + seed, loss, way);
            outcomes.push({ ...outcome, transcript: [] });
            const strange = outcome.fates.filter(
              ({ performed, ending }) =>
                !(ending === 'result' && performed === 1) &&
                !(ending === 'failed' && performed <= 1),
            );
            expect(strange).toEqual([]);
          }
          lines.push(lineOf(loss, way, outcomes));
        }
      }
      const page = pageOf(lines);
      if (process.env['UPDATE_TABLES'] === '1') writeFileSync(TABLE, page);
      expect(page).toBe(readFileSync(TABLE, 'utf8'));
    },
  );

  it('goes the same way for the same seed, and another way for another', async () => {
    const [first, again, other] = await Promise.all(
      [7, 7, 8].map(async (seed) => {
        const { transcript } = await converse(seed, 30, WAYS[3]!);
        return transcript.map(({ at, from, fate, bytes }) => [at, from.host, fate, bytes[0]]);
      }),
    );
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe('over real sockets', () => {
  it.each(['2-way', '3-way'] as const)(
    'invokes and performs on this machine, %s',
    async (handshake) => {
      const platform = { clock: nodeClock(), udp: nodeUdp() };
      const random = seededRandom(1);
      const here = { address: '127.0.0.1', port: 0 };
      const told: EsroEvent[] = [];
      let confirmed = () => {};
      const confirmation = new Promise<void>((resolve) => {
        confirmed = resolve;
      });
      const timers = { invokeResend: 50, inactivity: 100, retransmissions: 2 };
      const options = { random, saps: SAPS, timers, segments: () => true };
      const performer = await place(platform, here, options, (event, say) => {
        if (event.kind === 'confirmed') confirmed();
        if (event.kind !== 'perform') return;
        say({ kind: 'result', id: event.id, encoding: 'XDR', result: event.argument });
      });
      let ended = () => {};
      const end = new Promise<void>((resolve) => {
        ended = resolve;
      });
      const invoker = await place(platform, here, options, (event) => {
        told.push(event);
        if (event.kind !== 'invoked') ended();
      });
      try {
        const argument = new Uint8Array(3000).fill(7);
        const operation = { sap: SELECTOR[handshake], handshake, operation: 1 };
        const to = performer.local;
        invoker.say({ kind: 'invoke', id: 1, to, ...operation, encoding: 'BER', argument });
        await Promise.all([end, confirmation]);
        expect(told.at(-1)).toEqual({ kind: 'result', id: 1, encoding: 'XDR', result: argument });
      } finally {
        invoker.close();
        performer.close();
      }
    },
  );
});
