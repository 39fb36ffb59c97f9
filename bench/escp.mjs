// node bench/escp.mjs [turns]: how long a job of ESC/P takes to be pages, as text and as pictures. Medians, in milliseconds.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './turns.mjs';

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
  const env = { ...process.env, PORTOLAN_DIST: new URL('../dist/', import.meta.url).href };
  console.log('| what | milliseconds | of processors | target |\n|---|---|---|---|');
  const words = [file, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, words, { env, stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
