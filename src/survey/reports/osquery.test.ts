/** Rows of osquery's `listening_ports`, as its shell and its daemon write them. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOsquery } from './osquery.ts';

const row = (more: object) => ({
  pid: '811',
  port: '22',
  protocol: '6',
  family: '2',
  address: '0.0.0.0',
  fd: '3',
  socket: '4711',
  path: '',
  net_namespace: '4026531840',
  ...more,
});
const addresses = (text: string) =>
  parseOsquery(text).rows.map(({ address, port }) => `${address} ${port}`);

describe('one row', () => {
  it('is a socket, and its program where the query joined it', () => {
    const joined = row({
      name: 'sshd',
      path: '/usr/sbin/sshd',
      cmdline: 'sshd -D',
      username: 'root',
    });
    expect(parseOsquery(JSON.stringify([joined])).rows).toEqual([
      {
        transport: 'tcp',
        family: 'ipv4',
        address: '0.0.0.0',
        port: 22,
        state: 'listening',
        pid: 811,
        socket: '4711',
        program: 'sshd',
        path: '/usr/sbin/sshd',
        command: 'sshd -D',
        user: 'root',
      },
    ]);
  });

  it.each<[what: string, change: object, rows: object[]]>([
    ['IPv6 on Linux', { family: '10', address: '::1' }, [{ family: 'ipv6', address: '::1' }]],
    ['IPv6 on macOS', { family: '30', address: '::' }, [{ family: 'ipv6' }]],
    ['IPv6 on Windows', { family: 23, address: '::' }, [{ family: 'ipv6' }]],
    [
      'numbers',
      { pid: 5, port: 53, protocol: 17, family: 2 },
      [{ transport: 'udp', port: 53, pid: 5 }],
    ],
    ['no process to be seen', { pid: '-1' }, [{ port: 22 }]],
    ['an empty address is all of them', { address: '' }, [{ address: '0.0.0.0' }]],
  ])('%s', (_, change, rows) => {
    const report = parseOsquery(JSON.stringify([row(change)]));
    expect(report).toMatchObject({ rows, malformed: 0, others: 0 });
  });

  it.each<[what: string, change: object]>([
    ['a Unix socket', { family: '1', protocol: '0', port: '0', path: '/run/a.sock', address: '' }],
    ['ICMP', { protocol: '1' }],
    ['no port yet', { port: '0' }],
  ])('is none of ours: %s', (_, change) => {
    expect(parseOsquery(JSON.stringify([row(change)]))).toMatchObject({ rows: [], others: 1 });
  });

  it.each<[what: string, value: unknown]>([
    ['no port', row({ port: 'x' })],
    ['no address', row({ address: 'nowhere' })],
    ['no family', row({ family: '99' })],
    ['no row', 5],
  ])('makes no sense: %s', (_, value) => {
    expect(parseOsquery(JSON.stringify([value]))).toMatchObject({ rows: [], malformed: 1 });
  });
});

describe('a log', () => {
  const event = (action: string, columns: object, more: object = {}) =>
    JSON.stringify({
      name: 'pack_ports',
      hostIdentifier: 'web1',
      unixTime: 1_790_000_000,
      action,
      columns,
      ...more,
    });

  it('adds and removes rows in turn', () => {
    const [ssh, web] = [row({}), row({ port: '80', pid: '9' })];
    const log = [event('added', ssh), event('added', web), event('removed', ssh)].join('\n');
    expect(addresses(log)).toEqual(['0.0.0.0 80']);
    expect(parseOsquery(log)).toMatchObject({ host: 'web1', time: 1_790_000_000_000 });
  });

  it('counts the last snapshot', () => {
    const snapshot = (...rows: object[]) => JSON.stringify({ action: 'snapshot', snapshot: rows });
    const log = `${snapshot(row({ port: '1' }), row({ port: '2' }))}\n${snapshot(row({ port: '3' }))}\n`;
    expect(addresses(log)).toEqual(['0.0.0.0 3']);
  });

  it('takes a batch of events too, and plain rows a line', () => {
    expect(addresses(`[${event('added', row({ port: '7' }))}]`)).toEqual(['0.0.0.0 7']);
    expect(addresses(`${JSON.stringify(row({ port: '8' }))}\n`)).toEqual(['0.0.0.0 8']);
  });

  it('says which line makes no sense', () => {
    const report = parseOsquery(`${event('added', row({}))}\nnonsense\n`);
    expect(report).toMatchObject({ malformed: 1, firstMalformed: { line: 2, text: 'nonsense' } });
  });
});

it("keeps other namespaces' sockets apart: those of the first process are the machine's", () => {
  const inside = row({ net_namespace: '4026532999', port: '6379', pid: '50' });
  const report = parseOsquery(
    JSON.stringify([inside, row({ pid: '1' }), inside, { ...inside, port: '80' }]),
  );
  expect(report.rows.map(({ port }) => port)).toEqual([22]);
  expect([...report.elsewhere].map(([name, { rows }]) => [name, rows.length])).toEqual([
    ['4026532999', 2],
  ]);
});

it('any text gives some report', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.array(fc.jsonValue()).map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const { malformed, firstMalformed } = parseOsquery(text);
        expect(malformed > 0).toBe(firstMalformed !== undefined);
      },
    ),
  );
});
