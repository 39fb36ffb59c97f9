/**
 * A Linux machine made of plain files, for engines, users and units that no machine of ours has: what
 * attribution reads of `/proc`, `/etc`, `/run` and `/var`.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { attribute } from '../../src/platform/node/listeners/linux/attribution/attribute.ts';
import { parseCgroup } from '../../src/platform/node/listeners/linux/parse.ts';
import type { Elsewhere, Listener, ListenerReport } from '../../src/survey/listener.ts';

export interface Running {
  readonly name: string;
  readonly uid?: number;
  readonly command?: string;
  readonly cgroup?: string;
  readonly net?: string;
  readonly parent?: number;
}

export class Machine {
  readonly base = mkdtempSync(join(tmpdir(), 'portolan-attribution-'));
  private readonly running = new Map<number, Running>();

  /** Root, and a user `ann` whose number is 1000. */
  constructor() {
    this.file('etc/passwd', 'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n');
  }

  remove(): void {
    rmSync(this.base, { recursive: true });
  }

  link(path: string, target: string): this {
    mkdirSync(dirname(join(this.base, path)), { recursive: true });
    symlinkSync(target, join(this.base, path));
    return this;
  }

  file(path: string, text: string): this {
    mkdirSync(dirname(join(this.base, path)), { recursive: true });
    writeFileSync(join(this.base, path), text);
    return this;
  }

  process(pid: number, running: Running): this {
    const { name, uid = 0, command = name, cgroup = '/', net = 'net:[1]', parent = 1 } = running;
    this.running.set(pid, running);
    this.file(`proc/${pid}/status`, `Name:\t${name}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
    this.file(`proc/${pid}/stat`, `${pid} (${name}) S ${parent} 0 0`);
    this.file(`proc/${pid}/cmdline`, `${command.replaceAll(' ', '\0')}\0`);
    this.file(`proc/${pid}/cgroup`, `0::${cgroup}\n`);
    mkdirSync(join(this.base, `proc/${pid}/ns`), { recursive: true });
    symlinkSync(net, join(this.base, `proc/${pid}/ns/net`));
    return this;
  }

  listener(address: string, port: number, ...pids: number[]): Listener {
    return {
      transport: 'tcp',
      family: address.includes(':') ? 'ipv6' : 'ipv4',
      address,
      port,
      scope: 'any',
      sockets: 1,
      owner: 'root',
      processes: pids.map((pid) => this.described(pid)),
    };
  }

  elsewhere(namespace: string, port: number, pid: number): Elsewhere {
    const { unit: _, ...process } = this.described(pid);
    const container = process.container && { container: process.container };
    return { namespace, ...container, process, listeners: [this.listener('0.0.0.0', port, pid)] };
  }

  /** As the collector describes it. */
  private described(pid: number) {
    const { name = '?', cgroup = '/' } = this.running.get(pid) ?? {};
    return { pid, name, ...parseCgroup(`0::${cgroup}\n`) };
  }

  async say(listeners: readonly Listener[], elsewhere: readonly Elsewhere[] = []) {
    const report = {
      listeners,
      elsewhere,
      coverage: { complete: true, looked: ['tcp'], gaps: [] },
    } as unknown as ListenerReport;
    return attribute(report, join(this.base, 'proc'));
  }
}
