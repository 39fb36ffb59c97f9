// Measures the import of a whole registry, and answers from it: a made one of 15,000 records, and the official one
// when it lies beside the project. Part of `npm run bench`; alone: `node bench/registry.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../', import.meta.url));
const portolan = `${root}dist/portolan.cjs`;
const official = `${root}../shared/data/iana-service-names-port-numbers.xml`;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const ms = (number) => `${number.toFixed(1)} ms`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
const rounds = (count, measure) => Array.from({ length: count }, measure);

/** A program in TypeScript that uses the house's own files, as one file in `folder`. */
async function program(folder, name, text) {
  const entry = join(folder, `${name}.ts`);
  writeFileSync(entry, text.replaceAll("from '/", `from '${root}`));
  const bundle = await rolldown({ input: entry, platform: 'node' });
  const file = join(folder, `${name}.mjs`);
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  return file;
}

/** Runs node with its data in `folder`; what it wrote and the milliseconds that it took as a process. */
function run(folder, ...words) {
  const env = { ...process.env, XDG_DATA_HOME: join(folder, 'data'), PEAK: join(folder, 'peak') };
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const took = performance.now() - began;
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
  return { took, stdout };
}

/** Writes down the most memory that a process ever had, when it ends. */
const PEAK = `process.on('exit', () =>
  require('node:fs').writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS * 1024)));`;

function imports(folder, file, what) {
  const peak = join(folder, 'peak.cjs');
  writeFileSync(peak, PEAK);
  const once = () => {
    const { took } = run(folder, '--require', peak, portolan, 'registry', 'import', file);
    return { took, peak: Number(readFileSync(join(folder, 'peak'), 'utf8')) };
  };
  const runs = rounds(9, once);
  const took = median(runs.map((run) => run.took));
  const most = Math.max(...runs.map((run) => run.peak));
  return {
    what: `\`portolan registry import\` of ${what}, whole process`,
    ours: `${ms(took)}, at most ${mb(most)}`,
    peer: '',
    target: 'under 1,500 ms and 200 MB',
    holds: took < 1500 && most < 200e6,
  };
}

function cold(folder, what) {
  const commands = [
    ['-e', '0'],
    [portolan, 'port', '3289'],
  ];
  const times = commands.map(() => []);
  for (let round = 0; round < 41; round++) {
    commands.forEach((command, i) => times[i].push(run(folder, ...command).took));
  }
  const [bare, lookup] = times.map(median);
  return {
    what: `cold \`portolan port 3289\` over ${what}, whole process`,
    ours: ms(lookup),
    peer: `\`node -e 0\`: ${ms(bare)}`,
    ratio: lookup / bare,
    target: 'at most 1.6 x',
    holds: lookup / bare <= 1.6,
  };
}

/** From nothing: the edition is found and opened, and one port is answered with its disputes. */
const ONE_PORT = `
import { openAtlas } from '/src/app/atlas.ts';
import { nodePlatform } from '/src/platform/node/platform.ts';
const platform = nodePlatform({ dataFolder: new URL('file://${root}dist/data/') });
const began = performance.now();
const atlas = openAtlas(platform);
const { claims } = atlas.lookup(3289);
const took = performance.now() - began;
if (!atlas.source('iana')?.edition || claims.length === 0) throw new Error('the floor answered');
console.log(took);
`;

async function onePort(folder, what) {
  const file = await program(folder, 'one-port', ONE_PORT);
  const took = median(rounds(21, () => Number(run(folder, file).stdout)));
  return {
    what: `opening ${what} and answering one port, in a process that has done nothing before`,
    ours: ms(took),
    peer: '',
    target: 'under 10 ms',
    holds: took < 10,
  };
}

/** Every claim and every name, held: the time to make them, and the memory that they keep. */
const WHOLE = `
import { readFileSync } from 'node:fs';
import { readNames } from '/src/atlas/names.ts';
import { readTable } from '/src/atlas/table.ts';
const folder = process.argv[2];
globalThis.gc();
const before = process.memoryUsage().heapUsed;
const began = performance.now();
const ports = readTable(readFileSync(folder + '/ports.tsv', 'utf8'), 'iana').all();
const names = readNames(readFileSync(folder + '/names.tsv', 'utf8'), 'iana').all();
const took = performance.now() - began;
globalThis.gc();
console.log(JSON.stringify({ took, kept: process.memoryUsage().heapUsed - before, claims: ports.length + names.length }));
`;

async function whole(folder, what) {
  const file = await program(folder, 'whole', WHOLE);
  const registry = join(folder, 'data', 'portolan', 'registry');
  const { folder: edition } = JSON.parse(readFileSync(join(registry, 'current.json'), 'utf8'));
  const words = ['--expose-gc', file, join(registry, edition)];
  const runs = rounds(21, () => JSON.parse(run(folder, ...words).stdout));
  const took = median(runs.map((run) => run.took));
  const kept = median(runs.map((run) => run.kept));
  return {
    what: `all of ${what} loaded, ${runs[0].claims.toLocaleString('en')} claims and names`,
    ours: `${ms(took)}, ${mb(kept)}`,
    peer: '',
    target: 'under 60 ms and 40 MB',
    holds: took < 60 && kept < 40e6,
  };
}

/** The rows of the table of results. */
export async function registryRows() {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-registry-'));
  try {
    const made = join(folder, 'made.xml');
    const maker = await program(
      folder,
      'made',
      "import { makeRegistry } from '/test/support/registry.ts';\nprocess.stdout.write(makeRegistry(15_000).xml);",
    );
    writeFileSync(made, run(folder, maker).stdout);
    const files = [
      [made, 'a made registry of 15,000 records'],
      ...(existsSync(official) ? [[official, 'the whole official registry']] : []),
    ];
    const rows = [];
    for (const [file, what] of files) {
      rows.push(imports(folder, file, what));
      rows.push(cold(folder, what));
      rows.push(await onePort(folder, what));
      rows.push(await whole(folder, what));
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { what, ours, peer, ratio, target, holds } of await registryRows()) {
    const against = ratio === undefined ? '' : ` (${ratio.toFixed(2)} x ${peer})`;
    console.log(`${what}\n  ${ours}${against}\n  ${target}: ${holds ? 'holds' : 'DOES NOT HOLD'}`);
  }
}
