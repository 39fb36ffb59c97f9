import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Process } from '../survey/listener.ts';
import { namesOf } from '../survey/program-names.ts';
import { readPrograms, servicesOf, type ProgramFacts } from './programs.ts';

const facts = JSON.parse(
  readFileSync(new URL('../../data/programs.json', import.meta.url), 'utf8'),
) as ProgramFacts;
const programs = readPrograms(facts);
const identify = (process: Partial<Process>) =>
  programs.identify({ pid: 7, name: 'x', ...process })?.name;

describe('a program of Windows', () => {
  it.each<[string, Partial<Process>, string | undefined]>([
    [
      'by its path',
      { name: 'postgres.exe', path: String.raw`C:\Program Files\PostgreSQL\17\bin\postgres.exe` },
      'PostgreSQL',
    ],
    ['by its name alone', { name: 'nginx.exe' }, 'nginx'],
    ['with a version in its name', { name: 'python3.12.exe' }, identify({ name: 'python3.12' })],
    [
      'by the service in its host',
      {
        name: 'svchost.exe',
        path: String.raw`C:\Windows\System32\svchost.exe`,
        unit: 'TermService',
      },
      'Windows Remote Desktop',
    ],
    [
      'by one of the services in its host',
      { name: 'svchost.exe', unit: 'RpcEptMapper, RpcSs' },
      'Windows RPC endpoint mapper',
    ],
    [
      'by its host, when the service is not known',
      { name: 'svchost.exe', unit: 'Foo' },
      'Windows service host',
    ],
    [
      'by its program, when the service is not known',
      { name: 'sqlservr.exe', unit: 'MSSQL$X' },
      'Microsoft SQL Server',
    ],
    ['the kernel', { name: 'System' }, 'Windows kernel (SMB, HTTP.sys)'],
  ])('%s', (_, process, name) => {
    expect(name).toBeDefined();
    expect(identify(process)).toBe(name);
  });

  it.each([
    [String.raw`C:\Program Files\a b\c.exe`, 'c.exe'],
    ['C:/Program Files/a b/c.exe', 'c.exe'],
    [String.raw`\\server\share\c.exe`, 'c.exe'],
    [String.raw`\Device\HarddiskVolume3\c.exe`, 'c.exe'],
    [String.raw`/usr/bin/back\slash`, String.raw`back\slash`],
  ])('%s is called %s', (path, name) => {
    expect(namesOf({ pid: 7, name: 'x', path })[0]).toBe(name);
  });
});

describe('a program of macOS', () => {
  it.each<[string, Partial<Process>, string]>([
    [
      'AirPlay, which takes ports 5000 and 7000',
      {
        name: 'ControlCenter',
        path: '/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter',
        unit: 'gui/501/com.apple.controlcenter',
      },
      'macOS Control Centre',
    ],
    ['what launchd starts for SSH', { name: 'sshd-keygen-wrapper' }, 'OpenSSH server'],
    ['multicast DNS', { name: 'mDNSResponder', path: '/usr/sbin/mDNSResponder' }, 'mDNSResponder'],
  ])('%s', (_, process, name) => {
    expect(identify(process)).toBe(name);
  });
});

it.each<[string | undefined, readonly string[]]>([
  ['RpcEptMapper, RpcSs', ['RpcEptMapper', 'RpcSs']],
  ['MSSQL$SQLEXPRESS', ['MSSQL$SQLEXPRESS']],
  ['nginx.service', []],
  ['session-3.scope', []],
  ['user@1000.service', []],
  ['gui/501/com.apple.controlcenter', []],
  ['system/org.cups.cupsd', []],
  [undefined, []],
])('of the unit %s, services are %j', (unit, services) => {
  expect(servicesOf({ pid: 7, name: 'x', ...(unit !== undefined && { unit }) })).toEqual(services);
});

it('a unit of systemd is no name of a program', () => {
  expect(identify({ name: 'something-else', unit: 'nginx.service' })).toBeUndefined();
});

describe('a script', () => {
  const node = (command: string) =>
    identify({ name: 'MainThread', path: '/usr/bin/node', command });

  it('says more than what runs it', () => {
    expect(node('node /opt/x/dist/portolan.cjs printer --kind receipt')).toBe('Portolan');
    expect(node('/usr/bin/node --title y /usr/local/bin/portolan sentinel')).toBe('Portolan');
  });

  it('is known by the name of its file alone', () => {
    const runtime = identify({ name: 'node' });
    for (const command of [
      'node server.js',
      'node /opt/portolan.cjs/server.js',
      'node server.js portolan.cjs',
      'node -e portolan',
      'node',
    ]) {
      expect(node(command)).toBe(runtime);
    }
    expect(identify({ name: 'less', path: '/usr/bin/less', command: 'less portolan.cjs' })).toBe(
      undefined,
    );
  });
});
