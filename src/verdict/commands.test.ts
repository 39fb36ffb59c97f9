import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { listening, running } from '../../test/support/listeners.ts';
import type { Listener, Process } from '../survey/listener.ts';
import { lookCommand, stopCommand } from './commands.ts';

const commands = (...processes: readonly Partial<Process>[]) => {
  const listener = listening(
    'tcp 0.0.0.0:80',
    ...processes.map((more, i) => running('web', { pid: 41 + i, ...more })),
  );
  return [lookCommand(listener), stopCommand(listener)];
};

describe('the exact commands of Linux', () => {
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
      'Incus',
      [{ container: { engine: 'incus', id: 'web01' } }],
      'incus info web01',
      'incus stop web01',
    ],
    [
      'LXD, whose command is called lxc',
      [{ container: { engine: 'lxd', id: 'web01' } }],
      'lxc info web01',
      'lxc stop web01',
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

describe('what stands behind a socket', () => {
  const socket = (more: Partial<Listener>) => {
    const listener = { ...listening('tcp 0.0.0.0:22', running('systemd', { pid: 1 })), ...more };
    return [lookCommand(listener), stopCommand(listener)];
  };

  it('is stopped by the unit that holds it, never by ending the first process', () => {
    const activation = { socket: 'ssh.socket', service: 'ssh.service' };
    expect(socket({ activation })).toEqual([
      'systemctl status ssh.socket',
      'sudo systemctl stop ssh.socket',
    ]);
    expect(socket({})).toEqual(['ps -fp 1', undefined]);
  });

  it('is stopped by its container, not by the proxy of it', () => {
    const publication = { container: { engine: 'docker', id: 'a'.repeat(64) }, port: 5432 };
    expect(socket({ publication, processes: [running('docker-proxy')] })).toEqual([
      'docker inspect aaaaaaaaaaaa',
      'docker stop aaaaaaaaaaaa',
    ]);
  });

  it('is shown by ss though it does not listen', () => {
    expect(socket({ state: 'bound', processes: [] })).toEqual([
      "sudo ss -tanp --bound-inactive 'sport = :22'",
      undefined,
    ]);
  });
});

describe('the exact commands of macOS', () => {
  it.each<[string, Partial<Listener>, string, string | undefined]>([
    ['a program', { processes: [running('node', { pid: 41 })] }, 'ps -fp 41', 'kill 41'],
    [
      'a service of the system',
      { processes: [running('cupsd', { unit: 'system/org.cups.cupsd' })] },
      'launchctl print system/org.cups.cupsd',
      'sudo launchctl bootout system/org.cups.cupsd',
    ],
    [
      "a user's own service",
      { processes: [running('agent', { unit: 'gui/501/org.example.agent' })] },
      'launchctl print gui/501/org.example.agent',
      'launchctl bootout gui/501/org.example.agent',
    ],
    [
      "Apple's own, which is protected",
      { processes: [running('ControlCenter', { unit: 'gui/501/com.apple.controlcenter' })] },
      'launchctl print gui/501/com.apple.controlcenter',
      undefined,
    ],
    [
      'a service that launchd starts on demand',
      {
        processes: [running('launchd', { pid: 1 })],
        activation: { socket: 'org.example.x/L', service: 'system/org.example.x' },
      },
      'launchctl print system/org.example.x',
      'sudo launchctl bootout system/org.example.x',
    ],
    ['launchd itself', { processes: [running('launchd', { pid: 1 })] }, 'ps -fp 1', undefined],
    ['nobody seen', {}, 'sudo lsof -nP -iTCP:80 -sTCP:LISTEN', undefined],
    ['nobody seen, bound', { state: 'bound' }, 'sudo lsof -nP -iTCP:80', undefined],
    ['nobody seen, UDP', { transport: 'udp' }, 'sudo lsof -nP -iUDP:80', undefined],
  ])('%s', (_, more, look, stop) => {
    const listener = { ...listening('tcp 0.0.0.0:80'), ...more };
    expect(lookCommand(listener, 'darwin')).toBe(look);
    expect(stopCommand(listener, 'darwin')).toBe(stop);
  });
});

describe('the exact commands of Windows', () => {
  const LIST = '| Format-List Id, Name, Path, StartTime';
  it.each<[string, Partial<Listener>, string, string | undefined]>([
    [
      'programs',
      { processes: [running('a.exe', { pid: 41 }), running('b.exe', { pid: 42 })] },
      `Get-Process -Id 41, 42 ${LIST}`,
      'Stop-Process -Id 41, 42',
    ],
    [
      'a service',
      { processes: [running('svchost.exe', { pid: 7, unit: 'W32Time' })] },
      "Get-CimInstance Win32_Service -Filter 'ProcessId = 7'",
      'sc.exe stop W32Time',
    ],
    [
      'a service with a name that PowerShell would read',
      { processes: [running('sqlservr.exe', { pid: 7, unit: 'MSSQL$SQLEXPRESS' })] },
      "Get-CimInstance Win32_Service -Filter 'ProcessId = 7'",
      "sc.exe stop 'MSSQL$SQLEXPRESS'",
    ],
    [
      'one of several services in a process',
      { processes: [running('svchost.exe', { pid: 7, unit: 'RpcEptMapper, RpcSs' })] },
      "Get-CimInstance Win32_Service -Filter 'ProcessId = 7'",
      undefined,
    ],
    [
      'a service and a program on one port',
      {
        processes: [
          running('svchost.exe', { pid: 7, unit: 'Dnscache' }),
          running('browser.exe', { pid: 8 }),
        ],
      },
      "Get-CimInstance Win32_Service -Filter 'ProcessId = 7'",
      undefined,
    ],
    [
      'what Windows cannot be without',
      { processes: [running('wininit.exe', { pid: 712 })] },
      `Get-Process -Id 712 ${LIST}`,
      undefined,
    ],
    [
      'HTTP.sys',
      { processes: [running('System', { pid: 4 })] },
      'netsh http show servicestate',
      undefined,
    ],
    [
      'file sharing',
      { port: 445, processes: [running('System', { pid: 4 })] },
      'Get-NetTCPConnection -LocalPort 445 -State Listen',
      undefined,
    ],
    ['nobody seen', {}, 'Get-NetTCPConnection -LocalPort 80 -State Listen', undefined],
    [
      'nobody seen, bound',
      { state: 'bound' },
      'Get-NetTCPConnection -LocalPort 80 -State Bound',
      undefined,
    ],
    ['nobody seen, UDP', { transport: 'udp' }, 'Get-NetUDPEndpoint -LocalPort 80', undefined],
  ])('%s', (_, more, look, stop) => {
    const listener = { ...listening('tcp 0.0.0.0:80'), ...more };
    expect(lookCommand(listener, 'win32')).toBe(look);
    expect(stopCommand(listener, 'win32')).toBe(stop);
  });

  it.each(["it's", '$(calc)', '`n', 'a;b', '\u2019;calc;\u2019', '-flag', 'a b', '"x"', '@{}'])(
    'keeps the service %j one word of PowerShell',
    (unit) => {
      const listener = listening('tcp 0.0.0.0:80', running('svchost.exe', { unit }));
      const [, word] = /^sc\.exe stop '(.*)'$/s.exec(stopCommand(listener, 'win32')!) ?? [];
      expect(word).toBeDefined();
      // Inside single quotes nothing is special but those, in all their forms; doubled they stand for one.
      expect(word!.replaceAll(/(['\u2018-\u201b])\1/g, '')).not.toMatch(/['\u2018-\u201b]/);
      expect(word!.replaceAll(/(['\u2018-\u201b])\1/g, '$1')).toBe(unit);
    },
  );
});

it('of a system that is not known, what most have', () => {
  const listener = listening('tcp 0.0.0.0:80', running('web', { pid: 41 }));
  for (const system of ['freebsd', 'constructor', '']) {
    expect(lookCommand(listener, system)).toBe('ps -fp 41');
    expect(stopCommand(listener, system)).toBe('kill 41');
  }
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
