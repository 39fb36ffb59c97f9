import { describe, expect, it } from 'vitest';
import {
  halves,
  imaginedMac as mac,
  macFixture as fixture,
  macListing as listing,
  macScript as script,
} from '../../../../../test/support/imagined-mac.ts';
import { said, type Answer } from '../../../../../test/support/tools.ts';
import { UnavailableError } from '../../../../core/errors.ts';
import type { Listener } from '../../../../survey/listener.ts';

const without = (full: Readonly<Record<string, Answer>>, ...keys: readonly string[]) =>
  Object.fromEntries(Object.entries(full).filter(([key]) => !keys.some((k) => key.startsWith(k))));

const brief = ({ transport, address, port, state, sockets, processes, ...more }: Listener) => {
  const who = processes.map(({ pid, name }) => `${name}:${pid}`).join('+');
  const dual = more.v6only === false ? ' dual' : '';
  const device = more.device === undefined ? '' : ` %${more.device}`;
  const many = sockets === 1 ? '' : ` x${sockets}`;
  return `${transport} ${address} ${port}${device}${dual}${many} ${state ? `${state} ` : ''}${who}`;
};

const EVERYTHING = [
  'tcp 0.0.0.0 22 launchd:1',
  'tcp :: 22 launchd:1',
  'tcp 127.0.0.1 631 cupsd:412',
  'tcp ::1 631 cupsd:412',
  'tcp :: 3000 dual node:2217+node:2218',
  'tcp 0.0.0.0 5000 ControlCenter:640',
  'tcp :: 5000 ControlCenter:640',
  'tcp 0.0.0.0 7000 ControlCenter:640',
  'tcp :: 7000 ControlCenter:640',
  'tcp 127.0.0.1 8123 bound python3.12:2250',
  'tcp fe80::aede:48ff:fe00:1122 49170 %en5 remoted:98',
  'tcp 127.0.0.1 52980 Antigravity Tool: 2.1:2301',
  'udp 0.0.0.0 5353 mDNSResponder:233',
  'udp :: 5353 mDNSResponder:233',
  'udp 127.0.0.1 8125 statsd:2290',
  'udp :: 61000 dual node:2217',
];

describe('a Mac, looked at by root', () => {
  it.each(['10.15', '14', '15', '26'])('of macOS %s shows everything', async (version) => {
    const report = await mac(script(version)).collect();
    expect(report.listeners.map(brief)).toEqual(EVERYTHING);
    expect(report.coverage).toEqual({
      complete: true,
      looked: ['tcp', 'tcp6', 'udp', 'udp6'],
      gaps: [],
    });
    expect(report.ephemeral).toEqual({ from: 49_152, to: 65_535 });
    expect(report.interfaces).toEqual([
      { name: 'en5', address: 'fe80::aede:48ff:fe00:1122', scope: 'link' },
    ]);
  });

  it('knows what each program is: its path, command line, user and service', async () => {
    const { listeners } = await mac(script()).collect();
    const processes = new Map(listeners.flatMap((one) => one.processes).map((p) => [p.name, p]));
    expect(processes.get('ControlCenter')).toEqual({
      pid: 640,
      name: 'ControlCenter',
      path: '/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter',
      user: 'ada',
      command: '/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter',
    });
    expect(processes.get('cupsd')).toMatchObject({ user: 'root', unit: 'system/org.cups.cupsd' });
    // Started as a bare word: the file that it executes tells the rest.
    expect(processes.get('node')).toMatchObject({
      path: '/opt/homebrew/Cellar/node/24.1.0/bin/node',
      command: 'node --watch server.js',
    });
  });

  it('names the service that launchd holds a port for', async () => {
    const { tools, collect } = mac(script());
    const { listeners } = await collect();
    expect(listeners.filter(({ port }) => port === 22).map((one) => one.activation)).toEqual([
      {
        socket: 'com.openssh.sshd/Listeners',
        service: 'system/com.openssh.sshd',
        program: '/usr/libexec/sshd-keygen-wrapper',
      },
      expect.objectContaining({ service: 'system/com.openssh.sshd' }),
    ]);
    expect(listeners.filter(({ activation }) => activation).length).toBe(2);
    // Only files that may ask for sockets are worth a process.
    expect(tools.ran.filter((line) => line.startsWith('plutil'))).toHaveLength(2);
  });

  it('asks for less when only programs are wanted', async () => {
    const { tools, collect } = mac(script());
    const { listeners } = await collect({ detail: 'programs' });
    expect(listeners.map(brief)).toEqual(EVERYTHING);
    expect(tools.ran.join('\n')).not.toMatch(/plutil|launchctl|command=/);
    for (const { processes } of listeners) {
      for (const one of processes) expect(one).not.toHaveProperty('command');
    }
  });
});

describe('a Mac, looked at by one of its users', () => {
  const ADA = {
    'lsof -nPw -iTCP -iUDP': listing('lsof-macos-ada'),
    'launchctl list': fixture('launchctl-list-ada.txt'),
  };

  it('shows every socket and a program of each, and says what is less sure', async () => {
    const report = await mac(script('26', ADA), 501).collect();
    expect(report.listeners.map(brief)).toEqual(EVERYTHING);
    expect(report.coverage).toMatchObject({
      complete: true,
      gaps: [{ what: 'programs', count: 8, remedy: 'sudo portolan survey', partial: false }],
    });
  });

  it("knows her own services by the session's name", async () => {
    const { listeners } = await mac(script('26', ADA), 501).collect();
    const control = listeners.find(({ port }) => port === 7000)?.processes[0];
    expect(control?.unit).toBe('gui/501/com.apple.controlcenter');
  });

  it('counts the programs that an old netstat does not name', async () => {
    const [tcp, udp] = halves('netstat-macos-10.15');
    const bare = (text: string) => text.replaceAll(/rhiwat.*$|131072 .*$|786896 .*$/gm, '');
    const report = await mac(
      script('10.15', {
        ...ADA,
        'netstat -anvl -p tcp': bare(tcp),
        'netstat -anvl -p udp': bare(udp),
      }),
      501,
    ).collect();
    expect(report.listeners.map((one) => brief(one).replace(/\S*$/, ''))).toEqual(
      EVERYTHING.map((line) => line.replace(/\S*$/, '')),
    );
    expect(report.coverage).toMatchObject({
      complete: false,
      gaps: [{ what: 'programs', count: 8, remedy: 'sudo portolan survey', partial: true }],
    });
  });
});

describe('a Mac whose tools fail', () => {
  const failing = (...keys: readonly string[]) => without(script(), ...keys);

  it('netstat alone is enough to see every socket', async () => {
    const report = await mac(failing('lsof -nPw -iTCP')).collect();
    expect(report.listeners.map(brief)).toEqual(
      EVERYTHING.map((line) => line.replace('+node:2218', '')),
    );
    expect(report.coverage.gaps).toMatchObject([
      { what: 'programs', partial: false, why: expect.stringContaining('lsof is not there') },
    ]);
  });

  it('lsof alone shows root every socket, and a user her own', async () => {
    const asRoot = await mac(failing('netstat')).collect();
    expect(asRoot.listeners.map(brief)).toEqual(
      EVERYTHING.map((line) => line.replace(' dual', '')),
    );
    expect(asRoot.coverage).toMatchObject({ complete: true, gaps: [] });

    const answers = { ...failing('netstat'), 'lsof -nPw -iTCP': listing('lsof-macos-ada') };
    const asAda = await mac(answers, 501).collect();
    expect(asAda.coverage).toMatchObject({
      complete: false,
      looked: ['tcp', 'tcp6', 'udp', 'udp6'],
      gaps: [
        { what: 'sockets', remedy: 'sudo portolan survey', why: expect.stringContaining('TCP') },
        { what: 'sockets', remedy: 'sudo portolan survey', why: expect.stringContaining('UDP') },
      ],
    });
  });

  it('without both, nothing was looked at', async () => {
    const { listeners, coverage } = await mac(failing('lsof', 'netstat')).collect();
    expect(listeners).toEqual([]);
    expect(coverage).toMatchObject({ complete: false, looked: [], gaps: [{}, {}] });
  });

  it.each<[string, Answer, string]>([
    ['late', { how: 'late' }, 'lsof did not answer in time'],
    ['refused', { how: 'refused' }, 'lsof may not be run'],
    ['complaining', said('', 1, 'lsof: unknown option\nusage:'), 'lsof failed: lsof: unknown'],
  ])('a tool that is %s is named', async (_, answer, why) => {
    const report = await mac(script('26', { 'lsof -nPw -iTCP -iUDP': answer })).collect();
    expect(report.coverage.gaps).toMatchObject([{ why: expect.stringContaining(why) }]);
  });

  it('lsof that found nothing has looked all the same', async () => {
    const answers = script('26', { 'lsof -nPw -iTCP -iUDP': said('', 1) });
    const { listeners, coverage } = await mac(answers, 501).collect();
    expect(listeners).toHaveLength(EVERYTHING.length);
    expect(coverage.gaps).toMatchObject([{ count: 16, partial: false }]);
  });

  it('lines that nobody understands make the answer partial', async () => {
    const answers = script('26', {
      'netstat -anvl -p udp': `${halves('netstat-macos-26')[1]}udp4 what is this\n`,
    });
    const { coverage } = await mac(answers).collect();
    expect(coverage).toMatchObject({
      complete: false,
      gaps: [{ count: 1, why: expect.stringContaining('"udp4 what is this"') }],
    });
  });

  it('without ps, programs are known by name alone', async () => {
    const { listeners, coverage } = await mac(failing('ps')).collect();
    const node = listeners.find(({ port }) => port === 3000)?.processes[0];
    expect(node).toEqual({ pid: 2217, name: 'node', user: 'ada' });
    expect(coverage).toMatchObject({
      complete: true,
      gaps: [
        {
          what: 'programs',
          why: 'ps is not there, so the paths and users of programs are missing here.',
        },
      ],
    });
  });

  it('a process that is gone by now is left out', async () => {
    const comm = fixture('ps-comm.txt').replace(/^.*\b2290 .*\n/m, '');
    const answers = script('26', { 'ps -ww -o pid= -o user= -o comm=': comm });
    const { listeners, coverage } = await mac(answers).collect();
    expect(listeners.map(brief)).toContain('udp 127.0.0.1 8125 ');
    expect(coverage).toMatchObject({ complete: true, gaps: [{ what: 'programs', count: 1 }] });
  });

  it('without sysctl, the range is what macOS starts with', async () => {
    const { ephemeral } = await mac(failing('sysctl')).collect();
    expect(ephemeral).toEqual({ from: 49_152, to: 65_535 });
  });
});

describe('at a glance', () => {
  it('asks netstat alone, and sees what listens', async () => {
    const { tools, glance, collect } = mac(script());
    const seen = await glance();
    expect(tools.ran).toEqual(['netstat -anvl -p tcp', 'netstat -anvl -p udp']);
    const listening = (await collect()).listeners.filter(({ state }) => state === undefined);
    expect(seen.map(({ address, port }) => `${address} ${port}`).toSorted()).toEqual(
      listening.map(({ address, port }) => `${address} ${port}`).toSorted(),
    );
    expect(new Set(seen.map(({ socket }) => socket)).size).toBe(seen.length);
  });

  it('says why when it cannot', async () => {
    const looking = mac({}).glance();
    await expect(looking).rejects.toThrow(UnavailableError);
    await expect(looking).rejects.toThrow('netstat is not there');
  });
});
