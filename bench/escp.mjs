// node bench/escp.mjs [turns]: how long a job of ESC/P takes to be pages, as text and as pictures. Medians, in milliseconds.
// Where Ghostscript is installed, jobs that it makes are measured too, against the time that making them takes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ESCP_DEVICES, ghostscript, PAGE } from './ghostscript-page.mjs';
import { inTurns, root } from './turns.mjs';

/** Jobs of one page in colour, each with the milliseconds that Ghostscript takes to make it. */
function foreignJobs(folder) {
  if (spawnSync('gs', ['--version']).error) return [];
  const page = join(folder, 'page.ps');
  writeFileSync(page, PAGE);
  const jobs = ESCP_DEVICES.map(({ name, words }, number) => {
    const path = join(folder, `${number}.prn`);
    return { name, path, making: ghostscript(page, path, words) };
  });
  const times = inTurns(
    jobs.map(({ making }) => making),
    7,
  );
  return jobs.map(({ name, path }, number) => ({ name, path, made: times[number] }));
}

// Inside the project, so that packages are found.
const folder = mkdtempSync(join(root, 'dist', 'bench-'));
try {
  const build = await rolldown({
    input: join(root, 'bench/escp.ts'),
    platform: 'node',
    external: ['fontkit', 'fast-png', '@photostructure/sqlite', 'koffi'],
  });
  const file = join(folder, 'escp.mjs');
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  const env = {
    ...process.env,
    PORTOLAN_DIST: new URL('../dist/', import.meta.url).href,
    BENCH_JOBS: JSON.stringify(foreignJobs(folder)),
  };
  console.log('| what | milliseconds | of processors | target |\n|---|---|---|---|');
  const words = [file, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, words, { env, stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
