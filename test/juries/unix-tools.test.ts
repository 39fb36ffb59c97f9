/**
 * The jury: macOS' collector asks tools that Linux has too. Debian's lsof and ps stand in for Apple's,
 * which share their source or their manual, and the Linux collector, which reads the kernel, is the
 * witness. netstat is another program here, and stays away. Needs root, lsof and procps.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../src/core/signal.ts';
import { systemTools, type Tools } from '../../src/platform/node/listeners/exec.ts';
import { ownInterfaces } from '../../src/platform/node/listeners/interfaces.ts';
import { macosListeners } from '../../src/platform/node/listeners/macos/collect.ts';
import type { Listener, ListenerReport } from '../../src/survey/listener.ts';
import { makeNamespace, noNamespace, removeNamespace } from '../support/namespace.ts';
import { openSockets, surveyed, type Sockets } from './sockets-ground.ts';

const NAMESPACE = `portolan-unix-${process.pid}`;

const reason = noNamespace('lsof -v', 'ps --version');
if (reason) console.log(`LEFT OUT: juries lsof and ps as macOS' tools: ${reason}`);

/** lsof and ps of this system, in the namespace; nothing else. */
const tools: Tools = {
  run(command, signal) {
    const name = command.tool.slice(command.tool.lastIndexOf('/') + 1);
    if (name !== 'lsof' && name !== 'ps') return Promise.resolve({ how: 'absent' });
    const args = ['netns', 'exec', NAMESPACE, name, ...command.args];
    return systemTools.run({ ...command, tool: '/usr/sbin/ip', args }, signal);
  },
};

const told = ({ transport, family, address, port, sockets, processes }: Listener) => ({
  where: `${transport} ${family} ${address} ${port}`,
  sockets,
  // ps writes an argument's newlines as blanks.
  processes: processes.map(({ pid, path, user, command }) => ({
    pid,
    path,
    user,
    command: command?.replaceAll('\n', ' '),
  })),
});

describe.skipIf(reason)('in a network namespace of its own', () => {
  let sockets: Sockets;
  let ours: readonly Listener[];
  let report: ListenerReport;

  beforeAll(async () => {
    makeNamespace(NAMESPACE);
    sockets = await openSockets(NAMESPACE, '--copies', '2');
    ours = surveyed(NAMESPACE);
    report = await macosListeners({
      tools,
      interfaces: ownInterfaces,
      list: () => [],
      read: () => undefined,
      home: '/root',
      uid: 0,
    }).collect(never);
  });

  afterAll(async () => {
    await sockets.close();
    removeNamespace(NAMESPACE);
  });

  it('sees the same sockets, as often, with the same programs', () => {
    const theirs = report.listeners.filter(({ state }) => state === undefined);
    expect(theirs.length).toBeGreaterThan(20);
    const order = (a: { where: string }, b: { where: string }) => (a.where < b.where ? -1 : 1);
    expect(theirs.map(told).toSorted(order)).toEqual(ours.map(told).toSorted(order));
  });

  it('misses nothing that root may see', () => {
    expect(report.coverage).toEqual({
      complete: true,
      looked: ['tcp', 'tcp6', 'udp', 'udp6'],
      gaps: [],
    });
  });
});
