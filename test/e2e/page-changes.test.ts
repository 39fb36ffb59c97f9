/**
 * The first page of the built command tells what has changed since a baseline that the command line kept: by the
 * real store, and in a network namespace of its own, where nobody else opens doors.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainEnvironment } from '../support/built.ts';
import { inNamespace, makeNamespace, noNamespace, removeNamespace } from '../support/namespace.ts';

const COMMAND = fileURLToPath(new URL('../../dist/portolan.cjs', import.meta.url));
const NAMESPACE = `portolan-page-${process.pid}`;

const reason = noNamespace();
if (reason) console.log(`LEFT OUT: what has changed, on the page: ${reason}`);

describe.skipIf(reason)('what has changed', () => {
  const state = mkdtempSync(join(tmpdir(), 'portolan-page-'));
  const env = { ...plainEnvironment(), XDG_STATE_HOME: state };
  const running: ChildProcess[] = [];

  beforeAll(() => makeNamespace(NAMESPACE));
  afterAll(async () => {
    for (const child of running) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    removeNamespace(NAMESPACE);
    rmSync(state, { recursive: true });
  });

  /** Starts Node inside, and waits for its first line. */
  async function start(...words: string[]): Promise<string> {
    const child = spawn('ip', ['netns', 'exec', NAMESPACE, process.execPath, ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
    });
    running.push(child);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return line;
  }

  /** The namespace has a loopback interface of its own. */
  const FETCH = 'fetch(process.argv[1]).then((r) => r.text()).then((t) => process.stdout.write(t))';
  const pageAt = (address: string) =>
    inNamespace(NAMESPACE, process.execPath, '-e', FETCH, `${address}?lang=en`);
  const changesIn = (page: string) => /<section class="changes"[\s\S]*?<\/section>/.exec(page)?.[0];

  const LISTEN =
    "require('net').createServer().listen(5432, '0.0.0.0', () => console.log('listening'))";

  it('is told from the next page on, and a store that is damaged takes nothing else away', async () => {
    const address = await start(COMMAND, 'serve', '--port', '0', '--no-open');
    const before = pageAt(address);
    expect(changesIn(before)).toBeUndefined();
    expect(before).toContain('portolan baseline save</code>');

    const kept = ['env', `XDG_STATE_HOME=${state}`, process.execPath, COMMAND, 'baseline', 'save'];
    inNamespace(NAMESPACE, kept[0]!, ...kept.slice(1));
    expect(changesIn(pageAt(address))).toContain('Nothing that can be seen has changed');

    await start('-e', LISTEN);
    const changes = changesIn(pageAt(address));
    expect(changes).toContain('1 change since the baseline');
    expect(changes).toContain('href="/port/5432?lang=en"');
    expect(changes).toContain('5432/tcp is new');

    for (const end of ['-wal', '-shm']) {
      rmSync(join(state, 'portolan', `portolan.db${end}`), { force: true });
    }
    writeFileSync(join(state, 'portolan', 'portolan.db'), 'x'.repeat(50_000));
    const other = await start(COMMAND, 'serve', '--port', '0', '--no-open');
    const page = pageAt(other);
    expect(changesIn(page)).toContain('it is damaged');
    expect(page).toContain('href="/port/5432?lang=en"');
  });
});
