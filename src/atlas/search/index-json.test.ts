import * as fc from 'fast-check';
import MiniSearch from 'minisearch';
import { expect, it, test } from 'vitest';
import { indexJson } from './index-json.ts';

const FIELDS = ['name', 'title', 'note'] as const;
type Document = Record<(typeof FIELDS)[number], string> & { id: number };
const wordsOf = (text: string) => text.split(' ').filter((word) => word !== '');

/** What MiniSearch itself writes. The order of its words has no meaning. */
function theirs(documents: readonly Document[]): object {
  const index = new MiniSearch<Document>({
    fields: [...FIELDS],
    tokenize: wordsOf,
    processTerm: (word) => word,
  });
  index.addAll(documents);
  return sorted(JSON.stringify(index));
}

function sorted(json: string): object {
  const { index, ...rest } = JSON.parse(json) as { index: [word: string, places: object][] };
  return { ...rest, index: index.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

const ours = (documents: readonly Document[]) => sorted(indexJson(documents, FIELDS, wordsOf));

it('is empty of nothing', () => {
  expect(ours([])).toEqual(theirs([]));
});

test('is what MiniSearch writes of the same documents', () => {
  const text = fc
    .array(
      fc.constantFrom('a', 'b', 'ab', 'abc', 'é', '"', '\\', '__proto__', 'constructor', '0', '10'),
      { maxLength: 6 },
    )
    .map((words) => words.join(' '));
  const document = fc.record({ name: text, title: text, note: text });
  fc.assert(
    fc.property(fc.array(document, { minLength: 1, maxLength: 12 }), (some) => {
      const documents = some.map((fields, i) => ({ ...fields, id: i * 7 }));
      expect(ours(documents)).toEqual(theirs(documents));
    }),
    { seed: 3, numRuns: 300 },
  );
});
