// Makes dist/data/search: the full-text index of each table that is shipped, and what services are also called,
// by the very code that reads them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = new URL('../', import.meta.url);
const ENTRY = '\0search-indexes';

/**
 * The atlas's own code. It is TypeScript, which Node 20 does not run: it is bundled in memory and loaded from there.
 * @param parts files of src/atlas, without `.ts`
 */
export async function sources(parts) {
  const build = await rolldown({
    input: ENTRY,
    cwd: fileURLToPath(root),
    platform: 'node',
    plugins: [
      {
        name: 'search-indexes',
        resolveId: (id) => (id === ENTRY ? ENTRY : null),
        load: (id) =>
          id === ENTRY
            ? parts.map((part) => `export * from './src/atlas/${part}.ts';`).join('\n')
            : null,
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  await build.close();
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`);
}

/** @param names of the tables in dist/data/ports */
export async function buildSearchIndexes(names) {
  const { createTextIndex, otherNames, readTable } = await sources([
    'table',
    'search/text-index',
    'search/other-names',
  ]);
  const data = new URL('dist/data/', root);
  const facts = (file) => JSON.parse(readFileSync(new URL(file, data), 'utf8'));
  const others = otherNames(facts('programs.json'), facts('aliases.json'));
  mkdirSync(new URL('search/', data), { recursive: true });
  writeFileSync(new URL('search/other-names.json', data), JSON.stringify(others));
  for (const name of names) {
    const table = readTable(readFileSync(new URL(`ports/${name}.tsv`, data), 'utf8'), name);
    writeFileSync(new URL(`search/${name}.txt`, data), createTextIndex(table, others));
  }
}
