/** What only a real TCP door can show: a peer that does not answer, since it stands still. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ConnectError, TcpConnection, TcpDoor } from '../tcp.ts';
import { nodeTcp } from './tcp.ts';

/** A server that takes one connection into its queue, and whose process can be made to stand still. */
const SERVER = `
const server = require('node:net').createServer();
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => console.log(server.address().port));
`;

/** Connects until the kernel's queue for the server is full: then nobody answers any more. */
async function fill(door: TcpDoor, port: number, open: TcpConnection[]): Promise<ConnectError> {
  for (;;) {
    try {
      const to = { address: '127.0.0.1', port };
      open.push(await door.connect(to, () => ({ received() {} }), { timeout: 200 }));
    } catch (problem) {
      return problem as ConnectError;
    }
    if (open.length > 64) throw new Error('the queue is never full here');
  }
}

/** Connects to a listener that reads nothing, writes, and gives what both sides see of an abort. */
async function abortWith(bytes: Uint8Array): Promise<string[]> {
  const door = nodeTcp();
  const told: string[] = [];
  let wake: () => void = () => {};
  let taken: TcpConnection | undefined;
  const closed = new Promise<void>((resolve) => (wake = resolve));
  const listener = await door.listen({ address: '127.0.0.1' }, (connection) => {
    taken = connection;
    connection.pause();
    return {
      received() {},
      ended: () => void told.push('ended'),
      closed(how) {
        told.push(how);
        wake();
      },
    };
  });
  const client = await door.connect(listener.local, () => ({
    received() {},
    closed: (how) => void told.push(how),
  }));
  client.write(bytes);
  await expect.poll(() => taken).toBeDefined();
  client.abort();
  // Node 24 shows it to the other side even while that reads nothing.
  await expect.poll(() => told[0]).toBe('aborted');
  taken!.resume();
  await closed;
  listener.close();
  return told;
}

describe('a TCP door: node', () => {
  it.each([10, 32 * 1024 * 1024])(
    'breaks off at once, and is seen to, whatever is on its way: %d bytes',
    async (length) => {
      expect(await abortWith(new Uint8Array(length))).toEqual(['aborted', 'reset']);
    },
  );

  it.skipIf(process.platform !== 'linux')('waits no longer than it was told', async () => {
    const child = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
    const open: TcpConnection[] = [];
    try {
      const [port] = (await once(child.stdout, 'data')) as [Buffer];
      child.kill('SIGSTOP');
      const started = performance.now();
      const problem = await fill(nodeTcp(), Number(port.toString()), open);
      expect(problem).toMatchObject({ name: 'ConnectError', failure: 'timed out' });
      expect(problem.message).toContain('nobody answered within 200 ms');
      expect(performance.now() - started).toBeLessThan(5000);
    } finally {
      for (const connection of open) connection.abort();
      child.kill('SIGKILL');
    }
  });
});
