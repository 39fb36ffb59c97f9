import { expect, test } from 'vitest';
import { machine } from '../../test/support/command.ts';
import { shippedAtlas, shippedData } from '../../test/support/shipped.ts';
import { shippedDataset } from '../atlas/dataset.ts';
import { createAtlas } from '../atlas/lookup.ts';
import { readNames } from '../atlas/names.ts';
import { readTable } from '../atlas/table.ts';
import { NotFoundError, UsageError } from '../core/errors.ts';
import { never } from '../core/signal.ts';
import { search } from './search.ts';

const atlas = shippedAtlas();

const ask = (words: string, limit = 50, of = atlas) =>
  search.run(
    { words: words.split(' '), limit },
    { platform: machine(), atlas: of, signal: never, emit() {} },
  );

test('claims, best first, with how they were found where that is not plain', async () => {
  const { claims, more } = await ask('seiko epson', 3);
  expect(claims).toHaveLength(3);
  expect(more).toBe(true);
  expect(claims[0]).toMatchObject({
    matched: [{ word: 'seiko', found: 'seiko', field: 'registrant', nearly: false }],
  });
  const { claims: plain } = await ask('enpc');
  expect(plain[0]).not.toHaveProperty('matched');
});

test('as many as there are is not more', async () => {
  const { claims } = await ask('enpc', 1000);
  expect(await ask('enpc', claims.length)).toMatchObject({ more: false });
  expect(await ask('enpc', claims.length - 1)).toMatchObject({ more: true });
});

test('what comes nearest is given, and that it lacks something is an outcome', async () => {
  const result = await ask('enpc flurbl');
  expect(result).toMatchObject({
    missing: 'nothing has "flurbl"; here is what has the other words',
    unknown: ['flurbl'],
  });
  expect(result.claims[0]).toMatchObject({ service: 'enpc' });
  expect(search.outcome?.(result)).toEqual({ missing: [result.missing] });
  const apart = await ask('minecraft rfc2188');
  expect(apart.missing).toBe('nothing has all of these words together; here is what comes nearest');
  expect(search.outcome?.(await ask('enpc'))).toEqual({});
});

test.each<[words: string, kind: typeof UsageError | typeof NotFoundError, sentence: string]>([
  [' ', UsageError, 'name a word, a number, a range or an RFC'],
  ['***', UsageError, 'name a word, a number, a range or an RFC'],
  ['70000', UsageError, '70000 is no port'],
  ['qqqqqqqq', NotFoundError, 'nothing has "qqqqqqqq"'],
  ['xzqhttp', NotFoundError, 'nothing has "xzqhttp"; spelled nearly so: http'],
])('%s', async (words, kind, sentence) => {
  await expect(ask(words)).rejects.toThrow(kind);
  await expect(ask(words)).rejects.toThrow(sentence);
});

test('what the user calls a port comes first among equals', async () => {
  const label = '8123\ttcp\t-\tThe printer in the hall\tunofficial\n';
  const table = { source: 'labels', open: () => readTable(label, 'labels') };
  const dataset = shippedDataset((path) => shippedData.text(path));
  const labelled = createAtlas({ ...dataset, own: () => [table] });
  expect((await ask('hall', 50, labelled)).claims).toMatchObject([{ from: 8123 }]);
  // Both have the word in their titles.
  const { claims } = await ask('printer', 1000, labelled);
  const place = (wanted: string) => claims.findIndex(({ source }) => source === wanted);
  expect(claims.findIndex(({ from }) => from === 2291)).toBeGreaterThan(place('labels'));
  expect(place('labels')).toBeGreaterThan(0);
});

test('names without a port are found beside claims, and alone', async () => {
  const dataset = shippedDataset((path) => shippedData.text(path));
  const lines = [
    '-\ttcp udp\tflurbl\tAnnouncing of flurbs\tassigned\tRFC 9999\t\tJane Doe',
    '-\t-\tenpc-remote\tENPC by remote control\tassigned',
  ];
  const names = () => readNames(`${lines.join('\n')}\n`, 'iana');
  const whole = createAtlas({ ...dataset, names });
  const alone = await ask('flurbl', 50, whole);
  expect(alone.claims).toEqual([]);
  expect(alone.names).toMatchObject([{ service: 'flurbl', transports: ['tcp', 'udp'] }]);
  expect(search.rows(alone)).toEqual([
    {
      ports: '',
      transport: 'tcp udp',
      service: 'flurbl',
      title: 'Announcing of flurbs',
      standing: 'assigned',
      source: 'iana',
      reference: 'RFC 9999',
    },
  ]);
  const beside = await ask('enpc', 50, whole);
  expect(beside.claims[0]).toMatchObject({ service: 'enpc' });
  expect(beside.names).toMatchObject([{ service: 'enpc-remote' }]);
  expect((await ask('flurbel', 50, whole)).names).toMatchObject([
    { matched: [{ word: 'flurbel', found: 'flurbl', nearly: true }] },
  ]);
  expect((await ask('flurbl udp', 50, whole)).names).toHaveLength(1);
  expect(await ask('flurbl sctp', 50, whole)).toMatchObject({
    missing: expect.stringContaining('nearest') as string,
  });
  expect(search.items(beside)).toHaveLength(beside.claims.length + 1);
});
