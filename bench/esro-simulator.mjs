// How fast ESRO's machines are where nothing is between them. Alone: node bench/esro-simulator.mjs, ten seconds.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { median, ms, node, root } from './turns.mjs';

const ROUNDS = 5;

/** The row for the table of results: each round is a process that has done nothing before. */
export async function esroSimulatorRows() {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
  try {
    const file = join(folder, 'esro-simulator.mjs');
    const built = await rolldown({ input: `${root}bench/esro-simulator.ts`, platform: 'node' });
    await built.write({ file, format: 'esm' });
    const rounds = Array.from({ length: ROUNDS }, () =>
      JSON.parse(execFileSync(node, [file], { encoding: 'utf8' })),
    );
    const { conversations, answered, sent } = rounds[0];
    const took = median(rounds.map((round) => round.took));
    return [
      {
        what: `ESRO in the simulator: ${conversations} seeded 3-way conversations at 40 % loss`,
        ours: `${ms(took)}; ${answered} were answered, ${sent} datagrams`,
        peer: '',
        ratio: undefined,
        target: 'under 2 s',
        holds: took < 2000,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { what, ours, target, holds } of await esroSimulatorRows()) {
    console.log(`| ${what} | ${ours} |  |  | ${target} | ${holds ? 'yes' : '**no**'} |`);
  }
}
