/** What is taken without a listener, and who answers where the holder is not the one. */
import { describe, expect, it } from 'vitest';
import { listening, nic, report, running } from '../../test/support/listeners.ts';
import { createAtlas } from '../atlas/lookup.ts';
import { readTable } from '../atlas/table.ts';
import type { Elsewhere, Listener, ListenerReport } from '../survey/listener.ts';
import { containerLabel } from './answerers.ts';
import { judgeReserved } from './held.ts';
import { judgeListeners } from './judge.ts';
import { readPrograms } from './programs.ts';

const REGISTRY = [
  '22\ttcp\tssh\tSecure Shell\tassigned',
  '5432\ttcp\tpostgresql\tPG\tassigned\t\t\t\thost',
];
const atlas = createAtlas({
  sources: () => [],
  tables: () => [{ source: 'iana', open: () => readTable(REGISTRY.join('\n'), 'iana') }],
  curated: () => ({ disputes: [], ghosts: [] }),
});
const programs = readPrograms({
  same: {},
  programs: [
    { name: 'OpenSSH', match: ['sshd'], speaks: ['ssh'] },
    { name: 'PostgreSQL', match: ['postgres'], speaks: ['postgresql'] },
    { name: 'systemd', match: ['systemd'], speaks: [], general: true, relay: true },
    { name: 'Docker port proxy', match: ['docker-proxy'], speaks: [], general: true, relay: true },
  ],
});
const judge = (listener: Listener, around: Partial<ListenerReport> = {}) =>
  judgeListeners([listener], report([listener], around), { atlas, programs })[0]!;
const words = (listener: Listener, around?: Partial<ListenerReport>) =>
  judge(listener, around)
    .verdicts.map(({ verdict }) => verdict)
    .join(' ');

describe('a port that is bound and does not listen', () => {
  const bound = (where: string, ...who: string[]): Listener => ({
    ...listening(where, ...who.map((name) => running(name))),
    state: 'bound',
  });

  it('is held, whoever it was promised to', () => {
    const held = judge(bound('tcp 0.0.0.0:5432', 'postgres'));
    expect(held).toMatchObject({ verdict: 'held', severity: 'notice', state: 'bound' });
    expect(held.verdicts).toHaveLength(1);
    expect(held.why).toBe(
      '5432/tcp (postgresql) is bound by postgres, which does not listen on it',
    );
    expect(held.promised).toHaveLength(1);
  });

  it('is also dynamic where the system gave it out', () => {
    expect(words(bound('tcp 127.0.0.1:45000', 'client'))).toBe('held dynamic');
  });

  it('says so when the program was not seen', () => {
    expect(judge(bound('tcp 127.0.0.1:700')).why).toContain('a program that could not be seen');
  });

  it('splits nothing: nobody answers there', () => {
    const both = [
      bound('tcp 127.0.0.1:22', 'sshd'),
      listening('tcp [::1]:22', running('postgres')),
    ];
    const judged = judgeListeners(both, report(both), { atlas, programs });
    expect(judged.flatMap(({ verdicts }) => verdicts.map(({ verdict }) => verdict))).not.toContain(
      'split',
    );
  });
});

describe('a socket that the service manager holds', () => {
  const activation = { socket: 'ssh.socket', service: 'ssh.service', program: '/usr/sbin/sshd' };
  const systemd = running('systemd', { path: '/usr/lib/systemd/systemd' });

  it('is judged by the program that will start', () => {
    const waiting = judge({ ...listening('tcp 0.0.0.0:22', systemd), activation });
    expect(waiting).toMatchObject({ verdict: 'expected', activation });
    expect(waiting.why).toContain('sshd (started on demand by ssh.socket) speaks ssh');
  });

  it('by the running one, once it runs', () => {
    const running22 = listening('tcp 0.0.0.0:22', systemd, running('postgres'));
    expect(judge({ ...running22, activation }).why).toContain('postgres is PostgreSQL');
  });

  it('by the name of its unit, where the program is not known', () => {
    const { program: _, ...units } = activation;
    expect(words({ ...listening('tcp 0.0.0.0:22', systemd), activation: units })).toBe('expected');
  });
});

describe('a port that a container published', () => {
  const container = { engine: 'docker', id: 'a'.repeat(64), name: 'db', image: 'postgres:16' };
  const outer: Listener = {
    ...listening('tcp 0.0.0.0:5432', running('docker-proxy')),
    publication: { container, address: '172.17.0.2', port: 15_432 },
  };
  const inside = (where: string): Elsewhere => ({
    namespace: 'net:[2]',
    container,
    process: running('postgres'),
    listeners: [listening(where, running('postgres', { container }))],
  });

  it('is judged by who listens in the container', () => {
    const judged = judge(outer, { elsewhere: [inside('tcp 0.0.0.0:15432')] });
    expect(judged.verdicts.map(({ verdict }) => verdict)).toEqual(['exposed', 'expected']);
    expect(judged.verdicts[1]!.why).toContain(
      'postgres (in docker container db, postgres:16) speaks',
    );
  });

  it('stays unknown where nobody was seen in there, and says which container it is', () => {
    for (const elsewhere of [[], [inside('tcp 0.0.0.0:80')], [inside('udp 0.0.0.0:15432')]]) {
      const judged = judge(outer, { elsewhere });
      const unknown = judged.verdicts.find(({ verdict }) => verdict === 'unknown');
      expect(unknown?.why).toContain('docker-proxy (for docker container db, postgres:16)');
    }
  });

  it('is called by the first digits of its number when it has no name', () => {
    expect(containerLabel({ engine: 'podman', id: 'b'.repeat(64) })).toBe(
      'podman container bbbbbbbbbbbb',
    );
    expect(containerLabel({ engine: 'lxc', id: 'web-with-a-long-name' })).toBe(
      'lxc container web-with-a-long-name',
    );
  });
});

describe('a socket that is bound to one interface', () => {
  const bound = { ...listening('tcp 0.0.0.0:5432', running('postgres')), device: 'lan0' };
  const named = (name: string, address: string) => ({ ...nic(address), name });
  const reach = (...interfaces: ReturnType<typeof named>[]) => judge(bound, { interfaces }).reach;

  it('is reachable as far as that interface is', () => {
    const wide = named('wan0', '2a00::1');
    expect(reach(wide, named('lan0', '192.168.1.5'))).toBe('lan');
    expect(reach(wide, named('lan0', '2a00::2'))).toBe('internet');
    expect(reach(wide)).toBe('lan');
    expect(
      judge({ ...bound, device: 'lo' }, { interfaces: [wide, named('lo', '127.0.0.1')] }).reach,
    ).toBe('host');
  });

  it.each(['lo', 'lo0'])('is reachable from this machine alone where that is %s', (device) => {
    expect(judge({ ...bound, device }, { interfaces: [] }).reach).toBe('host');
  });
});

describe('ranges that the system keeps back', () => {
  it('are held, and say by whom', () => {
    const by = 'net.ipv4.ip_local_reserved_ports';
    expect(judgeReserved({ from: 9148, to: 9148, how: 'reserved', by })).toMatchObject({
      verdict: 'held',
      severity: 'notice',
      why: `9148 is kept out of what the system hands out by itself (${by})`,
    });
    const excluded = {
      from: 50_000,
      to: 50_059,
      transport: 'tcp',
      how: 'excluded',
      by: 'netsh',
    } as const;
    expect(judgeReserved(excluded).why).toBe(
      '50000-50059/tcp are excluded by the system, and nothing listens there (netsh)',
    );
  });
});
