/** Pages of real ports and of made-up ones, in every language. */
import { describe, expect, it } from 'vitest';
import { machine } from '../../../test/support/command.ts';
import { shippedAtlas, shippedData } from '../../../test/support/shipped.ts';
import type { Claim, Source } from '../../atlas/claim.ts';
import { createAtlas } from '../../atlas/lookup.ts';
import type { Atlas, Dataset } from '../../atlas/atlas.ts';
import { never } from '../../core/signal.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { textOf, type Span } from '../../language/phrases.ts';
import { port } from '../port.ts';
import { SECTION_IDS, type PortPageModel } from './model.ts';

const TAGS = LANGUAGES.map(({ tag }) => tag);
const atlas = shippedAtlas();

async function pages(
  ports: readonly (string | number)[],
  lang: string = 'en',
  own: Atlas = atlas,
): Promise<readonly PortPageModel[]> {
  const context = { platform: machine(), atlas: own, signal: never, emit: () => {} };
  const result = await port.run({ ports: ports.map(String), page: true, lang }, context);
  return result.pages!;
}

const page = async (...given: Parameters<typeof pages>) => (await pages(...given))[0]!;

/** Every span of a page, wherever it stands. */
function spansOf(value: unknown): Span[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('kind' in value && 'text' in value) return [value as Span];
  return Object.values(value).flatMap(spansOf);
}

const section = (model: PortPageModel, id: string) =>
  textOf(spansOf(model.sections.find((one) => one.id === id)));

/** Ports that are known for something, at the edges of ranges, or at the ends. */
const INTERESTING = [
  0, 1, 22, 23, 53, 80, 143, 259, 443, 465, 591, 600, 621, 631, 641, 642, 831, 1023, 1024, 3259,
  3289, 4045, 5432, 6000, 6063, 8080, 9100, 32_767, 32_768, 49_151, 49_152, 60_999, 61_000, 65_535,
];

/** Some 2,000 more, spread evenly: a step that shares no factor with the count of ports. */
const SPREAD = Array.from({ length: 2000 }, (_, i) => (i * 32_771 + 7) % 65_536);

const inEights = (ports: readonly number[]) =>
  Array.from({ length: Math.ceil(ports.length / 8) }, (_, i) => ports.slice(i * 8, i * 8 + 8));

describe.each(TAGS)('in %s', (tag) => {
  it('every port has a page, whole and without a hole', async () => {
    const ports = [...new Set([...INTERESTING, ...SPREAD])];
    let seen = 0;
    for (const eight of inEights(ports)) {
      for (const model of await pages(eight, tag)) {
        seen += 1;
        expect(model.language).toBe(tag);
        const ids = model.sections.map(({ id }) => id);
        expect(ids).toEqual(SECTION_IDS.filter((id) => ids.includes(id)));
        for (const id of ['what', 'range', 'reality', 'claims', 'security', 'check', 'questions']) {
          expect(ids).toContain(id);
        }
        const own = spansOf(model)
          .filter(({ kind }) => kind === 'text')
          .map(({ text }) => text)
          .join('');
        expect(own).not.toMatch(/[{}]|undefined|NaN|\[object/);
        for (const one of model.sections) expect(one.blocks.length).toBeGreaterThan(0);
      }
    }
    expect(seen).toBe(ports.length);
  });

  it('headings and questions differ from each other', async () => {
    const model = await page([5432], tag);
    const headings = model.sections.map(({ heading }) => heading);
    expect(new Set(headings).size).toBe(headings.length);
    const questions = model.sections
      .flatMap(({ blocks }) => blocks)
      .flatMap((block) => (block.kind === 'question' ? [textOf(block.question)] : []));
    expect(new Set(questions).size).toBe(questions.length);
    expect(questions.length).toBeGreaterThanOrEqual(5);
  });

  it('what sources say is quoted as it is, and marked', async () => {
    const model = await page([80], tag);
    const titles = atlas.lookup(80).claims.map(({ title }) => title);
    const quoted = spansOf(model)
      .filter(({ kind }) => kind === 'quote')
      .map(({ text }) => text);
    for (const title of titles) expect(quoted).toContain(title);
  });
});

describe('a page in English says', () => {
  it('what the registry promised, and what people do', async () => {
    const text = section(await page([9100]), 'what');
    expect(text).toMatch(/The official registry assigns port 9100 on tcp.* to /);
  });

  it('what the registry itself remarks on unauthorized use', async () => {
    const text = section(await page([4045]), 'claims');
    expect(text).toContain('The registry remarks on unauthorized use: ');
  });

  it('that nobody knows a use, where nobody does', async () => {
    const free = Array.from({ length: 49_152 }, (_, i) => i).find(
      (number) => number > 1024 && atlas.lookup(number).claims.length === 0,
    )!;
    const model = await page([free]);
    expect(section(model, 'what')).toContain(`knows a use of port ${free}`);
    expect(section(model, 'reality')).toContain('no practice is known');
    expect(section(model, 'questions')).toContain('No source knows a use of it');
  });

  it('that a dynamic port is anybody’s, and port 0 nobody’s', async () => {
    for (const number of [50_001, 60_123]) {
      expect(section(await page([number]), 'what')).toContain('hand out for a short while');
    }
    const zero = await page([0]);
    expect(section(zero, 'what')).toContain('Port 0 is no port');
    expect(section(zero, 'questions')).not.toContain('0/tcp');
    expect(section(zero, 'questions')).toContain('nothing can listen on port 0');
  });

  it('which range a port lies in', async () => {
    for (const [number, from, to] of [
      [1023, 0, 1023],
      [1024, 1024, 49_151],
      [49_152, 49_152, 65_535],
    ] as const) {
      expect(section(await page([number]), 'range')).toContain(`${from} to ${to}`);
    }
    expect(section(await page([32_768]), 'range')).toContain('32768 to 60999');
    expect(section(await page([32_767]), 'range')).not.toContain('60999');
  });

  it('where the sources disagree: what comparison found, and what a person wrote in their words', async () => {
    const found = section(await page([642]), 'disputes');
    expect(found).toMatch(
      /port 641 on tcp and udp officially belongs to esro-emsdp and esro-gen\./,
    );
    const written = atlas.lookup(WRITTEN).disputes.filter(({ foundBy }) => foundBy === 'hand');
    expect(written.length).toBeGreaterThan(0);
    for (const { summary } of written)
      expect(section(await page([WRITTEN]), 'disputes')).toContain(summary.slice(1));
  });

  it('that an extinct service is extinct, with the evidence', async () => {
    const ghost = atlas.ghost('esro-gen', 259);
    expect(ghost).toBeDefined();
    const text = section(await page([259]), 'reality');
    expect(text).toContain('all but extinct');
    expect(text).toContain(ghost!.evidence);
  });

  it('which programs speak it, and who should reach it', async () => {
    const model = await page([5432]);
    expect(section(model, 'questions')).toContain('PostgreSQL');
    expect(section(model, 'security')).toContain('loopback');
  });

  it('what is meant for whom: once for each perimeter, of what is likeliest met', async () => {
    const mail = await page([465]);
    expect(
      section(mail, 'security').match(/is meant to be reached from the Internet/g),
    ).toHaveLength(1);
    expect(section(mail, 'questions')).toContain('submissions is made to be reachable');
  });

  it('how to check, with commands for this very port and transport', async () => {
    const model = await page(['udp/3289']);
    const commands = model.sections
      .flatMap(({ blocks }) => blocks)
      .flatMap((block) => (block.kind === 'commands' ? block.commands : []));
    expect(commands).toContain("sudo ss -ulnp 'sport = :3289'");
    for (const command of commands) expect(command).toContain('3289');
    expect(commands.join('\n')).not.toMatch(/tcp/i);
  });

  it('what a person wrote, before what it says itself', async () => {
    const model = await page([621]);
    expect(model.handwritten).toBe(true);
    const text = section(model, 'what');
    expect(text.indexOf('The official registry assigns')).toBeGreaterThan(200);
    expect((await page([60_123])).handwritten).toBe(false);
  });
});

describe('what is asked for', () => {
  it('is refused when it is a range, too much, or in a language of nobody here', async () => {
    await expect(pages(['620-642'])).rejects.toThrow('single ports');
    await expect(pages([1, 2, 3, 4, 5, 6, 7, 8, 9])).rejects.toThrow('8 at most');
    await expect(pages([1], 'tlh')).rejects.toThrow('there are: en (English)');
    expect(await pages([1, 2, 3, 4, 5, 6, 7, 8])).toHaveLength(8);
  });

  it('is no page unless it is asked for: the answer is as it ever was', async () => {
    const context = { platform: machine(), atlas, signal: never, emit: () => {} };
    const plain = await port.run({ ports: ['641'] }, context);
    expect(Object.keys(plain)).toEqual(['ports', 'sources', 'notFound']);
    expect(await port.run({ ports: ['641'], page: false, lang: 'en' }, context)).toEqual(plain);
    // Whoever names a language wants sentences.
    expect((await port.run({ ports: ['641'], lang: 'en-GB' }, context)).pages).toHaveLength(1);
  });
});

describe('made-up claims', () => {
  const claim = (more: Partial<Claim>): Claim => ({
    from: 4000,
    to: 4000,
    transport: 'tcp',
    service: 'x',
    title: 'X',
    standing: 'assigned',
    source: 'iana',
    ...more,
  });

  /** An atlas that knows these claims and no others. */
  const knowing = (...claims: Claim[]): Atlas =>
    Object.assign(Object.create(createAtlas(EMPTY)) as Atlas, {
      lookup: (port: number) => ({ port, range: 'user', claims, disputes: [] }),
    });

  it('with braces and mark-up in them stay quoted text', async () => {
    const title = '{port} <b>&amp;</b> {constructor} `code`';
    const hostile = knowing(
      claim({ title, note: 'exploit {x}', registrant: '{to}', since: '{s}' }),
    );
    for (const tag of TAGS) {
      const spans = spansOf(await page([4000], tag, hostile));
      expect(spans.filter(({ text }) => text === title).every(({ kind }) => kind === 'quote')).toBe(
        true,
      );
      expect(spans.filter(({ text }) => text === title).length).toBeGreaterThan(1);
    }
  });

  it('have links where their references have addresses, and nowhere else', async () => {
    const reference =
      'RFC 1 (https://example.org/a_(b)?c=d&e=f), see http://plain.example; javascript:alert(1); https://';
    const links = spansOf(await page([4000], 'en', knowing(claim({ reference })))).filter(
      ({ kind }) => kind === 'link',
    );
    expect(links).toEqual([{ kind: 'link', text: 'https://example.org/a_(b)?c=d&e=f' }]);
  });

  it('of a practice are told as such, beside a promise and without one', async () => {
    const practice = claim({ service: 'y', standing: 'unofficial', source: 'curated' });
    const alone = await page([4000], 'en', knowing(practice));
    expect(section(alone, 'what')).toContain('is known, without any assignment, for y (X)');
    expect(section(alone, 'reality')).toContain('though nothing was promised');
    expect(section(alone, 'questions')).toContain('Nobody was promised the port');
    const both = await page([4000], 'en', knowing(claim({}), practice));
    expect(section(both, 'reality')).toContain('In practice one also meets y here');
    expect(section(both, 'questions')).toContain('it is promised to x.');
  });

  it('of every standing and source have sentences', async () => {
    for (const standing of [
      'assigned',
      'reserved',
      'deassigned',
      'unofficial',
      'historic',
      'listed',
    ] as const) {
      for (const source of ['iana', 'curated', 'documents', 'labels', 'nmap']) {
        for (const service of ['x', '']) {
          const own = knowing(claim({ standing, source, service, mark: 'maybe', denied: ['udp'] }));
          for (const tag of TAGS)
            expect((await page([4000], tag, own)).sections.length).toBeGreaterThan(6);
        }
      }
    }
  });

  it('are counted when they are many', async () => {
    const many = Array.from({ length: 30 }, (_, i) => claim({ service: `s${i}`, title: `S ${i}` }));
    const text = section(await page([4000], 'en', knowing(...many)), 'what');
    expect(text).toContain('There are 26 more uses');
    expect(text).not.toContain('s29');
  });
});

/** A port with a dispute that a person wrote down. */
const WRITTEN = 641;

const SOURCES: Source[] = ['iana', 'curated', 'documents', 'labels', 'nmap'].map((id) => ({
  id,
  title: `Source ${id}`,
}));
const EMPTY: Dataset = {
  sources: () => SOURCES,
  tables: () => [],
  curated: () => ({ disputes: [], ghosts: [] }),
};

it('the index tells which pages there are', () => {
  const index = JSON.parse(shippedData.text('pages/index.json')) as Record<string, number[]>;
  expect(index['en']).toContain(641);
  for (const [tag, ports] of Object.entries(index)) {
    for (const number of ports)
      expect(shippedData.text(`pages/${tag}/${number}.md`)).toMatch(/^# /);
  }
});
