/**
 * The jury: servers that are not ours, each on the port that it is known for and on one that is promised to
 * something else, are asked who they are, once with their programs in sight and once without. In a network
 * namespace that belongs to this test alone; everything listens on loopback. Needs root, iproute2 and util-linux.
 */
import { execFileSync, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import { DAEMONS, end, startIn, versionOf, type Daemon } from '../support/daemons.ts';
import { makeNamespace, noNamespace } from '../support/namespace.ts';
import { pause, until } from '../support/waiting.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NAMESPACE = `portolan-speak-${process.pid}`;
/** The heaviest make a database first. */
const PATIENCE = 30_000;

const reason = noNamespace();
if (reason) console.log(`LEFT OUT: jury of servers: ${reason}`);
const present = reason ? [] : DAEMONS.filter(({ program }) => existsSync(program));
for (const { name, program } of reason ? [] : DAEMONS.filter((one) => !present.includes(one))) {
  console.log(`LEFT OUT: jury ${name}: no ${program} here`);
}

/** One server on one port. */
interface Stand {
  readonly daemon: Daemon;
  readonly port: number;
  readonly place: 'home' | 'away';
}

const STANDS: readonly Stand[] = present.flatMap((daemon) => [
  { daemon, port: daemon.home, place: 'home' as const },
  ...(daemon.away === undefined ? [] : [{ daemon, port: daemon.away, place: 'away' as const }]),
]);

/** What the port is promised to, or known for, is at home there. */
const FITTING = { home: /^(expected|unofficial)$/, away: /^stranger$/ };

/** Without a program in sight, TLS alone breaks no promise. */
const OPAQUE = { home: FITTING.home, away: /^unknown$/ };

const labelOf = ({ daemon, port }: Stand) => `${port}/${daemon.transport ?? 'tcp'}`;

const inside = (command: string, ...words: string[]): string =>
  execFileSync('ip', ['netns', 'exec', NAMESPACE, command, ...words], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, HOME: '/nonexistent' },
  });

/** Everything that listens by now, as `ss` sees it. */
const listening = (): string => inside('ss', '-Htuln');

describe.skipIf(reason)('real servers say who they are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-speak-'));
  const children: ChildProcess[] = [];
  let seen: SurveyResult;
  let blind: SurveyResult;
  let took: number;

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    makeNamespace(NAMESPACE);
    for (const { daemon, port } of STANDS) {
      const own = join(folder, `${port}`);
      mkdirSync(own);
      children.push(startIn(NAMESPACE, daemon.command(port, own)));
    }
    // Who does not come up is called by name below.
    await until(() => {
      const seen = listening();
      return STANDS.every(({ port }) => seen.includes(`:${port} `));
    }, PATIENCE).catch(() => {});
    // A server that listens is not yet one that answers: databases recover, mail servers start their helpers.
    await pause(1500);
    const command = join(ROOT, 'dist/portolan.cjs');
    const started = performance.now();
    seen = JSON.parse(inside(process.execPath, command, 'survey', '--speak', '--json'));
    took = performance.now() - started;
    // Nobody of that number runs anything here.
    const nobody = ['--reuid=64999', '--regid=64999', '--clear-groups'];
    const words = [...nobody, process.execPath, command, 'survey', '--speak', '--json'];
    blind = JSON.parse(inside('setpriv', ...words));
  }, 120_000);

  afterAll(() => {
    for (const child of children) end(child);
    const { stdout } = spawnSync('ip', ['netns', 'pids', NAMESPACE], { encoding: 'utf8' });
    for (const pid of stdout.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
    spawnSync('ip', ['netns', 'del', NAMESPACE]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const find = (survey: SurveyResult, stand: Stand) =>
    survey.listeners.find(({ port, transport }) => `${port}/${transport}` === labelOf(stand));

  it.each(STANDS)('$daemon.name on $port', (stand) => {
    const { service, product } = stand.daemon;
    const listener = find(seen, stand);
    expect(listener).toMatchObject({
      sighting: { service, ...(product !== undefined && { product }) },
    });
    expect(listener?.verdict).toMatch(FITTING[stand.place]);
  });

  it.each(STANDS.filter(({ daemon, place }) => !(daemon.onlyWhenPromised && place === 'away')))(
    '$daemon.name on $port, its program not in sight',
    (stand) => {
      const listener = find(blind, stand);
      expect(listener?.processes).toEqual([]);
      expect(listener).toMatchObject({ sighting: { service: stand.daemon.service } });
      const fitting = stand.daemon.opaque ? OPAQUE : FITTING;
      expect(listener?.verdict).toMatch(fitting[stand.place]);
      // What was heard is said, and what could not be seen is not.
      expect(listener?.why).toContain(`speaks ${stand.daemon.service}`);
    },
  );

  it('in seconds, all of them', () => {
    expect(took).toBeLessThan(15_000);
  });

  it('as the committed table says', () => {
    const table = readFileSync(join(ROOT, 'test/juries/speak.md'), 'utf8');
    const rows = STANDS.map((stand) => rowOf(stand, find(seen, stand)));
    if (process.env['PORTOLAN_PRINT_TABLE']) console.log([...rows, took].join('\n'));
    const told = (row: string) =>
      row
        .split('|')
        .slice(1, 6)
        .map((cell) => cell.trim());
    const committed = new Map(table.split('\n').map((row) => [told(row).slice(0, 2).join(), row]));
    for (const row of rows) {
      const [name, port, , heard] = told(row);
      expect(told(committed.get(`${name},${port}`) ?? '')[3]).toBe(heard);
    }
  });
});

/** `| OpenSSH | 22/tcp | 9.2p1 | ssh | OpenSSH 9.2p1 | greeting | expected |` */
function rowOf(stand: Stand, listener: SurveyResult['listeners'][number] | undefined): string {
  const { sighting, verdict = '' } = listener ?? {};
  const product = [sighting?.product, sighting?.version].filter(Boolean).join(' ');
  const cells = [
    stand.daemon.name,
    labelOf(stand),
    versionOf(stand.daemon),
    sighting?.service ?? '',
    product,
    sighting?.how ?? '',
    verdict,
  ];
  return `| ${cells.join(' | ')} |`;
}
