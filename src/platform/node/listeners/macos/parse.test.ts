import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { domainOf, socketsOfJob } from './launchd.ts';
import * as parse from './parse.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

it.each([
  ['49152\n65535\n', { from: 49_152, to: 65_535 }],
  ['10000\n20000\n', { from: 10_000, to: 20_000 }],
  ['60000\n50000\n', { from: 50_000, to: 60_000 }],
  ['', parse.DEFAULT_EPHEMERAL],
  ['49152', parse.DEFAULT_EPHEMERAL],
  ['0 65535', parse.DEFAULT_EPHEMERAL],
  ['1 65536', parse.DEFAULT_EPHEMERAL],
  ['first last', parse.DEFAULT_EPHEMERAL],
])('the range %j', (text, range) => {
  expect(parse.parsePortRange(text)).toEqual(range);
});

describe('ps', () => {
  it('gives users and names that may hold blanks', () => {
    const names = parse.parsePsNames(fixture('ps-comm.txt'));
    expect(names.size).toBe(10);
    expect(names.get(2217)).toEqual({ user: 'ada', startedAs: 'node' });
    expect(names.get(2301)?.startedAs).toMatch(/Antigravity Tool: 2\.1$/);
  });

  it('gives command lines, and no more of one than a screen full', () => {
    const commands = parse.parsePsCommands(`  7 ${'x'.repeat(9000)}\n  8 a  b \nnothing\n`);
    expect(commands.get(7)).toHaveLength(4096);
    expect(commands.get(8)).toBe('a  b');
    expect(commands.size).toBe(2);
  });
});

it('the first file that a process executes is its program', () => {
  expect([...parse.parsePrograms(fixture('lsof-txt.txt')).keys()]).toEqual([2217, 2218]);
  expect(parse.parsePrograms('n/bin/orphan\np0\nn/bin/zero\np5\nftxt\n')).toEqual(new Map());
});

it('jobs are known by labels that outlive a run', () => {
  expect(parse.parseJobList(fixture('launchctl-list-root.txt'))).toEqual(
    new Map([
      [412, 'org.cups.cupsd'],
      [233, 'com.apple.mDNSResponder.reloaded'],
      [98, 'com.apple.remoted'],
    ]),
  );
  expect(parse.parseJobList(fixture('launchctl-list-ada.txt'))).toEqual(
    new Map([[640, 'com.apple.controlcenter']]),
  );
});

it('services are known by their names and their other names, the first of a name first', () => {
  const services = parse.parseServices(
    'ssh 22/tcp # x\nhttp 80/tcp www www-http\nwww 81/tcp\nbad\n\n#c 1/tcp\n',
  );
  expect([...services]).toEqual([
    ['ssh/tcp', 22],
    ['http/tcp', 80],
    ['www/tcp', 80],
    ['www-http/tcp', 80],
  ]);
});

describe('the sockets of a job', () => {
  const SERVICES = new Map([
    ['ssh/tcp', 22],
    ['tftp/udp', 69],
  ]);
  const job = (Sockets: unknown, more: object = {}) =>
    socketsOfJob(JSON.stringify({ Label: 'org.example.job', Sockets, ...more }), SERVICES).map(
      ({ transport, port, family, activation }) =>
        `${transport} ${port} ${family ?? 'both'} ${activation.socket} ${activation.program ?? '-'}`,
    );

  it.each<[string, unknown, string[]]>([
    ['a name', { L: { SockServiceName: 'ssh' } }, ['tcp 22 both org.example.job/L -']],
    ['a number', { L: { SockServiceName: 8080 } }, ['tcp 8080 both org.example.job/L -']],
    [
      'a number as text, of one family',
      { L: { SockServiceName: '8080', SockFamily: 'IPv6' } },
      ['tcp 8080 ipv6 org.example.job/L -'],
    ],
    [
      'datagrams',
      { L: { SockServiceName: 'tftp', SockType: 'dgram' } },
      ['udp 69 both org.example.job/L -'],
    ],
    [
      'several',
      { A: [{ SockServiceName: '1' }, { SockServiceName: '2' }], B: { SockServiceName: '3' } },
      [
        'tcp 1 both org.example.job/A -',
        'tcp 2 both org.example.job/A -',
        'tcp 3 both org.example.job/B -',
      ],
    ],
    ['one that connects', { L: { SockServiceName: 'ssh', SockPassive: false } }, []],
    ['a path', { L: { SockPathName: '/var/run/x' } }, []],
    ['a name that nobody knows', { L: { SockServiceName: 'nonesuch' } }, []],
    ['no sockets at all', undefined, []],
    ['nonsense', 'Listeners', []],
    ['nonsense in it', { L: null, M: 7, N: ['x'] }, []],
  ])('%s', (_, sockets, expected) => {
    expect(job(sockets)).toEqual(expected);
  });

  it('belong to its program', () => {
    const sockets = { L: { SockServiceName: 'ssh' } };
    expect(job(sockets, { Program: '/a/b', ProgramArguments: ['c'] })).toEqual([
      'tcp 22 both org.example.job/L /a/b',
    ]);
    expect(job(sockets, { ProgramArguments: ['/c', '-d'] })[0]).toMatch(/ \/c$/);
    expect(job(sockets, { ProgramArguments: 'c' })[0]).toMatch(/ -$/);
  });

  it('are named as launchctl wants it', () => {
    const json = JSON.stringify({ Label: 'x', Sockets: { L: { SockServiceName: 1 } } });
    const services = ['system', 'gui/501', undefined].map(
      (domain) => socketsOfJob(json, SERVICES, domain)[0]?.activation.service,
    );
    expect(services).toEqual(['system/x', 'gui/501/x', 'x']);
    expect(domainOf('/Library/LaunchDaemons/x.plist', 501)).toBe('system');
    expect(domainOf('/Library/LaunchAgents/x.plist', 501)).toBe('gui/501');
    expect(domainOf('/Library/LaunchAgents/x.plist', 0)).toBeUndefined();
  });

  it.each(['', 'null', '[]', '7', '{"Sockets":{}}', '{"Label":7}', '{"Label":""', '{}'])(
    'of %j there are none',
    (json) => {
      expect(socketsOfJob(json, SERVICES)).toEqual([]);
    },
  );
});
