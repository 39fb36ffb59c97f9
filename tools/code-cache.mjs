// Keeps what V8 compiles of dist/main.cjs in dist/main.cache, for src/surfaces/cli/loader.ts. Runs the
// command a few times (the build throws its output away), so that the functions of a survey and of a lookup are in it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const folder = fileURLToPath(new URL('../dist', import.meta.url));
const filename = `${folder}/main.cjs`;
// Without its folder: what is shipped should not tell where it was built.
const script = new Script(readFileSync(filename, 'latin1'), { filename: 'main.cjs' });
const start = script.runInThisContext();

// The same on every machine that builds: none of its user's labels and editions, and a list of nmap's, whether
// nmap is there or not, so that reading one is compiled too.
const home = mkdtempSync(join(tmpdir(), 'portolan-build-'));
writeFileSync(join(home, 'nmap-services'), 'enpc\t3289/udp\t0.25\t# a line\n');
process.env.NMAPDIR = home;
for (const purpose of ['CONFIG', 'DATA', 'STATE', 'CACHE']) {
  process.env[`XDG_${purpose}_HOME`] = home;
}

// The command ends the process when all is said; here another run follows.
process.exit = () => {};
const runs = [['survey'], ['survey', '--json'], ['port', '3289'], ['port', '620-642', '--json']];

/** Each run ends when nothing is left to happen. */
function next() {
  const words = runs.shift();
  if (words === undefined) {
    writeFileSync(`${folder}/main.cache`, script.createCachedData());
    return;
  }
  process.argv = [process.execPath, filename, ...words];
  const loaded = { exports: {} };
  start(loaded.exports, createRequire(filename), loaded, filename, folder);
  process.once('beforeExit', next);
  // Something must happen in the event loop, or a run that needs none would be the last.
  setImmediate(() => {});
}
next();
process.on('exit', () => {
  rmSync(home, { recursive: true, force: true });
  // How the runs ended is of no matter here.
  process.exitCode = 0;
});
