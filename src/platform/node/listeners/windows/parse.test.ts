import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_EPHEMERAL, parseDynamicRange, parseExclusions, reservedPorts } from './netsh.ts';
import { parsePowerShell } from './powershell.ts';
import { parseTasklist } from './tasklist.ts';
import { consoleText } from './text.ts';

const bytes = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const fixture = (name: string) => consoleText(bytes(name));

describe('what a console says', () => {
  it.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from('Zählwerk', 'utf8'), 'Zählwerk'],
    ['UTF-8 with a mark', Buffer.from('\ufeffZählwerk', 'utf8'), 'Zählwerk'],
    ['UTF-16 with a mark', Buffer.from('\ufeffZählwerk', 'utf16le'), 'Zählwerk'],
    ['UTF-16 without', Buffer.from('Zählwerk', 'utf16le'), 'Zählwerk'],
    [
      'a code page, of which only ASCII is certain',
      Buffer.from('Z\x84hlwerk', 'latin1'),
      'Z\ufffdhlwerk',
    ],
    ['nothing', Buffer.from(''), ''],
  ])('%s', (_, given, text) => {
    expect(consoleText(given)).toBe(text);
  });
});

describe('what PowerShell answers', () => {
  const told = (name: string) =>
    parsePowerShell(fixture(name))?.sockets.rows.map(
      ({ transport, address, port, zone, state, pid }) =>
        `${transport} ${address} ${port}${zone ? `%${zone}` : ''} ${state} ${pid}`,
    );

  it('sockets, without the ports of connections', () => {
    expect(told('powershell-5.1.txt')).toEqual([
      'tcp 0.0.0.0 135 listening 1084',
      'tcp 0.0.0.0 445 listening 4',
      'tcp 0.0.0.0 5040 listening 7012',
      'tcp 0.0.0.0 49664 listening 912',
      'tcp 127.0.0.1 5432 listening 5320',
      'tcp 192.168.64.30 139 listening 4',
      'tcp :: 135 listening 1084',
      'tcp :: 445 listening 4',
      'tcp ::1 5432 listening 5320',
      'tcp 127.0.0.1 8123 bound 9340',
      'udp 0.0.0.0 123 listening 1560',
      'udp 0.0.0.0 5353 listening 2404',
      'udp 0.0.0.0 5353 listening 9120',
      'udp 127.0.0.1 1900 listening 4980',
      'udp :: 5353 listening 2404',
      'udp fe80::6c1d:9a2e:51b0:77aa 1900%12 listening 4980',
    ]);
    expect(parsePowerShell(fixture('powershell-5.1.txt'))).toMatchObject({
      sockets: { others: 2, malformed: 0 },
      elevated: false,
    });
  });

  it('lists in every form that its versions write them', () => {
    expect(told('powershell-5.1-odd.txt')).toEqual([
      'tcp 0.0.0.0 135 listening 1084',
      'tcp :: 135 listening 1084',
      'tcp 127.0.0.1 8123 bound 9340',
      'udp 0.0.0.0 123 listening 1560',
    ]);
    const { processes } = parsePowerShell(fixture('powershell-5.1-odd.txt'))!;
    expect(processes.get(1084)).toMatchObject({ name: 'svchost.exe', services: ['RpcSs'] });
  });

  it('processes with their services, sorted', () => {
    const { processes, elevated } = parsePowerShell(fixture('powershell-5.1-elevated.txt'))!;
    expect(elevated).toBe(true);
    expect(processes.get(1084)).toEqual({
      name: 'svchost.exe',
      path: String.raw`C:\WINDOWS\system32\svchost.exe`,
      command: String.raw`C:\WINDOWS\system32\svchost.exe -k RPCSS -p`,
      user: String.raw`NT AUTHORITY\NETWORK SERVICE`,
      services: ['RpcEptMapper', 'RpcSs'],
    });
    expect(processes.get(9340)).toMatchObject({ user: String.raw`PC-30\Jörg` });
  });

  it.each([
    ['an error alone', 'At line:1 char:1\r\n'],
    ['nothing', ''],
    ['a Windows without these commands', fixture('powershell-forbidden.txt')],
    ['a document that breaks off', fixture('powershell-5.1.txt').slice(0, 900)],
    ['another document', '{"a":1}'],
  ])('%s is no answer', (_, text) => {
    expect(parsePowerShell(text)).toBeUndefined();
  });

  it('records that make no sense are counted', () => {
    const answer = parsePowerShell(
      '{"tcp":[7,null,{"LocalAddress":"x","LocalPort":1,"State":2},{"LocalAddress":"::","LocalPort":70000,"State":2},{"LocalAddress":"::","LocalPort":0,"State":2}]}',
    );
    expect(answer?.sockets).toMatchObject({ rows: [], others: 1, malformed: 4 });
    expect(answer?.sockets.firstMalformed).toEqual({ line: 1, text: '7' });
  });

  it('cut off or changed anywhere is an answer that makes sense, or none', () => {
    const text = fixture('powershell-5.1.txt');
    for (let at = 0; at < text.length; at += 5) {
      for (const letter of ['', '0', '"', 'null', '{']) {
        const answer = parsePowerShell(text.slice(0, at) + letter + text.slice(at + 1));
        for (const { port } of answer?.sockets.rows ?? []) {
          expect(port > 0 && port <= 65_535).toBe(true);
        }
      }
    }
  });
});

describe('tasklist', () => {
  it.each(['en', 'de'])('in %s', (language) => {
    const processes = parseTasklist(fixture(`tasklist-${language}.csv`));
    expect(processes.get(1084)).toEqual({
      name: 'svchost.exe',
      services: ['RpcEptMapper', 'RpcSs'],
    });
    expect(processes.get(5320)).toEqual({ name: 'postgres.exe', services: [] });
    expect(processes.get(9999)?.name).toBe('a "b".exe');
    expect(processes.has(0)).toBe(false);
  });

  it('of an error makes nothing', () => {
    expect(parseTasklist('ERROR: Access denied\r\n"a","b"\r\n').size).toBe(0);
  });
});

describe('netsh', () => {
  it.each(['en', 'es', 'zh'])('excluded ranges in %s', (language) => {
    expect(parseExclusions(fixture(`excluded-${language}.txt`))).toEqual([
      { from: 5357, to: 5357, administered: false },
      { from: 49_671, to: 49_770, administered: false },
      { from: 50_000, to: 50_059, administered: true },
    ]);
  });

  it('none, and none that is a range', () => {
    expect(parseExclusions(fixture('excluded-none.txt'))).toEqual([]);
    expect(parseExclusions('  0  5\n  7  6\n  1  70000\n  1 2 3\n')).toEqual([]);
  });

  it('says once what both families exclude, and of an administrator that he may still', () => {
    const ranges = reservedPorts({
      transport: 'tcp',
      ipv4: parseExclusions(fixture('excluded-en.txt')),
      ipv6: parseExclusions(fixture('excluded-ipv6.txt')),
    });
    expect(ranges).toEqual([
      {
        from: 5357,
        to: 5357,
        transport: 'tcp',
        how: 'excluded',
        by: 'netsh interface ipv4 show excludedportrange protocol=tcp',
      },
      expect.objectContaining({ from: 49_671, family: 'ipv4', how: 'excluded' }),
      expect.objectContaining({ from: 50_000, how: 'reserved' }),
      expect.objectContaining({
        from: 61_220,
        family: 'ipv6',
        by: 'netsh interface ipv6 show excludedportrange protocol=tcp',
      }),
    ]);
    expect(ranges[2]).not.toHaveProperty('family');
  });

  it.each<[string, object]>([
    ['en', { from: 49_152, to: 65_535 }],
    ['ru', { from: 49_152, to: 65_535 }],
    ['zh-hyper-v', { from: 1024, to: 15_000 }],
  ])('the dynamic range in %s', (language, range) => {
    expect(parseDynamicRange(fixture(`dynamic-${language}.txt`))).toEqual(range);
  });

  it.each(['', 'Start Port : 7', 'a : 0\nb : 5', 'a : 1\nb : 2\nc : 3', 'a : 5\nb : 0'])(
    'of %j is what Windows starts with',
    (text) => {
      expect(parseDynamicRange(text)).toEqual(DEFAULT_EPHEMERAL);
    },
  );
});
