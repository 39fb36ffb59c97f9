/**
 * What `tools/new-protocol.mjs` makes must compile and pass the tests that every protocol passes. Tried
 * in a copy of the few folders that it needs.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const house = fileURLToPath(new URL('..', import.meta.url));
let copy: string;

const NEEDED = [
  'package.json',
  'tsconfig.json',
  'tsconfig.pure.json',
  'src/pure-globals.d.ts',
  'src/core',
  'src/protocols',
  'test/protocols.test.ts',
  'test/support/escp.ts',
  'tools/new-protocol.mjs',
];

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'portolan-new-protocol-'));
  for (const path of NEEDED) cpSync(join(house, path), join(copy, path), { recursive: true });
  symlinkSync(join(house, 'node_modules'), join(copy, 'node_modules'), 'dir');
  writeFileSync(
    join(copy, 'vitest.config.ts'),
    "export default { test: { testTimeout: 30_000, include: ['src/protocols/**/*.test.ts', 'test/*.test.ts'] } };\n",
  );
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

const tool = (...args: readonly string[]) => run('tools/new-protocol.mjs', ...args);
const list = () => readFileSync(join(copy, 'src/protocols/index.ts'), 'utf8');

describe('a name that cannot be', () => {
  it.each([
    [[], 'Say what it is called'],
    [['Lpd'], '"Lpd" cannot be a protocol'],
    [['../lpd'], 'lower-case letters and digits'],
    [['9p'], 'a letter first'],
    [['a'.repeat(21)], '20 at most'],
    [['class'], 'a word of the code itself'],
    [['decode'], 'a word of the code itself'],
    [['enpc'], 'src/protocols/enpc is there already'],
    [['lpd', 'ipp'], 'One name at a time'],
  ])('%j is refused with a sentence, and nothing is written', (args, sentence) => {
    const before = list();
    const { status, stderr } = tool(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(list()).toBe(before);
  });
});

describe('a new protocol', () => {
  it('compiles, passes, and admits what it lacks', { timeout: 120_000 }, () => {
    expect(tool('wayfarer')).toMatchObject({ status: 0, stderr: '' });
    expect(list()).toContain("import { wayfarer } from './wayfarer/index.ts';");
    expect(list()).toMatch(/= \[enpc, (.*, )?wayfarer\];$/m);

    const folder = join(copy, 'src/protocols/wayfarer');
    const made = readdirSync(folder, { recursive: true }).map(String).toSorted();
    expect(made).toEqual(
      ['README.md', 'index.ts', 'vectors', 'vectors/rejects.json', 'wire.test.ts', 'wire.ts'].map(
        (path) => path.replace('/', sep),
      ),
    );
    const page = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const file of ['client.ts', 'server.ts', 'probe.ts']) {
      expect(existsSync(join(folder, file))).toBe(false);
      expect(page).toContain(`\`${file}\`, no file yet`);
    }

    for (const project of ['tsconfig.json', 'tsconfig.pure.json']) {
      const { status, stdout } = run('node_modules/typescript/bin/tsc', '-p', project);
      expect({ project, status, stdout }).toEqual({ project, status: 0, stdout: '' });
    }
    const tests = run(
      'node_modules/vitest/vitest.mjs',
      'run',
      'test/protocols.test.ts',
      'test/support/escp.ts',
      'src/protocols/wayfarer',
    );
    expect(tests.stdout).toMatch(/Test Files\s+2 passed/);
    expect(tests.status).toBe(0);
  });
});
