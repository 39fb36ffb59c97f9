/**
 * The file that runs as `portolan`: starts the command from compiled code when there is some.
 *
 * Node compiles a file anew at every start, which takes longer than most answers here. The build keeps
 * what V8 made of `main.cjs` beside it; another version of Node refuses it and compiles as ever.
 */
import { readFileSync } from 'node:fs';
import { Module, createRequire } from 'node:module';
import { Script } from 'node:vm';

const folder = __dirname;
const filename = `${folder}/main.cjs`;

function readCache(): Buffer | undefined {
  try {
    return readFileSync(`${folder}/main.cache`);
  } catch {
    return undefined;
  }
}

const cachedData = readCache();
// The build has wrapped it as a function already: V8 takes compiled code only for the very same source.
const source = readFileSync(filename, 'latin1');
const script = new Script(source, { filename, ...(cachedData && { cachedData }) });
const load = createRequire(filename);
const main = new Module(filename);
// The server's file asks for this one: it must get what runs here, not read it a second time.
load.cache[filename] = main;
script.runInThisContext()(main.exports, load, main, filename, folder);
