import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recogniseListing } from './import.ts';
import { parseLsof } from './lsof.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/lsof-${name}.txt`, import.meta.url), 'utf8');

const told = (text: string) =>
  parseLsof(text).rows.map(
    ({ transport, address, port, program, pid, user, zone, state }) =>
      `${transport} ${address} ${port}${zone ? `%${zone}` : ''} ${state} ${program} ${pid} ${user}`,
  );

describe('lsof -F', () => {
  it('as macOS has it', () => {
    expect(told(fixture('macos-root'))).toEqual([
      'tcp :: 22 listening launchd 1 root',
      'tcp 0.0.0.0 22 listening launchd 1 root',
      'tcp fe80::aede:48ff:fe00:1122 49170%11 listening remoted 98 root',
      'udp 0.0.0.0 5353 listening mDNSResponder 233 _mdnsresponder',
      'udp :: 5353 listening mDNSResponder 233 _mdnsresponder',
      'tcp ::1 631 listening cupsd 412 root',
      'tcp 127.0.0.1 631 listening cupsd 412 root',
      'tcp 0.0.0.0 7000 listening ControlCenter 640 ada',
      'tcp :: 7000 listening ControlCenter 640 ada',
      'tcp 0.0.0.0 5000 listening ControlCenter 640 ada',
      'tcp :: 5000 listening ControlCenter 640 ada',
      'tcp :: 3000 listening node 2217 ada',
      'udp :: 61000 listening node 2217 ada',
      'tcp :: 3000 listening node 2218 ada',
      'tcp 127.0.0.1 8123 bound python3.12 2250 ada',
      'udp 127.0.0.1 8125 listening statsd 2290 grace',
      'tcp 127.0.0.1 52980 listening Antigravity Tool: 2.1 2301 ada',
    ]);
    expect(parseLsof(fixture('macos-root'))).toMatchObject({ others: 5, malformed: 0 });
  });

  it('as Linux has it, with the socket that two processes share, and odd names', () => {
    const { rows, others, malformed } = parseLsof(fixture('linux'));
    expect({ others, malformed }).toEqual({ others: 4, malformed: 0 });
    expect(new Set(rows.map(({ program }) => program))).toEqual(
      new Set(['web: a\\b\né', 'worker']),
    );
    const [one, other] = [...new Set(rows.map(({ pid }) => pid))].map((pid) =>
      rows.filter((row) => row.pid === pid).map(({ socket }) => socket),
    );
    expect(one).toEqual(other);
    expect(rows.map(({ address }) => address)).toContain('::ffff:127.0.0.1');
  });

  it('reads the table for people as well, names as far as they go', () => {
    const fields = parseLsof(fixture('linux'));
    const table = parseLsof(fixture('linux-table'));
    expect(table).toMatchObject({ others: 4, malformed: 0 });
    const plain = ({ rows }: typeof table) =>
      rows.map(({ transport, address, port, state, user, program }) =>
        [transport, address, port, state, user, program?.slice(0, 6)].join(' '),
      );
    expect(plain(table)).toEqual(plain(fields));
    expect(new Set(table.rows.map(({ socket }) => socket)).size).toBe(7);
  });

  it('reads what grep leaves of the table, and knows it', () => {
    const line = 'redis-ser 7 ada 6u IPv4 0x7c61a 0t0 TCP 127.0.0.1:6379 (LISTEN)\n';
    expect(recogniseListing(line)).toBe('lsof');
    expect(parseLsof(line).rows).toMatchObject([
      { address: '127.0.0.1', port: 6379, program: 'redis-ser', cut: true },
    ]);
  });

  it('takes every socket for a listener when no states were asked for', () => {
    const text = 'p9\ncnode\nf3\ntIPv4\nPTCP\nn*:3000\nf4\ntIPv4\nPTCP\nn10.0.0.1:1->10.0.0.2:2\n';
    expect(told(text)).toEqual(['tcp 0.0.0.0 3000 listening node 9 undefined']);
    // But whoever did not ask for the protocol has told nothing that can be used.
    expect(parseLsof('p9\ncnode\nf3\nn*:3000\nf4\nn/tmp/x\n')).toMatchObject({
      rows: [],
      others: 1,
      malformed: 1,
    });
  });

  it('reads the same with NUL between fields', () => {
    const text = fixture('macos-root');
    // -F0 ends a process and a descriptor, which begin with p and f, by a newline.
    const zero = text.replaceAll('\n', '\0').replaceAll(/\0(?=[pf]\w)/g, '\0\n');
    expect(parseLsof(zero).rows).toEqual(parseLsof(text).rows);
  });

  it.each([
    ['\\x5b\\xc3\\xa9\\x5d', '[é]'],
    ['a\\tb\\nc\\\\d', 'a\tb\nc\\d'],
    ['^[[2J stays as it is', '^[[2J stays as it is'],
    ['ends in \\', 'ends in \\'],
    ['\\x zz \\q', '\\x zz \\q'],
    ['\\xff', '\ufffd'],
  ])('a name written %j is %j', (written, name) => {
    const text = `p1\nc${written}\nf3\ntIPv4\nPTCP\nn*:1\nTST=LISTEN\n`;
    expect(parseLsof(text).rows[0]?.program).toBe(name);
  });

  it('keeps the number of a user without a name', () => {
    const text = 'p1\ncx\nu777\nf3\ntIPv4\nPUDP\nn*:1\n';
    expect(parseLsof(text).rows[0]?.user).toBe('777');
    expect(parseLsof(text.replace('u777', 'u777\nLada')).rows[0]?.user).toBe('ada');
    expect(parseLsof(text.replace('u777', 'Lada\nu777')).rows[0]?.user).toBe('ada');
  });

  it('counts names that are none, and what belongs to no process', () => {
    const text =
      'n*:1\np1\ncx\nf3\ntIPv4\nPTCP\nnlocalhost:ipp\nTST=LISTEN\nf4\ntIPv4\nPUDP\nn10.0.0.1:99999\n';
    expect(parseLsof(text)).toEqual({
      rows: [],
      others: 0,
      malformed: 3,
      firstMalformed: { line: 1, text: 'n*:1' },
    });
  });

  it.each(['macos-root', 'linux'])('%s cut off or changed anywhere still gives sense', (name) => {
    const text = fixture(name);
    const whole = new Set(told(text));
    for (let at = 0; at < text.length; at += 3) {
      // All but the last socket are whole.
      for (const row of told(text.slice(0, at)).slice(0, -1)) expect(whole).toContain(row);
      for (const letter of ['\0', 'p', 'n', ':', '\\']) {
        for (const { port, pid } of parseLsof(text.slice(0, at) + letter + text.slice(at + 1))
          .rows) {
          expect(port > 0 && port <= 65_535 && (pid === undefined || pid > 0)).toBe(true);
        }
      }
    }
  });
});
