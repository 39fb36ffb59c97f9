/**
 * The juries: engines that an ordinary user runs say where that user's ports lead, and root's survey
 * says the same; the user is one of these namespaces alone.
 */
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apart, makeRoot, published, seat, unfit, words } from './containers-box.ts';
import { Ground, obstacle, patiently } from './containers-ground.ts';

const USER = 4711;
const ROOTLESS_DOCKER = '/usr/share/docker.io/contrib/dockerd-rootless.sh';
const reason = obstacle('busybox', 'ip', 'setpriv', 'newuidmap', 'slirp4netns') ?? unfit();
if (reason) console.log(`LEFT OUT: juries of containers without root: ${reason}`);

/** Makes the user, with numbers for the users in its containers. */
const makeUser = (home: string) => `
  mkdir -p ${home} /run/user/${USER}
  chown ${USER} ${home} /run/user/${USER}
  chmod 700 /run/user/${USER}
  cp /etc/passwd ${home}.passwd
  echo "ann:x:${USER}:${USER}::${home}:/bin/sh" >>${home}.passwd
  mount --bind ${home}.passwd /etc/passwd
  echo ann:200000:65536 >${home}.ids
  mount --bind ${home}.ids /etc/subuid
  mount --bind ${home}.ids /etc/subgid`;

describe.skipIf(reason)('without root', () => {
  const ground = new Ground();
  let box: ReturnType<typeof makeRoot>;

  beforeAll(async () => {
    ground.prepare();
    box = makeRoot(ground.folder);
    await ground.open('exec sleep 600');
    ground.run('sh', '-ec', makeUser(join(ground.folder, 'home')));
  });
  afterAll(() => ground.close());

  /** The words that run a command as the user, with nothing of our own environment. */
  const asUser = (...command: string[]) => [
    ...words(`setpriv --reuid ${USER} --regid ${USER} --clear-groups env -i`),
    `HOME=${join(ground.folder, 'home')}`,
    'USER=ann',
    `XDG_RUNTIME_DIR=/run/user/${USER}`,
    `DOCKER_HOST=unix:///run/user/${USER}/docker.sock`,
    `PATH=${process.env['PATH']}`,
    ...command,
  ];

  describe('Podman', () => {
    let sits = false;
    const podman = (text: string) =>
      ground.run(...asUser(...words(`podman --runtime runc --cgroup-manager cgroupfs ${text}`)));

    beforeAll(async () => {
      sits = await seat('Podman without root', () => {
        const missing = obstacle('podman', 'runc', 'conmon');
        if (missing) throw new Error(missing);
        podman(`import ${box.archive} localhost/box:1`);
        const plain = '--ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --pids-limit 0';
        podman(`run -d --name rweb ${plain} -p 8282:82 box:1 httpd -f -p 82`);
      });
    });
    afterAll(() => {
      if (sits) podman('rm -f -a -t 0');
    });

    it("leads into that user's container", ({ skip }) => {
      skip(!sits);
      const survey = ground.survey();
      expect(podman('port rweb').trim()).toBe('82/tcp -> 0.0.0.0:8282');
      expect(published(survey, 'podman')).toEqual(['tcp :: 8282 -> rweb (localhost/box:1) 82']);
      expect(apart(survey)).toEqual(['podman rweb 82']);
    });
  });

  describe('Docker', () => {
    let sits = false;
    let daemon: ChildProcess | undefined;
    const docker = (text: string) => ground.run(...asUser(...words(`docker ${text}`)));

    beforeAll(async () => {
      sits = await seat('Docker without root', async () => {
        const missing = obstacle('dockerd', 'docker', 'rootlesskit', ROOTLESS_DOCKER);
        if (missing) throw new Error(missing);
        const network = 'DOCKERD_ROOTLESS_ROOTLESSKIT_NET=slirp4netns';
        const script = ['env', network, 'sh', ROOTLESS_DOCKER, '--storage-driver', 'vfs'];
        daemon = ground.start(...asUser(...script));
        await patiently(() => docker('version'));
        docker(`import ${box.archive} box:1`);
        const plain = '--security-opt seccomp=unconfined';
        docker(`run -d --name rdweb ${plain} -p 8383:83 box:1 httpd -f -p 83`);
        docker(`run -d --name silent ${plain} -p 127.0.0.1:8384:84 box:1 sleep 600`);
      });
    });
    afterAll(async () => {
      if (sits) docker('rm -f rdweb silent');
      if (daemon) await ground.stop(daemon);
    });

    it("leads into that user's containers", ({ skip }) => {
      skip(!sits);
      const survey = ground.survey();
      expect(published(survey, 'docker')).toEqual([
        'tcp 0.0.0.0 8383 -> rdweb (box:1) 83',
        'tcp 127.0.0.1 8384 -> silent (box:1) 84',
        'tcp :: 8383 -> rdweb (box:1) 83',
      ]);
      expect(apart(survey)).toEqual(['docker rdweb 83']);
    });
  });
});
