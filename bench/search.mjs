// Measures search over a whole registry: the official one when it lies beside the project, else a made one
// of 15,000 rows. Part of `npm run bench`; alone: `node bench/search.mjs`.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sources } from '../tools/search-indexes.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const portolan = `${root}dist/portolan.cjs`;
const official = `${root}../shared/data/iana-service-names-port-numbers.xml`;

/** What is asked: a name, a title, slips, other names, a registrant, an RFC, a range, words that hundreds have. */
const QUERIES = [
  'enpc',
  'epson printer',
  'seiko epson',
  'postgress',
  'espon',
  'mariadb',
  'rfc 2188',
  '620-642',
  '49152-65535',
  'remote desktop',
  'protocol',
  'service server',
  'se',
  'kuberntes dashbaord',
];

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const ms = (number) => `${number.toFixed(1)} ms`;

/** Chance with a seed (mulberry32): the same registry each time. */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A registry in IANA's CSV: as many names, words and people as the official one has. */
function madeRegistry(rows) {
  const random = chance(15_000);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const syllables =
    'an bar co dex el fin gor hu im jat kon lim mos net op per quo ris set tol'.split(' ');
  const word = () =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(syllables)).join('');
  const common =
    'Protocol Service Server Control Remote Management Network System Data License'.split(' ');
  const people = Array.from({ length: 3000 }, () => `${word()} ${word()}`);
  const lines = Array.from({ length: rows / 2 }, (_, i) => {
    const name = `${word()}-${word()}${i % 7 === 0 ? i : ''}`.slice(0, 15).replace(/-$/, 'x');
    const title = `${word()} ${pick(common)} ${word()} ${pick(common)}`;
    const reference = i % 9 === 0 ? `[RFC${1000 + (i % 8000)}]` : '';
    const row = (transport) =>
      [
        name,
        1 + i * 6,
        transport,
        title,
        `[${pick(people)}]`,
        '',
        '',
        '',
        reference,
        '',
        '',
        '',
      ].join(',');
    return `${row('tcp')}\n${row('udp')}`;
  });
  const head =
    'Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes';
  return `${[head, ...lines].join('\n')}\n`;
}

/** Runs the built command with its data in a folder; the milliseconds that it took as a process. */
function timed(folder, ...words) {
  const began = performance.now();
  const env = { ...process.env, XDG_DATA_HOME: folder };
  const { status, stderr } = spawnSync(process.execPath, words, { env, encoding: 'utf8' });
  const took = performance.now() - began;
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
  return took;
}

/** An atlas of the shipped tables and the edition that was imported into a folder, made as the command makes it. */
async function openAtlas(folder) {
  const { createAtlas, readTable, shippedDataset } = await sources(['lookup', 'table', 'dataset']);
  const registry = join(folder, 'portolan', 'registry');
  const edition = readdirSync(registry).find((name) => !name.includes('.'));
  const read = (file) => readFileSync(join(registry, edition, file), 'utf8');
  const shipped = shippedDataset((file) => readFileSync(`${root}dist/data/${file}`, 'utf8'));
  const tables = shipped.tables().map((table) =>
    table.source === 'iana'
      ? {
          ...table,
          open: () => readTable(read('ports.tsv'), 'iana'),
          searchIndex: () => read('search.txt'),
        }
      : table,
  );
  const lines = tables.flatMap((table) => [...table.open().all()]);
  return { atlas: createAtlas({ ...shipped, tables: () => tables }), claims: lines };
}

/** The peer: every claim looked at, its texts made lower case, each word looked for inside. */
function scan(claims, words) {
  return claims.filter((claim) => {
    const text =
      `${claim.from} ${claim.service} ${claim.title} ${claim.registrant ?? ''} ${claim.reference ?? ''} ${claim.note ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

async function queries(folder, what) {
  const { atlas, claims } = await openAtlas(folder);
  const began = performance.now();
  await atlas.search('enpc');
  const ready = performance.now() - began;
  const once = async (query) => {
    const start = performance.now();
    await atlas.search(query);
    return performance.now() - start;
  };
  const medians = [];
  const scans = [];
  for (const query of QUERIES) {
    const rounds = [];
    for (let round = 0; round < 31; round++) rounds.push(await once(query));
    medians.push(median(rounds));
    const words = query.split(' ');
    const peer = Array.from({ length: 5 }, () => {
      const start = performance.now();
      scan(claims, words);
      return performance.now() - start;
    });
    scans.push(median(peer));
  }
  const slowest = Math.max(...medians);
  const at = QUERIES[medians.indexOf(slowest)];
  return {
    what: `\`atlas.search\`, ${QUERIES.length} queries over ${what}, ${claims.length.toLocaleString('en')} claims`,
    ours: `median ${ms(median(medians))}, slowest ("${at}") ${ms(slowest)}; the index is read in ${ms(ready)}`,
    peer: `every claim looked at, without order or slips: ${ms(median(scans))}`,
    ratio: median(medians) / median(scans),
    target: 'each under 20 ms',
    holds: slowest < 20,
  };
}

function cold(folder, what) {
  const commands = [
    ['-e', '0'],
    [portolan, 'search', 'epson'],
    [portolan, 'search', 'espon'],
  ];
  // The made registry has no Epson; the shipped claims have.
  const times = commands.map(() => []);
  for (let round = 0; round < 21; round++) {
    commands.forEach((command, i) => times[i].push(timed(folder, ...command)));
  }
  const [bare, plain, slip] = times.map(median);
  return {
    what: `cold \`portolan search epson\` over ${what}, whole process`,
    ours: `${ms(plain)}; with a slip (\`espon\`) ${ms(slip)}`,
    peer: `\`node -e 0\`: ${ms(bare)}`,
    ratio: plain / bare,
    target: 'under 300 ms',
    holds: Math.max(plain, slip) < 300,
  };
}

/** The rows of the table of results. */
export async function searchRows() {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-search-'));
  try {
    const isOfficial = existsSync(official);
    const made = join(folder, 'made.csv');
    if (!isOfficial) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(made, madeRegistry(15_000));
    }
    timed(folder, portolan, 'registry', 'import', isOfficial ? official : made);
    const what = isOfficial ? 'the whole official registry' : 'a made registry of 15,000 rows';
    return [cold(folder, what), await queries(folder, what)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { what, ours, peer, holds } of await searchRows()) {
    console.log(`${what}\n  ${ours}\n  ${peer}\n  ${holds ? 'holds' : 'DOES NOT HOLD'}`);
  }
}
