/** The built command prints on real sockets of this machine: what a printer sees of it. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinBytes } from '../../src/core/bytes/join.ts';
import { nodeTcp } from '../../src/platform/node/tcp.ts';
import type { TcpConnection, TcpEnd } from '../../src/platform/tcp.ts';
import { copyBuilt, ended, plainEnvironment, run, type Built } from '../support/built.ts';
import { freePrintPorts, jobPath, listJobs, PrinterProcess } from '../support/print-clients.ts';

/** What an installed Portolan may load beside it. */
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

let built: Built;
beforeAll(() => {
  built = copyBuilt();
  symlinkSync(MODULES, join(built.folder, 'node_modules'));
});
afterAll(() => built.remove());

/** More than the sockets of both sides hold together. */
const LARGE = 48 * 1024 * 1024;

interface Seen {
  readonly port: number;
  readonly connections: TcpConnection[];
  /** Resolves with how the first connection ended, and what came by then. */
  readonly first: Promise<{ how: TcpEnd; bytes: Uint8Array }>;
  close(): void;
}

/** @param reads whether it reads what comes; otherwise not before it is told to */
async function printer(reads: boolean): Promise<Seen> {
  const connections: TcpConnection[] = [];
  let settle: (end: { how: TcpEnd; bytes: Uint8Array }) => void = () => {};
  const first = new Promise<{ how: TcpEnd; bytes: Uint8Array }>((resolve) => (settle = resolve));
  const listener = await nodeTcp().listen({ address: '127.0.0.1' }, (connection) => {
    connections.push(connection);
    if (!reads) connection.pause();
    const parts: Uint8Array[] = [];
    return {
      received: (bytes) => void parts.push(bytes.slice()),
      ended: () => connection.end(),
      closed: (how) => settle({ how, bytes: joinBytes(parts) }),
    };
  });
  return {
    port: listener.local.port,
    connections,
    first,
    close() {
      for (const connection of connections) connection.abort();
      listener.close();
    },
  };
}

const print = (words: readonly string[]) =>
  run(process.execPath, [built.command, 'print', ...words]);

describe('a printer of this machine', () => {
  it('gets the very job that a dry run writes, and closes', async () => {
    const file = join(built.folder, 'report.txt');
    writeFileSync(file, 'Größe\n'.repeat(5000));
    const output = join(built.folder, 'job.prn');
    const dry = await print([file, '--dry-run', '--to', '127.0.0.1', '-o', output]);
    expect([dry.code, dry.err]).toEqual([0, '']);
    const there = await printer(true);
    try {
      const { code, out } = await print([file, '--to', `127.0.0.1:${there.port}`]);
      expect(code).toBe(0);
      expect(out).toContain('closed the connection after the last byte');
      const { how, bytes } = await there.first;
      expect(how).toBe('ended');
      expect(Buffer.compare(bytes, readFileSync(output))).toBe(0);
      expect(there.connections).toHaveLength(1);
    } finally {
      there.close();
    }
  });

  it('that reads nothing is given up after a while, and its connection is reset', async () => {
    const file = join(built.folder, 'large.prn');
    writeFileSync(file, Buffer.concat([Buffer.from('\x1b@'), Buffer.alloc(LARGE, 0x41)]));
    const there = await printer(false);
    try {
      const words = [file, '--to', `127.0.0.1:${there.port}`, '--patience', '1', '--json'];
      const { code, out, err } = await print(words);
      expect(code).toBe(3);
      expect(err).toContain('read nothing for 1 s');
      const { delivery, bytes } = JSON.parse(out) as {
        delivery: { end: string; sent: number };
        bytes: number;
      };
      expect(delivery.end).toBe('cut');
      expect(delivery.sent).toBeLessThan(bytes);
      there.connections[0]!.resume();
      expect((await there.first).how).toBe('reset');
    } finally {
      there.close();
    }
  });

  it.skipIf(process.platform === 'win32')(
    'sees a reset when whoever prints presses Ctrl-C',
    async () => {
      const file = join(built.folder, 'interrupted.prn');
      writeFileSync(file, Buffer.concat([Buffer.from('\x1b@'), Buffer.alloc(LARGE, 0x41)]));
      const there = await printer(false);
      try {
        const child = spawn(
          process.execPath,
          [built.command, 'print', file, '--to', `127.0.0.1:${there.port}`],
          { env: plainEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] },
        );
        const end = ended(child);
        await expect.poll(() => there.connections.length, { timeout: 10_000 }).toBe(1);
        child.kill('SIGINT');
        const { code, err } = await end;
        expect(code).toBe('SIGINT');
        expect(err.replaceAll(/\s+/g, ' ')).toContain('the connection was reset');
        there.connections[0]!.resume();
        expect((await there.first).how).toBe('reset');
      } finally {
        there.close();
      }
    },
  );
});

describe('a job that is written to a file', () => {
  it.skipIf(process.platform === 'win32')('leaves nothing behind after Ctrl-C', async () => {
    const output = 'cut.prn';
    const child = spawn(process.execPath, [built.command, 'print', '-', '--as-is', '-o', output], {
      cwd: built.folder,
      env: plainEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const end = ended(child);
    child.stdin.write(Buffer.alloc(1_000_000, 0x41));
    const drafts = () => readdirSync(built.folder).filter((name) => name.startsWith(output));
    await expect.poll(() => drafts().length, { timeout: 10_000 }).toBe(1);
    child.kill('SIGINT');
    const { code, err } = await end;
    expect(code).toBe('SIGINT');
    expect(err).toContain('nothing was written');
    expect(drafts()).toEqual([]);
  });
});

describe('the virtual printer', () => {
  it('gets a table and a picture over 621, and has the pages of them', async () => {
    const ports = await freePrintPorts();
    const spool = join(built.folder, 'spool');
    const there = await PrinterProcess.start(built, spool, ports, [
      '--kind',
      'dot-matrix',
      '--model',
      'LQ-590II',
    ]);
    try {
      const table = join(built.folder, 'table.txt');
      writeFileSync(table, '┌────┬───┐\n│ Öl │ 1 │\n└────┴───┘\nДа → 5 €\n');
      const picture = join(built.folder, 'picture.png');
      const data = Uint8Array.from({ length: 64 * 64 }, (_, at) => (at % 64) * 4);
      writeFileSync(picture, encode({ width: 64, height: 64, channels: 1, data }));
      const words = [table, picture, '--to', `127.0.0.1:${ports.escp}`, '--via', 'escp'];
      const { code, out } = await print([
        ...words,
        '--model',
        'LQ-590II',
        '--scale',
        '20',
        '--json',
      ]);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ pages: 2, delivery: { end: 'taken' } });
      const { jobs } = await listJobs(built, spool);
      expect(jobs).toMatchObject([{ id: 1, by: 'escp', how: 'complete', pages: 2 }]);
      const text = readFileSync(jobPath(spool, 1, 'files', 'page-1.txt'), 'utf8');
      expect(text).toContain('┌────┬───┐\n│ Öl │ 1 │\n└────┴───┘\nДа → 5 €');
    } finally {
      await there.end('SIGKILL');
    }
  });
});
