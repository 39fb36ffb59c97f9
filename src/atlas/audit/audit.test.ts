import { describe, expect, it } from 'vitest';
import { auditFacts } from './audit.ts';

const SOUND: Readonly<Record<string, string>> = {
  'sources.json': JSON.stringify([
    { id: 'curated', title: 'Ours' },
    { id: 'documents', title: 'Theirs', date: '2026-01-02' },
  ]),
  'curated.json': JSON.stringify({
    disputes: [
      {
        ports: [641],
        summary: 'Two say so.',
        supported: 'curated',
        reason: 'One is right.',
        reference: 'RFC 1',
      },
    ],
    ghosts: [
      { service: 'esro', ports: [259], evidence: 'Nobody speaks it.', reference: 'RFC 2188' },
    ],
  }),
  'programs.json': JSON.stringify({
    same: { http: ['web'] },
    programs: [{ name: 'nginx', speaks: ['http'] }],
  }),
  'aliases.json': '{ "http": ["www"] }',
  'ports/curated.tsv': [
    '# a comment',
    '80\ttcp\thttp\tThe web\tunofficial\ta document',
    '',
    '80\ttcp\tweb\tThe web again\tunofficial\ta document',
    '259\ttcp udp\tesro\tESRO\tassigned\tRFC 2188\t1997-09',
    '6000-6063\ttcp\tx11\tX\tassigned\tX.Org',
    '8080\ttcp\thttp\tThe web elsewhere\tunofficial\ta document',
  ].join('\n'),
  'ports/documents.tsv': '641\ttcp\trepcmd\tRepcmd\tassigned\ttheir page\n',
};

const audit = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  auditFacts(
    new Map(
      Object.entries({ ...SOUND, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ),
  );

const faults = (changes: Readonly<Record<string, string | undefined>>) =>
  audit(changes).faults.map(
    ({ file, line, problem }) => `${file}${line ? `:${line}` : ''} ${problem}`,
  );

const inTable = (line: string) => {
  const text = `${SOUND['ports/curated.tsv']}\n${line}\n`;
  return faults({ 'ports/curated.tsv': text });
};

it('finds nothing wrong where nothing is, and counts', () => {
  expect(audit()).toEqual({ faults: [], files: 6, claims: 7, disputes: 1, ghosts: 1, programs: 1 });
});

it('takes a table as it is shipped: ranges first', () => {
  const lines = SOUND['ports/curated.tsv']!.split('\n').filter((line) => /^\d/.test(line));
  const isRange = (line: string) => /^\d+-/.test(line);
  const shipped = [...lines.filter(isRange), ...lines.filter((line) => !isRange(line))];
  expect(faults({ 'ports/curated.tsv': shipped.join('\n') })).toEqual([]);
});

describe('a line of a table', () => {
  it.each([
    ['9000\ttcp\tx\tX\tunofficial', /curated\.tsv:8 a claim without a reference/],
    ['9000\ttcp\tx\t\tunofficial\tdoc', /a claim without a title/],
    ['9000\ttcp\tx\tX\tunofficial\tdoc\tyesterday', /"yesterday" is no date/],
    ['9000\ttcp\tx\tX\tperhaps\tdoc', /the standing "perhaps"/],
    ['99999\ttcp\tx\tX\tunofficial\tdoc', /impossible port/],
    ['9000\tquic\tx\tX\tunofficial\tdoc', /the transport "quic"/],
    ['9000\tudp tcp\tx\tX\tunofficial\tdoc', /transports out of order/],
    ['9000\ttcp\tX\tX\tunofficial\tdoc', /a service name is lower case/],
    ['9000\ttcp\tx\tX \tunofficial\tdoc', /blanks where there should be none/],
    ['9000\ttcp\tx\tX\tunofficial\tdoc\t', /an empty field at the end/],
    ['8079\ttcp\tx\tX\tunofficial\tdoc', /out of order: it belongs before line 7/],
    ['8080\ttcp\thttp\tThe web elsewhere\tunofficial\tother', /the same claim as in line 7/],
  ])('%j', (line, problem) => {
    const found = inTable(line);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });
});

describe('what leads nowhere', () => {
  const curated = (change: object) =>
    faults({ 'curated.json': JSON.stringify({ disputes: [], ghosts: [], ...change }) });
  const dispute = {
    ports: [641],
    summary: 'So.',
    supported: 'curated',
    reason: 'So.',
    reference: 'RFC 1',
  };
  const ghost = { service: 'esro', evidence: 'Gone.', reference: 'RFC 2188' };

  it.each([
    [{ disputes: [{ ...dispute, supported: 'nobody' }] }, /supports "nobody", which is no source/],
    [{ disputes: [{ ...dispute, ports: [12_345] }] }, /ports that nobody claims/],
    [{ disputes: [{ ...dispute, ports: [641, 70_000] }] }, /no possible port/],
    [{ disputes: [{ ...dispute, reference: undefined }] }, /has no reference/],
    [{ disputes: [{ ...dispute, reason: '' }] }, /gives no reason/],
    [{ ghosts: [{ ...ghost, service: 'unheard' }] }, /a service that no table names/],
    [{ ghosts: [{ ...ghost, ports: [80] }] }, /not claimed on port 80/],
    [{ ghosts: [{ ...ghost, evidence: '' }] }, /has no evidence/],
    [{ ghosts: [ghost, { ...ghost, service: 'a' }] }, /not sorted/],
  ])('%j', (change, problem) => {
    expect(curated(change).join('\n')).toMatch(problem);
  });

  it('programs that speak what nobody names', () => {
    const programs = { same: { http: ['gopher'] }, programs: [{ name: 'x', speaks: ['y'] }] };
    expect(faults({ 'programs.json': JSON.stringify(programs) })).toEqual([
      'programs.json x speaks "y", which no table names',
      'programs.json "gopher" means the same as another, and no table names it',
    ]);
  });

  it('other names of what nobody names, and none at all', () => {
    expect(faults({ 'aliases.json': '{ "gopher": ["hole"], "http": [] }' })).toEqual([
      'aliases.json "gopher" has other names, and no table names it',
      'aliases.json "http" is listed without any other name',
    ]);
  });

  it('sources: a table of none, one twice, one without a title or with an odd date', () => {
    const sources = (list: object[]) => faults({ 'sources.json': JSON.stringify(list) }).join('\n');
    const documents = { id: 'documents', title: 'Theirs' };
    const ours = { id: 'curated', title: 'Ours' };
    expect(sources([ours])).toMatch(/documents\.tsv its claims are of "documents"/);
    expect(sources([ours, ours, documents])).toMatch(/"curated" is there twice/);
    expect(sources([{ ...ours, title: '' }, documents])).toMatch(/has no title/);
    expect(sources([{ ...ours, date: 'May' }, documents])).toMatch(/no date/);
  });

  it('files that are missing or broken', () => {
    expect(faults({ 'programs.json': undefined })).toEqual(['programs.json it is not there']);
    expect(faults({ 'programs.json': '{' })[0]).toMatch(/^programs\.json it is no JSON: /);
  });
});
