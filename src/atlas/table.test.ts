import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim } from './claim.ts';
import { TableError, escapeLine, fieldsOf, parseLine, readTable } from './table.ts';

const SOURCE = 'test';

describe('a line', () => {
  it('has every field', () => {
    const line =
      '6000-6063\ttcp udp\tx11\tX Window System\tassigned\tIANA registry\t1987-06\tMIT\tlan\tA display each.';
    const claim = {
      from: 6000,
      to: 6063,
      service: 'x11',
      title: 'X Window System',
      standing: 'assigned',
      source: SOURCE,
      reference: 'IANA registry',
      since: '1987-06',
      registrant: 'MIT',
      perimeter: 'lan',
      note: 'A display each.',
    };
    expect(parseLine(line, SOURCE)).toEqual([
      { ...claim, transport: 'tcp' },
      { ...claim, transport: 'udp' },
    ]);
  });

  it('leaves out what it does not say', () => {
    expect(parseLine('9\tdccp\t-\tDiscard\treserved', SOURCE)).toEqual([
      {
        from: 9,
        to: 9,
        transport: 'dccp',
        service: '',
        title: 'Discard',
        standing: 'reserved',
        source: SOURCE,
      },
    ]);
  });

  it('says of each transport what it is marked with, and which it denies', () => {
    const line = '514\ttcp udp\tsyslog\tSystem log\tassigned\ttable\t\t\t\t\t';
    const [tcp, udp] = parseLine(`${line}tcp:assigned udp:yes sctp:no dccp:no`, SOURCE);
    expect(tcp).toMatchObject({ transport: 'tcp', mark: 'assigned', denied: ['sctp', 'dccp'] });
    expect(udp).toMatchObject({ transport: 'udp', mark: 'yes', denied: ['sctp', 'dccp'] });
    const [half, silent] = parseLine(`${line}tcp:yes`, SOURCE);
    expect(half).toMatchObject({ mark: 'yes' });
    expect(half).not.toHaveProperty('denied');
    expect(silent).not.toHaveProperty('mark');
  });

  it.each<[line: string, fault: string]>([
    ['', 'no port'],
    ['x\ttcp\ta\tA\tassigned', 'no port'],
    ['80 \ttcp\ta\tA\tassigned', 'no port'],
    ['65536\ttcp\ta\tA\tassigned', 'an impossible port'],
    ['9-8\ttcp\ta\tA\tassigned', 'an impossible port'],
    ['9\t\ta\tA\tassigned', 'the transport ""'],
    ['9\ttcp,udp\ta\tA\tassigned', 'the transport "tcp,udp"'],
    ['9\ttcp  udp\ta\tA\tassigned', 'the transport ""'],
    ['9\ttcp\ta\tA\tofficial', 'the standing "official"'],
    ['9\ttcp\ta\tA', 'the standing ""'],
    ['9\ttcp\ta\tA\tassigned\tr\t\t\tworld', 'the perimeter "world"'],
    ...['tcp', 'tcp:perhaps', 'ip:yes', 'udp:yes', 'tcp:no'].map((mark): [string, string] => [
      `9\ttcp\ta\tA\tassigned\tr\t\t\t\t\t${mark}`,
      `the mark "${mark}"`,
    ]),
    ['9\ttcp\ta\tA\tassigned\tr\t\t\t\t\ttcp:yes tcp:maybe', 'the mark "tcp:maybe"'],
    ['9\ttcp\ta\tA\tassigned\tr\t\t\t\t\ttcp:yes  udp:no', 'the mark ""'],
  ])('%j has %s', (line, fault) => {
    expect(() => parseLine(line, SOURCE)).toThrow(
      new TableError(`${SOURCE}: ${fault} in the line "${line}"`),
    );
  });
});

interface Line {
  readonly from: number;
  readonly to: number;
  readonly transports: string;
  readonly title: string;
}

/** Few ports, so that they meet; the ends of the world, so that halving meets them. */
const somePort = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(65_534, 65_535));
const someLine: fc.Arbitrary<Line> = fc.record({
  from: somePort,
  to: somePort,
  transports: fc.constantFrom('tcp', 'udp', 'tcp udp'),
  title: fc.string({ unit: fc.constantFrom('a', 'B', 'İ', 'ß', '7', ' ', '漢'), minLength: 1 }),
});

/** As the build writes tables: ranges first, each half sorted. */
function asText(lines: readonly Line[], lastEnd: string): string {
  const rows = lines.map(({ from, to, transports, title }) => {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    const ports = first === last ? `${first}` : `${first}-${last}`;
    return {
      first,
      isRange: first !== last,
      text: `${ports}\t${transports}\ts\t${title}\tassigned`,
    };
  });
  const sorted = rows.toSorted(
    (a, b) => Number(b.isRange) - Number(a.isRange) || a.first - b.first,
  );
  return sorted.map(({ text }) => text).join('\n') + (sorted.length > 0 ? lastEnd : '');
}

const naive = (text: string): Claim[] =>
  text
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => parseLine(line, SOURCE));

describe('a table, whatever is in it', () => {
  const someText = fc
    .tuple(fc.array(someLine, { maxLength: 25 }), fc.constantFrom('\n', ''))
    .map(([lines, end]) => asText(lines, end));

  it('finds for each port exactly what reading all of it finds', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const table = readTable(text, SOURCE);
        const all = naive(text);
        expect(table.all()).toEqual(all);
        for (const port of [...Array(32).keys(), 65_533, 65_534, 65_535]) {
          expect(table.at(port)).toEqual(all.filter(({ from, to }) => from <= port && port <= to));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives each line a number by which it is found again', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const table = readTable(text, SOURCE);
        const lines = [...table.lines()];
        expect(lines.map(({ id }) => table.line(id))).toEqual(lines.map(({ claims }) => claims));
        expect(lines.flatMap(({ claims }) => claims)).toEqual(table.all());
        expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a service by its name', () => {
  const text = [
    '6-9\ttcp\techo\tEcho\tassigned',
    '5\ttcp udp\techo\techo\tassigned',
    '7\ttcp\techo-2\techo\tassigned',
    '8\ttcp\t-\tAs in echo\tassigned\t\t\t\t\tNoted.',
  ];

  it.each(['\n', ''])('is found wherever it is, and nothing else is (end %j)', (end) => {
    const table = readTable(text.join('\n') + end, SOURCE);
    expect(table.named('echo').map(({ from, transport }) => `${from}/${transport}`)).toEqual([
      '6/tcp',
      '5/tcp',
      '5/udp',
    ]);
    expect(table.named('echo-2')).toHaveLength(1);
    expect([table.named('ech'), table.named(''), table.named('tcp')]).toEqual([[], [], []]);
    // Asked often, it notes all names; that changes nothing.
    const first = ['echo', 'echo-2', 'ech', '', 'tcp'].map((name) => table.named(name));
    for (let i = 0; i < 10; i++) {
      expect(['echo', 'echo-2', 'ech', '', 'tcp'].map((name) => table.named(name))).toEqual(first);
    }
  });
});

describe('the ends of a table', () => {
  const LINES = [
    '1\ttcp\tone\tOne\tassigned',
    '5\ttcp\tfive\tFive\tassigned',
    '65535\tudp\tlast\tLast\tassigned',
  ];

  it.each(['\n', ''])('are found with the end %j', (end) => {
    const table = readTable(LINES.join('\n') + end, SOURCE);
    expect(table.at(1).map(({ service }) => service)).toEqual(['one']);
    expect(table.at(5).map(({ service }) => service)).toEqual(['five']);
    expect(table.at(65_535).map(({ service }) => service)).toEqual(['last']);
    for (const port of [0, 2, 4, 6, 65_534]) expect(table.at(port)).toEqual([]);
    expect([...table.lines()]).toHaveLength(3);
    expect(table.all()).toHaveLength(3);
  });

  it('an empty table has nothing, and says so of every port', () => {
    const table = readTable('', SOURCE);
    expect([table.at(0), table.at(65_535), table.all(), [...table.lines()]]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  it('a table of ranges alone', () => {
    const table = readTable('1-3\ttcp\ta\tA\tassigned\n2-65535\tudp\tb\tB\tassigned\n', SOURCE);
    const services = (port: number) => table.at(port).map(({ service }) => service);
    expect([0, 1, 2, 3, 4, 65_535].map(services)).toEqual([
      [],
      ['a'],
      ['a', 'b'],
      ['a', 'b'],
      ['b'],
      ['b'],
    ]);
  });
});

describe('a line in ASCII alone', () => {
  it.each(['Carlo Quiñónez', 'C:\\users\\u00e9', '\\u', '日本 \u{1f600}', 'plain \\ back'])(
    '%s',
    (text) => {
      const line = `1\ttcp\tx\t${text}\tassigned`;
      const escaped = escapeLine(line);
      // oxlint-disable-next-line no-control-regex -- all of ASCII
      expect(escaped).toMatch(/^[\u0000-\u007f]*$/);
      expect(fieldsOf(escaped)).toEqual(line.split('\t'));
    },
  );
});
