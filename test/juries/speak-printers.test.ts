/**
 * The jury on the gate: tcpdump watches all that `survey --speak` says inside a namespace with listeners on every
 * print port. To those no byte of payload may go, ever; on a machine that looks like a printer, to nobody. The
 * listeners themselves count as well. Needs root, iproute2 and tcpdump.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import { end, startIn } from '../support/daemons.ts';
import { inNamespace, makeNamespace, noNamespace } from '../support/namespace.ts';
import { pause, until } from '../support/waiting.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RAW = [621, 9999, ...Array.from({ length: 16 }, (_, i) => 9101 + i)];
const PRINTERS = [515, 631, 9100];
const OTHERS = [8080, 2525, 6379, 5432, 443];

const reason = noNamespace('tcpdump --version');
if (reason) console.log(`LEFT OUT: jury tcpdump: ${reason}`);

/** Listens on TCP and UDP of every port over both families, and keeps count of the bytes that come. */
const LISTENERS = `
const [file, ...ports] = process.argv.slice(1);
const { createServer } = require('node:net');
const { createSocket } = require('node:dgram');
const { writeFileSync } = require('node:fs');
const count = {};
const note = (label, bytes) => {
  count[label] = (count[label] ?? 0) + bytes;
  writeFileSync(file, JSON.stringify(count));
};
for (const port of ports.map(Number)) {
  for (const host of ['127.0.0.1', '::1']) {
    createServer((socket) => {
      note('tcp ' + port, 0);
      socket.on('data', (bytes) => note('tcp ' + port, bytes.length)).on('error', () => {});
    }).listen({ port, host });
    createSocket(host === '::1' ? 'udp6' : 'udp4')
      .on('message', (bytes) => note('udp ' + port, bytes.length))
      .bind(port, host);
  }
}
`;

interface Watched {
  readonly survey: SurveyResult;
  /** Bytes of payload by transport and port, as the listeners counted them; 0 for a mere connection. */
  readonly counted: Readonly<Record<string, number>>;
  /** How many packets with payload went to the ports, as tcpdump saw them. */
  payloadTo(ports: readonly number[]): number;
  readonly packets: number;
}

/** A survey that speaks, on a machine of its own with listeners on these ports, watched. */
async function watch(name: string, ports: readonly number[]): Promise<Watched> {
  const namespace = `portolan-${name}-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'portolan-capture-'));
  folders.push(folder);
  const [capture, counts] = [join(folder, 'all.pcap'), join(folder, 'counts.json')];
  makeNamespace(namespace);
  let listeners: ChildProcess | undefined;
  try {
    const script = [process.execPath, '-e', LISTENERS, counts, ...ports.map(String)];
    listeners = startIn(namespace, script);
    const options = ['-i', 'lo', '-w', capture, '-U', '--immediate-mode', '-Z', 'root'];
    const tcpdump = spawn('ip', ['netns', 'exec', namespace, 'tcpdump', ...options], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(tcpdump.stderr!, 'data');
    await until(() => {
      const seen = inNamespace(namespace, 'ss', '-Htuln');
      return seen.trim().split('\n').length === 4 * ports.length;
    });
    const words = [join(ROOT, 'dist/portolan.cjs'), 'survey', '--speak', '--json'];
    const out = inNamespace(namespace, process.execPath, ...words);
    await pause(300);
    tcpdump.kill('SIGINT');
    await once(tcpdump, 'exit');
    const read = (filter: string) => {
      const { stdout } = spawnSync('tcpdump', ['-n', '-r', capture, filter], { encoding: 'utf8' });
      return stdout.split('\n').filter(Boolean).length;
    };
    return {
      survey: JSON.parse(out),
      counted: existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : {},
      payloadTo: (wanted) =>
        read(`(${wanted.map((port) => `dst port ${port}`).join(' or ')}) and (${PAYLOAD})`),
      packets: read('tcp or udp'),
    };
  } finally {
    if (listeners) end(listeners);
    spawnSync('ip', ['netns', 'del', namespace]);
  }
}

/** Packets that carry something: by the lengths in the headers of IPv4, IPv6 (no extensions) and UDP. */
const PAYLOAD = [
  'ip and tcp and (ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2)) != 0',
  'ip6 and ip6[6] == 6 and (ip6[4:2] - ((ip6[52] & 0xf0) >> 2)) != 0',
  'udp',
]
  .map((one) => `(${one})`)
  .join(' or ');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const countTo = ({ counted }: Watched, ports: readonly number[]) =>
  ports.map((port) => (counted[`tcp ${port}`] ?? 0) + (counted[`udp ${port}`] ?? 0));
const zeros = (ports: readonly number[]) => ports.map(() => 0);

describe.skipIf(reason)('a machine with raw print ports, that nothing else calls a printer', () => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await watch('raw', [...RAW, ...OTHERS]);
  }, 60_000);

  it('hears nothing on any of them', () => {
    expect(watched.payloadTo(RAW)).toBe(0);
    expect(countTo(watched, RAW)).toEqual(zeros(RAW));
  });

  it('was connected to there all the same, to hear a greeting', () => {
    for (const port of RAW) expect(watched.counted).toHaveProperty(`tcp ${port}`);
  });

  it('hears first words elsewhere: the capture sees what there is to see', () => {
    expect(watched.payloadTo(OTHERS)).toBeGreaterThan(OTHERS.length);
    for (const count of countTo(watched, OTHERS)) expect(count).toBeGreaterThan(0);
  });

  it('is told why', () => {
    const whys = watched.survey.coverage.gaps.map(({ why }) => why).join('\n');
    expect(whys).toMatch(/told nothing, for whatever is written there may come out as paper/);
  });
});

describe.skipIf(reason).each(PRINTERS)('a machine with %s/tcp open', (printer) => {
  let watched: Watched;
  const all = [printer, 9103, ...OTHERS];
  beforeAll(async () => {
    watched = await watch(`printer-${printer}`, all);
  }, 60_000);

  it('hears nothing over TCP on any port', () => {
    expect(watched.packets).toBeGreaterThan(all.length);
    expect(all.map((port) => watched.counted[`tcp ${port}`] ?? 0)).toEqual(zeros(all));
    expect(watched.payloadTo([printer, 9103])).toBe(0);
  });

  it('is told why', () => {
    const whys = watched.survey.coverage.gaps.map(({ why }) => why).join('\n');
    expect(whys).toMatch(new RegExp(`may be a printer \\(${printer}/tcp is open`));
  });
});
