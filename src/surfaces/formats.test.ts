import { expect, test } from 'vitest';
import type { Operation } from '../app/operation.ts';
import { format } from './formats.ts';

const operation = { items: () => [], rows: () => [] } as unknown as Operation;
const written = (result: unknown) => [...format('json', operation, result)];

test.each([[10], [5000], [5001], [60_000]])(
  'a list of %d is written as JSON writes it, however it is cut into pieces',
  (length) => {
    const list = Array.from({ length }, (_, i) => ({
      i,
      text: `"${i}"\n\u202e`,
      more: [i, { a: [] }],
    }));
    const result = { first: 1, gone: undefined, list, last: [], empty: {}, text: 'é' };
    const text = `${JSON.stringify(result, null, 2).replaceAll('\u202e', String.raw`\u202e`)}\n`;
    const pieces = written(result);
    expect(pieces.join('')).toBe(text);
    // Neither one huge text nor a call of the system for each line.
    const largest = length > 5000 ? 200_000 : Infinity;
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(largest);
    expect(pieces.length).toBeLessThan(2 + text.length / 50_000);
  },
);

test.each([[null], [[]], ['text'], [7], [{}], [{ gone: undefined }]])('%j', (result) => {
  expect(written(result).join('')).toBe(`${JSON.stringify(result, null, 2)}\n`);
});
