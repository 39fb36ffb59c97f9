/**
 * The jury: `ss` and `lsof` are asked about the same sockets as we are, in a network namespace that
 * belongs to this test alone; and we are asked twice, once by netlink and once by `/proc`. Needs root,
 * iproute2 and, for the second witness, lsof.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import { never } from '../../src/core/signal.ts';
import { nodeListeners } from '../../src/platform/node/listeners/index.ts';
import type { Listener, ListenerReport } from '../../src/survey/listener.ts';
import {
  inNamespace,
  isInstalled,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { COMMAND, openSockets, type Sockets } from './sockets-ground.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NAMESPACE = `portolan-${process.pid}`;
/** Each round opens 24 kinds of socket: a few hundred in all. */
const COPIES = 20;
const OWN = ['10.20.30.40', 'fd12:3456::1', 'fe80::1234%v0'];
const MORE = ['--copies', String(COPIES), '--device', 'v0'];

const inside = (command: string, ...words: string[]) => inNamespace(NAMESPACE, command, ...words);

const reason = noNamespace('ss --version');
if (reason) console.log(`LEFT OUT: jury ss (iproute2): ${reason}`);
const lsof = !reason && isInstalled('lsof');
/** Both ways to look; the first is left out where koffi is not. */
const WAYS = ['netlink', 'proc'].filter((way) => way === 'proc' || hasKoffi());
if (!reason && WAYS.length < 2)
  console.log('LEFT OUT: jury ss, by netlink: koffi is not installed');
if (!reason && !lsof) console.log('LEFT OUT: jury lsof: not installed');

describe.skipIf(reason)('in a network namespace of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-jury-'));
  const reports = new Map<string, ListenerReport>();
  const reportBy = (way: string): ListenerReport => reports.get(way)!;
  let sockets: Sockets | undefined;
  let collect: string;

  beforeAll(async () => {
    makeNamespace(NAMESPACE);
    connect();
    sockets = await openSockets(NAMESPACE, ...OWN, ...MORE);
    collect = await bundle(folder);
    for (const way of WAYS) {
      const text = inside('env', `PORTOLAN_SOCKETS=${way}`, process.execPath, collect);
      reports.set(way, JSON.parse(text) as ListenerReport);
    }
  });

  afterAll(async () => {
    await sockets?.close();
    removeNamespace(NAMESPACE);
    rmSync(folder, { recursive: true });
  });

  describe.each(WAYS)('by %s', (way) => {
    it('shows the sockets that ss shows, each as often', () => {
      const ours = listening(reportBy(way)).flatMap((listener) =>
        Array<string>(listener.sockets).fill(name(listener)),
      );
      expect(ours.length).toBeGreaterThan(400);
      expect(ours.toSorted()).toEqual(
        ssRows()
          .map((row) => row.name)
          .toSorted(),
      );
    });

    it('shows the same through the built command, every row with a verdict', () => {
      const survey = JSON.parse(
        inside('env', `PORTOLAN_SOCKETS=${way}`, process.execPath, COMMAND, 'survey', '--json'),
      ) as SurveyResult;
      const ours = listening(survey).map(name).toSorted();
      expect(ours).toEqual([...new Set(ssRows().map((row) => row.name))].toSorted());
      for (const { verdicts, why } of survey.listeners) {
        expect(verdicts.length).toBeGreaterThan(0);
        expect(why).not.toBe('');
      }
    });

    it('names the owners that ss names', () => {
      expect(owners(listening(reportBy(way)))).toEqual(grouped(ssRows()));
    });

    it.skipIf(!lsof)('names the owners that lsof names', () => {
      expect(owners(listening(reportBy(way)))).toEqual(grouped(lsofRows()));
    });

    it('shows the raw sockets that ss shows', () => {
      const ours = reportBy(way).raw.map(
        ({ address, protocol, processes }) =>
          `${address} ${protocol} ${processes.map(({ pid }) => pid).join()}`,
      );
      expect(ours.toSorted()).toEqual(ssRawRows().toSorted());
      expect(ours).toHaveLength(3);
    });

    it('has one of everything', () => {
      expect(sockets?.opened.failed).toEqual([]);
      const { listeners } = reportBy(way);
      const addresses = new Set(listeners.map(({ address }) => address));
      for (const own of ['127.0.0.1', '::1', '0.0.0.0', '::', '::ffff:127.0.0.1', ...OWN]) {
        expect(addresses).toContain(own.replace(/%.*/, ''));
      }
      expect(listeners.some(({ sockets }) => sockets > 1)).toBe(true);
      expect(listeners.some(({ processes }) => processes.length > 1)).toBe(true);
    });
  });

  describe.skipIf(WAYS.length < 2)('by both ways', () => {
    /** Without what only netlink tells. */
    const plain = (listener: Listener) =>
      Object.fromEntries(
        Object.entries(listener).filter(([key]) => key !== 'device' && key !== 'v6only'),
      );

    it('shows the same rows, for all that both can see', () => {
      const [netlink, proc] = WAYS.map(reportBy) as [ListenerReport, ListenerReport];
      expect(listening(netlink).map(plain)).toEqual(proc.listeners);
      expect(netlink.raw).toEqual(proc.raw);
      expect(netlink.coverage.looked).toEqual([...proc.coverage.looked, 'bound']);
      for (const listener of proc.listeners) expect(plain(listener)).toEqual(listener);
    });

    it('reads /proc where a sandbox refuses netlink, and says what is missing then', () => {
      const sandbox = join(ROOT, 'test/juries/without-netlink.py');
      const text = inside('python3', sandbox, process.execPath, collect);
      const report = JSON.parse(text) as ListenerReport;
      const proc = reportBy('proc');
      expect(report.listeners).toEqual(proc.listeners);
      expect(report.coverage).toEqual(proc.coverage);
    });

    it('shows by netlink alone who holds a port in silence, and counts them by /proc', () => {
      const [netlink, proc] = WAYS.map(reportBy) as [ListenerReport, ListenerReport];
      const silent = netlink.listeners.filter(({ state }) => state === 'bound');
      expect(silent.map(name).toSorted()).toEqual(sockets?.opened.silent.toSorted());
      expect(silent).toHaveLength(2 * COPIES);
      for (const { processes } of silent) expect(processes).toHaveLength(1);
      const gap = proc.coverage.gaps.find(({ what }) => what === 'silent-sockets');
      // Besides them: one that has no port at all, and two on ports that others listen on.
      expect(gap?.count).toBeGreaterThanOrEqual(silent.length + 3);
    });

    it('shows by netlink alone the interfaces, and who leaves IPv4 alone, as ss does', () => {
      const netlink = listening(reportBy('netlink'));
      const told = (listener: Listener) =>
        `${name(listener)} ${listener.device ?? ''} ${listener.v6only ?? ''}`;
      const rows = ssRows().map(({ name: row, device, dual }) => {
        const v6only = row.includes(' :: ') ? !dual : '';
        return `${row} ${device} ${v6only}`;
      });
      expect([...new Set(netlink.map(told))].toSorted()).toEqual([...new Set(rows)].toSorted());
      expect(netlink.filter(({ device }) => device === 'v0').length).toBeGreaterThan(4 * COPIES);
      expect(netlink.filter(({ v6only }) => v6only === true)).toHaveLength(2);
      expect(netlink.filter(({ v6only }) => v6only === false).length).toBeGreaterThan(2 * COPIES);
    });
  });

  it('is seen from outside as another namespace, with the same listeners', async () => {
    const { listeners, elsewhere } = await nodeListeners().collect(never);
    const report = reportBy('proc');
    const here = elsewhere.find(
      ({ listeners: theirs }) => theirs.length === report.listeners.length,
    );
    expect(here?.namespace).toMatch(/^net:\[\d+\]$/);
    expect(here?.listeners).toEqual(report.listeners);
    const theirs = new Set(pidsOf(report.listeners));
    expect(pidsOf(listeners).filter((pid) => theirs.has(pid))).toEqual([]);
  });

  it('is seen from outside without any privilege, only without its programs', async () => {
    const nobody = { uid: 65_534, gid: 65_534 };
    const text = execFileSync(process.execPath, [collect], {
      ...nobody,
      encoding: 'utf8',
    });
    const { elsewhere, coverage } = JSON.parse(text) as ListenerReport;
    const report = reportBy('proc');
    const here = elsewhere.find(({ listeners }) => listeners.length === report.listeners.length);
    expect(here?.listeners.map(name)).toEqual(report.listeners.map(name));
    // Its executable may not be seen, and newer editions of Node call their first thread by another name.
    expect(here?.process.name).toMatch(/^(node|MainThread)$/);
    expect(coverage.complete).toBe(false);
    expect(coverage.gaps).toContainEqual(
      expect.objectContaining({ what: 'programs', remedy: 'sudo portolan survey' }),
    );
  });
});

/** Lets everything that this test brings along talk on links of its own only. */
function connect(): void {
  const link = (...words: string[]) => tool('ip', '-n', NAMESPACE, 'link', ...words);
  const address = (...words: string[]) => tool('ip', '-n', NAMESPACE, 'address', 'add', ...words);
  link('add', 'v0', 'type', 'veth', 'peer', 'name', 'v1');
  link('set', 'v0', 'up');
  link('set', 'v1', 'up');
  address('10.20.30.40/24', 'dev', 'v0');
  address('fd12:3456::1/64', 'dev', 'v0', 'nodad');
  address('fe80::1234/64', 'dev', 'v0', 'nodad');
}

/** A program for plain Node that prints what the collector says. */
async function bundle(folder: string): Promise<string> {
  const input = join(folder, 'collect.ts');
  const output = join(folder, 'collect.mjs');
  const source = join(ROOT, 'src/platform/node/listeners/index.ts');
  writeFileSync(
    input,
    `import { nodeListeners } from ${JSON.stringify(source)};\n` +
      'console.log(JSON.stringify(await nodeListeners().collect({ aborted: false })));\n',
  );
  const build = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  await build.write({ file: output, format: 'esm', codeSplitting: false });
  await build.close();
  // It asks for koffi as the built command does: from where it stands.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  // Its directory was made for one user; the bundle is run by another, too.
  tool('chmod', 'a+rX', folder, output);
  return output;
}

interface WitnessRow {
  /** `tcp 127.0.0.1 80`. */
  readonly name: string;
  readonly pids: readonly number[];
  /** The interface that it is bound to. */
  readonly device?: string;
  /** Whether it stands for every address of both families. */
  readonly dual?: boolean;
}

function ssRows(): WitnessRow[] {
  return inside('ss', '-Htulnp')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [transport = '', , , , local = ''] = line.split(/ +/);
      const pids = Array.from(line.matchAll(/pid=(\d+)/g), ([, pid]) => Number(pid));
      const device = /%(\w+)\]?:\d+$/.exec(local)?.[1] ?? '';
      return {
        name: witnessName(transport, local, '::'),
        pids,
        device,
        dual: local.startsWith('*'),
      };
    });
}

/** Rows such as `UNCONN 0 0 127.0.0.1:89 0.0.0.0:* users:(("python3",pid=7,fd=3))`. */
function ssRawRows(): string[] {
  return inside('ss', '-Hwlnp')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, , , local = ''] = line.split(/ +/);
      const [, address = '', protocol] = /^\[?(.*?)\]?:(\d+)$/.exec(local) ?? [];
      const pids = Array.from(line.matchAll(/pid=(\d+)/g), ([, pid]) => pid);
      return `${address === '*' ? '::' : address} ${protocol} ${pids.join()}`;
    });
}

/** Rows such as `node 28702 root 20u IPv4 126160 0t0 TCP 127.0.0.1:38229 (LISTEN)`. */
function lsofRows(): WitnessRow[] {
  const [, ...lines] = inside('lsof', '-nP', '-i').trimEnd().split('\n');
  return lines
    .filter((line) => (/ UDP /.test(line) ? !line.includes('->') : line.endsWith('(LISTEN)')))
    .map((line) => {
      const [, pid, , , type, , , transport = '', local = ''] = line.split(/ +/);
      const every = type === 'IPv6' ? '::' : '0.0.0.0';
      // lsof takes the IPv4 address out of a mapped one, and leaves only the type to tell.
      const whole = type === 'IPv6' && /^\d/.test(local) ? `::ffff:${local}` : local;
      return { name: witnessName(transport.toLowerCase(), whole, every), pids: [Number(pid)] };
    });
}

/** What others write as `[fe80::1]%v0:80`, `*:80`. Zones are not in `/proc`, and so not in ours. */
function witnessName(transport: string, local: string, every: string): string {
  const [, address = '', port] = /^\[?([^\]%]*)\]?(?:%\w+)?\]?:(\d+)$/.exec(local) ?? [];
  return `${transport} ${address === '*' ? every : address} ${port}`;
}

const listening = <L extends Listener>({ listeners }: { readonly listeners: readonly L[] }): L[] =>
  listeners.filter(({ state }) => state === undefined);

const name = ({ transport, address, port }: Listener): string => `${transport} ${address} ${port}`;

const pidsOf = (listeners: readonly Listener[]): number[] =>
  listeners.flatMap(({ processes }) => processes.map(({ pid }) => pid));

/** Who holds what: names with their processes, each once. */
function owners(listeners: readonly Listener[]): Record<string, number[]> {
  return grouped(
    listeners.map((listener) => ({
      name: name(listener),
      pids: listener.processes.map(({ pid }) => pid),
    })),
  );
}

function grouped(rows: readonly WitnessRow[]): Record<string, number[]> {
  const groups = new Map<string, Set<number>>();
  for (const { name: key, pids } of rows) {
    groups.set(key, new Set([...(groups.get(key) ?? []), ...pids]));
  }
  return Object.fromEntries(
    Array.from(
      groups,
      ([key, pids]) => [key, [...pids].toSorted((a, b) => a - b)] as const,
    ).toSorted(),
  );
}

function hasKoffi(): boolean {
  return existsSync(join(ROOT, 'node_modules/koffi'));
}
