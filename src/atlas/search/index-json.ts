/**
 * Writes the text that MiniSearch loads an index from, without making the index: in memory that takes thirty
 * times as much as its text, and an import has two of them to make.
 */

/** MiniSearch's own number for the form of the text. */
const SERIALIZATION_VERSION = 2;

/** How often a word stands in the fields of the documents: field, document, count, and so on, in that order. */
type Places = number[];

/**
 * The JSON of a MiniSearch index to which these entries were added, in their order: each has its own number.
 * @param fields the fields that are searched, as in the options of the index
 * @param wordsOf takes a field's text apart
 */
export function indexJson<Field extends string>(
  entries: Iterable<Readonly<Record<Field, string>> & { readonly id: number }>,
  fields: readonly Field[],
  wordsOf: (text: string) => readonly string[],
): string {
  const ids: number[] = [];
  const lengths: number[][] = [];
  const average = fields.map(() => 0);
  const words = new Map<string, Places>();
  for (const entry of entries) {
    const place = ids.push(entry.id) - 1;
    const counts = fields.map((field, i) => {
      const found = wordsOf(entry[field]);
      for (const word of found) note(words, word, i, place);
      return new Set(found).size;
    });
    lengths.push(counts);
    counts.forEach((count, i) => (average[i] = (average[i]! * place + count) / (place + 1)));
  }
  const head = JSON.stringify({
    documentCount: ids.length,
    nextId: ids.length,
    documentIds: { ...ids },
    fieldIds: Object.fromEntries(fields.map((field, i) => [field, i])),
    fieldLength: { ...lengths },
    averageFieldLength: ids.length === 0 ? [] : average,
    storedFields: {},
    dirtCount: 0,
    serializationVersion: SERIALIZATION_VERSION,
  });
  const index = Array.from(words, ([word, places]) => wordJson(word, places));
  return `${head.slice(0, -1)},"index":[${index.join()}]}`;
}

/** One word after the other comes, so it is in the same place as the last time or in a later one. */
function note(words: Map<string, Places>, word: string, field: number, document: number): void {
  const places = words.get(word);
  if (places === undefined) words.set(word, [field, document, 1]);
  else if (places.at(-3) === field && places.at(-2) === document) places[places.length - 1]!++;
  else places.push(field, document, 1);
}

/** `["word",{"0":{"12":1}}]`: by field, then by entry. */
function wordJson(word: string, places: Places): string {
  const byField = new Map<number, string[]>();
  for (let i = 0; i < places.length; i += 3) {
    const [field, document, count] = [places[i]!, places[i + 1]!, places[i + 2]!];
    const known = byField.get(field);
    const counted = `"${document}":${count}`;
    if (known) known.push(counted);
    else byField.set(field, [counted]);
  }
  const fields = Array.from(byField, ([field, counted]) => `"${field}":{${counted.join()}}`);
  return `[${JSON.stringify(word)},{${fields.join()}}]`;
}
