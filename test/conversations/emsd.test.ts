/**
 * EMSD's devices against its centre, by their machines alone: over links that lose, double and reorder, with crashes of
 * either side at any moment, ten thousand seeds. What it costs when nobody crashes is in `emsd.md` beside this file;
 * `UPDATE_TABLES=1` writes it anew, and a difference in review is a difference in behaviour.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { minutes, Village } from '../support/emsd-village.ts';

const TABLE = new URL('./emsd.md', import.meta.url);
const SEEDS = 10_000;
/** Tests that share the seeds: each a bounded piece of work. */
const SLICES = 10;

/** The disk of one centre in three is slow, in milliseconds a write. */
const slownessOf = (seed: number): number => (seed % 3 === 0 ? 2000 : 10);

/**
 * Some letters in the first half minute, of devices and by mail, and devices that ask what there is; some crashes in the
 * first minute; then whatever it takes.
 */
function live(seed: number): Village {
  const loss = (seed % 5) / 10;
  const weather = { loss, duplication: 0.1, delay: 20, jitter: 200 };
  const village = new Village(seed, weather, slownessOf(seed));
  const { ground } = village;
  const numbers = [...village.devices.keys()];
  const any = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(ground.random() * items.length)]!;
  for (let letters = 1 + Math.floor(3 * ground.random()); letters > 0; letters--) {
    ground.at(30_000 * ground.random(), () => {
      const to = numbers.filter(() => ground.random() < 0.5);
      const length = ground.random() < 0.3 ? 800 : 20;
      const readers = to.length > 0 ? to : [any(numbers)];
      if (ground.random() < 0.5) village.write(any(numbers), readers, length);
      else village.mail(readers, length);
    });
  }
  for (let polls = Math.floor(8 * ground.random()); polls > 0; polls--) {
    ground.at(30_000 * ground.random(), () => village.poll(any(numbers)));
  }
  const hosts = [village.centre, village.centre, ...village.devices.values()];
  for (let crashes = Math.floor(5 * ground.random()); crashes > 0; crashes--) {
    const host = any(hosts);
    ground.at(minutes(1) * ground.random(), () => {
      if (!host.isUp) return;
      host.crash();
      ground.after(20_000 * ground.random(), () => host.start());
    });
  }
  ground.until(minutes(1));
  ground.until(minutes(240), () => village.isDone);
  // Whatever is still to come again comes now.
  ground.until(ground.now + minutes(2));
  return village;
}

/** What is wrong in the end: nothing. */
function wrongs(village: Village): string[] {
  const found = [...village.faults];
  const numbers = [...village.devices.keys()];
  const inboxes = new Map(numbers.map((number) => [number, village.inbox(number)]));
  for (const [name, { to, queued, told }] of village.letters) {
    for (const number of numbers) {
      const times = inboxes.get(number)!.filter((one) => one === name).length;
      const wanted = to.includes(number);
      const shown = told.get(number)?.length ?? 0;
      if (queued !== undefined && wanted && times !== 1) {
        found.push(`${name} is ${times} times with ${number}`);
      }
      if (!wanted && times > 0) found.push(`${name} is with ${number}, whom it is not for`);
      if (times > 1 || shown > 1) found.push(`${name} is shown ${shown} times to ${number}`);
    }
  }
  const spooled = ['message', 'copy', 'part'].flatMap((kind) => village.centre.disk.all(kind));
  const unsent = [...village.devices.values()].flatMap(({ disk }) => disk.all('outbox'));
  const left = [...spooled, ...unsent];
  return [...found, ...left.map(({ record }) => `${record.kind} ${record.key} is left over`)];
}

describe('whatever happens on the way', () => {
  it.each(Array.from({ length: SLICES }, (_, slice) => slice))(
    'no message on a disk, and no mail that was answered, is lost, and none is there twice: part %i',
    (slice) => {
      const count = SEEDS / SLICES;
      const found: string[] = [];
      for (let seed = slice * count; seed < (slice + 1) * count; seed++) {
        found.push(...wrongs(live(seed)).map((wrong) => `seed ${seed}: ${wrong}`));
        if (found.length > 20) break;
      }
      expect(found).toEqual([]);
    },
    180_000,
  );

  it('goes the same way for the same seed', () => {
    const [one, other] = [live(4711), live(4711)].map(({ letters, ground }) => {
      return [ground.sent, ground.now, [...letters].map(([, { told }]) => [...told])];
    });
    expect(one).toEqual(other);
  });
});

describe('a letter from one to another', () => {
  it('costs what the table says', () => {
    const rows = [20, 800].flatMap((length) =>
      [0, 10, 20, 30, 40].map(
        (loss) => `| ${[how(length), `${loss} %`, ...cost(length, loss)].join(' | ')} |`,
      ),
    );
    const table = `${HEAD.join('\n')}\n${rows.join('\n')}\n`;
    if (process.env['UPDATE_TABLES']) writeFileSync(TABLE, table);
    expect(readFileSync(TABLE, 'utf8')).toBe(table);
  });
});

const LETTERS = 200;

const HEAD = [
  '# EMSD over bad links',
  '',
  `One message from a device to another by way of a centre, ${LETTERS} seeds a row; no crashes. Each datagram may be lost as often as`,
  'the row says, and is doubled in one case of ten; it takes 20 to 220 ms, so the order changes; a disk takes up to 11 ms.',
  "ESRO's timers are the reference implementation's: 3 s between transmissions. *Acknowledged*: the device knows that the",
  'centre has it. *Shown*: its reader has it. Times are medians and 95th percentiles, in seconds from writing. Datagrams',
  'include what both devices said to register.',
  '',
  '| message | loss | shown once | acknowledged | p95 | shown | p95 | datagrams |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
];

const how = (length: number): string => (length < 300 ? 'whole' : 'in 3 parts');

function cost(length: number, loss: number): readonly string[] {
  const acknowledged: number[] = [];
  const shown: number[] = [];
  const sent: number[] = [];
  let once = 0;
  for (let seed = 0; seed < LETTERS; seed++) {
    const weather = { loss: loss / 100, duplication: 0.1, delay: 20, jitter: 200 };
    const village = new Village(seed, weather);
    const { ground } = village;
    ground.until(minutes(1));
    const before = ground.sent;
    village.write('401001', ['401002'], length);
    const [letter] = village.letters.values();
    ground.until(minutes(240), () => letter!.told.size > 0 && letter!.submitted !== undefined);
    sent.push(ground.sent - before);
    ground.until(ground.now + minutes(2));
    const times = letter?.told.get('401002') ?? [];
    if (times.length === 1) once += 1;
    acknowledged.push(letter!.submitted! - letter!.written);
    shown.push(times[0]! - letter!.written);
  }
  return [
    `${once} of ${LETTERS}`,
    ...[acknowledged, shown].flatMap((times) =>
      [0.5, 0.95].map((share) => (quantile(times, share) / 1000).toFixed(1)),
    ),
    `${quantile(sent, 0.5)}`,
  ];
}

const quantile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(share * (numbers.length - 1))]!;
