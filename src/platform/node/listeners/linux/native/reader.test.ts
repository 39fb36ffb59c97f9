import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listNames, nodeReader, type Missing, type ProcReader } from '../read.ts';
import { nativeReader } from './reader.ts';

const native = process.platform === 'linux' ? nativeReader() : undefined;
if (!native) console.log('LEFT OUT: reading by the C library: no Linux, or no koffi');

/** Node gives names in their order, the kernel in its own. */
const inOrder = (inodes: readonly number[] | Missing): number[] | Missing =>
  typeof inodes === 'string' ? inodes : inodes.toSorted((a, b) => a - b);

describe.skipIf(!native)('reading by the C library', () => {
  const readers = [native, nodeReader] as [ProcReader, ProcReader];
  /** What both readers say, which must be the same. */
  function both<T>(ask: (reader: ProcReader) => T): T {
    const [ours, node] = readers.map(ask) as [T, T];
    expect(ours).toEqual(node);
    return ours;
  }
  const folder = mkdtempSync(join(tmpdir(), 'portolan-read-'));
  const servers: Server[] = [];
  beforeAll(async () => {
    for (let count = 0; count < 20; count++) {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      servers.push(server);
    }
  });
  afterAll(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true });
  });

  it('finds the sockets that Node finds', () => {
    const inodes = both((reader) => inOrder(reader.sockets('/proc/self/fd')));
    expect(inodes.length).toBeGreaterThanOrEqual(20);
  });

  it('finds them in every process of this machine', () => {
    const numbers = listNames('/proc');
    const pids = Array.isArray(numbers) ? numbers.filter((name) => /^\d+$/.test(name)) : [];
    // Other processes open and close while they are read: most agree, and none is refused to one alone.
    let same = 0;
    for (const pid of pids) {
      const [ours, node] = readers.map((reader) => inOrder(reader.sockets(`/proc/${pid}/fd`)));
      expect(ours === 'refused').toBe(node === 'refused');
      if (JSON.stringify(ours) === JSON.stringify(node)) same++;
    }
    expect(same).toBeGreaterThan(pids.length / 2);
  });

  it('reads files, links, and UTF-8 in both', () => {
    expect(both((reader) => reader.small('/proc/self/comm'))).toMatch(/\n$/);
    expect(both((reader) => reader.target('/proc/self/exe'))).toBe(process.execPath);
    expect(both((reader) => reader.target('/proc/self/ns/net'))).toMatch(/^net:\[\d+\]$/);
    const [file, link] = [join(folder, 'größe'), join(folder, 'лист')];
    writeFileSync(file, 'größe\n');
    symlinkSync(file, link);
    expect(both((reader) => reader.small(link))).toBe('größe\n');
    expect(both((reader) => reader.target(link))).toBe(file);
  });

  it('knows whose a file or a process is', () => {
    expect(both((reader) => reader.owner('/proc/self'))).toBe(process.geteuid?.());
    expect(both((reader) => reader.owner('/proc/1'))).toBeTypeOf('number');
    const file = join(folder, 'owned');
    writeFileSync(file, '');
    // Only root may give files away.
    if (process.geteuid?.() === 0) chownSync(file, 4_000_000_000, 1);
    const whose = both((reader) => reader.owner(file));
    expect(whose).toBe(process.geteuid?.() === 0 ? 4_000_000_000 : process.geteuid?.());
    expect(both((reader) => reader.owner(join(folder, 'nobody')))).toBeUndefined();
  });

  it('cuts long files where Node’s calls cut them', () => {
    const file = join(folder, 'long');
    writeFileSync(file, 'a'.repeat(100_000));
    expect(both((reader) => reader.small(file))).toHaveLength(64 * 1024);
  });

  it('takes what is not there, or is no link and no folder, for an ordinary answer', () => {
    const [file, nothing] = [join(folder, 'plain'), join(folder, 'nothing')];
    writeFileSync(file, '');
    expect(both((reader) => reader.small(nothing))).toBeUndefined();
    expect(both((reader) => reader.small(folder))).toBeUndefined();
    expect(both((reader) => reader.small(file))).toBe('');
    expect(both((reader) => reader.target(nothing))).toBe('absent');
    expect(both((reader) => reader.target(file))).toBe('absent');
    expect(both((reader) => reader.sockets(nothing))).toBe('absent');
    expect(both((reader) => reader.sockets(file))).toBe('absent');
    expect(both((reader) => reader.sockets(folder))).toEqual([]);
  });

  it('throws what is no answer of a file’s own', () => {
    const ring = join(folder, 'ring');
    symlinkSync(ring, ring);
    const [ours, node] = readers;
    expect(() => ours.small(ring)).toThrow(/error 40$/);
    expect(() => node.small(ring)).toThrow('ELOOP');
  });
});
