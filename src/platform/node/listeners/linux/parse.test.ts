import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assembleListeners,
  assembleRaw,
  isKernelThread,
  parseCommandLine,
  parsePasswd,
  parsePortSpan,
  parseRawTable,
  parseReservedPorts,
  parseSocketStatistics,
  parseSocketTable,
  parseStatus,
  SOCKET_TABLES,
} from './parse.ts';
import type { RawRow, SocketRow, SocketTableName } from './parse.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8');
const parse = (name: SocketTableName, text: string) => parseSocketTable(name, text);

/** Sockets as `tcp 127.0.0.1 80`, in no particular order. */
const summary = (rows: readonly SocketRow[]) =>
  rows.map(({ transport, address, port }) => `${transport} ${address} ${port}`).toSorted();

/** A line of `/proc/net/tcp` or `udp`, in the kernel's own columns. */
const line = (local: string, state: string, inode: number | string, uid = 0) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1 0\n`;

describe('socket tables', () => {
  it('sees what ss saw in the same minute', () => {
    const rows = (['tcp', 'tcp6', 'udp', 'udp6'] as const).flatMap((name) => {
      const table = parse(name, fixture(name));
      expect(table.malformed).toBe(0);
      return table.rows;
    });
    const witness = fixture('ss')
      .trimEnd()
      .split('\n')
      .map((row) => {
        const [transport, , , , local = ''] = row.split(/ +/);
        const [, address = '', port] = /^\[?(.*?)\]?(?:%\w+)?:(\d+)$/.exec(local) ?? [];
        return `${transport} ${address === '*' ? '::' : address} ${port}`;
      });
    expect(summary(rows)).toEqual(witness.toSorted());
  });

  it('reads address, port, user and inode', () => {
    expect(parse('tcp', line('0100007F:1F90', '0A', 73_869, 1000))).toEqual({
      rows: [
        {
          transport: 'tcp',
          family: 'ipv4',
          address: '127.0.0.1',
          port: 8080,
          uid: 1000,
          inode: 73_869,
        },
      ],
      others: 0,
      malformed: 0,
    });
  });

  it('writes mapped addresses with dots', () => {
    const { rows } = parse('tcp6', fixture('tcp6'));
    expect(rows.map(({ address }) => address)).toContain('::ffff:127.0.0.1');
    expect(rows.map(({ address }) => address)).toContain('fe80::1234');
  });

  it('reads raw sockets, whose protocol stands where others have a port', () => {
    const text = line('00000000:0001', '07', 5) + line('0100007F:00FF', '01', 6);
    expect(parseRawTable('raw', text)).toMatchObject({
      rows: [{ transport: 'raw', address: '0.0.0.0', port: 1, inode: 5 }],
      others: 1,
    });
    const six = line(`${'0'.repeat(32)}:003A`, '07', 5).replace(
      ' 00000000:',
      ` ${'0'.repeat(32)}:`,
    );
    expect(parseRawTable('raw6', six).rows).toMatchObject([{ family: 'ipv6', port: 58 }]);
  });

  it('reads the tables of a big-endian machine', () => {
    const text = line('7F000001:0050', '0A', 1);
    expect(parseSocketTable('tcp', text, false).rows[0]?.address).toBe('127.0.0.1');
  });

  it('passes over connections, whichever way round', () => {
    const text = ['01', '06', '08', '07'].map((state) => line('0100007F:0050', state, 1)).join('');
    expect(parse('tcp', text)).toEqual({ rows: [], others: 4, malformed: 0 });
    expect(parse('udp', text).rows).toHaveLength(1);
  });

  it('counts what the kernel would not write, and goes on', () => {
    const hostile = [
      'nonsense',
      '   0: 0100007F:0050 00000000:0000 0A',
      '   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 root 0 5 1',
      line('G100007F:0050', '0A', 1).trimEnd(),
      line('0100007F:0050', '0A', '-1').trimEnd(),
      line('0100007F:0050', '0A', '9'.repeat(400)).trimEnd(),
      '\0'.repeat(200),
      ':'.repeat(200),
      '',
    ].join('\n');
    const { rows, malformed } = parse('tcp', hostile + line('0100007F:0051', '0A', 2));
    expect(rows.map(({ port }) => port)).toEqual([0x51]);
    expect(malformed).toBe(8);
  });

  it('reads a table without its last newline', () => {
    expect(parse('tcp', line('0100007F:0050', '0A', 1).trimEnd()).rows).toHaveLength(1);
  });

  it('gives every address of an SCTP endpoint that listens', () => {
    const { rows, others, malformed } = parse('sctp/eps', fixture('sctp-eps'));
    expect(summary(rows)).toEqual(['sctp 10.20.30.40 9899', 'sctp 127.0.0.1 9899', 'sctp :: 3868']);
    expect({ others, malformed }).toEqual({ others: 1, malformed: 0 });
    expect(
      parse('sctp/eps', 'a b 0 10 1 70000 0 5 ::1\nx y 0 10 1 80 0 5 1.2\nz\n').malformed,
    ).toBe(3);
  });

  it('never throws', () => {
    const recorded = SOCKET_TABLES.filter((name) => name !== 'sctp/eps').map(fixture);
    const pieces = fc.array(
      fc.oneof(fc.constantFrom(...recorded.join('').split(/( |\n)/)), fc.string()),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...SOCKET_TABLES), pieces, (name, words) => {
        const { rows } = parse(name, words.join(''));
        for (const { port, inode } of rows) {
          expect(port).toBeLessThanOrEqual(65_535);
          expect(Number.isSafeInteger(inode)).toBe(true);
        }
      }),
    );
  });
});

describe('assembleListeners', () => {
  const row = (more: Partial<SocketRow>): SocketRow => ({
    transport: 'tcp',
    family: 'ipv4',
    address: '0.0.0.0',
    port: 80,
    uid: 0,
    inode: 1,
    ...more,
  });
  const surroundings = {
    holders: (inode: number) => [inode * 10 + 1, inode * 10],
    process: (pid: number) => ({ pid, name: `p${pid}` }),
    userName: (uid: number) => `u${uid}`,
    deviceName: (index: number) => (index === 9 ? undefined : `v${index}`),
  };
  const assemble = (...rows: SocketRow[]) => assembleListeners(rows, surroundings);

  it('makes one listener of sockets that share a port, with all their processes once', () => {
    const [listener, ...more] = assemble(row({ inode: 2 }), row({ inode: 1 }), row({ inode: 2 }));
    expect(more).toEqual([]);
    expect(listener).toMatchObject({ sockets: 2, owner: 'u0', scope: 'any' });
    expect(listener?.processes.map(({ pid }) => pid)).toEqual([10, 11, 20, 21]);
  });

  it('orders by transport, port, family, address', () => {
    const rows = [
      row({ transport: 'udp', port: 1 }),
      row({ port: 443 }),
      row({ family: 'ipv6', address: '::' }),
      row({ address: '127.0.0.1' }),
      row({ address: '10.0.0.1' }),
      row({ transport: 'sctp', port: 1 }),
    ];
    const order = assemble(...rows).map((l) => `${l.transport} ${l.port} ${l.address}`);
    expect(order).toEqual([
      'tcp 80 10.0.0.1',
      'tcp 80 127.0.0.1',
      'tcp 80 ::',
      'tcp 443 0.0.0.0',
      'udp 1 0.0.0.0',
      'sctp 1 0.0.0.0',
    ]);
    expect(assemble(...rows.toReversed())).toEqual(assemble(...rows));
  });

  it('says of a socket that only holds its port that nothing listens there', () => {
    expect(assemble(row({ bound: true }))).toMatchObject([{ state: 'bound', port: 80 }]);
    expect(assemble(row({ bound: false }))[0]?.state).toBeUndefined();
  });

  it('speaks of those who listen alone where others hold the same port', () => {
    const [listener] = assemble(row({ inode: 1, bound: true }), row({ inode: 2, uid: 5 }));
    expect(listener?.state).toBeUndefined();
    expect(listener).toMatchObject({ sockets: 1, owner: 'u5' });
    expect(listener?.processes.map(({ pid }) => pid)).toEqual([20, 21]);
  });

  it('names the one interface that all sockets of a port are bound to', () => {
    const device = (...devices: (number | undefined)[]) =>
      assemble(
        ...devices.map((index, at) =>
          row({ inode: at, ...(index !== undefined && { device: index }) }),
        ),
      )[0]?.device;
    expect(device(2)).toBe('v2');
    expect(device(2, 2)).toBe('v2');
    expect(device(2, 3)).toBeUndefined();
    expect(device(2, 0)).toBeUndefined();
    expect(device(0)).toBeUndefined();
    expect(device(undefined)).toBeUndefined();
    // An interface that was removed meanwhile.
    expect(device(9)).toBeUndefined();
  });

  it('says whether IPv4 is left to others, of every IPv6 address alone', () => {
    const six = (address: string, ...only: (boolean | undefined)[]) =>
      assemble(...only.map((v6only, inode) => row({ family: 'ipv6', address, inode, v6only })))[0]
        ?.v6only;
    expect(six('::', true)).toBe(true);
    expect(six('::', true, true)).toBe(true);
    expect(six('::', true, false)).toBe(false);
    expect(six('::', true, undefined)).toBeUndefined();
    expect(six('::1', true)).toBeUndefined();
  });

  it('lists raw sockets by family, protocol and address', () => {
    const raw = (more: Partial<RawRow>): RawRow => ({
      transport: 'raw',
      family: 'ipv4',
      address: '0.0.0.0',
      port: 1,
      uid: 0,
      inode: 1,
      ...more,
    });
    const sockets = assembleRaw(
      [raw({ family: 'ipv6', address: '::', port: 58 }), raw({ port: 89 }), raw({ inode: 2 })],
      surroundings,
    );
    expect(sockets.map(({ family, protocol }) => `${family} ${protocol}`)).toEqual([
      'ipv4 1',
      'ipv4 89',
      'ipv6 58',
    ]);
    expect(sockets[0]).toMatchObject({ owner: 'u0', processes: [{ pid: 20 }, { pid: 21 }] });
  });
});

describe('small texts', () => {
  it('reads the name and the effective user of a process', () => {
    const status = 'Name:\tnginx\nUmask:\t0022\nState:\tS\nUid:\t0\t33\t33\t33\nGid:\t0\t0\t0\t0\n';
    expect(parseStatus(status)).toEqual({ name: 'nginx', uid: 33 });
    expect(parseStatus('Name:\ta\\nUid:\\\\b\nUid:\t5\t5\t5\t5\n')).toEqual({
      name: 'a\nUid:\\b',
      uid: 5,
    });
    expect(parseStatus('')).toEqual({ name: undefined, uid: undefined });
  });

  it('joins a command line', () => {
    expect(parseCommandLine('node\0server.js\0--port\x0080\0')).toBe('node server.js --port 80');
    expect(parseCommandLine('nginx: master process\0\0\0\0')).toBe('nginx: master process');
    expect(parseCommandLine('')).toBeUndefined();
  });

  it('tells kernel threads by their flags, not their name', () => {
    expect(isKernelThread('2 (kthreadd) S 0 0 0 0 -1 2129984 0 0')).toBe(true);
    expect(isKernelThread('2 (kthreadd) S 0 0 0 0 -1 4194560 0 0')).toBe(false);
    expect(isKernelThread('9 (a) S 0 0 0 0 -1 2129984 (b) S 1 1 1 0 -1 4194560 0')).toBe(false);
    expect(isKernelThread('')).toBe(false);
  });

  it('reads user names', () => {
    const names = parsePasswd(
      'root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\nbad\n+::::\nwww:x:33:\n',
    );
    expect([...names]).toEqual([
      [0, 'root'],
      [33, 'www'],
    ]);
  });

  it('reads the ephemeral range, or knows the usual one', () => {
    expect(parsePortSpan('1024\t65000\n')).toEqual({ from: 1024, to: 65_000 });
    for (const text of ['', '5', '9 8', '1 99999', 'a b']) {
      expect(parsePortSpan(text)).toEqual({ from: 32_768, to: 60_999 });
    }
  });

  it('reads the ports that the system gives to nobody by itself', () => {
    const by = 'net.ipv4.ip_local_reserved_ports';
    expect(parseReservedPorts('8080,9148,30000-30100\n')).toEqual([
      { from: 8080, to: 8080, how: 'reserved', by },
      { from: 9148, to: 9148, how: 'reserved', by },
      { from: 30_000, to: 30_100, how: 'reserved', by },
    ]);
    expect(parseReservedPorts('\n')).toEqual([]);
    expect(parseReservedPorts('5-4,99999,-1,a,,7-,1-65536,0-65535')).toEqual([
      { from: 0, to: 65_535, how: 'reserved', by },
    ]);
  });

  it('reads the count of TCP sockets', () => {
    expect(parseSocketStatistics(fixture('sockstat'))?.allocated).toBeGreaterThan(0);
    expect(parseSocketStatistics(fixture('sockstat6'))).not.toHaveProperty('allocated');
    expect(parseSocketStatistics('')).toBeUndefined();
  });
});
