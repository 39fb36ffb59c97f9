import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containerOwner, parseCgroup } from './cgroup.ts';

const ID = '4f1d6f8a2c7e4b0d9a3f5e6c7b8a9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708';
const POD = 'pod6f0c1d2e-3b4a-5968-8776-655443322110';

describe('units', () => {
  it.each([
    ['0::/system.slice/ssh.service', 'ssh.service'],
    ['0::/system.slice/system-getty.slice/getty@tty1.service', 'getty@tty1.service'],
    ['0::/system.slice/dbus.socket', 'dbus.socket'],
    ['0::/user.slice/user-1000.slice/session-3.scope', 'session-3.scope'],
    [
      '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-node@1.service',
      'app-node@1.service',
    ],
    ['0::/user.slice/user-1000.slice/user@1000.service/init.scope', 'user@1000.service'],
    ['0::/init.scope', 'init.scope'],
    ['0::/system.slice/containerd.service/worker', 'containerd.service'],
    ['0::/system.slice/_odd.service', 'odd.service'],
    ['0::/user.slice/user-1000.slice', undefined],
    ['0::/', undefined],
    ['4:memory:/\n1:name=systemd:/system.slice/cron.service\n0::/', 'cron.service'],
    ['12:pids:/system.slice/a.service\n1:name=systemd:/system.slice/b.service', 'b.service'],
  ])('%s', (text, unit) => expect(parseCgroup(`${text}\n`).unit).toBe(unit));
});

describe('containers', () => {
  it.each([
    [`0::/system.slice/docker-${ID}.scope`, 'docker', ID],
    [`5:cpu:/docker/${ID}\n0::/`, 'docker', ID],
    [`0::/system.slice:docker:${ID}`, 'docker', ID],
    [`0::/docker/${ID}/docker/${'0'.repeat(64)}`, 'docker', ID],
    [`0::/docker/${ID}/system.slice/ssh.service`, 'docker', ID],
    ['0::/docker/buildkit/x7h2k9q4m1n8p3r6s5t0v2w4y', 'buildkit', 'x7h2k9q4m1n8p3r6s5t0v2w4y'],
    [`0::/machine.slice/libpod-${ID}.scope/container`, 'podman', ID],
    [
      `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope/container`,
      'podman',
      ID,
    ],
    [`0::/libpod_parent/libpod-${ID}`, 'podman', ID],
    [
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-${POD}.slice/cri-containerd-${ID}.scope`,
      'containerd',
      ID,
    ],
    [
      `0::/system.slice/containerd.service/kubepods-besteffort-x.slice:cri-containerd:${ID}`,
      'containerd',
      ID,
    ],
    [`0::/kubepods.slice/kubepods-${POD}.slice/crio-${ID}.scope`, 'cri-o', ID],
    [`0::/kubepods.slice/kubepods-${POD}.slice/docker-${ID}.scope`, 'docker', ID],
    [`3:pids:/kubepods/burstable/${POD}/${ID}`, 'kubernetes', ID],
    ['0::/lxc.payload.web01/system.slice/nginx.service', 'lxc', 'web01'],
    ['0::/lxc/101/ns', 'lxc', '101'],
    ['0::/lxc.payload/web01/ns', 'lxc', 'web01'],
    ['0::/machine.slice/systemd-nspawn@box.service/payload', 'systemd-nspawn', 'box'],
    ['0::/machine.slice/machine-my\\x2dbox.scope/payload', 'systemd-nspawn', 'my-box'],
    ['0::/machine.slice/machine-lxc\\x2d1234\\x2dbox.scope', 'libvirt-lxc', 'box'],
  ])('%s', (text, engine, id) =>
    expect(parseCgroup(`${text}\n`).container).toEqual({ engine, id }),
  );

  it.each([
    `0::/machine.slice/libpod-conmon-${ID}.scope`,
    `0::/kubepods.slice/crio-conmon-${ID}.scope`,
    '0::/lxc.monitor.web01',
    '0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope',
    '0::/user.slice/machine-box.scope',
    '0::/system.slice/docker.service',
    '0::/system.slice/docker-cleanup.service',
    `0::/backup/${ID}`,
    '0::/lxc.payload.\u001b[2J',
    '0::/machine.slice/machine-a\\x1b[2J.scope',
    `0::/lxc.payload.${'a'.repeat(300)}`,
    '0::/',
    '',
  ])('no container: %s', (text) => expect(parseCgroup(text)).not.toHaveProperty('container'));

  it('never throws', () => {
    const path = fc.array(
      fc.constantFrom('/', '0', ':', 'docker-', ID, '.scope', 'lxc', '\n', '%'),
    );
    fc.assert(
      fc.property(path, (words) => void expect(parseCgroup(words.join(''))).toBeTypeOf('object')),
    );
  });
});

describe('whose a container is', () => {
  const user = '/user.slice/user-1000.slice/user@1000.service';
  it.each([
    [`0::/docker/${ID}`, undefined],
    [`0::${user}/user.slice/libpod-${ID}.scope/container`, 1000],
    [`0::${user}/docker-${ID}.scope`, 1000],
    // A container may run a service manager with users of its own.
    [`0::/docker/${ID}${user}/app.slice`, undefined],
    [`0::/docker/${ID}${user}/docker-${ID}.scope`, undefined],
    [`0::${user}/app.slice`, undefined],
    ['', undefined],
  ])('%s: %s', (text, owner) => expect(containerOwner(text)).toBe(owner));
});
