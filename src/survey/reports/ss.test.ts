/** Lines of `ss`, as versions from 3.16 to 6.10 write them, and lines that nobody wrote. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSs } from './ss.ts';

const HEADING = 'Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess';

describe('one line', () => {
  it.each<[what: string, line: string, rows: object[]]>([
    [
      'TCP with its program',
      'tcp   LISTEN 0      128          0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=811,fd=3))',
      [
        {
          transport: 'tcp',
          address: '0.0.0.0',
          port: 22,
          state: 'listening',
          pid: 811,
          program: 'sshd',
        },
      ],
    ],
    [
      'both families on one socket',
      'tcp   LISTEN 0 511 *:80 *:* users:(("nginx",pid=7,fd=6),("nginx",pid=8,fd=6)) ino:99 sk:a <->',
      [
        { family: 'ipv6', address: '::', port: 80, v6only: false, pid: 7, socket: '99' },
        { family: 'ipv6', address: '::', port: 80, v6only: false, pid: 8, socket: '99' },
      ],
    ],
    ['IPv6 alone', 'tcp LISTEN 0 128 [::]:22 [::]:*', [{ address: '::', v6only: true }]],
    ['a zone', 'udp UNCONN 0 0 [fe80::1]%eth0:546 [::]:*', [{ address: 'fe80::1', zone: 'eth0' }]],
    [
      'a device',
      'udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*',
      [{ address: '127.0.0.53', zone: 'lo' }],
    ],
    ['any address of a device', 'udp UNCONN 0 0 *%eth0:68 *:*', [{ address: '::', zone: 'eth0' }]],
    [
      'a user',
      'udp UNCONN 0 0 0.0.0.0:68 0.0.0.0:* uid:101 ino:5 sk:1',
      [{ user: '101', socket: '5' }],
    ],
    [
      'TCP that is bound alone',
      'tcp UNCONN 0 0 127.0.0.1:5000 0.0.0.0:*',
      [{ transport: 'tcp', state: 'bound' }],
    ],
    ['without Netid', 'LISTEN 0 4096 127.0.0.1:631 0.0.0.0:*', [{ transport: 'tcp', port: 631 }]],
    [
      'without Netid, UDP',
      'UNCONN 0 0 0.0.0.0:5353 0.0.0.0:*',
      [{ transport: 'udp', state: 'listening' }],
    ],
    ['without State', 'tcp 0 128 0.0.0.0:22 0.0.0.0:*', [{ transport: 'tcp', state: 'listening' }]],
    ['SCTP', 'sctp LISTEN 0 128 127.0.0.1:9899 0.0.0.0:*', [{ transport: 'sctp', port: 9899 }]],
    [
      'a name that looks like more',
      'tcp LISTEN 0 1 0.0.0.0:1 0.0.0.0:* users:(("a)),((b",pid=1,fd=2)) cgroup:/x <->',
      [{ program: 'a)),((b', pid: 1 }],
    ],
    [
      'as ss wrote holders before it said which number is which',
      'tcp LISTEN 0 1 0.0.0.0:1 0.0.0.0:* users:(("sshd",1299,3),("sshd",1300,3))',
      [{ program: 'sshd', pid: 1299 }, { pid: 1300 }],
    ],
    [
      'security contexts',
      'tcp LISTEN 0 1 0.0.0.0:1 0.0.0.0:* users:(("sshd",pid=3,proc_ctx=system_u:system_r:sshd_t:s0,fd=3))',
      [{ program: 'sshd', pid: 3 }],
    ],
  ])('%s', (_, line, rows) => {
    const report = parseSs(`${HEADING}\n${line}\n`);
    expect(report).toMatchObject({ rows, malformed: 0, others: 0 });
    expect(report.rows).toHaveLength(rows.length);
  });

  it.each([
    'tcp ESTAB 0 0 10.0.0.1:22 10.0.0.2:5000 users:(("sshd",pid=1,fd=3))',
    'tcp TIME-WAIT 0 0 10.0.0.1:22 10.0.0.2:5000',
    'udp ESTAB 0 0 10.0.0.1:5353 10.0.0.2:53',
    'u_str LISTEN 0 128 /run/a.sock 123 * 0',
    'raw UNCONN 0 0 0.0.0.0:icmp 0.0.0.0:*',
    'nl UNCONN 0 0 rtnl:systemd/1 *',
  ])('is none of ours: %s', (line) => {
    expect(parseSs(line)).toMatchObject({ rows: [], others: 1, malformed: 0 });
  });

  it.each([
    'tcp LISTEN 0 128 0.0.0.0:ssh 0.0.0.0:*',
    'tcp LISTEN 0 128 999.0.0.1:22 0.0.0.0:*',
    'hello',
  ])('makes no sense: %s', (line) => {
    const report = parseSs(`\n${line}\n`);
    expect(report).toMatchObject({
      rows: [],
      malformed: 1,
      firstMalformed: { line: 2, text: line },
    });
  });
});

it('before iproute2 4.14, a star is IPv4', () => {
  const report = parseSs('LISTEN 0 128 *:22 *:*\nLISTEN 0 128 :::22 :::*\n');
  expect(report.rows.map(({ address }) => address)).toEqual(['0.0.0.0', '::']);
});

it('lines that go on are passed over', () => {
  const report = parseSs('tcp LISTEN 0 1 0.0.0.0:1 0.0.0.0:*\n\t skmem:(r0,rb131072)\n');
  expect(report).toMatchObject({ malformed: 0, others: 0 });
  expect(report.rows).toHaveLength(1);
});

it('any text gives some report', () => {
  const word = fc.constantFrom(
    'tcp',
    'LISTEN',
    'UNCONN',
    '0',
    '*:22',
    '[::1]%lo:5',
    '0.0.0.0:*',
    'users:(("',
    ',pid=1,fd=2))',
    '\n',
    '\u0000',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(' ')),
      ),
      (text) => {
        const { rows, malformed, firstMalformed } = parseSs(text);
        expect(malformed > 0).toBe(firstMalformed !== undefined);
        for (const { port } of rows) expect(port).toBeGreaterThan(0);
      },
    ),
  );
});
