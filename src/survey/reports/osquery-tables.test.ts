/** The same two sockets in each form that osquery's shell has for people. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importListing, recogniseListing } from './import.ts';
import { hasOsqueryTable, osqueryTable } from './osquery-tables.ts';

const BOX = `
+-----+------+----------+--------+---------+------------------+
| pid | port | protocol | family | address | cmdline          |
+-----+------+----------+--------+---------+------------------+
| 811 | 22   | 6        | 2      | 0.0.0.0 | sshd -D | tee, " |
| 702 | 53   | 17       | 10     | ::1     |                  |
+-----+------+----------+--------+---------+------------------+
`;
const CSV = `pid|port|protocol|family|address|cmdline
811|22|6|2|0.0.0.0|"sshd -D | tee, """
702|53|17|10|::1|
`;
const COMMAS = `pid,port,protocol,family,address,cmdline
811,22,6,2,0.0.0.0,"sshd -D | tee, """
702,53,17,10,::1,
`;
const VALUES = `     pid = 811
    port = 22
protocol = 6
  family = 2
 address = 0.0.0.0
 cmdline = sshd -D | tee, "

     pid = 702
    port = 53
protocol = 17
  family = 10
 address = ::1
 cmdline = 
`;
const FORMS = [
  ['a box', BOX],
  ['a box behind a prompt', `ada@web1:~$ osqueryi "select * from listening_ports"${BOX}`],
  ['a box with blanks before every line', BOX.replaceAll(/^/gm, '    ')],
  ['--csv', CSV],
  ['commas', COMMAS],
  ['--line', VALUES],
  ['--line without empty lines', VALUES.replaceAll('\n\n', '\n')],
  ['the lines of Windows', BOX.replaceAll('\n', '\r\n')],
] as const;

const read = (text: string) => importListing(text, 'osquery').report;

describe.each(FORMS)('%s', (_, text) => {
  it('has both sockets', () => {
    expect(recogniseListing(text)).toBe('osquery');
    const { listeners, coverage } = read(text);
    expect(listeners).toMatchObject([
      {
        transport: 'tcp',
        address: '0.0.0.0',
        port: 22,
        processes: [{ pid: 811, command: 'sshd -D | tee, "' }],
      },
      { transport: 'udp', address: '::1', port: 53, processes: [{ pid: 702 }] },
    ]);
    expect(coverage.gaps.filter(({ what }) => what === 'sockets')).toHaveLength(1);
  });

  it('counts a line that is none', () => {
    const broken = text.replace(/\b53\b/, 'what');
    expect(read(broken).coverage.gaps).toContainEqual(
      expect.objectContaining({ what: 'sockets', count: 1, partial: true }),
    );
  });
});

it('letters that take two columns are no matter where no value has a bar', () => {
  const box = BOX.replace('sshd -D | tee, " ', '漢字         ');
  expect(read(box).listeners).toHaveLength(2);
});

it('a query that leaves out the family is understood by its addresses', () => {
  const { listeners } = read('pid|port|protocol|address\n1|22|6|::\n1|22|6|0.0.0.0\n');
  expect(listeners.map(({ family }) => family)).toEqual(['ipv4', 'ipv6']);
});

it('a query that leaves out the protocol is not understood, and told how to ask', () => {
  const { listeners, coverage } = read('pid|port\n1|22\n');
  expect(listeners).toEqual([]);
  expect(coverage.gaps.at(-1)).toMatchObject({
    count: 1,
    remedy: expect.stringContaining("osqueryi --json 'select l.*"),
    partial: true,
  });
});

it.each(['port of call\n', '| a | b |\n', 'tcp LISTEN 0 1 *:22 *:*\n', 'pid = 3\n'])(
  'is none: %s',
  (text) => {
    expect(hasOsqueryTable(text)).toBe(false);
  },
);

it('a megabyte of empty lines takes no longer than it must', () => {
  const begun = performance.now();
  expect(recogniseListing('\n'.repeat(1_000_000))).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(5_000);
});

it('any text gives some rows, none of them without its line', () => {
  const word = fc.constantFrom('pid', 'port', '|', ',', '"', '+--+', '\n', '| port |', ' = ', '22');
  fc.assert(
    fc.property(fc.array(word), (words) => {
      for (const { line } of osqueryTable(words.join('')) ?? []) expect(line).toBeGreaterThan(0);
    }),
  );
});
