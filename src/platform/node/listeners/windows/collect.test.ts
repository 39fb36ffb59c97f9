import { describe, expect, it } from 'vitest';
import {
  imaginedPc as windows,
  pcFixture as fixture,
  pcListing as listing,
  pcScript as script,
} from '../../../../../test/support/imagined-pc.ts';
import { said, type Answer } from '../../../../../test/support/tools.ts';
import { UnavailableError } from '../../../../core/errors.ts';
import type { Listener } from '../../../../survey/listener.ts';
import { POWERSHELL } from './commands.ts';

const brief = ({ transport, address, port, state, device, sockets, processes }: Listener) => {
  const who = processes.map(({ pid, name }) => `${name}:${pid}`).join('+');
  const many = sockets === 1 ? '' : ` x${sockets}`;
  return `${transport} ${address} ${port}${device ? ` %${device}` : ''}${many} ${state ? `${state} ` : ''}${who}`;
};

const EVERYTHING = [
  'tcp 0.0.0.0 135 svchost.exe:1084',
  'tcp :: 135 svchost.exe:1084',
  'tcp 192.168.64.30 139 System:4',
  'tcp 0.0.0.0 445 System:4',
  'tcp :: 445 System:4',
  'tcp 0.0.0.0 5040 svchost.exe:7012',
  'tcp 127.0.0.1 5432 postgres.exe:5320',
  'tcp ::1 5432 postgres.exe:5320',
  'tcp 127.0.0.1 8123 bound Zählwerk.exe:9340',
  'tcp 0.0.0.0 49664 lsass.exe:912',
  'udp 0.0.0.0 123 svchost.exe:1560',
  'udp 127.0.0.1 1900 svchost.exe:4980',
  'udp fe80::6c1d:9a2e:51b0:77aa 1900 %Ethernet svchost.exe:4980',
  'udp 0.0.0.0 5353 x2 svchost.exe:2404+browser.exe:9120',
  'udp :: 5353 svchost.exe:2404',
];

describe('Windows, looked at by an administrator', () => {
  it('shows everything', async () => {
    const report = await windows(script()).collect();
    expect(report.listeners.map(brief)).toEqual(EVERYTHING);
    expect(report.coverage).toEqual({
      complete: true,
      looked: ['tcp', 'tcp6', 'udp', 'udp6'],
      gaps: [],
    });
    expect(report.ephemeral).toEqual({ from: 1024, to: 15_000 });
    expect(report.reserved.map(({ from, to, how }) => `${from}-${to} ${how}`)).toEqual([
      '5357-5357 excluded',
      '49671-49770 excluded',
      '50000-50059 reserved',
      '61220-61319 excluded',
    ]);
    expect(report.interfaces).toMatchObject([{ name: 'Ethernet', scope: 'link' }]);
  });

  it('knows the services in each process', async () => {
    const { listeners } = await windows(script()).collect();
    const unitAt = (port: number) =>
      listeners.find((one) => one.port === port)?.processes.map(({ unit }) => unit);
    expect(unitAt(135)).toEqual(['RpcEptMapper, RpcSs']);
    expect(unitAt(5353)).toEqual(['Dnscache', undefined]);
    expect(unitAt(445)).toEqual([undefined]);
  });

  it('leaves out excluded ports that a listener has', async () => {
    const ranges = '      5040        5040      \r\n      5041        5041      \r\n';
    const key = 'netsh.exe interface ipv4 show excludedportrange protocol=tcp';
    const { reserved } = await windows(script({ [key]: ranges })).collect();
    expect(reserved.map(({ from }) => from)).not.toContain(5040);
    expect(reserved.map(({ from }) => from)).toContain(5041);
  });

  it('asks PowerShell alone for sockets', async () => {
    const { tools, collect } = windows(script());
    await collect();
    expect(tools.ran.some((line) => /^(netstat|tasklist)/.test(line))).toBe(false);
  });

  it('tells less when only programs are wanted', async () => {
    const { listeners } = await windows(script()).collect({ detail: 'programs' });
    expect(listeners.map(brief)).toEqual(EVERYTHING);
    for (const one of listeners.flatMap(({ processes }) => processes)) {
      expect(one).not.toHaveProperty('unit');
      expect(one).not.toHaveProperty('command');
    }
  });
});

describe('Windows, looked at by a user', () => {
  it('shows every program by name, and says whose paths only an administrator sees', async () => {
    const answers = script({ 'powershell.exe': fixture('powershell-5.1.txt') });
    const { listeners, coverage } = await windows(answers).collect();
    expect(listeners.map(brief)).toEqual(EVERYTHING);
    expect(coverage).toMatchObject({
      complete: true,
      gaps: [
        {
          what: 'programs',
          count: 7,
          remedy: 'portolan survey (in a terminal that runs as administrator)',
          partial: false,
        },
      ],
    });
  });
});

describe('Windows where PowerShell is no help', () => {
  it.each<[string, Answer, string]>([
    ['missing', { how: 'absent' }, 'PowerShell is not there'],
    ['forbidden', { how: 'refused' }, 'PowerShell may not be run'],
    ['slow', { how: 'late' }, 'PowerShell did not answer in time'],
    ['locked down', said('ParserError\r\n', 1, 'not allowed'), 'PowerShell gave no answer'],
    ['old', fixture('powershell-forbidden.txt'), 'PowerShell gave no answer'],
  ])('%s: netstat and tasklist tell instead', async (_, answer, why) => {
    const { listeners, coverage } = await windows(script({ 'powershell.exe': answer })).collect();
    expect(listeners.map(brief)).toEqual(EVERYTHING.filter((line) => !line.includes('bound')));
    expect(listeners[0]?.processes[0]?.unit).toBe('RpcEptMapper, RpcSs');
    expect(coverage).toMatchObject({
      complete: true,
      gaps: [{ what: 'silent-sockets', why: expect.stringContaining(why), partial: false }],
    });
  });

  it('without tasklist, the programs are missing', async () => {
    const answers = script({
      'powershell.exe': { how: 'absent' },
      'tasklist.exe': { how: 'refused' },
      'tasklist.exe /svc /fo csv /nh': { how: 'refused' },
    });
    const { listeners, coverage } = await windows(answers).collect();
    expect(listeners.every(({ processes }) => processes.length === 0)).toBe(true);
    expect(coverage).toMatchObject({
      complete: false,
      gaps: [{}, { what: 'programs', count: 14, partial: true }],
    });
  });

  it('without netstat too, nothing was looked at', async () => {
    const { listeners, coverage } = await windows({}).collect();
    expect(listeners).toEqual([]);
    expect(coverage).toEqual({
      complete: false,
      looked: [],
      gaps: [
        {
          what: 'sockets',
          why: 'PowerShell is not there and netstat is not there, so no socket could be looked at.',
          partial: true,
        },
      ],
    });
  });

  it('lines that nobody understands make the answer partial', async () => {
    const answers = script({
      'powershell.exe': { how: 'absent' },
      'netstat.exe -ano': `${listing('netstat-windows-en.txt').toString()}  TCP    what    0.0.0.0:0\r\n`,
    });
    const { coverage } = await windows(answers).collect();
    expect(coverage.complete).toBe(false);
    expect(coverage.gaps).toContainEqual(
      expect.objectContaining({ count: 1, why: expect.stringContaining('"TCP    what') }),
    );
  });
});

it('a process that is gone by now is left out', async () => {
  const text = fixture('powershell-5.1-elevated.txt')
    .toString()
    .replace('{"ProcessId":5320', '{"ProcessId":5321');
  const { listeners, coverage } = await windows(script({ 'powershell.exe': text })).collect();
  expect(listeners.filter(({ processes }) => processes.length === 0)).toHaveLength(2);
  expect(coverage).toMatchObject({ complete: true, gaps: [{ what: 'programs', count: 2 }] });
});

describe('at a glance', () => {
  it('asks netstat alone, and sees what listens', async () => {
    const { tools, glance, collect } = windows(script());
    const seen = new Set((await glance()).map(({ address, port }) => `${address} ${port}`));
    expect(tools.ran).toEqual(['netstat.exe -ano']);
    for (const { address, port, state } of (await collect()).listeners) {
      expect(seen.has(`${address} ${port}`)).toBe(state === undefined);
    }
  });

  it('says why when it cannot', async () => {
    await expect(windows({}).glance()).rejects.toThrow(UnavailableError);
    await expect(windows({ 'netstat.exe': 'what?' }).glance()).rejects.toThrow(
      'netstat gave no answer',
    );
  });
});

it('the script has nothing in it that Windows would quote or a locked PowerShell forbid', () => {
  const text = POWERSHELL.args.at(-1)!;
  expect(text).not.toContain('"');
  // Types and their methods are forbidden in Constrained Language Mode, but inside `try`.
  const open = text.replace(/try \{.*?\} catch \{ \}/, '');
  expect(open).not.toMatch(/New-Object|::/);
  expect(open.match(/\[(\w+)\]/g)).toSatisfy((types: string[]) =>
    types.every((type) => ['[int]', '[string]', '[bool]'].includes(type)),
  );
  // CreateProcess takes command lines of 32767 characters.
  expect(POWERSHELL.args.join(' ').length).toBeLessThan(8000);
});
