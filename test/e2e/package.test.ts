/** The package as it would be published: installed into empty folders, without a network. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/built.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

let folder: string;
let tarball: string;
let contents: string[];

const npm = (words: readonly string[], cwd: string) =>
  run('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env: { npm_config_cache: join(folder, 'cache'), npm_config_update_notifier: 'false' },
  });

beforeAll(async () => {
  if (!existsSync(join(ROOT, 'dist/types/index.d.ts'))) {
    throw new Error('the types are not built: node tools/build.mjs --all');
  }
  folder = mkdtempSync(join(tmpdir(), 'portolan-package-'));
  // What is built is packed as it is: packing must not build anew while other tests run.
  const packed = await npm(
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    ROOT,
  );
  if (packed.code !== 0) throw new Error(packed.err);
  const [made] = Object.values(JSON.parse(packed.out) as object) as {
    filename: string;
    files: { path: string }[];
  }[];
  tarball = join(folder, made!.filename);
  contents = made!.files.map(({ path }) => path);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  it('has what is run, read and owed, and nothing else', () => {
    expect(contents).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'package.json',
        'dist/portolan.cjs',
        'dist/index.js',
        'dist/types/index.d.ts',
        'dist/esro.js',
        'dist/types/esro.d.ts',
        'dist/THIRD-PARTY-LICENSES.txt',
        'dist/data/sources.json',
        'dist/data/curated.json',
        'dist/data/programs.json',
        'dist/data/ports/iana.tsv',
        'dist/data/ports/curated.tsv',
        'dist/data/ports/documents.tsv',
      ]),
    );
    const allowed = /^(dist\/|package\.json$|LICENSE$|README\.md$|CHANGELOG\.md$)/;
    expect(contents.filter((path) => !allowed.test(path) || /\.test\./.test(path))).toEqual([]);
  });
});

describe('installed for everybody', () => {
  it('the command runs from an empty prefix, and another folder', async () => {
    const prefix = join(folder, 'prefix');
    mkdirSync(prefix);
    const installed = await npm(
      ['install', '--global', '--prefix', prefix, '--offline', tarball],
      folder,
    );
    expect(installed).toMatchObject({ code: 0, err: '' });
    const command = join(prefix, 'bin', 'portolan');
    expect(await run(command, ['--version'], { cwd: '/' })).toEqual({
      code: 0,
      out: `${version}\n`,
      err: '',
    });
    const page = await run(command, ['641', '--json'], { cwd: '/' });
    expect(JSON.parse(page.out)).toMatchObject({ ports: [{ port: 641 }] });
    expect(await run(command, ['demo'])).toMatchObject({ code: 0, err: '' });
  });
});

describe('installed as a library', () => {
  const USE = `
    import { createAtlas, openAtlas, openUserAtlas, parsePortQueries, type Atlas, type Claim } from 'portolan';
    const atlas: Atlas = openAtlas();
    const claims: readonly Claim[] = atlas.lookup(641).claims;
    if (openUserAtlas().lookup(641).claims.length < claims.length) throw new Error('less is known');
    // @ts-expect-error -- a service is text: were it any, this line would be no error
    const wrong: number = claims[0]!.service;
    console.log(claims[0]!.service, parsePortQueries('udp/53').length, typeof createAtlas, !wrong);
  `;

  it('answers, and has types that a strict compiler believes', async () => {
    const project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
    const installed = await npm(['install', '--offline', tarball], project);
    expect(installed).toMatchObject({ code: 0, err: '' });

    writeFileSync(join(project, 'use.ts'), USE);
    const options =
      '--strict --module nodenext --target es2023 --lib es2023,dom --skipLibCheck false';
    const compiled = await run(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options.split(' '), 'use.ts'],
      { cwd: project },
    );
    expect(compiled).toEqual({ code: 0, out: '', err: '' });

    expect(await run(process.execPath, ['use.js'], { cwd: project })).toEqual({
      code: 0,
      out: 'repcmd 1 function false\n',
      err: '',
    });
  });
});

describe('ESRO alone', () => {
  const USE = `
    import { createPerformer, invoke, OperationError, type Call, type EsroEndpoint } from 'portolan/esro';
    const perform = ({ argument }: Call): Uint8Array => {
      if (argument.length === 0) throw new OperationError(1);
      return argument;
    };
    const performer: EsroEndpoint = await createPerformer({ saps: { 11: { perform } } });
    const { result } = await invoke(performer.local, 11, 1, Uint8Array.of(7));
    // @ts-expect-error -- an argument is octets
    await invoke(performer.local, 11, 1, 'text').catch(() => {});
    performer.close();
    console.log(result.join());
  `;

  it('invokes and performs, with types that need none of Node', async () => {
    const project = join(folder, 'esro');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
    expect(await npm(['install', '--offline', tarball], project)).toMatchObject({ code: 0 });
    writeFileSync(join(project, 'use.ts'), USE);
    const options = '--strict --module nodenext --target es2023 --lib es2023,dom --types';
    const compiled = await run(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options.split(' '), '', 'use.ts'],
      { cwd: project },
    );
    expect(compiled).toEqual({ code: 0, out: '', err: '' });
    expect(await run(process.execPath, ['use.js'], { cwd: project })).toEqual({
      code: 0,
      out: '7\n',
      err: '',
    });
  });
});

describe('the atlas alone', () => {
  const USE = `
    import { createAtlas, type Claim, type Dispute } from 'portolan/atlas';
    import { dataset } from 'portolan/atlas/data';
    const atlas = createAtlas(dataset);
    const claims: readonly Claim[] = atlas.lookup(641).claims;
    const disputes: readonly Dispute[] = atlas.disputes();
    // @ts-expect-error -- a port is a number
    const wrong: string = claims[0]!.from;
    const { hits } = await atlas.search('epson');
    console.log(claims[0]!.service, disputes.length > 20, hits.length > 5, wrong);
  `;

  it('answers in Node, with types that need none of Node', async () => {
    const project = join(folder, 'atlas');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
    expect(await npm(['install', '--offline', tarball], project)).toMatchObject({ code: 0 });
    writeFileSync(join(project, 'use.ts'), USE);
    const options = '--strict --module nodenext --target es2023 --lib es2023,dom --types';
    const compiled = await run(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options.split(' '), '', 'use.ts'],
      { cwd: project },
    );
    expect(compiled).toEqual({ code: 0, out: '', err: '' });
    expect(await run(process.execPath, ['use.js'], { cwd: project })).toEqual({
      code: 0,
      out: 'repcmd true true 641\n',
      err: '',
    });
  });

  it('and in a browser: bundled for one, it asks for no file and no module of Node', async () => {
    const project = join(folder, 'atlas');
    const build = await rolldown({
      input: join(project, 'use.js'),
      platform: 'browser',
      onLog(_, log) {
        throw new Error(log.message);
      },
    });
    const out = join(project, 'browser');
    const { output } = await build.write({ dir: out, format: 'esm' });
    await build.close();
    const code = output.map((file) => ('code' in file ? file.code : '')).join('\n');
    expect(code).not.toMatch(/['"]node:|\brequire\(|\bprocess\.|\bBuffer\b/);
    const { code: exit, out: said } = await run(process.execPath, [join(out, 'use.js')]);
    expect([exit, said]).toEqual([0, 'repcmd true true 641\n']);
  });
});
