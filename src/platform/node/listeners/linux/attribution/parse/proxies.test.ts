import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProxy } from './proxies.ts';

const ID = '4f1d6f8a2c7e4b0d9a3f5e6c7b8a9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708';
const tcp = (port: number) => ({ transport: 'tcp', port }) as const;
const udp = (port: number) => ({ transport: 'udp', port }) as const;

describe('docker-proxy', () => {
  const line =
    '/usr/sbin/docker-proxy -proto tcp -host-ip 127.0.0.1 -host-port 8081 -container-ip 172.17.0.2 -container-port 80';

  it.each([line, `${line} -use-listen-fd`])('%s', (command) => {
    expect(readProxy('docker-proxy', command.split(' '), tcp(8081))).toEqual({
      kind: 'address',
      transport: 'tcp',
      hostPort: 8081,
      address: '172.17.0.2',
      port: 80,
    });
  });

  it('says nothing of sockets that are not on its command line', () => {
    expect(readProxy('docker-proxy', line.split(' '), tcp(8082))).toBeUndefined();
    expect(readProxy('docker-proxy', line.split(' '), udp(8081))).toBeUndefined();
  });
});

it('conmon names its container', () => {
  const words = ['/usr/bin/conmon', '--api-version', '1', '-c', ID, '-u', ID, '-n', 'web'];
  expect(readProxy('conmon', words, tcp(80))).toEqual({ kind: 'container', id: ID });
  expect(readProxy('conmon', ['conmon', '-c', '../../etc'], tcp(80))).toBeUndefined();
});

it('rootlessport has a child inside', () => {
  expect(readProxy('rootlessport', ['rootlessport'], tcp(80))).toEqual({ kind: 'child' });
  expect(readProxy('exe', ['containers-rootlessport'], tcp(80))).toEqual({ kind: 'child' });
  expect(readProxy('exe', ['other'], tcp(80))).toBeUndefined();
});

describe('slirp4netns', () => {
  it.each([
    [
      'slirp4netns --mtu=65520 -c -e 3 -r 4 --netns-type=path /run/netns/netns-a tap0',
      { kind: 'network', path: '/run/netns/netns-a' },
    ],
    ['slirp4netns -c -r 3 4711 tap0', { kind: 'process', pid: 4711 }],
    ['slirp4netns --version', undefined],
  ])('%s', (command, proxy) =>
    expect(readProxy('slirp4netns', command.split(' '), tcp(80))).toEqual(proxy),
  );
});

describe('pasta', () => {
  const network = { kind: 'network', path: '/run/user/1000/netns/netns-a' } as const;
  const end = '--quiet --netns /run/user/1000/netns/netns-a';
  it.each([
    [`pasta --config-net -t 8084-8084:84-84 -u none ${end}`, 8084, 84],
    [`pasta --config-net -t 192.0.2.1/8084:84 ${end}`, 8084, 84],
    [`pasta --config-net -t 192.0.2.1%eth0/8000-8100:80-180 ${end}`, 8084, 164],
    [`pasta --config-net --tcp-ports=22,8084 ${end}`, 8084, 8084],
    [`pasta --config-net -t auto ${end}`, 8084, undefined],
    [`pasta --config-net -u 8084:84 ${end}`, 8084, undefined],
    [`pasta --config-net -t 8084-8085:65535-65536 ${end}`, 8085, undefined],
  ])('%s', (command, port, inner) => {
    expect(readProxy('pasta.avx2', command.split(' '), tcp(port))).toEqual({
      ...network,
      ...(inner !== undefined && { port: inner }),
    });
  });

  it('may name a process instead', () => {
    const words = 'pasta -u 53:5353 4711'.split(' ');
    expect(readProxy('pasta', words, udp(53))).toEqual({ kind: 'process', pid: 4711, port: 5353 });
  });
});

describe('forkproxy', () => {
  it.each([
    [
      '/opt/incus/bin/incusd forkproxy -- 812 3 tcp:0.0.0.0:80 4711 4 tcp:127.0.0.1:8080 /log /pid',
      { kind: 'process', pid: 4711, address: '127.0.0.1', port: 8080 },
    ],
    [
      '/usr/bin/lxd forkproxy 812 tcp:[::]:80 4711 tcp:[fd00::2]:8080 /log /pid',
      { kind: 'process', pid: 4711, address: 'fd00::2', port: 8080 },
    ],
    ['lxd forkproxy -- 812 3 tcp:0.0.0.0:80 4711 4 unix:/run/x /log', undefined],
    ['lxd --group lxd', undefined],
  ])('%s', (command, proxy) =>
    expect(readProxy('lxd', command.split(' '), tcp(80))).toEqual(proxy),
  );
});

it('another program is no proxy, whatever it is called', () => {
  for (const name of ['nginx', '__proto__', 'constructor', 'toString', '']) {
    expect(readProxy(name, ['-c', ID], tcp(80))).toBeUndefined();
  }
});

it('never throws, and names no port that is none', () => {
  const names = ['docker-proxy', 'conmon', 'exe', 'slirp4netns', 'pasta', 'lxd', 'dockerd'];
  const word = fc.oneof(
    fc.constantFrom('-proto', 'tcp', '-host-port', '80', '-container-port', '-container-ip'),
    fc.constantFrom(
      '-c',
      '-t',
      '-u',
      '80:0',
      '80-90:65535',
      '--netns',
      'forkproxy',
      'tcp:a:0',
      '--',
    ),
    fc.string(),
  );
  const property = fc.property(fc.constantFrom(...names), fc.array(word), (name, words) => {
    const proxy = readProxy(name, words, tcp(80));
    const port = proxy && 'port' in proxy ? proxy.port : undefined;
    return port === undefined || (port > 0 && port < 65_536 && Number.isInteger(port));
  });
  expect(fc.check(property, { numRuns: 2000 })).toMatchObject({ failed: false });
});
