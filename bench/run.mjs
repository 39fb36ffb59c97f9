// npm run bench: measures Portolan against its peers in the same run, and writes bench/RESULTS.md.
// Everything is a ratio of medians: the machine may be slow or busy, the peers are so too.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { esroSimulatorRows } from './esro-simulator.mjs';
import { registryRows } from './registry.mjs';
import { searchRows } from './search.mjs';
import { surveyRows } from './survey.mjs';
import { BARE_NODE, inTurns, median, ms, node, portolan, root } from './turns.mjs';

const times = (number) => `${number.toFixed(2)} x`;

function coldLookup() {
  const [bare, lookup] = inTurns([BARE_NODE, [node, portolan, 'port', '3289']], 41);
  return {
    what: 'cold `portolan port 3289`, whole process',
    ours: ms(lookup),
    peer: `\`node -e 0\`: ${ms(bare)}`,
    ratio: lookup / bare,
    target: 'at most 1.6 x',
    holds: lookup / bare <= 1.6,
  };
}

async function lookups() {
  const { openAtlas } = await import(`${root}dist/index.js`);
  const atlas = openAtlas();
  const ports = Int32Array.from({ length: 65_536 }, (_, i) => (i * 40_503) % 65_536);
  let claims = 0;
  const pass = () => {
    for (const port of ports) claims += atlas.lookup(port).claims.length;
  };
  const began = performance.now();
  pass();
  const first = performance.now() - began;
  const rates = Array.from({ length: 31 }, () => {
    const start = performance.now();
    for (let i = 0; i < 16; i++) pass();
    return (16 * ports.length) / (performance.now() - start) / 1000;
  });
  const rate = median(rates);
  return {
    what: '`atlas.lookup(port)` in the library, all ports in a scattered order',
    ours: `${rate.toFixed(1)} million a second (the first pass over all 65,536: ${ms(first)}, ${claims > 0 ? 'with' : 'without'} claims)`,
    peer: '',
    ratio: undefined,
    target: 'over 5 million a second',
    holds: rate > 5,
  };
}

const version = (command, ...words) =>
  execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).split(
    '\n',
  )[0];

/** lsof says its version on the other stream. */
const lsofVersion = () =>
  /revision: (\S+)/.exec(spawnSync('lsof', ['-v'], { encoding: 'utf8' }).stderr)?.[1] ?? 'unknown';

const rows = [
  coldLookup(),
  ...(await surveyRows()),
  await lookups(),
  ...(await searchRows()),
  ...(await registryRows()),
  ...(await esroSimulatorRows()),
  // Loaded last, since it brings a bundler along.
  ...(await (await import('./sweep.mjs')).sweepRows()),
];

const alone = process.env['BENCH_ALONE']
  ? '* among its own processes and sockets alone, at real-time priority (`bench/alone.sh`): others were at work\n'
  : '';
const table = rows.map(
  ({ what, ours, peer, ratio, target, holds }) =>
    `| ${what} | ${ours} | ${peer} | ${ratio === undefined ? '' : times(ratio)} | ${target} | ${holds === undefined ? '' : holds ? 'yes' : '**no**'} |`,
);
const text = `# Benchmark results

Medians of runs in turns, peers and Portolan in the same run; the ratio is what counts. Made by \`npm run bench\`
on ${new Date().toISOString().slice(0, 10)}, on this machine:

* ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}
* node ${process.version}, ${version('ss', '--version')}, lsof ${lsofVersion()}, ${version('netstat', '--version')}
${alone}
| what | Portolan | peer | ratio | target | holds |
|---|---|---|---|---|---|
${table.join('\n')}
`;
writeFileSync(`${root}bench/RESULTS.md`, text);
console.log(text);
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;
