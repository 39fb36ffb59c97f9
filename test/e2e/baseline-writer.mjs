// Saves one version of a baseline after the other until it is killed, and prints the number of each that the
// store has promised to keep: node test/e2e/baseline-writer.mjs DIST FIRST
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , dist, first] = process.argv;
const { nodePlatform } = await import(pathToFileURL(join(dist, 'index.js')).href);
const { stores } = nodePlatform({ dataFolder: pathToFileURL(join(dist, 'data/')) });
const snapshot = {
  version: 1,
  host: { name: 'box', system: 'linux' },
  coverage: { looked: ['tcp'], sockets: true, namespaces: true, silent: true },
  ephemeral: { from: 32_768, to: 60_999 },
};
for (let number = Number(first); ; number++) {
  // Of different lengths, so that pages come and go.
  const machine = Array.from({ length: (number * 37) % 400 }, () => '192.168.100.100');
  const next = () => ({ ...snapshot, machine, takenAt: String(number), entries: [] });
  await stores.baselines.change('default', 'saved', new Date().toISOString(), next);
  writeSync(1, `${number}\n`);
}
