/**
 * The juries: real engines say which containers there are, what they are called, which ports of the
 * machine lead into them; we say the same. All of them run in namespaces that belong to this test
 * alone, with a file system made of BusyBox; nothing is fetched from anywhere.
 */
import { execFileSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apart, leads, makeRoot, published, seat, unfit, words } from './containers-box.ts';
import { Ground, obstacle, patiently } from './containers-ground.ts';

const reason = obstacle('busybox', 'ip') ?? unfit();
if (reason) console.log(`LEFT OUT: juries of containers: ${reason}`);

/** The same as an image of LXD's: it starts the web server by itself. */
function makeImage(folder: string): string {
  const image = join(folder, 'image');
  mkdirSync(join(image, 'rootfs/sbin'), { recursive: true });
  execFileSync('tar', ['-C', join(image, 'rootfs'), '-xf', join(folder, 'root.tar')]);
  writeFileSync(join(image, 'rootfs/sbin/init'), '#!/bin/sh\nexec httpd -f -p 80\n', {
    mode: 0o755,
  });
  const architecture = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  const metadata = `architecture: ${architecture}\ncreation_date: 1700000000\nproperties: {os: box}\n`;
  writeFileSync(join(image, 'metadata.yaml'), metadata);
  const archive = join(folder, 'image.tar');
  execFileSync('tar', ['-C', image, '-cf', archive, 'metadata.yaml', 'rootfs']);
  return archive;
}

describe.skipIf(reason)('real engines', () => {
  const ground = new Ground();
  let box: ReturnType<typeof makeRoot>;

  beforeAll(async () => {
    ground.prepare();
    box = makeRoot(ground.folder);
    await ground.open('exec sleep 600');
  });
  afterAll(() => ground.close());

  describe('Docker', () => {
    let sits = false;
    let daemon: ChildProcess | undefined;

    interface Inspected {
      readonly Name: string;
      readonly Config: { readonly Image: string };
      readonly NetworkSettings: {
        readonly Ports: Readonly<
          Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
        > | null;
      };
    }

    const docker = (...words: string[]) => ground.run('docker', ...words);
    const startDocker = async (...flags: string[]) => {
      daemon = ground.start('dockerd', '--iptables=true', ...flags);
      await patiently(() => docker('version'));
    };
    const inspected = () => {
      const ids = docker('ps', '-q').split('\n').filter(Boolean);
      const all = JSON.parse(docker('inspect', ...ids)) as Inspected[];
      return all
        .flatMap(({ Name, Config, NetworkSettings }) =>
          Object.entries(NetworkSettings.Ports ?? {}).flatMap(([inner, outer]) => {
            const [port = '', transport] = inner.split('/');
            return (outer ?? []).map(({ HostIp, HostPort }) =>
              leads(`${transport} ${HostIp} ${HostPort}`, Name.slice(1), Config.Image, port),
            );
          }),
        )
        .toSorted();
    };

    beforeAll(async () => {
      sits = await seat('Docker', async () => {
        const missing = obstacle('dockerd', 'docker', 'iptables');
        if (missing) throw new Error(missing);
        await startDocker();
        docker('import', box.archive, 'box:1');
        docker(...words('run -d --name web -p 127.0.0.1:8081:80 box:1 httpd -f -p 80'));
        docker(
          ...words(
            'run -d --name many -p 8085:85/udp -p [::]:8086:86 -p 8087:87 box:1 httpd -f -p 86',
          ),
        );
        docker(...words('run -d --name shared --network host box:1 httpd -f -p 8090'));
      });
    });
    afterAll(async () => {
      if (sits) docker('rm', '-f', 'web', 'many', 'shared', 'filtered');
      if (daemon) await ground.stop(daemon);
    });

    it('leads where Docker says that it leads', ({ skip }) => {
      skip(!sits);
      const ours = published(ground.survey(), 'docker');
      expect(ours.length).toBeGreaterThanOrEqual(5);
      expect(ours).toEqual(inspected());
    });

    it('tells containers apart, and names one that shares our network', ({ skip }) => {
      skip(!sits);
      const survey = ground.survey();
      expect(apart(survey).toSorted()).toEqual(['docker many 86', 'docker web 80']);
      const shared = survey.listeners.find(({ port }) => port === 8090);
      expect(shared?.processes[0]?.container).toMatchObject({ name: 'shared', image: 'box:1' });
    });

    it('says the same without the socket, from the files that Docker keeps', ({ skip }) => {
      skip(!sits);
      ground.run('mv', '/run/docker.sock', '/run/away.sock');
      try {
        expect(published(ground.survey(), 'docker')).toEqual(inspectedBy('/run/away.sock'));
      } finally {
        ground.run('mv', '/run/away.sock', '/run/docker.sock');
      }
    });
    const inspectedBy = (socket: string) => {
      ground.run('ln', '-s', socket, '/run/docker.sock');
      try {
        return inspected();
      } finally {
        ground.run('rm', '/run/docker.sock');
      }
    };

    it('shows another user the containers without their names, and says so', ({ skip }) => {
      skip(!sits);
      const survey = ground.survey(65_534);
      expect(apart(survey).every((line) => /^docker [0-9a-f]{64} \d+$/.test(line))).toBe(true);
      expect(apart(survey)).toHaveLength(2);
      const led = survey.listeners.filter(({ publication }) => publication !== undefined);
      expect(led.map(({ port, publication }) => `${port} ${publication?.port}`).toSorted()).toEqual(
        inspected()
          .map((line) => line.replace(/^\S+ \S+ (\d+) .* (\d+)$/, '$1 $2'))
          .toSorted(),
      );
      expect(survey.coverage.gaps).toContainEqual(
        expect.objectContaining({
          what: 'programs',
          remedy: 'sudo portolan survey',
          partial: false,
        }),
      );
    });

    it('tells of ports that only the packet filter knows', async ({ skip }) => {
      skip(!sits);
      docker('rm', '-f', 'web', 'many', 'shared');
      await ground.stop(daemon!);
      await startDocker('--userland-proxy=false');
      docker(...words('run -d --name filtered -p 8091:80 box:1 httpd -f -p 80'));
      const survey = ground.survey();
      const told = survey.coverage.gaps.filter(({ why }) => why.startsWith('8091/tcp leads'));
      // Newer ones hold the port by a socket that does not listen; then there is a line for it.
      const shown = published(survey, 'docker').join() === inspected().join();
      expect(Number(shown) + told.length).toBe(1);
    });
  });

  describe('Podman', () => {
    let sits = false;
    const podman = (...words: string[]) => ground.run('podman', '--runtime', 'runc', ...words);
    /** What a machine may not allow is not asked for. */
    const plain = '--ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --pids-limit 0'.split(' ');
    const start = (name: string, ...words: string[]) =>
      podman('run', '-d', '--name', name, ...plain, ...words);

    interface Listed {
      readonly Names: readonly string[];
      readonly Image: string;
      readonly Ports:
        | readonly {
            readonly host_ip: string;
            readonly host_port: number;
            readonly container_port: number;
            readonly protocol: string;
          }[]
        | null;
    }

    beforeAll(async () => {
      sits = await seat('Podman', () => {
        const missing = obstacle('podman', 'conmon', 'runc', 'slirp4netns', 'iptables');
        if (missing) throw new Error(missing);
        podman('import', box.archive, 'localhost/box:1');
        start('pweb', '-p', '127.0.0.1:8181:80', 'box:1', 'httpd', '-f', '-p', '80');
        start('pudp', '-p', '8185:85/udp', 'box:1', 'sleep', '600');
        for (const handler of ['rootlesskit', 'slirp4netns']) {
          const network = `slirp4netns:port_handler=${handler}`;
          const port = handler === 'rootlesskit' ? 83 : 84;
          start(
            handler,
            ...words('--network'),
            network,
            ...words(`-p 81${port}:${port} box:1 httpd -f -p ${port}`),
          );
        }
      });
    });
    afterAll(() => {
      if (sits) podman('rm', '-f', '-a', '-t', '0');
    });

    it('leads where Podman says that it leads', ({ skip }) => {
      skip(!sits);
      const listed = JSON.parse(podman('ps', '--format', 'json')) as Listed[];
      const theirs = listed
        .flatMap(({ Names, Image, Ports }) =>
          (Ports ?? []).map((port) =>
            leads(`${port.protocol} ${port.host_port}`, Names[0] ?? '', Image, port.container_port),
          ),
        )
        .toSorted();
      // Podman names no address where its proxies take one family or both.
      const ours = published(ground.survey(), 'podman').map((line) =>
        line.replace(/^(\w+) \S+ /, '$1 '),
      );
      expect(ours).toHaveLength(4);
      expect(ours.toSorted()).toEqual(theirs);
    });

    it('tells containers apart by name', ({ skip }) => {
      skip(!sits);
      expect(apart(ground.survey()).toSorted()).toEqual([
        'podman pweb 80',
        'podman rootlesskit 83',
        'podman slirp4netns 84',
      ]);
    });
  });

  describe('LXC', () => {
    let sits = false;
    const path = () => join(ground.folder, 'lxc');

    beforeAll(async () => {
      sits = await seat('LXC', async () => {
        const missing = obstacle('lxc-start', 'lxc-info');
        if (missing) throw new Error(missing);
        mkdirSync(join(path(), 'lbox'), { recursive: true });
        const config = [
          'lxc.uts.name = lbox',
          `lxc.rootfs.path = dir:${box.root}`,
          'lxc.net.0.type = empty',
          'lxc.mount.auto = proc:mixed',
          'lxc.init.cmd = /bin/httpd -f -p 88',
        ];
        writeFileSync(join(path(), 'lbox/config'), `${config.join('\n')}\n`);
        ground.run('lxc-start', '-P', path(), '-n', 'lbox', '-d');
        await patiently(() => {
          if (!lxcInfo().includes('RUNNING')) throw new Error(lxcInfo());
        });
      });
    });
    afterAll(() => {
      if (sits) ground.run('lxc-stop', '-k', '-P', path(), '-n', 'lbox');
    });
    const lxcInfo = () => ground.run('lxc-info', '-P', path(), '-n', 'lbox', '-s', '-p');

    it('is told by its name', async ({ skip }) => {
      skip(!sits);
      const seen = await patiently(() => {
        const place = ground
          .survey()
          .elsewhere.find(({ container }) => container?.engine === 'lxc');
        if (!place) throw new Error('nothing listens in it yet');
        return place;
      }, 8);
      expect(seen.container).toEqual({ engine: 'lxc', id: 'lbox' });
      expect(seen.listeners.map(({ port }) => port)).toEqual([88]);
    });
  });

  describe('LXD', () => {
    let sits = false;
    let daemon: ChildProcess | undefined;
    const lxc = (...words: string[]) => ground.run('env', `HOME=${ground.folder}`, 'lxc', ...words);

    beforeAll(async () => {
      sits = await seat('LXD', async () => {
        const missing = obstacle('lxd', 'lxc');
        if (missing) throw new Error(missing);
        const ids = join(ground.folder, 'lxd.ids');
        writeFileSync(ids, 'root:1000000:65536\n');
        for (const file of ['/etc/subuid', '/etc/subgid']) ground.run('mount', '--bind', ids, file);
        daemon = ground.start(
          'lxd',
          '--group',
          'root',
          '--logfile',
          join(ground.folder, 'lxd.log'),
        );
        await patiently(() => lxc('query', '/1.0'));
        lxc('storage', 'create', 'pool', 'dir');
        lxc('profile', 'device', 'add', 'default', 'root', 'disk', 'path=/', 'pool=pool');
        lxc('image', 'import', makeImage(ground.folder), '--alias', 'box');
        lxc('init', 'box', 'xbox', '-c', 'security.privileged=true');
        const proxy = ['listen=tcp:127.0.0.1:8383', 'connect=tcp:127.0.0.1:80'];
        lxc('config', 'device', 'add', 'xbox', 'web', 'proxy', ...proxy);
        lxc('start', 'xbox');
      });
    });
    afterAll(async () => {
      if (sits) lxc('stop', '-f', 'xbox');
      if (daemon) await ground.stop(daemon);
    });

    it('is told by its name, and a proxy leads into it', ({ skip }) => {
      skip(!sits);
      const survey = ground.survey();
      expect(apart(survey)).toContain('lxd xbox 80');
      const outer = survey.listeners.find(({ port }) => port === 8383);
      expect(outer?.publication).toEqual({
        container: { engine: 'lxd', id: 'xbox' },
        address: '127.0.0.1',
        port: 80,
      });
    });
  });

  describe('containerd', () => {
    let sits = false;
    let daemon: ChildProcess | undefined;
    const ctr = (...words: string[]) => ground.run('ctr', ...words);
    /** What ctr makes by itself asks for controllers that not every machine has. */
    const specification = () => ({
      ociVersion: '1.0.2',
      root: { path: box.root },
      process: {
        args: ['/bin/httpd', '-f', '-p', '87'],
        cwd: '/',
        user: { uid: 0, gid: 0 },
        capabilities: {
          bounding: ['CAP_NET_BIND_SERVICE'],
          effective: ['CAP_NET_BIND_SERVICE'],
          permitted: ['CAP_NET_BIND_SERVICE'],
        },
      },
      mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
      annotations: { 'nerdctl/name': 'called' },
      linux: { namespaces: ['pid', 'network', 'mount', 'ipc', 'uts'].map((type) => ({ type })) },
    });

    beforeAll(async () => {
      sits = await seat('containerd', async () => {
        const missing = obstacle('containerd', 'ctr', 'runc');
        if (missing) throw new Error(missing);
        daemon = ground.start('containerd');
        await patiently(() => ctr('version'));
        const bundle = join(ground.folder, 'bundle.json');
        writeFileSync(bundle, JSON.stringify(specification()));
        ctr('run', '-d', '--config', bundle, 'cbox');
      });
    });
    afterAll(async () => {
      if (sits) ctr('task', 'rm', '-f', 'cbox');
      if (daemon) await ground.stop(daemon);
    });

    it('is told by its shim, and called as its bundle says', ({ skip }) => {
      skip(!sits);
      expect(apart(ground.survey())).toContain('containerd called 87');
    });
  });

  describe('systemd-nspawn', () => {
    let sits = false;
    let child: ChildProcess | undefined;

    beforeAll(async () => {
      sits = await seat('systemd-nspawn', async () => {
        const missing = obstacle('systemd-nspawn');
        if (missing) throw new Error(missing);
        const flags = '-M nbox --register=no --keep-unit --private-network /bin/httpd -f -p 89';
        child = ground.start('systemd-nspawn', '-q', '-D', box.root, ...words(flags));
        await patiently(() => ground.run('sh', '-c', 'cat /proc/[0-9]*/cmdline | grep -aq 89'), 20);
      });
    });
    afterAll(async () => {
      if (child) await ground.stop(child);
    });

    it('is told by who watches over it', async ({ skip }) => {
      skip(!sits);
      const seen = await patiently(() => {
        const place = ground
          .survey()
          .elsewhere.find(({ container }) => container?.engine === 'systemd-nspawn');
        if (!place) throw new Error('nothing listens in it yet');
        return place;
      }, 8);
      expect(seen.container?.id).toBe('nbox');
      expect(seen.listeners.map(({ port }) => port)).toEqual([89]);
    });
  });
});
