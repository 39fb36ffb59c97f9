// Commits records until it is killed, several at a time, and prints the number of each that the store has promised
// to keep: node test/e2e/records-writer.mjs DIST FOLDER FIRST
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , dist, folder, first] = process.argv;
const { nodePlatform } = await import(pathToFileURL(join(dist, 'index.js')).href);
const { records } = nodePlatform({ dataFolder: pathToFileURL(join(dist, 'data/')) });
const store = await records.open(folder, 'centre');

/** How many are on their way at once: they share writes. */
const LANES = 5;
/** So many of the newest stay. */
const KEPT = 200;

const record = (number) => ({ kind: 'message', key: String(number), facts: { number } });
/** Of different lengths, so that pages come and go. */
const content = (number) => new Uint8Array((number * 37) % 9000).fill(number % 251);

async function lane(start) {
  for (let number = start; ; number += LANES) {
    const changes = [
      { kind: 'put', record: record(number), content: content(number) },
      { kind: 'put', record: { kind: 'twin', key: String(number), facts: number } },
      { kind: 'remove', of: { kind: 'message', key: String(number - KEPT) } },
      { kind: 'remove', of: { kind: 'twin', key: String(number - KEPT) } },
    ];
    await store.commit(changes);
    writeSync(1, `${number}\n`);
  }
}

await Promise.all(Array.from({ length: LANES }, (_, place) => lane(Number(first) + place)));
