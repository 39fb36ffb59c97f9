/**
 * The jury: the programs whose files we read are asked what stands in them. `getent` reads /etc/services by the C
 * library; nmap tells which ports it would scan, without scanning any, since it is given no target.
 */
import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/atlas/claim.ts';
import type { ReferenceSource } from '../../src/atlas/references/line.ts';
import { readServicesFile, type ServicesTable } from '../../src/atlas/references/services-file.ts';
import { TRANSPORTS, isTransport, type Transport } from '../../src/core/transport.ts';
import { nodeReferences } from '../../src/platform/node/references.ts';

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });

interface Reference {
  readonly path: string;
  readonly table: ServicesTable;
}

function reference(kind: ReferenceSource): Reference | undefined {
  const file = nodeReferences().find((one) => one.kind === kind);
  return file && { path: file.path, table: readServicesFile(file.text(), kind) };
}

/** Why this jury cannot sit; undefined when it can. */
function obstacle(file: Reference | undefined, ...command: [string, ...string[]]) {
  if (file === undefined) return 'its file is not here';
  try {
    run(...command);
    return undefined;
  } catch (error) {
    return String(error).split('\n', 1)[0];
  }
}

const leftOut = (jury: string, reason: string | undefined) => {
  if (reason) console.log(`LEFT OUT: jury ${jury}: ${reason}`);
  return reason;
};

const system = reference('system');
const noGetent = leftOut('getent (netbase)', obstacle(system, 'getent', 'services', '25/tcp'));

describe.skipIf(noGetent)('getent on /etc/services', () => {
  /** `smtp 25/tcp mail`, lower case. */
  const theirs = () =>
    run('getent', 'services')
      .split('\n')
      .map((line) => line.split(/\s+/).filter(Boolean))
      .filter(([, port = '']) => isTransport(port.split('/')[1] ?? ''))
      .map((words) => words.map((word) => word.toLowerCase()))
      // A name that differs from the first in case alone is no other name to us.
      .map(([name, port, ...others]) =>
        [name, port, ...others.filter((other) => other !== name)].join(' '),
      );
  const line = ({ service, from, transport, aliases = [] }: Claim) =>
    [service, `${from}/${transport}`, ...aliases].join(' ');

  it('knows the same names, ports and other names', () => {
    const ours = system!.table.all().map(line);
    expect(ours.length).toBeGreaterThan(200);
    expect(ours.toSorted()).toEqual(theirs().toSorted());
    expect(system!.table.skipped()).toBe(0);
  });

  it('says the same of every single port that it knows', () => {
    const ports = new Set(system!.table.all().map(({ from }) => from));
    const one = [...ports].flatMap((port) => system!.table.at(port).map(line));
    expect(one.toSorted()).toEqual(theirs().toSorted());
  });
});

const nmap = reference('nmap');
const noNmap = leftOut('nmap', obstacle(nmap, 'nmap', '--version'));

describe.skipIf(noNmap)('nmap on nmap-services', () => {
  // Only root may choose another scan than of TCP by connecting; nothing is sent either way.
  const isRoot = process.getuid?.() === 0;
  const known: readonly Transport[] = isRoot ? ['tcp', 'udp', 'sctp'] : ['tcp'];

  /** The ports of each transport that nmap would scan: `TCP(3;22,80-81) UDP(0;)`. */
  function scanned(...choice: string[]): Record<string, number[]> {
    const folder = dirname(nmap!.path);
    const scan = isRoot ? '-sSUY' : '-sT';
    const text = run('nmap', '--datadir', folder, '-v', '-oG', '-', scan, ...choice);
    return Object.fromEntries(
      known.map((transport) => {
        const ports = new RegExp(`${transport}\\(\\d+;([\\d,-]*)\\)`, 'i').exec(text)![1]!;
        return [transport, ports.split(',').filter(Boolean).flatMap(numbers)];
      }),
    );
  }

  function numbers(span: string): number[] {
    const [from = 0, to = from] = span.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  }

  /** Every frequency of the file, by port. */
  const frequencies = () =>
    Array.from({ length: 65_536 }, (_, port) => nmap!.table.frequencies(port));

  function chosen(isChosen: (share: number, port: number) => boolean): Record<string, number[]> {
    const all = frequencies();
    return Object.fromEntries(
      known.map((transport) => [
        transport,
        all.flatMap((found, port) =>
          found.some((one) => one.transport === transport && isChosen(one.share, port)) ? port : [],
        ),
      ]),
    );
  }

  it.each(['0.5', '0.1', '0.01', '0.001', '0.0001'])(
    'finds the same ports open on a share of %s or more',
    (ratio) => {
      expect(scanned('--port-ratio', ratio)).toEqual(chosen((share) => share >= Number(ratio)));
    },
  );

  it('has the same ports in its file, named or not', () => {
    expect(scanned('-p', '[1-65535]')).toEqual(chosen((_, port) => port > 0));
  });

  it.each(['ssh', 'http', 'smtp', 'snmp', 'enpc'])('has %s on the same ports', (service) => {
    const named = nmap!.table.named(service);
    expect(scanned('-p', service)).toEqual(
      Object.fromEntries(
        known.map((transport) => [
          transport,
          named.filter((claim) => claim.transport === transport).map(({ from }) => from),
        ]),
      ),
    );
  });

  it('leaves no line of the file behind', () => {
    expect(nmap!.table.skipped()).toBe(0);
    expect(nmap!.table.all().every(({ frequency }) => frequency !== undefined)).toBe(true);
  });
});

const wireshark = reference('wireshark');
const noWireshark = leftOut("Wireshark's services", obstacle(wireshark, 'grep', '--version'));

describe.skipIf(noWireshark)("grep on Wireshark's services", () => {
  it('counts the same lines and transports', () => {
    const count = (pattern: string) => Number(run('grep', '-cE', pattern, wireshark!.path).trim());
    const { table } = wireshark!;
    expect([...table.lines()].length).toBe(count('^[^#[:space:]]'));
    const ofTransports = TRANSPORTS.map(
      (transport) => table.all().filter((claim) => claim.transport === transport).length,
    );
    expect(ofTransports).toEqual(
      TRANSPORTS.map((transport) =>
        count(`^[^#[:space:]]+[[:space:]]+[0-9-]+[a-z/]*/${transport}(/|[[:space:]]|$)`),
      ),
    );
    expect(table.skipped()).toBe(0);
  });
});
