/**
 * The jury: Net-SNMP. Our client asks its agent, its tools ask ours, and tshark reads what both of ours sent. Over a
 * pair of virtual interfaces, one end of which lies in a network namespace that belongs to this test alone. Needs
 * root and iproute2.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIpv4 } from '../../src/core/addresses.ts';
import { udpPacket } from '../../src/core/capture/packet.ts';
import { captureStart, packetBlock } from '../../src/core/capture/pcapng.ts';
import { joinBytes } from '../../src/core/bytes/join.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import type { DatagramAction, Machine } from '../../src/core/machine.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import { converse } from '../../src/platform/run.ts';
import type { Agent } from '../../src/protocols/snmp/agent.ts';
import {
  inquiry,
  type InquiryEvent,
  type InquiryOptions,
} from '../../src/protocols/snmp/client.ts';
import { printerObjects, XP_432 } from '../../src/protocols/snmp/description.ts';
import { OIDS } from '../../src/protocols/snmp/mib/names.ts';
import { PRINTER_VARIABLES } from '../../src/protocols/snmp/mib/printer.ts';
import { snmpV1Probe, snmpV2Probe, snmpV3Probe } from '../../src/protocols/snmp/probe.ts';
import { agent } from '../../src/protocols/snmp/server.ts';
import { printable, type SnmpValue } from '../../src/protocols/snmp/values.ts';
import { end, startIn } from '../support/daemons.ts';
import {
  inNamespace,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { until } from '../support/waiting.ts';

const NAMESPACE = `portolan-snmp-${process.pid}`;
/** Names of interfaces have 15 letters at most. */
const LINK = { here: `ptsnh${process.pid % 65_536}`, there: `ptsnt${process.pid % 65_536}` };
/** Of the block that is kept for measurements between networks (RFC 2544): four addresses of our own. */
const BLOCK = `198.18.${(process.pid >> 6) & 255}`;
const BASE = (process.pid & 63) * 4;
const HERE = `${BLOCK}.${BASE + 1}`;
const THERE = `${BLOCK}.${BASE + 2}`;
const EVERYONE = `${BLOCK}.${BASE + 3}`;
const SNMPD = { address: THERE, port: 16_161 };

const reason = noNamespace('snmpget --version', 'snmpd -v', 'tshark --version');
if (reason) console.log(`LEFT OUT: jury Net-SNMP: ${reason}`);

const CONFIGURATION = `
agentaddress udp:0.0.0.0:${SNMPD.port}
rocommunity public
sysLocation Shelf 3
sysContact nobody@example.org
sysName jury
sysDescr A jury
`;

interface Packet {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly bytes: Uint8Array;
}

describe.skipIf(reason)('Net-SNMP', () => {
  const platform = { clock: nodeClock(), udp: nodeUdp() };
  const folder = mkdtempSync(join(tmpdir(), 'portolan-snmp-'));
  const sent: Packet[] = [];
  let daemon: ReturnType<typeof startIn>;

  beforeAll(async () => {
    makeNamespace(NAMESPACE);
    tool(
      'ip',
      'link',
      'add',
      LINK.here,
      'type',
      'veth',
      'peer',
      'name',
      LINK.there,
      'netns',
      NAMESPACE,
    );
    tool('ip', 'addr', 'add', `${HERE}/30`, 'broadcast', EVERYONE, 'dev', LINK.here);
    tool('ip', 'link', 'set', LINK.here, 'up');
    tool(
      'ip',
      '-n',
      NAMESPACE,
      'addr',
      'add',
      `${THERE}/30`,
      'broadcast',
      EVERYONE,
      'dev',
      LINK.there,
    );
    tool('ip', '-n', NAMESPACE, 'link', 'set', LINK.there, 'up');
    const file = join(folder, 'snmpd.conf');
    writeFileSync(file, CONFIGURATION);
    const log = join(folder, 'log');
    daemon = startIn(NAMESPACE, [
      'snmpd',
      '-f',
      '-Lf',
      log,
      '-C',
      '-c',
      file,
      '-p',
      join(folder, 'pid'),
    ]);
    await until(() => inNamespace(NAMESPACE, 'ss', '-Hlun').includes(`:${SNMPD.port} `));
  });

  afterAll(() => {
    end(daemon);
    removeNamespace(NAMESPACE);
    rmSync(folder, { recursive: true, force: true });
  });

  /** The machine, with everything that it sends kept. */
  function watched<State, Input, Event>(
    machine: Machine<State, Input, DatagramAction<Event>>,
    from: () => Endpoint,
  ): typeof machine {
    const keep = <S extends { readonly actions: readonly DatagramAction<Event>[] }>(step: S): S => {
      for (const one of step.actions) if (one.kind === 'send') sent.push({ from: from(), ...one });
      return step;
    };
    return {
      start: (now) => keep(machine.start(now)),
      step: (state, input, now) => keep(machine.step(state, input, now)),
      wakeAt: machine.wakeAt,
    };
  }

  async function ask(options: Partial<InquiryOptions>): Promise<readonly Agent[]> {
    let own = { address: HERE, port: 0 };
    const events: InquiryEvent[] = [];
    const machine = inquiry({
      mayAsk: (address) => address === THERE,
      variables: [],
      firstId: process.pid,
      ...options,
    });
    await converse(
      watched(machine, () => own),
      platform,
      {
        address: HERE,
        broadcast: true,
        signal: new AbortController().signal,
        opened: (local) => (own = local),
        tell: (event) => void events.push(event),
      },
    );
    const last = events.at(-1);
    return last?.kind === 'finished' ? last.agents : [];
  }

  /** What a tool of Net-SNMP prints, as names and values. */
  const rowsOf = (printed: string) =>
    new Map(
      printed
        .split('\n')
        // Long values go on in lines of their own.
        .filter((line) => /^\.[0-9.]+ = (?!No more)/.test(line))
        .map((line) => {
          const [name = '', value = ''] = line.split(' = ', 2);
          return [name.replace(/^\./, ''), value.replaceAll('"', '').replace(/^\.(?=\d)/, '')];
        }),
    );
  const netsnmp = (command: string, ...words: readonly string[]) =>
    rowsOf(inNamespace(NAMESPACE, command, '-On', '-OQ', '-Ot', '-Oe', ...words));

  /** A value as those tools print it. */
  const shown = (held: SnmpValue): string =>
    held.type === 'OCTET STRING'
      ? (printable(held.value) ?? '')
      : String('value' in held && held.value);

  const isClock = (oid: string) => oid === `${OIDS.sysUpTime}.0`;

  it.each(['1', '2c'] as const)(
    'walks the system group as snmpwalk does, version %s',
    async (version) => {
      const root = '1.3.6.1.2.1.1';
      const walked = await ask({
        hosts: [SNMPD],
        versions: [version],
        walks: [{ columns: [root] }],
      });
      const theirs = netsnmp(
        'snmpwalk',
        `-v${version}`,
        '-cpublic',
        `${THERE}:${SNMPD.port}`,
        root,
      );
      expect(walked[0]!.walked.get(root)).toBe('end');
      const ours = [...walked[0]!.values].filter(([oid]) => oid.startsWith(`${root}.`));
      expect(ours.length).toBeGreaterThan(20);
      // The greeting told two of them before the walk did.
      expect(ours.map(([oid]) => oid).toSorted()).toEqual([...theirs.keys()].toSorted());
      for (const [oid, held] of ours.filter(([one]) => !isClock(one))) {
        expect(`${oid} ${shown(held)}`).toBe(`${oid} ${theirs.get(oid)}`);
      }
    },
  );

  it('tells what there is and what there is not', async () => {
    const names = [`${OIDS.sysLocation}.0`, ...PRINTER_VARIABLES];
    for (const version of ['1', '2c'] as const) {
      const [heard] = await ask({ hosts: [SNMPD], versions: [version], variables: names });
      expect(shown(heard!.values.get(names[0]!)!)).toBe('Shelf 3');
      const missing = `${OIDS.prtGeneralSerialNumber}.1`;
      expect(heard!.absent.get(missing)).toBe(version === '1' ? 'no such name' : 'noSuchObject');
    }
  });

  /** It answers from the address that was asked, which is the broadcast's: the kernel refuses that. */
  it('hears a broadcast, and cannot answer it', async () => {
    const broadcasts = [{ address: EVERYONE, port: SNMPD.port }];
    expect(await ask({ broadcasts, rounds: { waits: [500] } })).toEqual([]);
    const log = readFileSync(join(folder, 'log'), 'utf8');
    expect(log).toContain(`->[${EVERYONE}]:${SNMPD.port}`);
    expect(log).toContain('Failure in sendto');
  });

  it('is recognized by our probes', async () => {
    for (const probe of [snmpV1Probe, snmpV2Probe, snmpV3Probe]) {
      const heard = await new Promise<Uint8Array>((resolve, reject) => {
        platform.udp.open({ address: HERE }, resolve).then((socket) => {
          const bytes = probe.hello!({ agent: 'portolan/0' });
          sent.push({ from: socket.local, to: SNMPD, bytes });
          socket.send(bytes, SNMPD);
        }, reject);
      });
      expect(probe.judge(heard, 'snmp')).toMatchObject({ product: 'Net-SNMP' });
    }
  });

  it('asks our agent, and understands every answer', async () => {
    const objects = printerObjects(XP_432);
    const stop = new AbortController();
    let own = { address: HERE, port: 0 };
    const serving = converse(
      watched(agent({ objects }), () => own),
      platform,
      {
        address: HERE,
        signal: stop.signal,
        opened: (local) => (own = local),
        tell() {},
      },
    );
    await until(() => own.port !== 0);
    // The tools wait for their answers in another process, and our agent lives in this one.
    const run = (command: string, ...words: readonly string[]) =>
      new Promise<Map<string, string>>((resolve, reject) => {
        const all = ['netns', 'exec', NAMESPACE, command, '-On', '-OQ', '-Ot', '-Oe', ...words];
        execFile('ip', all, { encoding: 'utf8' }, (error, out) =>
          error ? reject(error) : resolve(rowsOf(out)),
        );
      });
    const target = `${HERE}:${own.port}`;
    for (const version of ['-v1', '-v2c']) {
      const walked = await run('snmpwalk', version, '-cpublic', target, '1.3.6.1');
      expect([...walked.keys()].toSorted()).toEqual(Object.keys(objects).toSorted());
      const numbers = Object.entries(objects).flatMap(([oid, held]) =>
        held.type === 'INTEGER' ? [[oid, `${held.value}`] as const] : [],
      );
      expect(numbers.map(([oid]) => [oid, walked.get(oid)])).toEqual(numbers);
    }
    const name = `${OIDS.sysName}.0`;
    expect(await run('snmpget', '-v2c', '-cpublic', target, name)).toEqual(
      new Map([[name, XP_432.name]]),
    );
    const bulk = await run(
      'snmpbulkget',
      '-v2c',
      '-cpublic',
      '-Cr5',
      target,
      OIDS.prtMarkerSuppliesLevel,
    );
    expect(bulk.size).toBe(5);
    await expect(run('snmpset', '-v2c', '-cpublic', target, name, 's', 'x')).rejects.toThrow(
      /notWritable/,
    );
    stop.abort();
    await serving;
  });

  it('and tshark finds nothing wrong with what we sent', () => {
    const file = join(folder, 'sent.pcapng');
    const about = { comment: 'sent', program: 'test', interfaceName: 'any' };
    const packets = sent.map(({ from, to, bytes }) => {
      const end = ({ address, port }: Endpoint) => ({ address: parseIpv4(address), port });
      return udpPacket({ from: end(from), to: end(to) }, { bytes });
    });
    const blocks = packets.map((bytes) => packetBlock({ time: 0, bytes, length: bytes.length }));
    writeFileSync(file, joinBytes([captureStart(about), ...blocks]));
    const ports = new Set(sent.flatMap(({ from, to }) => [from.port, to.port]));
    const as = [...ports].flatMap((port) => ['-d', `udp.port==${port},snmp`]);
    const fields = [
      '-T',
      'fields',
      '-e',
      'snmp.version',
      '-e',
      'snmp.data',
      '-e',
      '_ws.malformed',
      '-e',
      '_ws.expert.severity',
    ];
    const lines = tool('tshark', '-r', file, ...as, ...fields)
      .split('\n')
      .filter(Boolean);
    expect(lines.length).toBe(sent.length);
    expect(sent.length).toBeGreaterThan(100);
    // Version (3 stands in another field), kind of PDU, and no mark of anything malformed after them.
    expect(lines.filter((line) => !/^[01]?\t[0125]\t\t(?:\d+)?$/.test(line))).toEqual([]);
    expect(lines.filter((line) => /\t(?:8388608|6291456)$/.test(line))).toEqual([]);
  });
});
