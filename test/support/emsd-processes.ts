/** Message centres and devices of EMSD as real processes of the built command. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { MAILBOX } from '../../src/app/emsd/device/open.ts';
import { readMessage } from '../../src/app/emsd/device/reading.ts';
import { nodeRecords } from '../../src/platform/node/records.ts';
import type { InboxFacts } from '../../src/protocols/emsd/client.ts';
import { copyBuilt, plainEnvironment, run, type Built, type Ended } from './built.ts';

const PASSWORD = { PORTOLAN_EMSD_PASSWORD: 'a password' };

/** What is looked at of a line that `--ndjson` prints: `event` of a device, `kind` and `message` of a centre. */
export interface Shown {
  readonly event?: string;
  readonly text?: string;
  readonly number?: number;
  readonly kind?: string;
  readonly message?: string;
}

/** A folder, a users file, and processes that are gone when the test is over. */
export class EmsdProcesses {
  /** The users file: every number of it has the same password, which every process knows. */
  readonly users: string;
  private readonly built: Built = copyBuilt();
  private readonly alive = new Set<ChildProcess>();

  constructor() {
    const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
    symlinkSync(packages, this.path('node_modules'));
    this.users = this.path('users');
  }

  path(name: string): string {
    return join(this.built.folder, name);
  }

  async subscribe(...numbers: readonly string[]): Promise<void> {
    for (const number of numbers) {
      const { code, err } = await this.run('user', number, '--users', this.users, '--set-password');
      if (code !== 0) throw new Error(err);
    }
  }

  /** Runs `portolan emsd WORDS` to its end. */
  run(...words: readonly string[]): Promise<Ended> {
    return run(process.execPath, [this.built.command, 'emsd', ...words], { env: PASSWORD });
  }

  /** Begins it; it lives until it is killed. */
  begin(words: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(process.execPath, [this.built.command, 'emsd', ...words], {
      env: plainEnvironment({ ...PASSWORD, ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.alive.add(child);
    child.once('exit', () => this.alive.delete(child));
    return child;
  }

  async killAll(): Promise<void> {
    for (const child of this.alive) await kill(child);
  }

  /** The texts in a mailbox that no process has just now. */
  async heldIn(mailbox: string): Promise<readonly string[]> {
    const store = await nodeRecords().open(mailbox, MAILBOX);
    try {
      const texts: string[] = [];
      for (const { kind, key, facts } of await store.list('inbox')) {
        const content = (await store.content(kind, key))!;
        texts.push(readMessage(key, facts as InboxFacts, content, '', true).text!.trim());
      }
      return texts;
    } finally {
      await store.close();
    }
  }

  remove(): void {
    this.built.remove();
  }
}

/** As by kill -9; resolves when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Hands over each whole line of `--ndjson`; one that was cut off was not shown whole. */
export function onShown(child: ChildProcess, hear: (line: Shown) => void): void {
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line.endsWith('}')) hear(JSON.parse(line) as Shown);
  });
}

/** Ports of loopback that nobody had a moment ago. */
export async function freePorts(): Promise<{ readonly udp: number; readonly tcp: number }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  const server = createServer().listen(0, '127.0.0.1');
  await Promise.all([once(socket, 'listening'), once(server, 'listening')]);
  const ports = { udp: socket.address().port, tcp: (server.address() as { port: number }).port };
  socket.close();
  server.close();
  return ports;
}
