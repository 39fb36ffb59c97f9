// How the benchmarks measure: commands as whole processes, in turns, so that a busy moment meets all of them, and
// medians of that.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../', import.meta.url));
export const portolan = `${root}dist/portolan.cjs`;
export const node = process.execPath;
export const BARE_NODE = [node, '-e', '0'];

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
export const ms = (number) => `${number.toFixed(number < 1 ? 2 : 1)} ms`;
export const mb = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/** Milliseconds that a command takes as a whole process, its output thrown away. */
function timed([command, ...words], env) {
  const began = performance.now();
  const { status, error } = spawnSync(command, words, { stdio: 'ignore', env });
  const took = performance.now() - began;
  if (error || status > 1) throw new Error(`${command} ${words.join(' ')}: ${error ?? status}`);
  return took;
}

/** Medians of several commands; of each, words and what is added to the environment: `[...words, { NAME: … }]`. */
export function inTurns(commands, rounds) {
  const runs = commands.map((command) => {
    const more = typeof command.at(-1) === 'object' ? command.at(-1) : {};
    const words = command.filter((word) => typeof word === 'string');
    return () => timed(words, { ...process.env, ...more });
  });
  const times = commands.map(() => []);
  for (const run of runs) run();
  for (let round = 0; round < rounds; round++) runs.forEach((run, i) => times[i].push(run()));
  return times.map(median);
}

/**
 * Runs `measure` while a machine stands that `words` make: a program that says `ready` and takes everything down
 * again when its standard input closes.
 */
export async function amid(words, measure) {
  const [command, ...rest] = words;
  const fixture = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = await Promise.race([once(fixture.stdout, 'data'), once(fixture, 'exit')]);
  if (!String(said).startsWith('ready')) throw new Error(`${words.join(' ')} ended: ${said}`);
  try {
    return await measure();
  } finally {
    fixture.stdin.end();
    await once(fixture, 'exit');
  }
}
