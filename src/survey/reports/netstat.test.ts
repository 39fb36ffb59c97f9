import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseNetstat } from './netstat.ts';
import { QUOTE_LENGTH, type SocketRow } from './report.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/netstat-${name}`, import.meta.url), 'utf8');

/** `tcp 0.0.0.0:22 launchd 1`, with what else the row says. */
const told = (row: SocketRow) =>
  [
    row.transport,
    row.family === 'ipv6' ? `[${row.address}]:${row.port}` : `${row.address}:${row.port}`,
    row.zone && `%${row.zone}`,
    row.state === 'bound' && 'bound',
    row.v6only !== undefined && (row.v6only ? 'v6only' : 'dual'),
    row.program,
    row.pid,
  ]
    .filter((part) => part !== undefined && part !== false && part !== '')
    .join(' ');

const rowsOf = (name: string) => parseNetstat(fixture(name)).rows.map(told);

describe('macOS', () => {
  const MAC = [
    'tcp 0.0.0.0:22 1',
    'tcp [::]:22 v6only 1',
    'tcp 127.0.0.1:631 412',
    'tcp [::1]:631 412',
    'tcp 0.0.0.0:7000 640',
    'tcp [::]:7000 v6only 640',
    'tcp 0.0.0.0:5000 640',
    'tcp [::]:5000 v6only 640',
    'tcp [::]:3000 dual 2217',
    'tcp 127.0.0.1:52980 2301',
    'tcp [fe80::aede:48ff:fe00:1122]:49170 %en5 98',
    'tcp 127.0.0.1:8123 bound 2250',
    'udp 0.0.0.0:5353 233',
    'udp [::]:5353 v6only 233',
    'udp [::]:61000 dual 2217',
    'udp 127.0.0.1:8125 2290',
  ];

  const NAMES_IN_26 = [
    'launchd',
    'launchd',
    'cupsd',
    'cupsd',
    'ControlCenter',
    'ControlCenter',
    'ControlCenter',
    'ControlCenter',
    'node',
    'Antigravity Tool',
    'remoted',
    'python3.12',
    'mDNSResponder',
    'mDNSResponder',
    'node',
    'statsd',
  ];

  it.each(['10.15', '14', '15'])('%s, with a column of process numbers', (version) => {
    const report = parseNetstat(fixture(`macos-${version}.txt`));
    expect(report.rows.map(told)).toEqual(MAC);
    expect(report).toMatchObject({ others: 5, malformed: 0 });
    expect(report).not.toHaveProperty('firstMalformed');
  });

  it('26, with names that hold blanks, colons and numbers', () => {
    const report = parseNetstat(fixture('macos-26.txt'));
    expect(report.rows.map(told)).toEqual(
      NAMES_IN_26.map((name, i) => MAC[i]!.replace(/(\d+)$/, `${name} $1`)),
    );
    expect(report).toMatchObject({ others: 5, malformed: 0 });
  });

  it('tells sockets apart where the system numbers them', () => {
    const identities = parseNetstat(fixture('macos-26.txt')).rows.map(({ socket }) => socket);
    expect(new Set(identities).size).toBe(identities.length);
    expect(parseNetstat(fixture('macos-10.15.txt')).rows[0]).not.toHaveProperty('socket');
  });

  it('takes a name with a colon for a name', () => {
    const heading = fixture('macos-26.txt').split('\n')[1]!;
    const line =
      'tcp4 0 0 *.80 *.* LISTEN 0 0 131072 131072 web: 10.0.0.1:99:7 00100 00000006 0000000000000001';
    expect(parseNetstat(`${heading}\n${line}`).rows).toMatchObject([
      { program: 'web: 10.0.0.1:99', pid: 7, socket: '0000000000000001' },
    ]);
  });

  it('counts addresses that were cut to their column', () => {
    const line = 'tcp6       0      0  fe80::aede:48ff:.49170 *.*                    LISTEN';
    expect(parseNetstat(`${line}\n`)).toEqual({
      rows: [],
      others: 0,
      malformed: 1,
      firstMalformed: { line: 1, text: line },
    });
  });

  it('needs no heading to find the sockets, only to find their processes', () => {
    const lines = fixture('macos-26.txt')
      .split('\n')
      .filter((line) => !line.startsWith('Proto'));
    expect(parseNetstat(lines.join('\n')).rows.map(told)).toEqual(
      MAC.map((row) => row.replace(/ \d+$/, '')),
    );
  });
});

it('FreeBSD', () => {
  expect(rowsOf('freebsd.txt')).toEqual([
    'tcp 0.0.0.0:22',
    'tcp [::]:22 v6only',
    'tcp 127.0.0.1:25',
    'tcp [2001:db8::53]:53',
    'udp 0.0.0.0:514',
    'udp [::]:514 v6only',
  ]);
});

describe('Windows', () => {
  const PC = [
    'tcp 0.0.0.0:135 1084',
    'tcp 0.0.0.0:445 System 4',
    'tcp 0.0.0.0:5040 7012',
    'tcp 0.0.0.0:49664 912',
    'tcp 127.0.0.1:5432 5320',
    'tcp 192.168.64.30:139 System 4',
    'tcp [::]:135 1084',
    'tcp [::]:445 System 4',
    'tcp [::1]:5432 5320',
    'udp 0.0.0.0:123 1560',
    'udp 0.0.0.0:5353 2404',
    'udp 0.0.0.0:5353 9120',
    'udp 127.0.0.1:1900 4980',
    'udp [::]:5353 2404',
    'udp [fe80::6c1d:9a2e:51b0:77aa]:1900 %12 4980',
  ];

  it.each(['en.txt', 'de.txt', 'fr.txt', 'es.txt', 'ja.txt', 'ru.txt', 'de-cp850.bin'])(
    'netstat -ano, %s',
    (name) => {
      const report = parseNetstat(fixture(`windows-${name}`));
      expect(report.rows.map(told)).toEqual(PC);
      expect(report).toMatchObject({ others: 3, malformed: 0 });
    },
  );

  it('netstat -b names programs after their sockets, and only those', () => {
    const rows = rowsOf('windows-b.txt');
    expect(rows.filter((row) => row.endsWith('.exe'))).toEqual([
      'tcp 0.0.0.0:135 svchost.exe',
      'tcp 0.0.0.0:5040 svchost.exe',
      'tcp 0.0.0.0:49664 lsass.exe',
      'tcp 127.0.0.1:5432 postgres.exe',
      'tcp [::]:135 svchost.exe',
      'tcp [::1]:5432 postgres.exe',
      'udp 0.0.0.0:123 svchost.exe',
      'udp 0.0.0.0:5353 svchost.exe',
      'udp 0.0.0.0:5353 browser.exe',
      'udp 127.0.0.1:1900 svchost.exe',
      'udp [::]:5353 svchost.exe',
      'udp [fe80::6c1d:9a2e:51b0:77aa]:1900 %12 svchost.exe',
    ]);
    expect(rows).toContain('tcp 0.0.0.0:445');
    expect(rows).toHaveLength(PC.length);
  });

  it('netstat -b says which service a host process runs', () => {
    const { rows } = parseNetstat(fixture('windows-b.txt'));
    expect(rows.filter(({ port }) => port === 135 || port === 5040)).toMatchObject([
      { program: 'svchost.exe', unit: 'RpcEptMapper' },
      { program: 'svchost.exe', unit: 'CDPSvc' },
      { program: 'svchost.exe', unit: 'RpcEptMapper' },
    ]);
    expect(rows.find(({ port }) => port === 5432)).not.toHaveProperty('unit');
  });

  it('netstat -q adds ports that are only held', () => {
    const text = '  TCP    127.0.0.1:8123         0.0.0.0:0              BOUND           77\n';
    expect(parseNetstat(text).rows.map(told)).toEqual(['tcp 127.0.0.1:8123 bound 77']);
  });
});

describe('Linux', () => {
  it('netstat -tulpen', () => {
    const report = parseNetstat(fixture('linux.txt'));
    expect(report.rows.map((row) => told(row).replace(/\d+$/, 'pid'))).toEqual([
      'tcp 0.0.0.0:22 python3 pid',
      'tcp 127.0.0.1:631 python3 pid',
      'tcp [::1]:631 python3 pid',
      'tcp [::]:22 python3 pid',
      'tcp [::ffff:127.0.0.1]:8080 python3 pid',
      'udp 0.0.0.0:5353 python3 pid',
      'udp [::]:5353 python3 pid',
    ]);
    expect(report.malformed).toBe(0);
  });

  it('netstat -an, where connections stand among them', () => {
    const report = parseNetstat(fixture('linux-an.txt'));
    expect(report.rows).toHaveLength(7);
    expect(report).toMatchObject({ others: 3, malformed: 0 });
  });

  it.each([
    ['12/sshd: /usr/sbin', 'sshd'],
    ['12/nginx: master pr', 'nginx'],
    ['12/systemd-resolve', 'systemd-resolve'],
    ['12/-', '-'],
  ])('knows the program by %s', (column, program) => {
    const line = `tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      ${column}`;
    expect(parseNetstat(line).rows).toMatchObject([{ pid: 12, program }]);
  });

  it('leaves out programs that may not be seen', () => {
    const line = 'tcp  0  0 0.0.0.0:22  0.0.0.0:*  LISTEN  0  2199547  -';
    expect(parseNetstat(line).rows.map(told)).toEqual(['tcp 0.0.0.0:22']);
  });
});

describe('anything', () => {
  const NAMES = [
    'macos-26.txt',
    'windows-b.txt',
    'windows-de-cp850.bin',
    'linux.txt',
    'freebsd.txt',
  ];

  it.each(NAMES)('%s cut off anywhere is read as far as it goes', (name) => {
    const text = fixture(name);
    const whole = parseNetstat(text).rows.map(told);
    let before = 0;
    for (let end = 0; end <= text.length; end += 7) {
      const { rows } = parseNetstat(text.slice(0, end));
      // Lines before the last are whole, and no later cut may take from them.
      expect(rows.length).toBeGreaterThanOrEqual(before);
      before = Math.max(0, rows.length - 1);
      expect(whole.slice(0, before)).toEqual(rows.slice(0, before).map(told));
    }
  });

  it.each(NAMES)('%s with letters replaced gives rows that make sense, or none', (name) => {
    const text = fixture(name);
    for (let at = 0; at < text.length; at += 11) {
      for (const letter of ['\0', '9', ':', '.', ' ', '\u{1F5A8}']) {
        const report = parseNetstat(text.slice(0, at) + letter + text.slice(at + 1));
        for (const { port, pid } of report.rows) {
          expect(port > 0 && port <= 65_535 && (pid === undefined || pid > 0)).toBe(true);
        }
      }
    }
  });

  it('counts lines that only begin like a socket, and quotes no more than fits', () => {
    const { malformed, firstMalformed } = parseNetstat(`x\ntcp ${'y'.repeat(1000)}\ntcp4 1\n`);
    expect(malformed).toBe(2);
    expect(firstMalformed).toMatchObject({ line: 2 });
    expect(firstMalformed?.text).toHaveLength(QUOTE_LENGTH);
  });

  it('takes no longer than it must for a line of a megabyte', () => {
    const before = performance.now();
    for (const start of ['tcp4 0 0 ', '  TCP ', 'tcp 0 0 ', 'Proto Recv-Q Send-Q ']) {
      for (const piece of ['a ', '1 ', ' ', 'a:', ':1 ', '*.']) {
        parseNetstat(start + piece.repeat(500_000));
      }
    }
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
