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

describe('a TCP door: node', () => {
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
