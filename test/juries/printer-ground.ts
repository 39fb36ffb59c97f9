/** Two machines with a cable between them: a virtual printer stands on one, whoever looks for it on the other. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { DiscoverResult } from '../../src/app/discover/result.ts';
import type { PrinterEvent } from '../../src/app/printer/event.ts';
import type { PrinterResult } from '../../src/app/printer/result.ts';
import {
  copyBuilt,
  ended,
  plainEnvironment,
  run,
  type Built,
  type Ended,
} from '../support/built.ts';
import { end, startIn } from '../support/daemons.ts';
import { connect } from '../support/links.ts';
import { inNamespace, makeNamespace, removeNamespace, tool } from '../support/namespace.ts';
import { until } from '../support/waiting.ts';

/** Addresses of the two, and what the printer is called in hardware. */
export const OWN = '10.94.1.2';
export const PRINTER = '10.94.1.9';
export const MAC = '00:00:5e:00:53:42';

export interface Standing {
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
}

export type Told = PrinterResult & {
  readonly events: readonly PrinterEvent[];
  readonly err: string;
};

/** @param mark tells the namespaces of one file's machines from another's */
export class PrinterGround {
  readonly asker: string;
  readonly host: string;
  readonly built: Built = copyBuilt();
  private readonly children: ChildProcess[] = [];

  constructor(mark: string) {
    this.asker = `portolan-${mark}-a-${process.pid}`;
    this.host = `portolan-${mark}-p-${process.pid}`;
    for (const name of [this.asker, this.host]) makeNamespace(name);
    connect(
      { namespace: this.asker, device: 'v1', addresses: [`${OWN}/24`] },
      { namespace: this.host, device: 'v0', addresses: [`${PRINTER}/24`] },
    );
    // SANE shouts to 255.255.255.255: that needs a route.
    tool('ip', '-n', this.asker, 'route', 'add', 'default', 'dev', 'v1');
  }

  /** A cable is there some time after it is plugged in. */
  async ready(): Promise<void> {
    const isUp = (name: string) => tool('ip', '-n', name, 'link').includes('state UP');
    await until(() => [this.asker, this.host].every(isUp));
  }

  remove(): void {
    this.children.forEach(end);
    for (const name of [this.asker, this.host]) removeNamespace(name);
    this.built.remove();
  }

  at(namespace: string, ...words: readonly string[]): Promise<Ended> {
    return run('ip', ['netns', 'exec', namespace, ...words]);
  }

  /** A daemon, which ends with the rest. */
  start(namespace: string, command: readonly string[]): ChildProcess {
    const child = startIn(namespace, [...command]);
    this.children.push(child);
    return child;
  }

  /** Our own command on the other machine. */
  ask(...words: readonly string[]): Promise<Ended> {
    return this.at(this.asker, process.execPath, this.built.command, ...words);
  }

  async discovered(...words: readonly string[]): Promise<DiscoverResult> {
    const { out } = await this.ask('discover', '--json', ...words);
    return JSON.parse(out) as DiscoverResult;
  }

  /** Puts a printer up, and waits until it answers on ENPC's port. */
  async stand(words: readonly string[], as: readonly string[] = []): Promise<Standing> {
    const command = [...as, process.execPath, this.built.command, 'printer', '--json', ...words];
    const child = spawn('ip', ['netns', 'exec', this.host, ...command], {
      env: plainEnvironment({ HOME: this.built.folder }),
      stdio: 'pipe',
      detached: true,
    });
    this.children.push(child);
    const whole = ended(child);
    const listening = () => inNamespace(this.host, 'ss', '-Huln', 'sport = :3289').trim() !== '';
    await until(() => listening() || child.exitCode !== null);
    return { child, end: whole };
  }

  /** What leaves and arrives at the printer's machine while `work` goes on. */
  async captured(name: string, work: () => Promise<void>): Promise<string> {
    const file = join(this.built.folder, name);
    const words = ['netns', 'exec', this.host, 'tcpdump', '-Uni', 'v0', '-w', file, 'ip'];
    const dump = spawn('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    await once(dump.stderr, 'data');
    await work().finally(() => dump.kill('SIGINT'));
    await once(dump, 'exit');
    return file;
  }
}

/** Ends it as a person does, and gives what it said of it all. */
export async function farewell({ child, end: whole }: Standing): Promise<Told> {
  child.kill('SIGINT');
  const { code, out, err } = await whole;
  expect(code).toBe(0);
  return { ...(JSON.parse(out) as Omit<Told, 'err'>), err };
}

export const packets = (file: string, filter: string): number =>
  tool('tcpdump', '-nr', file, filter).split('\n').filter(Boolean).length;

/** Packets that Wireshark shows with a filter, a line each. */
export function dissected(file: string, filter: string, ...fields: readonly string[]): string[] {
  const columns = fields.flatMap((field) => ['-e', field]);
  const { stdout, status, stderr } = spawnSync(
    'tshark',
    // What is answered on a port of ours is read as what it is.
    ['-r', file, '-Y', filter, '-T', 'fields', ...columns],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n').filter(Boolean);
}
