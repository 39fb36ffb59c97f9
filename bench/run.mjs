// npm run bench: measures Portolan against its peers in the same run, and writes bench/RESULTS.md.
// Everything is a ratio of medians: the machine may be slow or busy, the peers are so too.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { registryRows } from './registry.mjs';
import { searchRows } from './search.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const portolan = `${root}dist/portolan.cjs`;
const node = process.execPath;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Milliseconds that a command takes as a whole process, its output thrown away. */
function timed([command, ...words]) {
  const began = performance.now();
  const { status, error } = spawnSync(command, words, { stdio: 'ignore' });
  const took = performance.now() - began;
  if (error || status > 1) throw new Error(`${command} ${words.join(' ')}: ${error ?? status}`);
  return took;
}

/** Medians of several commands, run in turns so that a busy moment meets all of them. */
function inTurns(commands, rounds) {
  const times = commands.map(() => []);
  for (const command of commands) timed(command);
  for (let round = 0; round < rounds; round++) {
    commands.forEach((command, i) => times[i].push(timed(command)));
  }
  return times.map(median);
}

/** Runs `measure` while a machine with so many listeners and processes stands. */
async function amid(listeners, processes, measure) {
  const words = [`${root}bench/listeners-fixture.mjs`, `${listeners}`, `${processes}`];
  const fixture = spawn(node, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(fixture.stdout, 'data');
  try {
    return measure();
  } finally {
    fixture.stdin.end();
    await once(fixture, 'exit');
  }
}

const NODE = [node, '-e', '0'];
const SURVEY = [node, portolan, 'survey', '--json'];
const ms = (number) => `${number.toFixed(1)} ms`;
const times = (number) => `${number.toFixed(2)} x`;

function coldLookup() {
  const [bare, lookup] = inTurns([NODE, [node, portolan, 'port', '3289']], 41);
  return {
    what: 'cold `portolan port 3289`, whole process',
    ours: ms(lookup),
    peer: `\`node -e 0\`: ${ms(bare)}`,
    ratio: lookup / bare,
    target: 'at most 1.6 x',
    holds: lookup / bare <= 1.6,
  };
}

function smallSurvey() {
  const [bare, survey, ss] = inTurns([NODE, SURVEY, ['ss', '-Htulnp']], 41);
  const work = survey - bare;
  return {
    what: '`portolan survey --json`, 200 listeners: work inside the process',
    ours: `${ms(work)} (${ms(survey)} less bare node)`,
    peer: `\`ss -Htulnp\`, whole process: ${ms(ss)}`,
    ratio: work / ss,
    target: 'at most 3 x',
    holds: work / ss <= 3,
  };
}

function largeSurvey() {
  const [bare, survey, lsof] = inTurns([NODE, SURVEY, ['lsof', '-nP', '-i']], 21);
  const peer = `\`lsof -nP -i\`, whole process: ${ms(lsof)}`;
  const what = '`portolan survey --json`, 2,000 listeners and 1,000 processes';
  const work = survey - bare;
  return [
    {
      what: `${what}: work inside the process`,
      ours: `${ms(work)} (${ms(survey)} less bare node)`,
      peer,
      ratio: work / lsof,
      target: 'below 1 x',
      holds: work / lsof < 1,
    },
    {
      what: `${what}: whole process`,
      ours: ms(survey),
      peer,
      ratio: survey / lsof,
      target: '',
      holds: undefined,
    },
  ];
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
  await amid(200, 0, smallSurvey),
  ...(await amid(2000, 1000, largeSurvey)),
  await lookups(),
  ...(await searchRows()),
  ...(await registryRows()),
];

const table = rows.map(
  ({ what, ours, peer, ratio, target, holds }) =>
    `| ${what} | ${ours} | ${peer} | ${ratio === undefined ? '' : times(ratio)} | ${target} | ${holds === undefined ? '' : holds ? 'yes' : '**no**'} |`,
);
const text = `# Benchmark results

Medians of runs in turns, peers and Portolan in the same run; the ratio is what counts. Made by \`npm run bench\`
on ${new Date().toISOString().slice(0, 10)}, on this machine:

* ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}
* node ${process.version}, ${version('ss', '--version')}, lsof ${lsofVersion()}

| what | Portolan | peer | ratio | target | holds |
|---|---|---|---|---|---|
${table.join('\n')}
`;
writeFileSync(`${root}bench/RESULTS.md`, text);
console.log(text);
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;
