/** Holds the house's rules against what stands in `src`, and proves that each rule can be broken. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { houseFaults } from './support/house.ts';

const ROOT = new URL('../', import.meta.url);

function readHouse(): Map<string, string> {
  const names = readdirSync(new URL('src/', ROOT), { recursive: true, encoding: 'utf8' });
  return new Map(
    names
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\.d\.ts$/.test(name))
      .map((name) => `src/${name.replaceAll('\\', '/')}`)
      .toSorted()
      .map((path) => [path, readFileSync(new URL(path, ROOT), 'utf8')]),
  );
}

const { include } = JSON.parse(readFileSync(new URL('tsconfig.pure.json', ROOT), 'utf8')) as {
  include: string[];
};
const PURE = include.map((path) => (path.endsWith('.ts') ? path : `${path}/`));

describe('the house', () => {
  it('keeps its rules', () => {
    const house = readHouse();
    expect(house.size).toBeGreaterThan(50);
    expect(houseFaults(house, PURE)).toEqual([]);
  });

  it('has its pure folders checked by the compiler too', () => {
    for (const name of 'core captures atlas language protocols survey identify devices printer rendering verdict app'.split(
      ' ',
    )) {
      expect(PURE).toContain(`src/${name}/`);
    }
  });
});

describe('a rule that is broken is found', () => {
  it.each<[path: string, text: string, says: string]>([
    ['src/core/x.ts', `import { a } from '../atlas/a.ts';`, 'src/core/ imports only itself'],
    ['src/captures/x.ts', `import { a } from '../protocols/a.ts';`, 'src/captures/ imports only'],
    ['src/atlas/x.ts', `import type { A } from '../app/a.ts';`, 'src/atlas/ imports only'],
    ['src/atlas/x.ts', `import { a } from '../survey/a.ts';`, 'src/atlas/ imports only'],
    ['src/survey/x.ts', `export { a } from '../atlas/a.ts';`, 'src/survey/ imports only'],
    ['src/survey/x.ts', `export * from '../atlas/a.ts';`, 'src/survey/ imports only'],
    ['src/protocols/ipp/x.ts', `import '../../atlas/a.ts';`, 'src/protocols/ imports only'],
    ['src/protocols/ipp/x.ts', `import { a } from '../lpd/a.ts';`, 'protocols never meet'],
    ['src/protocols/ipp/x.ts', `import { a } from '../index.ts';`, 'protocols never meet'],
    ['src/devices/x.ts', `import { a } from '../app/a.ts';`, 'src/devices/ imports only'],
    [
      'src/devices/witnesses/x.ts',
      `import { a } from '../../platform/a.ts';`,
      'src/devices/ imports',
    ],
    ['src/verdict/x.ts', `import { a } from '../protocols/index.ts';`, 'src/verdict/ imports'],
    ['src/verdict/x.ts', `await import('../app/a.ts');`, 'src/verdict/ imports only'],
    ['src/platform/x.ts', `import { a } from './node/a.ts';`, 'picks the real platform'],
    ['src/platform/simulated/x.ts', `import { a } from '../../app/a.ts';`, 'simulated/ imports'],
    ['src/app/x.ts', `import { a } from '../platform/node/a.ts';`, 'picks the real platform'],
    ['src/app/x.ts', `import {\n  a,\n} from '../surfaces/a.ts';`, 'src/app/ imports only'],
    ['src/surfaces/cli/run.ts', `import { a } from '../../platform/node/a.ts';`, 'real platform'],
    ['src/identify/x.ts', `const a = { kind: 'say', bytes };`, 'through the gate'],
    ['src/identify/x.ts', 'connection.write(bytes);', 'through the gate'],
    ['src/app/speak/x.ts', `const a = { kind: "say", bytes };`, 'through the gate'],
    ['src/app/speak/talk.ts', 'connection.write(hello);', 'through the gate'],
    ['src/app/scan/x.ts', 'socket.send(bytes, to);', 'through the gate'],
    ['src/app/scan/x.ts', 'await tcp.connect(to, open);', 'goes one way'],
    ['src/app/page/x.ts', `import { send } from '../print/sending.ts';`, 'goes one way'],
    ['src/surfaces/http/x.ts', `await import('../../app/print/sending.ts');`, 'goes one way'],
    ['src/helpers/x.ts', '', 'a part of the house that the design knows'],
    ['src/core/x.ts', `import { readFileSync } from 'node:fs';`, 'node:.'],
    ['src/core/x.ts', `const a = Buffer.alloc(1);`, 'Buffer.'],
    ['src/core/x.ts', `setTimeout(() => {}, 1);`, 'a timer.'],
    ['src/app/x.ts', `setInterval(() => {}, 1);`, 'a timer.'],
    ['src/app/x.ts', 'const a = Date.now();', 'Date.now.'],
    ['src/app/x.ts', 'const a = `at ${new Date()}`;', 'new Date().'],
    ['src/verdict/x.ts', 'const a = Math.random();', 'Math.random.'],
    ['src/survey/x.ts', 'const a = process.env;', 'process.'],
    ['src/atlas/x.ts', 'document.title;', 'the DOM.'],
    ['src/atlas/x.ts', 'window.open();', 'the DOM.'],
    ['src/platform/run.ts', `fetch('/');`, 'fetch.'],
    ['src/app/x.ts', `import { distance } from 'fastest-levenshtein';`, 'a package is named only'],
    ['src/surfaces/cli/run.ts', `import { Command } from 'commander';`, 'a package is named only'],
    ['src/surfaces/cli/x.ts', `import { getCookie } from 'hono/cookie';`, 'a package is named'],
    ['src/app/pages/x.ts', `import PDFDocument from 'pdfkit';`, 'a package is named only'],
    ['src/platform/node/x.ts', `import pg from 'pg';`, 'a package is named only'],
    ['src/core/x.ts', '\n'.repeat(450), 'longer than 450 lines'],
    ['src/core/utils.ts', '', 'nothing is called utils'],
    ['src/core/utils/x.ts', '', 'nothing is called utils'],
  ])('%s: %s', (path, text, says) => {
    const faults = houseFaults(new Map([[path, text]]), PURE);
    expect(faults.join('\n')).toContain(says);
  });

  it('rings of imports, however long', () => {
    const ring = new Map([
      ['src/core/a.ts', `import { b } from './b.ts';`],
      ['src/core/b.ts', `import { c } from './bytes/c.ts';`],
      ['src/core/bytes/c.ts', `import type { a } from '../a.ts';`],
    ]);
    expect(houseFaults(ring, PURE)).toEqual([
      expect.stringContaining(
        'src/core/a.ts -> src/core/b.ts -> src/core/bytes/c.ts -> src/core/a.ts',
      ),
    ]);
  });
});

describe('what only looks like a fault', () => {
  it.each<[path: string, text: string]>([
    ['src/core/x.ts', `/** import { a } from '../app/a.ts'; Date.now() */\n// setTimeout()`],
    ['src/core/x.ts', `const address = 'https://example.org'; const next = 1;`],
    ['src/identify/gate.ts', `return { kind: 'say', bytes };`],
    ['src/app/speak/talk.ts', 'this.connection?.write(action.bytes);'],
    ['src/app/speak/talk.ts', 'this.socket.send(action.bytes, this.to);'],
    ['src/app/print/run.ts', `import { send } from './sending.ts';`],
    ['src/app/print/sending.ts', 'await tcp.connect(to, open); connection.write(bytes);'],
    ['src/verdict/x.ts', `const [process] = processes; process.container; process.pid;`],
    ['src/protocols/emsd/x.ts', `import { a } from '../esro/a.ts';`],
    ['src/protocols/dnssd/x.ts', `import { a } from '../dns/a.ts';`],
    ['src/protocols/index.ts', `import { enpc } from './enpc/index.ts';`],
    ['src/surfaces/cli/main.ts', `import { a } from '../../platform/node/a.ts'; Date.now();`],
    ['src/platform/node/x.ts', `import { open } from 'node:fs'; setTimeout(open, 1);`],
  ])('%s: %s', (path, text) => {
    expect(houseFaults(new Map([[path, text]]), PURE)).toEqual([]);
  });
});
