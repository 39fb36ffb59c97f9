import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { listening, running } from '../../test/support/listeners.ts';
import type { Process } from '../survey/listener.ts';
import { lookCommand, stopCommand } from './commands.ts';

const commands = (...processes: readonly Partial<Process>[]) => {
  const listener = listening(
    'tcp 0.0.0.0:80',
    ...processes.map((more, i) => running('web', { pid: 41 + i, ...more })),
  );
  return [lookCommand(listener), stopCommand(listener)];
};

describe('the exact commands', () => {
  it.each<[what: string, processes: Partial<Process>[], look: string, stop: string | undefined]>([
    ['one process', [{}], 'ps -fp 41', 'kill 41'],
    ['several', [{}, {}, {}], 'ps -fp 41,42,43', 'kill 41 42 43'],
    [
      'a service',
      [{ unit: 'nginx.service' }],
      'systemctl status nginx.service',
      'sudo systemctl stop nginx.service',
    ],
    [
      "a user's manager is not stopped",
      [{ unit: 'user@1000.service' }],
      'systemctl status user@1000.service',
      'kill 41',
    ],
    ['a session is no service', [{ unit: 'session-3.scope' }], 'ps -fp 41', 'kill 41'],
    [
      'Docker',
      [{ unit: 'docker.service', container: { engine: 'docker', id: '0123456789abcdef' } }],
      'docker inspect 0123456789ab',
      'docker stop 0123456789ab',
    ],
    [
      'Podman',
      [{ container: { engine: 'podman', id: '0123456789abcdef' } }],
      'podman inspect 0123456789ab',
      'podman stop 0123456789ab',
    ],
    [
      'Kubernetes, by containerd',
      [{ container: { engine: 'containerd', id: '0123456789abcdef' } }],
      'sudo crictl inspect 0123456789ab',
      'sudo crictl stop 0123456789ab',
    ],
    [
      'LXC, whose containers have names',
      [{ container: { engine: 'lxc', id: 'a-rather-long-name' } }],
      'sudo lxc-info -n a-rather-long-name',
      'sudo lxc-stop -n a-rather-long-name',
    ],
    [
      'systemd-nspawn, whose machines have names',
      [{ container: { engine: 'systemd-nspawn', id: 'debian stable' } }],
      "machinectl status 'debian stable'",
      "sudo machinectl stop 'debian stable'",
    ],
    [
      'an engine whose command is not known',
      [{ container: { engine: 'ecs', id: '0123456789abcdef' } }],
      'ps -fp 41',
      'kill 41',
    ],
    ['nobody seen', [], "sudo ss -tlnp 'sport = :80'", undefined],
  ])('%s', (_, processes, look, stop) => {
    expect(commands(...processes)).toEqual([look, stop]);
  });

  it.each([
    ['tcp', 't'],
    ['udp', 'u'],
    ['sctp', 'S'],
    ['dccp', 'd'],
  ])('%s is -%s to ss', (transport, flag) => {
    expect(lookCommand(listening(`${transport} 0.0.0.0:80`))).toBe(
      `sudo ss -${flag}lnp 'sport = :80'`,
    );
  });
});

describe('a hostile name', () => {
  const NAMES = [
    "it's.service",
    'a b.service',
    'x; touch /tmp/owned.service',
    '$(id).service',
    '`id`.service',
    'back\\slash\\x2d.service',
    'new\nline.service',
    '-H.service',
    '--help.service',
    '"quoted".service',
    '*?[a].service',
    'ünïcode.service',
  ];

  /** What a shell makes of a command's words, one a line. */
  const words = (command: string) =>
    execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);

  it.each(NAMES)('%j stays one word of its command, and no flag', (unit) => {
    const [look, stop] = commands({ unit });
    for (const command of [look!, stop!]) {
      const given = words(command);
      expect(given.at(-1)).toBe(unit);
      expect(given.at(-2)).toBe(unit.startsWith('-') ? '--' : command === look ? 'status' : 'stop');
    }
  });

  it.each(NAMES)('%j as a container', (id) => {
    const [look, stop] = commands({ container: { engine: 'lxc', id } });
    expect(words(look!).slice(-2)).toEqual(['-n', id]);
    expect(words(stop!).slice(-2)).toEqual(['-n', id]);
  });
});
