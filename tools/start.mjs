// npm start: builds what is needed, then does the main job: surveys this machine.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const built = `${root}dist/portolan.cjs`;

/** The newest change among files and folders of files. */
function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(`${path}/${name}`)));
}

const sources = ['src', 'data', 'tools', 'package.json', 'package-lock.json'];
const isStale =
  !existsSync(built) ||
  newest(built) < Math.max(...sources.map((source) => newest(`${root}${source}`)));

const run = (script, words) =>
  spawnSync(process.execPath, [script, ...words], { cwd: process.cwd(), stdio: 'inherit' }).status;

if (isStale) {
  const failed = run(`${root}tools/build.mjs`, []);
  if (failed) process.exit(failed);
}
process.exitCode = run(built, process.argv.slice(2)) ?? 70;
