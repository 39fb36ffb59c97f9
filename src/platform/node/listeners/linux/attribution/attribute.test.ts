import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Container } from '../../../../../survey/listener.ts';
import { Machine, type Running } from '../../../../../../test/support/imagined-linux.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const WEB = '13e39eb59103c3a0d3bc0d65c9c1cd296bd7738ad7a200e08a80d55e2cf6de2f';
const OTHER = '4f1d6f8a2c7e4b0d9a3f5e6c7b8a9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708';
const DOCKER_PROXY =
  'docker-proxy -proto tcp -host-ip 127.0.0.1 -host-port 8081 -container-ip 172.17.0.2 -container-port 80';

let machine: Machine;
let server: Server | undefined;
beforeEach(() => {
  machine = new Machine();
});
afterEach(() => {
  server?.close();
  server = undefined;
  machine.remove();
});

/** Docker's web, as its files and its control group show it. */
function dockerWeb() {
  machine
    .process(20, { name: 'httpd', cgroup: `/system.slice/docker-${WEB}.scope`, net: 'net:[2]' })
    .file('proc/20/net/fib_trie', fixture('fib_trie.txt'))
    .file(`var/lib/docker/containers/${WEB}/config.v2.json`, fixture('docker-config.v2.json'));
  return machine.elsewhere('net:[2]', 80, 20);
}

const WEB_NAMED = { engine: 'docker', id: WEB, name: 'web', image: 'box:1' };

describe('a report that gives no reason to ask', () => {
  it('comes back as it is', async () => {
    machine.process(9, { name: 'nginx', cgroup: '/system.slice/nginx.service' });
    const listeners = [machine.listener('0.0.0.0', 80, 9), machine.listener('0.0.0.0', 81)];
    const report = await machine.say(listeners);
    expect(report.listeners).toBe(listeners);
    expect(report.coverage.gaps).toEqual([]);
  });
});

describe('a published port', () => {
  it('leads to the container that the proxy names, called as its engine calls it', async () => {
    const web = dockerWeb();
    machine.process(9, { name: 'docker-proxy', command: DOCKER_PROXY });
    const { listeners, elsewhere } = await machine.say(
      [machine.listener('127.0.0.1', 8081, 9)],
      [web],
    );
    expect(listeners[0]?.publication).toEqual({
      container: WEB_NAMED,
      address: '172.17.0.2',
      port: 80,
    });
    expect(elsewhere[0]).toMatchObject({
      container: WEB_NAMED,
      process: { container: WEB_NAMED },
      listeners: [{ processes: [{ container: WEB_NAMED }] }],
    });
  });

  it('leads there by the address alone when the engine says nothing', async () => {
    const web = dockerWeb();
    rmSync(join(machine.base, 'var'), { recursive: true });
    machine.process(9, { name: 'docker-proxy', command: DOCKER_PROXY });
    const { listeners, coverage } = await machine.say(
      [machine.listener('127.0.0.1', 8081, 9)],
      [web],
    );
    expect(listeners[0]?.publication?.container).toEqual({ engine: 'docker', id: WEB });
    expect(coverage.gaps).toEqual([]);
  });

  it.each<[string, Running]>([
    [
      "a user's program that calls itself one",
      { name: 'docker-proxy', command: DOCKER_PROXY, uid: 1000 },
    ],
    [
      'a program in a container that calls itself one',
      {
        name: 'docker-proxy',
        command: DOCKER_PROXY,
        cgroup: `/system.slice/docker-${OTHER}.scope`,
      },
    ],
    [
      'a proxy of another port',
      { name: 'docker-proxy', command: DOCKER_PROXY.replace('8081', '8082') },
    ],
    [
      'a proxy of an address that no container has',
      { name: 'docker-proxy', command: DOCKER_PROXY.replace('172.17.0.2', '172.17.0.9') },
    ],
    ["a user's conmon", { name: 'conmon', command: `conmon -c ${WEB}`, uid: 1000 }],
    ["a user's slirp4netns", { name: 'slirp4netns', command: 'slirp4netns 20 tap0', uid: 1000 }],
  ])('leads nowhere for %s', async (_, running) => {
    const web = dockerWeb();
    machine.process(9, running);
    const { listeners } = await machine.say([machine.listener('127.0.0.1', 8081, 9)], [web]);
    expect(listeners[0]).not.toHaveProperty('publication');
  });

  it('leads nowhere when two containers have the address', async () => {
    const web = dockerWeb();
    rmSync(join(machine.base, 'var'), { recursive: true });
    machine
      .process(21, { name: 'httpd', cgroup: `/system.slice/docker-${OTHER}.scope`, net: 'net:[3]' })
      .file('proc/21/net/fib_trie', fixture('fib_trie.txt'))
      .process(9, { name: 'docker-proxy', command: DOCKER_PROXY });
    const places = [web, machine.elsewhere('net:[3]', 80, 21)];
    const { listeners } = await machine.say([machine.listener('127.0.0.1', 8081, 9)], places);
    expect(listeners[0]).not.toHaveProperty('publication');
  });

  it("of a user's own container leads there", async () => {
    const cgroup = `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${OTHER}.scope`;
    const storage = 'home/ann/.local/share/containers/storage/overlay-containers';
    const metadata = JSON.stringify({ name: 'db', 'image-name': 'postgres:16' });
    const namespaces = [{ type: 'network', path: '/run/user/1000/netns/netns-a' }];
    machine
      .file(`${storage}/containers.json`, JSON.stringify([{ id: OTHER, metadata }]))
      .file(`${storage}/${OTHER}/userdata/config.json`, JSON.stringify({ linux: { namespaces } }))
      .process(20, { name: 'postgres', cgroup, net: 'net:[2]', uid: 100_999 })
      .process(9, {
        name: 'pasta.avx2',
        command: 'pasta -t 5432-5432:15432-15432 --netns /run/user/1000/netns/netns-a',
        uid: 1000,
      });
    const { listeners } = await machine.say(
      [machine.listener('0.0.0.0', 5432, 9)],
      [machine.elsewhere('net:[2]', 15_432, 20)],
    );
    expect(listeners[0]?.publication).toEqual({
      container: { engine: 'podman', id: OTHER, name: 'db', image: 'postgres:16' },
      port: 15_432,
    });
  });

  it('leads through the child of a proxy, to the one port that is there', async () => {
    machine
      .process(20, {
        name: 'httpd',
        cgroup: `/machine.slice/libpod-${OTHER}.scope`,
        net: 'net:[2]',
      })
      .process(10, { name: 'exe', command: 'rootlessport-child', net: 'net:[2]' })
      .process(9, { name: 'rootlessport' })
      .file('proc/9/task/9/children', '')
      .file('proc/9/task/11/children', '10 ');
    const { listeners } = await machine.say(
      [machine.listener('::', 8083, 9)],
      [machine.elsewhere('net:[2]', 83, 20)],
    );
    expect(listeners[0]?.publication).toEqual({
      container: { engine: 'podman', id: OTHER },
      port: 83,
    });
  });

  it('has no inner port where nothing tells it', async () => {
    machine
      .process(20, {
        name: 'httpd',
        cgroup: `/machine.slice/libpod-${OTHER}.scope`,
        net: 'net:[2]',
      })
      .process(9, { name: 'conmon', command: `conmon -c ${OTHER}` });
    const one = machine.elsewhere('net:[2]', 83, 20);
    const two = { ...one, listeners: [...one.listeners, machine.listener('::', 84, 20)] };
    const { listeners } = await machine.say([machine.listener('::', 8083, 9)], [two]);
    expect(listeners[0]?.publication).toEqual({ container: { engine: 'podman', id: OTHER } });
  });
});

describe('ports that no socket listens for', () => {
  it('are told, by number', async () => {
    const web = dockerWeb();
    const results = 'var/lib/cni/results';
    machine.file(`${results}/podman-${WEB}-eth0`, fixture('cni-result.json'));
    const { coverage } = await machine.say([], [web]);
    expect(coverage.gaps).toMatchObject([
      { what: 'sockets', count: 1, why: expect.stringContaining('8082/tcp leads'), partial: false },
    ]);
  });
});

describe('who a container is', () => {
  it('is told by who watches over it, where no control group does', async () => {
    machine
      .process(5, { name: 'conmon', command: `conmon -c ${OTHER} -n web` })
      .process(20, { name: 'fake', command: `conmon -c ${WEB}`, parent: 5, net: 'net:[2]' })
      .process(21, {
        name: 'conmon',
        command: `conmon -c ${WEB} -n fake`,
        parent: 20,
        net: 'net:[2]',
      })
      .process(22, { name: 'httpd', parent: 21, net: 'net:[2]' });
    const { elsewhere } = await machine.say([], [machine.elsewhere('net:[2]', 80, 22)]);
    const container: Container = { engine: 'podman', id: OTHER, name: 'web' };
    expect(elsewhere).toMatchObject([{ container, listeners: [{ processes: [{ container }] }] }]);
  });

  it('is told whatever the programs between are called', async () => {
    machine.process(5, { name: 'conmon', command: `conmon -c ${OTHER} -n web` });
    const names = ['x) S 1 (', ') S 1 1 1', '))))', '(\n) S 1', ''];
    for (const [index, name] of names.entries()) {
      machine.process(20 + index, { name, parent: index === 0 ? 5 : 19 + index, net: 'net:[2]' });
    }
    const last = 19 + names.length;
    const { elsewhere } = await machine.say([], [machine.elsewhere('net:[2]', 80, last)]);
    expect(elsewhere[0]?.container?.id).toBe(OTHER);
  });

  it('is nobody where parents go round in a ring', async () => {
    machine
      .process(20, { name: 'a', parent: 21, net: 'net:[2]' })
      .process(21, { name: 'b', parent: 20 });
    const { elsewhere } = await machine.say([], [machine.elsewhere('net:[2]', 80, 20)]);
    expect(elsewhere[0]).not.toHaveProperty('container');
  });

  it("is not what a user's own manager says of another's", async () => {
    const web = dockerWeb();
    const cgroup = `/user.slice/user-1000.slice/user@1000.service/docker-${WEB}.scope`;
    machine.process(30, { name: 'fake', cgroup, net: 'net:[3]', uid: 1000 });
    const fake = machine.elsewhere('net:[3]', 80, 30);
    for (const places of [
      [web, fake],
      [fake, web],
    ]) {
      const { elsewhere } = await machine.say([], places);
      const [seen, made] = elsewhere[0]?.process.pid === 20 ? elsewhere : elsewhere.toReversed();
      expect(seen?.container).toEqual(WEB_NAMED);
      expect(made).not.toHaveProperty('container');
      expect(made?.process).not.toHaveProperty('container');
    }
  });

  it.each([
    [
      'containerd-config.json',
      'run/containerd/io.containerd.runtime.v2.task/k8s.io',
      'config.json',
      'cri-containerd-',
      'web-7d9c5b8f4-x2x7k/nginx',
    ],
    [
      'crio-config.json',
      'run/containers/storage/overlay-containers',
      'userdata/config.json',
      'crio-',
      'node-exporter-8xk2p/exporter',
    ],
  ])('is in %s', async (name, folder, file, mark, called) => {
    const cgroup = `/kubepods.slice/kubepods-pod1.slice/${mark}${OTHER}.scope`;
    machine
      .file(`${folder}/${OTHER}/${file}`, fixture(name))
      .process(20, { name: 'nginx', cgroup, net: 'net:[2]' });
    const { elsewhere } = await machine.say([], [machine.elsewhere('net:[2]', 80, 20)]);
    expect(elsewhere[0]?.container?.name).toBe(called);
  });

  it('is asked of the engine itself first', async () => {
    const uid = process.getuid?.() ?? 0;
    const socket = uid === 0 ? 'run/docker.sock' : `run/user/${uid}/docker.sock`;
    machine.file(`${dirname(socket)}/x`, '');
    const asked: string[] = [];
    server = createServer((peer) => {
      peer.once('data', (bytes) => {
        asked.push(bytes.toString('latin1'));
        peer.end(`HTTP/1.0 200 OK\r\n\r\n${fixture('docker-containers.json')}`);
      });
    });
    await new Promise<void>((done) => server?.listen(join(machine.base, socket), done));
    const user = uid === 0 ? '' : `/user.slice/user-${uid}.slice/user@${uid}.service`;
    machine.process(20, { name: 'httpd', cgroup: `${user}/docker/${WEB}`, net: 'net:[2]' });
    const { elsewhere } = await machine.say([], [machine.elsewhere('net:[2]', 80, 20)]);
    expect(elsewhere[0]?.container).toEqual(WEB_NAMED);
    expect(asked).toEqual([expect.stringMatching(/^GET \/containers\/json HTTP\/1\.0\r\n/)]);
  });
});

describe('what else is said', () => {
  it("is Docker's word on sockets that no process here holds", async () => {
    machine.file('run/docker.sock', '');
    rmSync(join(machine.base, 'run/docker.sock'));
    const uid = process.getuid?.() ?? 0;
    server = createServer((peer) => {
      peer.once('data', () =>
        peer.end(`HTTP/1.0 200 OK\r\n\r\n${fixture('docker-containers.json')}`),
      );
    });
    await new Promise<void>((done) => server?.listen(join(machine.base, 'run/docker.sock'), done));
    const { listeners } = await machine.say([
      machine.listener('127.0.0.1', 8081),
      machine.listener('0.0.0.0', 8081),
      { ...machine.listener('127.0.0.1', 8081), owner: 'ann' },
    ]);
    // Only root's socket is asked about the machine's containers.
    const web = { container: WEB_NAMED, address: '172.17.0.2', port: 80 };
    expect(listeners.map(({ publication }) => publication)).toEqual([
      uid === 0 ? web : undefined,
      undefined,
      undefined,
    ]);
  });

  it('is that Incus runs what LXC marks', async () => {
    machine
      .process(5, { name: 'incusd', command: '[lxc monitor] /var/lib/incus/containers web01' })
      .process(20, { name: 'nginx', cgroup: '/lxc.payload.web01', parent: 5, net: 'net:[2]' });
    const { elsewhere } = await machine.say([], [machine.elsewhere('net:[2]', 80, 20)]);
    expect(elsewhere[0]?.container).toEqual({ engine: 'incus', id: 'web01' });
  });

  it('is what Kubernetes opens without a socket', async () => {
    const cgroup = `/kubepods.slice/kubepods-pod1.slice/crio-${OTHER}.scope`;
    machine.process(20, { name: 'nginx', cgroup, net: 'net:[2]' });
    const { coverage } = await machine.say([], [machine.elsewhere('net:[2]', 80, 20)]);
    expect(coverage.gaps).toMatchObject([
      { what: 'sockets', why: expect.stringMatching(/NodePort/) },
    ]);
  });
});
