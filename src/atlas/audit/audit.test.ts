import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '../claim.ts';
import { auditFacts, pagesOf } from './audit.ts';
import { aliasesText, curatedText, namingText, sourcesText } from './canonical.ts';
import type { NamingFacts } from './curated.ts';
import type { Curated } from './written.ts';

/** A file as it should be written; the files in `data/` are compared with the same. */
const sourcesFile = (json: object) => sourcesText(json as Source[]);
const curatedFile = (json: object) => curatedText(json as Curated);
const programsFile = (json: object) => namingText(json as NamingFacts);

const SOUND: Readonly<Record<string, string>> = {
  'sources.json': sourcesFile([
    { id: 'curated', title: 'Ours' },
    { id: 'documents', title: 'Theirs', date: '2026-01-02' },
  ]),
  'curated.json': curatedFile({
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
  'programs.json': programsFile({
    same: { http: ['web'] },
    programs: [{ name: 'nginx', match: ['nginx'], speaks: ['http'] }],
  }),
  'aliases.json': aliasesText({ http: ['www'] }),
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
    faults({ 'curated.json': curatedFile({ disputes: [], ghosts: [], ...change }) });
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
    const programs = {
      same: { http: ['gopher'] },
      programs: [{ name: 'x', match: [], speaks: ['y'] }],
    };
    expect(faults({ 'programs.json': programsFile(programs) })).toEqual([
      'programs.json x speaks "y", which no table names',
      'programs.json "gopher" means the same as another, and no table names it',
    ]);
  });

  it('other names of what nobody names, and none at all', () => {
    expect(faults({ 'aliases.json': aliasesText({ gopher: ['hole'], http: [] }) })).toEqual([
      'aliases.json "gopher" has other names, and no table names it',
      'aliases.json "http" is listed without any other name',
    ]);
  });

  it('sources: a table of none, one twice, one without a title or with an odd date', () => {
    const sources = (list: object[]) => faults({ 'sources.json': sourcesFile(list) }).join('\n');
    const documents = { id: 'documents', title: 'Theirs' };
    const ours = { id: 'curated', title: 'Ours' };
    expect(sources([ours])).toMatch(/documents\.tsv its claims are of "documents"/);
    expect(sources([ours, ours, documents])).toMatch(/"curated" is there twice/);
    expect(sources([{ ...ours, title: '' }, documents])).toMatch(/has no title/);
    expect(sources([{ ...ours, date: 'May' }, documents])).toMatch(/no date/);
    expect(sources([{ ...ours, address: 'ours.example' }, documents])).toMatch(/address .* no URL/);
    expect(sources([{ ...ours, download: 'ftp://a/b' }, documents])).toMatch(/download .* no URL/);
    expect(sources([{ ...ours, address: 'https://a.example:8/b?c' }, documents])).toBe('');
  });

  it('files that are missing or broken', () => {
    expect(faults({ 'programs.json': undefined })).toEqual(['programs.json it is not there']);
    expect(faults({ 'programs.json': '{' })[0]).toMatch(/^programs\.json it is no JSON: /);
  });
});

const JSON_FILES = ['sources.json', 'curated.json', 'programs.json', 'aliases.json'] as const;
const LANGUAGES = [
  { tag: 'en', direction: 'ltr' },
  { tag: 'ar', direction: 'rtl' },
];
const EN = {
  name: 'English',
  direction: 'ltr',
  messages: { port: 'Port {port}', count: { one: '{count} port', other: '{count} ports' } },
};
const AR = {
  name: 'عربي',
  direction: 'rtl',
  messages: {
    port: '{port} -',
    count: { zero: '-', one: '-', two: '-', few: '{count}', many: '{count}', other: '{count}' },
  },
};
const PAGE = `# A page

Its answer.

## what

Words.

## reality

Words.

## security

Words.

## questions

### Why?

So.
`;

describe('JSON of another shape', () => {
  it.each([
    ['sources.json', '{}', 'it is an object, and not a list'],
    ['sources.json', '[5]', '[0] is a number, and not an object'],
    ['sources.json', '[{ "title": "x" }]', '[0].id is missing'],
    ['sources.json', '[{ "id": "x", "titel": "x" }]', '[0].titel means nothing here; known are'],
    ['curated.json', '{}', 'disputes is missing'],
    ['curated.json', '{ "disputes": [], "gosts": [] }', 'ghosts is missing'],
    ['curated.json', '{ "disputes": [], "gosts": [] }', 'gosts means nothing here'],
    ['curated.json', '{ "disputes": [null] }', 'disputes[0] is null, and not an object'],
    [
      'curated.json',
      '{ "ghosts": [{ "service": "x", "ports": "80" }] }',
      'ghosts[0].ports is text, and not a list',
    ],
    ['programs.json', '[]', 'it is a list, and not an object'],
    ['programs.json', '{ "same": { "http": "web" } }', 'same.http is text, and not a list'],
    ['programs.json', '{ "programs": [{ "name": "x" }] }', 'programs[0].speaks is missing'],
    ['aliases.json', 'null', 'it is null, and not an object'],
    ['aliases.json', '[]', 'it is a list, and not an object'],
    ['aliases.json', '5', 'it is a number, and not an object'],
    ['aliases.json', '{ "http": [true] }', 'http[0] is true, and not text'],
  ])('%s: %s', (file, text, problem) => {
    expect(faults({ [file]: text }).join('\n')).toContain(`${file} ${problem}`.trim());
  });

  const around = { languages: LANGUAGES, pages: [] };
  const all: Readonly<Record<string, string>> = {
    ...SOUND,
    'languages/en.json': JSON.stringify(EN),
    'languages/ar.json': JSON.stringify(AR),
  };
  const names = Object.keys(all).filter((name) => name.endsWith('.json'));

  it('is a fault whatever it is, and never more than that', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (file, json) => {
        const files = new Map(Object.entries({ ...all, [file]: JSON.stringify(json) }));
        expect(auditFacts(files, '', around).faults.map((fault) => fault.file)).toContain(file);
      }),
    );
  });

  it('is a fault in the place of any part of a file', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(),
        fc.jsonValue(),
        fc.boolean(),
        (file, at, json, isKey) => {
          const text = replaced(JSON.parse(all[file]!), at, json, isKey);
          const files = new Map(Object.entries({ ...all, [file]: JSON.stringify(text) }));
          expect(() => auditFacts(files, '', around)).not.toThrow();
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** JSON with one of its parts, by number, replaced by another or given a key that it does not have. */
function replaced(json: unknown, at: number, by: unknown, isKey: boolean): unknown {
  const parts: unknown[] = [];
  JSON.stringify(json, (_, part: unknown) => (parts.push(part), part));
  let next = at % parts.length;
  return JSON.parse(
    JSON.stringify(json, (_, part: unknown) => {
      if (next-- !== 0) return part;
      const isObject = typeof part === 'object' && part !== null && !Array.isArray(part);
      return isKey && isObject ? { ...part, more: by } : by;
    }),
  ) as unknown;
}

describe('the canonical form', () => {
  it.each(JSON_FILES)('%s: the same in one line is not', (file) => {
    const found = faults({ [file]: JSON.stringify(JSON.parse(SOUND[file]!)) });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/not in the canonical form; here belongs: [[{]$/);
  });

  it('lines are named, from 1', () => {
    const text = SOUND['sources.json']!.replace('    "title": "Ours"', '   "title": "Ours"');
    expect(faults({ 'sources.json': text })).toEqual([
      'sources.json:4 not in the canonical form; here belongs:     "title": "Ours"',
    ]);
    expect(faults({ 'aliases.json': `${SOUND['aliases.json']}\n` })).toEqual([
      'aliases.json:4 lines after the end',
    ]);
  });

  it('the keys of an entry have an order', () => {
    const [ours, theirs] = JSON.parse(SOUND['sources.json']!) as { id: string; title: string }[];
    const turned = [{ title: ours!.title, id: ours!.id }, theirs];
    expect(faults({ 'sources.json': `${JSON.stringify(turned, null, 2)}\n` })).toEqual([
      'sources.json:3 not in the canonical form; here belongs:     "id": "curated",',
    ]);
  });

  it('lists of ports may be folded', () => {
    const folded = SOUND['curated.json']!.replace(/\[\s+641\s+\]/, '[641]');
    expect(folded).not.toBe(SOUND['curated.json']);
    expect(faults({ 'curated.json': folded })).toEqual([]);
  });

  it.each([
    ['aliases.json', { x11: ['x'], http: ['www'] }, 'the services are not sorted: "http" belongs'],
    ['aliases.json', { http: ['www', 'www'] }, 'names of "http": "www" is there twice'],
    ['aliases.json', { http: ['www', 'w'] }, 'names of "http" are not sorted: "w" belongs before'],
  ])('%s: %j', (file, json, problem) => {
    expect(faults({ [file]: aliasesText(json) }).join()).toContain(problem);
  });

  it('programs and what they share are sorted', () => {
    const program = (name: string) => ({ name, match: [name], speaks: ['http'] });
    const file = programsFile({
      same: { x11: ['web'], http: ['web'] },
      programs: [program('nginx'), program('Caddy')],
    });
    expect(faults({ 'programs.json': file })).toEqual([
      'programs.json the keys of "same" are not sorted: "http" belongs before "x11"',
      'programs.json the programs are not sorted: "Caddy" belongs before "nginx"',
    ]);
  });
});

describe('languages', () => {
  const inArabic = (change: object, english: object | undefined = EN) => {
    const files = new Map(Object.entries(SOUND));
    if (english) files.set('languages/en.json', JSON.stringify(english));
    files.set('languages/ar.json', JSON.stringify({ ...AR, ...change }));
    return auditFacts(files, '', { languages: LANGUAGES }).faults.map(
      ({ file, problem }) => `${file} ${problem}`,
    );
  };
  const messages = (change: object) => ({ messages: { ...AR.messages, ...change } });

  it('have no faults when none is there, or all are as they should be', () => {
    expect(auditFacts(new Map(Object.entries(SOUND)), '', { languages: LANGUAGES }).faults).toEqual(
      [],
    );
    expect(inArabic({})).toEqual([]);
  });

  it.each([
    [{ name: ' ' }, 'it does not say what the language is called'],
    [{ name: 5 }, 'name is a number, and not text'],
    [{ direction: 'ltr' }, 'its direction is "ltr", and "ar" runs rtl'],
    [{ messages: { count: AR.messages.count } }, 'the message "port" is missing'],
    [messages({ more: 'x' }), 'the message "more" is not one of the first language\'s'],
    [messages({ port: 'x' }), '"port" lacks {port}'],
    [messages({ port: '{port} {x}' }), '"port" has {x}, which means nothing there'],
    [messages({ port: { other: '{port}' } }), '"port" is one text, without forms'],
    [messages({ count: '{count}' }), '"count" has a form for each plural'],
    [messages({ count: { ...AR.messages.count, few: 'x' } }), '"count" lacks {count} in its form'],
    [messages({ count: { ...AR.messages.count, any: '{count}' } }), '"count" has a form "any"'],
  ])('%j', (change, problem) => {
    const found = inArabic(change);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`languages/ar.json ${problem}`);
  });

  it('are all there when one is', () => {
    const files = new Map([...Object.entries(SOUND), ['languages/ar.json', JSON.stringify(AR)]] as [
      string,
      string,
    ][]);
    expect(auditFacts(files, '', { languages: LANGUAGES }).faults).toEqual([
      { file: 'languages/en.json', problem: 'it is not there' },
    ]);
  });
});

describe('pages', () => {
  const pages = (texts: Record<string, string>, wanted: readonly string[] = []) =>
    auditFacts(new Map(Object.entries({ ...SOUND, ...texts })), '', { pages: wanted }).faults.map(
      ({ file, problem }) => `${file} ${problem}`,
    );

  it('can be read, and are named by ports', () => {
    expect(pages({ 'pages/en/80.md': PAGE }, ['pages/en/80.md'])).toEqual([]);
    expect(pages({ 'pages/en/80.md': PAGE.replace('## what', '## why') })[0]).toMatch(
      /^pages\/en\/80\.md .*line 5/,
    );
    for (const name of ['70000', '080', 'http']) {
      expect(pages({ [`pages/en/${name}.md`]: PAGE })).toEqual([
        `pages/en/${name}.md it is not named by a port`,
      ]);
    }
  });

  it('are missed when they are listed', () => {
    expect(pages({}, ['pages/en/80.md'])).toEqual(['pages/en/80.md it is not there']);
  });

  it('of any text are read or a fault', () => {
    fc.assert(
      fc.property(fc.nat(PAGE.length), fc.string(), fc.nat(40), (at, more, less) => {
        const page = PAGE.slice(0, at) + more + PAGE.slice(at + less);
        expect(() => pages({ 'pages/en/80.md': page })).not.toThrow();
      }),
    );
  });

  it.each([
    ['{', 'it is no JSON'],
    ['[]', 'it is a list, and not an object'],
    ['{ "en": [70000] }', 'en[0] is no port'],
    ['{ "en": [80], "../..": [1] }', '"../.." is no language that there is'],
  ])('a list of them like %s is a fault', (json, problem) => {
    const { faults: found, pages: listed } = pagesOf(json, ['en']);
    expect(found.map(({ file }) => file)).toEqual(['pages/index.json']);
    expect(found[0]!.problem).toContain(problem);
    expect(listed.every((path) => path === 'pages/en/80.md')).toBe(true);
  });
});
