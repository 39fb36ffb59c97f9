// Measures the survey against ss, lsof and netstat, on made machines: a small one, a large one, a crowded one, and one
// with a hundred thousand connections. Part of `npm run bench`; alone: `node bench/survey.mjs`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { amid, BARE_NODE, inTurns, mb, median, ms, node, portolan, root } from './turns.mjs';

const LISTENERS = [node, `${root}bench/listeners-fixture.mjs`];
const CROWD = ['python3', `${root}bench/crowd.py`];
const SURVEY = [node, portolan, 'survey', '--json'];
const SS = ['ss', '-Htulnp'];
const LSOF = ['lsof', '-nP', '-i'];
const NETSTAT = ['netstat', '-tulnp'];

/** By `/proc` alone, as without koffi. */
const BY_PROC = { PORTOLAN_SOCKETS: 'proc' };

/**
 * The collector alone, as a program for plain Node: it looks once, and says the most memory that it had; or it
 * glances a few hundred times, and says the milliseconds of processor time that one takes.
 */
const COLLECTOR = `
import { readFileSync } from 'node:fs';
import { nodeListeners } from '${root}src/platform/node/listeners/index.ts';
const [what, detail] = process.argv.slice(2);
const source = nodeListeners();
const look = () => source.collect({ aborted: false }, { detail });
const glance = () => source.glance({ aborted: false });
async function once() {
  await look();
  // Of this program alone: getrusage counts what its parent was before it became this.
  const [, peak] = /^VmHWM:\\s+(\\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  console.log(peak * 1024);
  // As the command does: what the engine still has to tidy up is not waited for.
  process.exit();
}
async function glances() {
  for (let i = 0; i < 50; i++) await glance();
  const began = process.cpuUsage();
  for (let i = 0; i < 300; i++) await glance();
  const { user, system } = process.cpuUsage(began);
  console.log((user + system) / 1000 / 300);
}
void (what === 'once' ? once() : glances());
`;

/** The whole survey in a program that stands (the page, a watch, the library): the milliseconds of one, once warm. */
const STANDING = `
import { openAtlas } from '${root}src/app/atlas.ts';
import { survey } from '${root}src/app/survey.ts';
import { nodePlatform } from '${root}src/platform/node/platform.ts';
import { format } from '${root}src/surfaces/formats.ts';
const platform = nodePlatform({ dataFolder: new URL('file://${root}dist/data/') });
const context = { platform, atlas: openAtlas(platform), signal: { aborted: false }, emit() {} };
async function once() {
  const began = performance.now();
  let length = 0;
  for (const text of format('json', survey, await survey.run({}, context))) length += text.length;
  return length > 1000 ? performance.now() - began : NaN;
}
async function often() {
  for (let i = 0; i < 60; i++) await once();
  const times = [];
  for (let i = 0; i < 61; i++) times.push(await once());
  console.log(times.toSorted((a, b) => a - b)[30]);
  process.exit();
}
void often();
`;

/** Bundled as the command is, without its compiled code. */
async function makeProgram(folder, name, text) {
  const input = join(folder, `${name}.ts`);
  writeFileSync(input, text);
  const external = ['koffi', '@photostructure/sqlite'];
  const bundle = await rolldown({ input, platform: 'node', external });
  const minify = { compress: true, mangle: false, codegen: true };
  await bundle.write({ dir: folder, format: 'cjs', entryFileNames: '[name].cjs', minify });
  await bundle.close();
  return [node, join(folder, `${name}.cjs`)];
}

/** The number that a command says: the median of some runs. */
function says([command, ...words], env = {}) {
  const run = () =>
    execFileSync(command, words, { encoding: 'utf8', env: { ...process.env, ...env } });
  return median(Array.from({ length: 7 }, () => Number(run())));
}

function row(what, ours, peer, ratio, target, holds) {
  return { what, ours, peer, ratio, target, holds };
}

function small(standing) {
  const [bare, survey, proc, ss] = inTurns([BARE_NODE, SURVEY, [...SURVEY, BY_PROC], SS], 41);
  const what = '`portolan survey --json`, 200 listeners: work inside the process';
  const peer = `\`ss -Htulnp\`, whole process: ${ms(ss)}`;
  const work = survey - bare;
  const inAll = `${ms(work)} (${ms(survey)} less bare node, ${ms(bare)})`;
  return [
    row(what, inAll, peer, work / ss, 'at most 2 x', work / ss <= 2),
    row(`${what}, without koffi`, ms(proc - bare), peer, (proc - bare) / ss, '', undefined),
    ...stood(standing, ss, peer),
  ];
}

/** The same without what each start costs: whoever looks again and again pays that once. */
function stood(standing, ss, peer) {
  const what = 'the same survey in a program that stands, whole, with verdicts and JSON';
  const [ours, proc] = [says(standing), says(standing, BY_PROC)];
  return [
    row(what, ms(ours), peer, ours / ss, 'at most 2 x', ours / ss <= 2),
    row(`${what}, without koffi`, ms(proc), peer, proc / ss, '', undefined),
  ];
}

function large() {
  const [bare, survey, lsof] = inTurns([BARE_NODE, SURVEY, LSOF], 21);
  const what = '`portolan survey --json`, 2,000 listeners and 1,000 processes';
  const peer = `\`lsof -nP -i\`, whole process: ${ms(lsof)}`;
  const work = survey - bare;
  return [
    row(`${what}: work inside the process`, ms(work), peer, work / lsof, 'below 1 x', work < lsof),
    row(`${what}: whole process`, ms(survey), peer, survey / lsof, '', undefined),
  ];
}

/** 10,000 sockets in 2,000 processes: what `ss -p` shows, from the collector alone. */
function crowded(collector) {
  const programs = [...collector, 'once', 'programs'];
  const everything = [...collector, 'once', 'everything'];
  const [bare, ours, proc, all, ss, lsof, netstat] = inTurns(
    [BARE_NODE, programs, [...programs, BY_PROC], everything, SS, LSOF, NETSTAT],
    15,
  );
  const what = '10,000 sockets in 2,000 processes, programs and users';
  const work = ours - bare;
  const inAll = `${ms(work)} (${ms(ours)} less bare node, ${ms(bare)})`;
  const against = (name, theirs, target, most) =>
    row(what, inAll, `\`${name}\`: ${ms(theirs)}`, work / theirs, target, work / theirs <= most);
  const peak = says(everything);
  return [
    against('ss -Htulnp', ss, 'below 1 x', 1),
    against('lsof -nP -i', lsof, 'at most 0.33 x', 1 / 3),
    against('netstat -tulnp', netstat, 'at most 0.33 x', 1 / 3),
    row(`${what}, whole process`, ms(ours), `\`ss -Htulnp\`: ${ms(ss)}`, ours / ss, '', undefined),
    row(`${what}, without koffi`, ms(proc - bare), '', (proc - bare) / ss, '', undefined),
    row(
      'the same with paths, command lines, units and containers',
      `${ms(all - ours)} more`,
      `without them: ${ms(work)}`,
      (all - bare) / work,
      '',
      undefined,
    ),
    row('the same: most memory', mb(peak), '', undefined, 'under 120 MB', peak < 120e6),
  ];
}

/** A glance is the netlink path by itself: what the kernel is asked, and what is made of the answer. */
async function connected(collector) {
  const glance = [...collector, 'glances'];
  const none = await amid([...CROWD, '10', '50', '0'], () => says(glance));
  return amid([...CROWD, '10', '50', '100000'], () => {
    const many = says(glance);
    const [bare, ours, ss] = inTurns([BARE_NODE, [...collector, 'once', 'programs'], SS], 5);
    const what = '500 listeners by netlink, with 100,000 connections on the machine';
    return [
      row(
        what,
        ms(many),
        `with none: ${ms(none)}`,
        many / none,
        'at most 1.1 x',
        many / none <= 1.1,
      ),
      row(
        'a whole look there, through the 200,000 descriptors of their processes',
        ms(ours - bare),
        `\`ss -Htulnp\`: ${ms(ss)}`,
        (ours - bare) / ss,
        '',
        undefined,
      ),
    ];
  });
}

function glances(collector) {
  const share = (cpu) => `${((cpu * 2) / 10).toFixed(2)} % of a core`;
  const cpu = says([...collector, 'glances']);
  const proc = says([...collector, 'glances'], BY_PROC);
  const what = 'a glance at 500 listeners, twice a second';
  return [
    row(what, share(cpu), '', undefined, 'under 1 % of a core', cpu * 2 < 10),
    row(`${what}, without koffi`, share(proc), '', undefined, '', undefined),
  ];
}

export async function surveyRows() {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
  try {
    // They ask for koffi from where they stand.
    symlinkSync(`${root}node_modules`, join(folder, 'node_modules'));
    const collector = await makeProgram(folder, 'collector', COLLECTOR);
    const standing = await makeProgram(folder, 'standing', STANDING);
    return [
      ...(await amid([...LISTENERS, '200', '0'], () => small(standing))),
      ...(await amid([...LISTENERS, '2000', '1000'], large)),
      ...(await amid([...CROWD, '2000', '5'], () => crowded(collector))),
      ...(await connected(collector)),
      ...(await amid([...LISTENERS, '500', '0'], () => glances(collector))),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { what, ours, peer, ratio, target, holds } of await surveyRows()) {
    const times = ratio === undefined ? '' : `${ratio.toFixed(2)} x`;
    console.log(`${what}\n    ${ours} | ${peer} | ${times} | ${target} | ${holds ?? ''}`);
  }
}
