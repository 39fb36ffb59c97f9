/**
 * What ESRO promises, held by ten thousand conversations over links that lose, double and reorder: each with other
 * numbers, sizes, users and links. Both sides invoke, with the same reference numbers at the same time.
 */
import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../src/core/random.ts';
import type { EndpointOptions } from '../../src/protocols/esro/endpoint.ts';
import type { EsroEvent, Handshake } from '../../src/protocols/esro/service.ts';
import { EsroGround, type EsroLink, type Side } from '../support/esro-ground.ts';

const SEEDS = 10_000;

const SAPS = [
  { sap: 3, handshake: '3-way' },
  { sap: 5, handshake: '2-way' },
] as const;
const SELECTOR = { '2-way': 5, '3-way': 3 } as const;

/** One operation, as both its users saw it. */
interface Story {
  readonly handshake: Handshake;
  readonly argument: string;
  /** What the invoking user was told at the end. */
  readonly endings: EsroEvent[];
  abandoned: boolean;
  performed: number;
  answer: string | undefined;
  /** What the performing user was told at the end. */
  readonly confirmations: EsroEvent['kind'][];
}

const text = (bytes: Uint8Array) => String.fromCodePoint(...bytes.subarray(0, 64));
const octets = (word: string, length: number) => {
  const bytes = new Uint8Array(Math.max(length, word.length)).fill(0x2e);
  for (let i = 0; i < word.length; i++) bytes[i] = word.codePointAt(i)!;
  return bytes;
};
const wordOf = (bytes: Uint8Array) => text(bytes).replace(/\.*$/, '');

/** What a user does with an operation that it is asked for: answers, soon or late, or cannot, or is silent. */
function perform(ground: EsroGround, side: Side, told: EsroEvent, stories: Map<string, Story>) {
  if (told.kind !== 'perform') return;
  const { random } = ground;
  const { id, argument } = told;
  const word = wordOf(argument);
  const story = stories.get(word)!;
  story.performed++;
  performedBy[side].set(id, story);
  const fate = random();
  const wait = random() < 0.5 ? 0 : random() * 8000;
  if (fate < 0.05) return;
  ground.later(wait, () => {
    if (fate < 0.1) return ground.ask(side, { kind: 'refuse', id, value: 1 });
    story.answer = `${fate < 0.3 ? 'error' : 'result'} ${word} ${story.performed} ${id}`;
    const data = octets(story.answer, fate > 0.9 ? 60 : 0);
    if (fate < 0.3) {
      ground.ask(side, { kind: 'error', id, value: 7, encoding: 'PER', parameter: data });
    } else ground.ask(side, { kind: 'result', id, encoding: 'BER', result: data });
  });
}

/** By the performing endpoint's own names. */
let performedBy: readonly [Map<number, Story>, Map<number, Story>] = [new Map(), new Map()];

const within = (random: Random, most: number) => Math.floor(random() * most);

function converse(seed: number) {
  const chance = seededRandom(seed ^ 0x5eed);
  const link: EsroLink = {
    loss: within(chance, 5) / 10,
    duplication: within(chance, 4) / 10,
    delay: 1,
    // No network keeps a datagram longer than the timers were reckoned for.
    jitter: [0, 30, 1000, 2999][within(chance, 4)]!,
  };
  const options: EndpointOptions = {
    random: () => 0.25,
    saps: SAPS,
    limits: { datagram: chance() < 0.5 ? 24 : 1400 },
    segments: () => true,
    ...(chance() < 0.3 && { concatenates: () => true }),
    ...(chance() < 0.2 && { pacing: { perSecond: 2, inFlight: 2 } }),
    ...(chance() < 0.2 && { ignorePorts: true }),
    ...(chance() < 0.3 && { answersInWait: true }),
  };
  const ground = new EsroGround(seed, link, [options, options]);
  const stories = new Map<string, Story>();
  const invokedBy = [new Map<number, Story>(), new Map<number, Story>()] as const;
  performedBy = [new Map(), new Map()];
  for (const side of [0, 1] as const) {
    ground.listen(side, (event) => {
      if (event.kind === 'perform') perform(ground, side, event, stories);
      else if (event.kind === 'confirmed' || event.kind === 'unconfirmed') {
        performedBy[side].get(event.id)!.confirmations.push(event.kind);
      } else if (event.kind !== 'invoked') invokedBy[side].get(event.id)!.endings.push(event);
    });
  }
  const count = 1 + within(chance, 6);
  for (let id = 0; id < count; id++) {
    const side: Side = chance() < 0.5 ? 0 : 1;
    const handshake = chance() < 0.5 ? '2-way' : '3-way';
    const story: Story = {
      handshake,
      argument: `operation ${id}`,
      endings: [],
      abandoned: false,
      performed: 0,
      answer: undefined,
      confirmations: [],
    };
    stories.set(story.argument, story);
    invokedBy[side].set(id, story);
    const argument = octets(story.argument, within(chance, 64));
    const isAbandoned = chance() < 0.05;
    ground.later(chance() * 10_000, () => {
      ground.ask(side, {
        kind: 'invoke',
        id,
        to: ground.placeOf(side === 0 ? 1 : 0),
        sap: SELECTOR[handshake],
        handshake,
        operation: 1,
        encoding: 'BER',
        argument,
      });
      if (!isAbandoned) return;
      ground.later(chance() * 5000, () => {
        if (story.endings.length > 0) return;
        story.abandoned = true;
        ground.ask(side, { kind: 'abandon', id });
      });
    });
  }
  ground.run();
  return { ground, stories: [...stories.values()] };
}

/** What the invoker's user was told, as the performer's user said it. */
function wordsOf(ending: EsroEvent): string | undefined {
  if (ending.kind === 'result') return wordOf(ending.result);
  return ending.kind === 'error' ? wordOf(ending.parameter) : undefined;
}

/** Pairs that RFC 2188 allows (Tables 3 and 4): what the performer's user was told, and the invoker's. */
const PAIRS: Record<Handshake, readonly string[]> = {
  '3-way': ['confirmed answer', 'unconfirmed answer', 'unconfirmed failed'],
  '2-way': ['confirmed answer', 'confirmed failed'],
};

describe(`in ${SEEDS} conversations`, { timeout: 120_000 }, () => {
  it('all promises are kept, and all memory is given back', () => {
    const seen = new Map<string, number>();
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { ground, stories } = converse(seed);
      const faults: string[] = [];
      for (const { handshake, endings, abandoned, performed, answer, confirmations } of stories) {
        if (performed > 1) faults.push(`performed ${performed} times`);
        if (endings.length !== (abandoned ? 0 : 1)) faults.push(`ended ${endings.length} times`);
        if (confirmations.length > 1) faults.push(`confirmed ${confirmations.length} times`);
        const ending = endings[0];
        if (ending === undefined) continue;
        const isAnswer = ending.kind !== 'failed';
        if (isAnswer && wordsOf(ending) !== answer) {
          faults.push(`told "${wordsOf(ending)}", answered "${answer}"`);
        }
        const pair = `${confirmations[0] ?? 'nothing'} ${isAnswer ? 'answer' : 'failed'}`;
        count(`${handshake} ${pair}`);
        if (answer !== undefined && !PAIRS[handshake].includes(pair)) {
          faults.push(`${handshake}: ${pair}`);
        }
      }
      for (const side of [0, 1] as const) {
        const { invoking, performing, peers, incomplete } = ground.stateOf(side);
        if (invoking + performing + peers + incomplete > 0) faults.push('memory is not given back');
      }
      expect(faults, `seed ${seed}`).toEqual([]);
    }
    // The links were bad enough to see everything.
    for (const handshake of ['2-way', '3-way'] as const) {
      for (const pair of PAIRS[handshake]) {
        expect(seen.get(`${handshake} ${pair}`), `${handshake} ${pair}`).toBeGreaterThan(20);
      }
    }
    expect(seen.get('2-way nothing failed')).toBeGreaterThan(20);
  });
});

describe.each(['2-way', '3-way'] as const)('at the most that two ports can do, %s', (handshake) => {
  it('no number is given away while the other side remembers it, though all ask the same', () => {
    // 256 numbers for 200 ms each: all of them go round sixteen times.
    const timers = {
      invokeResend: 20,
      answerResend: 20,
      lastWait: 20,
      inactivity: 100,
      referenceWait: 100,
      responseLimit: 300,
      reassembly: 60,
    };
    const options = { random: () => 0, saps: SAPS, timers, pacing: {} };
    const link = { loss: 0.1, duplication: 0.1, delay: 1, jitter: 5 };
    const ground = new EsroGround(1, link, [options, options]);
    const results: string[] = [];
    let performed = 0;
    let failed = 0;
    ground.listen(1, (event) => {
      if (event.kind !== 'perform') return;
      const result = octets(`${++performed}`, 0);
      ground.ask(1, { kind: 'result', id: event.id, encoding: 'BER', result });
    });
    const count = 4000;
    ground.listen(0, (event) => {
      if (event.kind === 'result') results.push(text(event.result));
      else if (event.kind === 'failed') failed++;
    });
    const request = { to: ground.placeOf(1), sap: SELECTOR[handshake], handshake, operation: 1 };
    for (let id = 0; id < count; id++) {
      const argument = octets('the same', 0);
      ground.ask(0, { kind: 'invoke', id, ...request, encoding: 'BER', argument });
    }
    ground.run();
    expect([results.length, performed, failed]).toEqual([count, count, 0]);
    expect(new Set(results).size).toBe(count);
    // The ceiling: nothing was faster than it, and little slower.
    const ceiling = (count / 256) * (timers.inactivity + timers.referenceWait);
    expect(ground.now).toBeGreaterThan(ceiling - 256);
    expect(ground.now).toBeLessThan(2 * ceiling);
  });
});

describe('across a restart, of which nothing is promised', () => {
  const quiet = { loss: 0, duplication: 0, delay: 1, jitter: 0 };
  const asking = (ground: EsroGround, id: number, word: string) =>
    ground.ask(0, {
      kind: 'invoke',
      id,
      to: ground.placeOf(1),
      sap: 5,
      handshake: '2-way',
      operation: 1,
      encoding: 'BER',
      argument: octets(word, 0),
    });
  /** A performer that answers with how often it was asked. */
  const counting = (ground: EsroGround, answers: boolean) => {
    const heard: EsroEvent[] = [];
    let performed = 0;
    ground.listen(0, (event) => void heard.push(event));
    ground.listen(1, (event) => {
      if (event.kind !== 'perform') return;
      performed++;
      const result = octets(`${wordOf(event.argument)} ${performed}`, 0);
      if (answers) ground.ask(1, { kind: 'result', id: event.id, encoding: 'BER', result });
    });
    return { performed: () => performed, results: () => heard.map(wordsOf).filter(Boolean) };
  };
  const at = (chance: number): EndpointOptions => ({ random: () => chance, saps: SAPS });

  it('a performer performs again what comes again', () => {
    const ground = new EsroGround(1, quiet, [at(0), at(0)]);
    const { performed } = counting(ground, false);
    asking(ground, 1, 'once');
    ground.run(100);
    ground.restart(1, at(0));
    ground.run(3500);
    expect(performed()).toBe(2);
  });

  it('an invoker that begins with another number is heard as what it is: somebody new', () => {
    const ground = new EsroGround(1, quiet, [at(0), at(0)]);
    const { performed, results } = counting(ground, true);
    asking(ground, 1, 'the same');
    ground.run(100);
    ground.restart(0, at(0.5));
    asking(ground, 1, 'the same');
    ground.run(200);
    expect([performed(), results()]).toEqual([2, ['the same 1', 'the same 2']]);
  });

  it('with the number of before, it is told from before by its octets, and by nothing else', () => {
    const ground = new EsroGround(1, quiet, [at(0), at(0)]);
    const { performed, results } = counting(ground, true);
    asking(ground, 1, 'the same');
    ground.run(100);
    ground.restart(0, at(0));
    asking(ground, 1, 'the same');
    ground.run(200);
    expect([performed(), results()]).toEqual([1, ['the same 1', 'the same 1']]);
    ground.restart(0, at(0));
    asking(ground, 1, 'another');
    ground.run(300);
    expect([performed(), results().at(-1)]).toEqual([2, 'another 2']);
  });
});
