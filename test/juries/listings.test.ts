/**
 * The jury: what real `ss`, `netstat` and `lsof` list of a namespace's sockets, imported, is what our own
 * collector sees there. Needs root, and of each program that it is installed.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import type { Listener } from '../../src/survey/listener.ts';
import { importListing, recogniseListing } from '../../src/survey/reports/import.ts';
import type { Listing } from '../../src/survey/reports/listings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NAMESPACE = `portolan-listings-${process.pid}`;

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
const inside = (command: string, ...args: string[]): string =>
  run('ip', 'netns', 'exec', NAMESPACE, command, ...args);

/** How each program is asked for everything. */
const ASKED: readonly (readonly [listing: Listing, command: string, args: readonly string[]])[] = [
  ['ss', 'ss', ['-tulnpe']],
  ['ss', 'ss', ['-Htulnp']],
  ['netstat', 'netstat', ['-tulnpW']],
  ['lsof', 'lsof', ['-nP', '-i', '-F', 'pcLuftdPnT']],
];

function obstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux';
  try {
    run('ip', 'netns', 'add', NAMESPACE);
    run('ip', 'netns', 'del', NAMESPACE);
    return undefined;
  } catch (error) {
    return String(error).split('\n', 1)[0];
  }
}

function isHere(command: string): boolean {
  try {
    run('sh', '-c', `command -v ${command}`);
    return true;
  } catch {
    return false;
  }
}

const reason = obstacle();
if (reason) console.log(`LEFT OUT: juries ss, netstat, lsof as listings: ${reason}`);

const nameOf = ({ transport, address, port }: Listener) => `${transport} ${address} ${port}`;
const owners = (listeners: readonly Listener[]) =>
  listeners.map((one) => `${nameOf(one)} ${one.processes.map(({ pid }) => pid).join(',')}`);

describe.skipIf(reason)('in a network namespace of its own', () => {
  let child: ChildProcess;
  let ours: readonly Listener[];

  beforeAll(async () => {
    run('ip', 'netns', 'add', NAMESPACE);
    inside('ip', 'link', 'set', 'lo', 'up');
    const listen = join(ROOT, 'test/juries/listen.mjs');
    const words = ['netns', 'exec', NAMESPACE, process.execPath, listen, '--copies', '3'];
    child = spawn('ip', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout!, 'data');
    const portolan = join(ROOT, 'dist/portolan.cjs');
    const survey = inside(process.execPath, portolan, 'survey', '--json');
    ours = (JSON.parse(survey) as SurveyResult).listeners.filter(({ state }) => state !== 'bound');
  });

  afterAll(async () => {
    child.stdin?.end();
    await once(child, 'exit');
    run('ip', 'netns', 'del', NAMESPACE);
  });

  it.each(ASKED)('%s (%s %j) lists what we see', (listing, command, args) => {
    if (!isHere(command)) {
      console.log(`LEFT OUT: jury ${command} as a listing: not installed`);
      return;
    }
    const text = inside(command, ...args);
    expect(recogniseListing(text)).toBe(listing);
    const { report } = importListing(text, listing);
    const theirs = report.listeners.filter(({ state }) => state !== 'bound');
    expect(theirs.length).toBeGreaterThan(20);
    expect(report.coverage.gaps.filter(({ what }) => what === 'sockets')).toHaveLength(1);
    expect(theirs.map(nameOf).toSorted()).toEqual(ours.map(nameOf).toSorted());
    // Of a socket that several processes hold, netstat names one.
    const isWhole = listing !== 'netstat';
    const [a, b] = [owners(theirs), owners(ours)].map((list) => list.toSorted());
    expect(isWhole ? a : b).toEqual(b);
  });
});
