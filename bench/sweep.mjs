// What a sweep of a network costs, by the real command, counted where it arrives: in network namespaces of its own, by
// the counters of the interface at the other end. Needs root and iproute2; masscan and nmap are the peers where they
// are installed. Alone: node bench/sweep.mjs. Six minutes, of which the /16 on a link takes four and a half.
import { fileURLToPath } from 'node:url';
import {
  amongDevices,
  discover,
  FAR,
  FAR_HOSTS,
  FAR_SMALL,
  isInstalled,
  LIVE,
  lostHere,
  masscan,
  NEAR,
  NEAR_HOSTS,
  noGround,
  onGround,
  runHere,
  seenByRouter,
  sweepAlone,
} from './sweep-ground.mjs';
import { mb, median } from './turns.mjs';

/** Passes of a sweep, the pause between two, and what is listened after the last: src/core/sweep.ts. */
const PASSES = 4;
const PASS_PAUSE = 500;
const LAST_PAUSE = 1000;

const schedule = (hosts, perSecond) =>
  (1000 * PASSES * hosts) / perSecond + PASS_PAUSE * (PASSES - 1) + LAST_PAUSE;

const seconds = (time) => `${(time / 1000).toFixed(time < 10_000 ? 2 : 1)} s`;
const distance = (ratio) => Math.abs(ratio - 1);
const furthest = (numbers, from) =>
  numbers.toSorted((a, b) => Math.abs(b - from) - Math.abs(a - from))[0];

/** Runs something several times, one after the other. */
async function times(rounds, run) {
  const results = [];
  // oxlint-disable-next-line no-await-in-loop -- each alone, or they would measure each other
  for (let round = 0; round < rounds; round++) results.push(await run());
  return results;
}

async function small() {
  const runs = await times(3, () => discover(FAR_SMALL, '--only', 'enpc'));
  const [took, planned] = [median(runs.map((run) => run.took)), schedule(254, 1000)];
  const nmap = isInstalled('nmap') ? await nmapUdp() : undefined;
  return {
    what: '`portolan discover` of a /24 behind a router, nobody there: four datagrams a host at the default rate',
    ours: `${seconds(took)}; its schedule says ${seconds(planned)}`,
    peer: nmap
      ? `\`nmap -sU -p 3289 -Pn -n --max-retries 3 --min-rate 1000\`, as root: ${seconds(nmap)}`
      : '',
    ratio: took / planned,
    target: 'its schedule, and 10 % at most',
    holds: took <= planned * 1.1,
  };
}

async function nmapUdp() {
  const words = `-sU -p 3289 -Pn -n --max-retries 3 --min-rate 1000 ${FAR_SMALL}`;
  return (await runHere('nmap', ...words.split(' '))).took;
}

async function atRate(perSecond) {
  const sweep = () => discover(FAR, '--only', 'enpc', '--rate', `${perSecond}`);
  const [{ result, arrived, rate }] = await times(1, () => seenByRouter(sweep));
  const ideal = schedule(FAR_HOSTS, perSecond);
  const worst = furthest([rate / perSecond, ideal / result.took], 1);
  return {
    what: `\`portolan discover\` of a /16 through a router at ${perSecond} a second, counted where they arrive`,
    ours: `${rate.toFixed(1)} a second, ${seconds(result.took)} in all; ${arrived} of ${PASSES * FAR_HOSTS} arrived`,
    peer: `what was asked for: ${perSecond} a second, ${seconds(ideal)}`,
    ratio: worst,
    target: 'within 5 %, all arrived',
    holds: distance(worst) < 0.05 && arrived >= PASSES * FAR_HOSTS,
  };
}

async function unthrottled(ground) {
  const [ours, alone, theirs] = [[], [], []];
  const runs = await times(3, async () => {
    const sweep = () => discover(FAR, '--only', 'enpc', '--rate', '1000000');
    const run = await seenByRouter(sweep);
    ours.push(run.rate);
    const order = { targets: FAR, perSecond: null };
    alone.push((await seenByRouter(() => sweepAlone(ground, order))).rate);
    if (isInstalled('masscan')) theirs.push((await seenByRouter(masscan)).rate);
    return run;
  });
  const arrived = Math.min(...runs.map((run) => run.arrived));
  const peak = Math.max(...runs.map((run) => run.result.peak));
  const [rate, bare] = [median(ours), median(alone)];
  const peer = theirs.length > 0 ? median(theirs) : undefined;
  return {
    what: '`portolan discover --rate 1000000` of a /16 through a router: datagrams a second where they arrive',
    ours: `${Math.round(rate)} a second (its sender alone: ${Math.round(bare)}); ${arrived} of ${PASSES * FAR_HOSTS} arrived in the worst run; ${mb(peak)} of memory`,
    peer: peer ? `\`masscan\`, which has a stack of its own: ${Math.round(peer)} a second` : '',
    ratio: peer && rate / peer,
    target: 'over 50,000 a second, all arrived',
    holds: rate > 50_000 && arrived >= PASSES * FAR_HOSTS,
  };
}

/** The kernel has 1024 places for neighbours that do not answer, each for 3 s: nobody who asks it is faster. */
const leastTime = (hosts, live) => ((hosts - live) / 1024) * 3000;

/** Each once, and with what it is. */
const isWhole = ({ devices }, count) =>
  devices.length === count &&
  new Set(devices.flatMap(({ addresses }) => addresses)).size === count &&
  devices.every(({ model }) => model !== undefined);

async function onLink(ground) {
  const words = [NEAR, '--only', 'enpc,snmp', '--rate', '20000'];
  const before = lostHere();
  const result = await amongDevices(ground, 'link', () => discover(...words));
  const lost = lostHere() - before;
  const ideal = leastTime(NEAR_HOSTS, LIVE);
  return {
    what: `\`portolan discover\` of a /16 on a link by ENPC and SNMP, ${LIVE} devices among ${NEAR_HOSTS} addresses, half of them of each kind`,
    ours: `${seconds(result.took)}, ${result.devices.length} found; ${lost} datagrams lost on this machine, and said again`,
    peer: `the kernel's table of neighbours, never idle: ${seconds(ideal)}`,
    ratio: result.took / ideal,
    target: 'all found',
    holds: isWhole(result, LIVE),
  };
}

async function shop(ground) {
  const runs = await amongDevices(ground, 'shop', () => times(5, () => discover()));
  const whole = median(runs.map((run) => run.whole));
  const isComplete = runs.every((run) => isWhole(run, LIVE));
  return {
    what: `\`portolan discover\` on a link with ${LIVE} devices, by all its protocols, as a whole process`,
    ours: `${seconds(whole)}; ${runs.map(({ devices }) => devices.length).join(', ')} devices, ${isComplete ? 'each once and with its model' : 'NOT each once and whole'}`,
    peer: '',
    ratio: undefined,
    target: 'all in 3 s, none twice',
    holds: isComplete && whole <= 3000,
  };
}

/** Rows for the table of results; none, and a line that says so, where there can be no ground. */
export async function sweepRows() {
  const reason = noGround();
  if (reason) {
    console.warn(`LEFT OUT: sweeps, because ${reason}`);
    return [];
  }
  return onGround(async (ground) => [
    await small(),
    await atRate(20_000),
    await unthrottled(ground),
    await shop(ground),
    await onLink(ground),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { what, ours, peer, ratio, target, holds } of await sweepRows()) {
    const ratioText = ratio === undefined ? '' : `${ratio.toFixed(2)} x`;
    console.log(`${what}\n    ${ours} | ${peer} | ${ratioText} | ${target} | ${holds ?? ''}`);
  }
}
