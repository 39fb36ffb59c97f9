/** Net-SNMP's agent on loopback, with users of version 3: it writes nowhere but into a folder of the test. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { until } from './waiting.ts';

const PRINTER_OBJECTS = {
  '1.3.6.1.2.1.25.3.2.1.2.1': 'object_id .1.3.6.1.2.1.25.3.1.5',
  '1.3.6.1.2.1.25.3.2.1.3.1': 'octet_str "Test 1"',
  '1.3.6.1.2.1.25.3.5.1.1.1': 'integer 4',
  '1.3.6.1.2.1.43.10.2.1.3.1.1': 'integer 7',
  '1.3.6.1.2.1.43.10.2.1.4.1.1': 'counter 4711',
  '1.3.6.1.2.1.43.11.1.1.3.1.1': 'integer 1',
  '1.3.6.1.2.1.43.11.1.1.3.1.2': 'integer 0',
  '1.3.6.1.2.1.43.11.1.1.4.1.1': 'integer 3',
  '1.3.6.1.2.1.43.11.1.1.4.1.2': 'integer 4',
  '1.3.6.1.2.1.43.11.1.1.5.1.1': 'integer 3',
  '1.3.6.1.2.1.43.11.1.1.5.1.2': 'integer 4',
  '1.3.6.1.2.1.43.11.1.1.6.1.1': 'octet_str "Black Toner"',
  '1.3.6.1.2.1.43.11.1.1.6.1.2': 'octet_str "Waste bottle"',
  '1.3.6.1.2.1.43.11.1.1.7.1.1': 'integer 19',
  '1.3.6.1.2.1.43.11.1.1.7.1.2': 'integer 19',
  '1.3.6.1.2.1.43.11.1.1.8.1.1': 'integer 100',
  '1.3.6.1.2.1.43.11.1.1.8.1.2': 'integer 100',
  '1.3.6.1.2.1.43.11.1.1.9.1.1': 'integer 7',
  '1.3.6.1.2.1.43.11.1.1.9.1.2': 'integer 60',
  '1.3.6.1.2.1.43.12.1.1.4.1.1': 'octet_str "black"',
} as const;

/**
 * Lines of snmpd.conf by which it plays a printer: hrPrinterStatus, and of the Printer MIB a toner, a waste bottle and a
 * counter (RFC 2790 and RFC 3805).
 */
export const PLAYED_PRINTER: readonly string[] = Object.entries(PRINTER_OBJECTS).map(
  ([oid, value]) => `override .${oid} ${value}`,
);

export interface Snmpd {
  readonly at: Endpoint;
  /** What it has logged so far. */
  log(): string;
  /** Ends it, and starts it again: as the same engine, which has then started once more often, or as another. */
  restart(as: 'the same' | 'another'): Promise<void>;
  stop(): Promise<void>;
}

/** What is missing here to run it; undefined when nothing is. */
export function noSnmpd(...needs: readonly string[]): string | undefined {
  const missing = ['snmpd -v', ...needs].find((line) => {
    const [command, ...words] = line.split(' ');
    return spawnSync(command!, words, { stdio: 'ignore' }).status !== 0;
  });
  return missing && `${missing.split(' ')[0]} is not installed`;
}

/** @param configuration lines of snmpd.conf, with the users */
export async function startSnmpd(configuration: readonly string[]): Promise<Snmpd> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-snmpd-'));
  const at = { address: '127.0.0.1', port: await freePort() };
  const file = join(folder, 'snmpd.conf');
  const log = join(folder, 'log');
  writeFileSync(
    file,
    [`agentaddress udp:${at.address}:${at.port}`, ...configuration, ''].join('\n'),
  );
  writeFileSync(log, '');
  const readLog = () => readFileSync(log, 'utf8');
  const state = join(folder, 'state');
  const start = async (files: readonly string[]): Promise<ChildProcess> => {
    const before = readLog().length;
    const words = [
      '-f',
      '-A',
      '-LF',
      'd',
      log,
      '-C',
      '-c',
      files.join(),
      '-p',
      join(folder, 'pid'),
    ];
    const child = spawn('snmpd', words, {
      stdio: 'ignore',
      env: { ...process.env, SNMP_PERSISTENT_DIR: state },
    });
    await until(() => readLog().slice(before).includes('NET-SNMP version'));
    return child;
  };
  let child = await start([file]);
  return {
    at,
    log: readLog,
    async restart(as) {
      await stopped(child);
      // With -C it does not read by itself what it has kept, its engine's id among it.
      child = await start(as === 'the same' ? [file, join(state, 'snmpd.conf')] : [file]);
    },
    async stop() {
      await stopped(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It remembers its users, and how often it has started, when it is asked to end. */
const stopped = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
