import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Machine } from '../../../../../../test/support/imagined-linux.ts';

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});
afterEach(() => machine.remove());

describe('a socket that the service manager holds', () => {
  const unit = (name: string, text: string) => machine.file(`lib/systemd/system/${name}`, text);
  beforeEach(() => {
    machine.process(1, { name: 'systemd', cgroup: '/init.scope' });
    unit('ssh.socket', '[Socket]\nListenStream=22\nAccept=no\n');
    unit('ssh.service', '[Service]\nExecStart=/usr/sbin/sshd -D\n');
  });

  it('is for the service that will start', async () => {
    const { listeners } = await machine.say([machine.listener('::', 22, 1)]);
    expect(listeners[0]?.activation).toEqual({
      socket: 'ssh.socket',
      service: 'ssh.service',
      program: '/usr/sbin/sshd',
    });
  });

  it('stands behind the daemon that has been started for it', async () => {
    machine.process(50, { name: 'sshd', cgroup: '/system.slice/ssh.service' });
    const { listeners } = await machine.say([machine.listener('::', 22, 1, 50)]);
    expect(listeners[0]?.processes.map(({ name }) => name)).toEqual(['sshd', 'systemd']);
    expect(listeners[0]?.activation?.socket).toBe('ssh.socket');
  });

  it('is no other than what the units ask for', async () => {
    const { listeners } = await machine.say([machine.listener('::', 23, 1)]);
    expect(listeners[0]).not.toHaveProperty('activation');
  });

  it('goes by what /etc and additions say, and by links and masks', async () => {
    machine.file(
      'etc/systemd/system/ssh.socket.d/port.conf',
      '[Socket]\nListenStream=\nListenStream=2222\n',
    );
    machine.file('etc/systemd/system/ssh.service', '[Service]\nExecStart=/opt/sshd\n');
    unit('masked.socket', '[Socket]\nListenStream=80\n');
    machine.link('etc/systemd/system/masked.socket', '/dev/null');
    machine.link('etc/systemd/system/sshd.socket', '/lib/systemd/system/ssh.socket');
    const ports = [22, 2222, 80].map((port) => machine.listener('::', port, 1));
    const { listeners } = await machine.say(ports);
    expect(listeners.map(({ activation }) => activation)).toEqual([
      undefined,
      { socket: 'ssh.socket', service: 'ssh.service', program: '/opt/sshd' },
      undefined,
    ]);
  });

  it('is for the unit that is active, where several would do', async () => {
    unit('a.socket', '[Socket]\nListenStream=22\n');
    const unknown = await machine.say([machine.listener('::', 22, 1)]);
    expect(unknown.listeners[0]).not.toHaveProperty('activation');
    machine.file('sys/fs/cgroup/system.slice/ssh.socket/cgroup.procs', '');
    const { listeners } = await machine.say([machine.listener('::', 22, 1)]);
    expect(listeners[0]?.activation?.socket).toBe('ssh.socket');
  });

  it('is told to those who may not see process 1, when its unit is active', async () => {
    machine.file('run/systemd/system/x', '');
    expect((await machine.say([machine.listener('::', 22)])).listeners[0]).not.toHaveProperty(
      'activation',
    );
    machine.file('sys/fs/cgroup/system.slice/ssh.socket/cgroup.procs', '');
    const own = { ...machine.listener('::', 22), owner: 'ann' };
    const { listeners } = await machine.say([machine.listener('::', 22), own]);
    expect(listeners.map(({ activation }) => activation?.service)).toEqual([
      'ssh.service',
      undefined,
    ]);
  });

  it("may be a user's", async () => {
    machine
      .file('home/ann/.config/systemd/user/note@.socket', '[Socket]\nListenStream=127.0.0.1:%i\n')
      .file('home/ann/.config/systemd/user/sockets.target.wants/note@7000.socket', '')
      .file(
        'home/ann/.config/systemd/user/note@.service',
        '[Service]\nExecStart=/usr/bin/%p --on %i\n',
      )
      .process(60, {
        name: 'systemd',
        uid: 1000,
        cgroup: '/user.slice/user-1000.slice/user@1000.service/init.scope',
      });
    const { listeners } = await machine.say([
      machine.listener('127.0.0.1', 7000, 60),
      machine.listener('::', 22, 60),
    ]);
    expect(listeners.map(({ activation }) => activation)).toEqual([
      { socket: 'note@7000.socket', service: 'note@7000.service', program: '/usr/bin/note' },
      undefined,
    ]);
  });

  it('never follows a unit file out of bounds', async () => {
    machine.file(
      'etc/systemd/system/long.socket',
      `[Socket]\nListenStream=99\n${'#'.repeat(300_000)}`,
    );
    machine.file('etc/systemd/system/folder.socket/x', '');
    machine.link('etc/systemd/system/loop.socket', 'loop.socket');
    machine.link('etc/systemd/system/zero.socket', '/dev/zero');
    const { listeners } = await machine.say([
      machine.listener('::', 99, 1),
      machine.listener('::', 22, 1),
    ]);
    expect(listeners.map(({ activation }) => activation?.socket)).toEqual([
      undefined,
      'ssh.socket',
    ]);
  });
});
