/** Everything known about ports: by number, range or name. */
import type { Atlas } from '../atlas/atlas.ts';
import { checkCommands } from '../atlas/check.ts';
import type { Claim, Source } from '../atlas/claim.ts';
import type { RegisteredName } from '../atlas/names.ts';
import { parsePortQueries, type PortQuery } from '../atlas/query.ts';
import { rangeOf } from '../atlas/ranges.ts';
import { isOfficial } from '../atlas/official.ts';
import { standingOf } from '../atlas/standing.ts';
import { NotFoundError, UsageError } from '../core/errors.ts';
import { TRANSPORTS, type Transport } from '../core/transport.ts';
import {
  DEFAULT_LANGUAGE,
  LANGUAGES,
  findLanguage,
  type LanguageTag,
} from '../language/languages.ts';
import type { Input, Operation, Row } from './operation.ts';
import { SECTION_IDS, type PortPageModel } from './page/model.ts';
import type { PortPage } from './port-page.ts';
import { CLAIM_SCHEMA, DISPUTE_SCHEMA, FREQUENCY_SCHEMA } from './schemas.ts';

export type { PortPage } from './port-page.ts';

/** More pages than this nobody reads at once. */
export const MOST_PAGES = 8;

export interface PortResult {
  readonly ports: readonly PortPage[];
  /** The editions that answered. */
  readonly sources: readonly Source[];
  /** What was asked for and is not known, a sentence each. */
  readonly notFound: readonly string[];
  /** The names that were asked for and are registered without a port. */
  readonly names?: readonly RegisteredName[];
  /** The same ports as pages to read, when these were asked for. */
  readonly pages?: readonly PortPageModel[];
}

const PAGE_SCHEMA = {
  type: 'object',
  required: ['port', 'language', 'direction', 'title', 'sections'],
  properties: {
    port: { type: 'integer' },
    language: { enum: LANGUAGES.map(({ tag }) => tag) },
    direction: { enum: ['ltr', 'rtl'] },
    title: { type: 'string' },
    sections: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'heading', 'blocks'],
        properties: {
          id: { enum: SECTION_IDS },
          heading: { type: 'string' },
          blocks: { type: 'array', items: { type: 'object', required: ['kind'] } },
        },
      },
    },
  },
};

export const port: Operation<PortResult> = {
  name: 'port',
  summary: 'everything known about ports, by number, range or name',
  description:
    'Shows what each source says a port is for, each claim apart, and where the sources disagree.\n' +
    'Ports are written as 641, udp/621, 53/udp, u:53, :8080, 620-642 or by service name (enpc).',
  examples: [
    { command: 'portolan 641', shows: 'one port' },
    { command: 'portolan port 641 udp/3289 :8080 620-642', shows: 'several' },
    { command: 'portolan enpc', shows: 'the ports of a service' },
    {
      command: 'portolan port 5432 --page',
      shows: 'its page: the claims in sentences, advice, questions',
    },
  ],
  reach: 'nothing',
  parameters: [
    {
      name: 'ports',
      summary: 'port, range, or service name',
      type: 'texts',
      positional: true,
      required: true,
      placeholder: 'PORT',
    },
    {
      name: 'page',
      summary: 'a page to read: what it is, promise and reality, security, how to check, questions',
      type: 'flag',
    },
    {
      name: 'lang',
      summary: `the page's language, and a page if none was asked for: ${LANGUAGES.map(({ tag }) => tag).join(', ')}`,
      type: 'text',
      placeholder: 'TAG',
    },
  ],
  output: {
    type: 'object',
    required: ['ports', 'sources', 'notFound'],
    properties: {
      ports: {
        type: 'array',
        items: {
          type: 'object',
          required: ['port', 'range', 'standing', 'claims', 'disputes', 'ghosts', 'check'],
          properties: {
            port: { type: 'integer', minimum: 0, maximum: 65_535 },
            range: { enum: ['system', 'user', 'dynamic'] },
            rangeMeaning: { type: 'string' },
            standing: { type: 'object', additionalProperties: { type: 'string' } },
            claims: { type: 'array', items: CLAIM_SCHEMA },
            disputes: { type: 'array', items: DISPUTE_SCHEMA },
            ghosts: { type: 'array', items: { type: 'object' } },
            frequencies: { type: 'array', items: FREQUENCY_SCHEMA },
            check: {
              type: 'object',
              required: ['linux', 'macos', 'windows'],
              additionalProperties: { type: 'array', items: { type: 'string' } },
            },
          },
        },
      },
      sources: { type: 'array', items: { type: 'object' } },
      notFound: { type: 'array', items: { type: 'string' } },
      names: {
        type: 'array',
        items: { type: 'object', required: ['service', 'title', 'transports', 'source'] },
      },
      pages: { type: 'array', items: PAGE_SCHEMA },
    },
  },

  async run(input, { atlas, platform }) {
    const texts = input['ports'] as readonly string[];
    const queries = texts.flatMap((text) =>
      parsePortQueries(text).map((query) => ({ text, query })),
    );
    if (queries.length === 0) throw new UsageError('name a port, a range or a service');
    const language = pageLanguage(input, queries);
    const notFound: string[] = [];
    const names: RegisteredName[] = [];
    const wanted = new Map<number, Set<Transport>>();
    for (const { text, query } of queries) {
      const found = portsOf(atlas, query);
      const portless = query.kind === 'name' ? atlas.portless(query.name) : [];
      names.push(...portless);
      if (found.length + portless.length === 0) notFound.push(unknownName(atlas, text, query));
      for (const { port, transports } of found) {
        const known = wanted.get(port) ?? new Set();
        for (const transport of transports) known.add(transport);
        wanted.set(port, known);
      }
    }
    if (wanted.size + names.length === 0) throw new NotFoundError(notFound.join('\n'));
    const ports = [...wanted].map(([port, transports]) => portPage(atlas, port, transports));
    const answering = new Set(
      ports.flatMap(({ claims, frequencies = [] }) =>
        [...claims, ...frequencies].map(({ source }) => source),
      ),
    );
    answering.add('iana');
    const sources = atlas.sources().filter(({ id }) => answering.has(id));
    const result = { ports, sources, notFound, ...(names.length > 0 && { names }) };
    if (language === undefined) return result;
    if (ports.length > MOST_PAGES) throw tooManyPages();
    // Whoever asks for claims alone need not load what writes sentences.
    const { createComposer } = await import('./page/compose.ts');
    const compose = createComposer(platform.data, atlas, language);
    return { ...result, pages: ports.map((page) => compose(page, sources)) };
  },

  items: ({ ports, names = [] }) => [...ports, ...names],
  rows: ({ ports, names = [] }) => [...ports.flatMap(pageRows), ...names.map(nameRow)],
  outcome: ({ notFound }) => ({ missing: notFound }),
};

/** The language that a page is wanted in; undefined when none is wanted. */
function pageLanguage(
  { page, lang }: Input,
  queries: readonly { readonly query: PortQuery }[],
): LanguageTag | undefined {
  if (page === false || (page === undefined && lang === undefined)) return undefined;
  if (queries.some(({ query }) => query.kind === 'numbers' && query.from !== query.to)) {
    throw tooManyPages();
  }
  if (lang === undefined) return DEFAULT_LANGUAGE;
  const language = findLanguage([String(lang)]);
  if (language !== undefined) return language;
  const known = LANGUAGES.map(({ tag, name }) => `${tag} (${name})`).join(', ');
  throw new UsageError(`there are no pages in "${String(lang)}"; there are: ${known}`);
}

const tooManyPages = () =>
  new UsageError(
    `pages are for single ports, ${MOST_PAGES} at most: name them apart, or leave --page out for a list`,
  );

function portsOf(
  atlas: Atlas,
  query: PortQuery,
): { port: number; transports: readonly Transport[] }[] {
  const transports = query.transport ? [query.transport] : TRANSPORTS;
  if (query.kind === 'numbers') {
    return Array.from({ length: query.to - query.from + 1 }, (_, i) => ({
      port: query.from + i,
      transports,
    }));
  }
  return atlas
    .named(query.name)
    .filter((claim) => transports.includes(claim.transport))
    .map((claim) => ({ port: claim.from, transports }))
    .toSorted((a, b) => a.port - b.port);
}

function unknownName(atlas: Atlas, text: string, query: PortQuery): string {
  const name = query.kind === 'name' ? query.name : text;
  if (query.transport) {
    // Whoever writes udp/… means a port; a name there is welcome, but must exist.
    throw new UsageError(
      `"${text}" is not a port: "${name}" is neither a number nor a service known on ${query.transport}` +
        suggestion(atlas, name),
    );
  }
  return `no service is called "${name}"${suggestion(atlas, name)}`;
}

function suggestion(atlas: Atlas, name: string): string {
  const near = atlas.near(name);
  return near.length > 0
    ? `; spelled nearly so: ${near.join(', ')}`
    : `; "portolan search ${name}" looks in titles and notes too`;
}

function portPage(atlas: Atlas, port: number, asked: ReadonlySet<Transport>): PortPage {
  const entry = atlas.lookup(port);
  const claims = entry.claims.filter((claim) => asked.has(claim.transport));
  const frequencies = (entry.frequencies ?? []).filter(({ transport }) => asked.has(transport));
  const official = new Set(claims.filter(isOfficial).map((claim) => claim.service));
  const claimed = new Set(claims.map((claim) => claim.transport));
  // Nobody claims sctp or dccp for most ports: commands are made for those that somebody does.
  const useful = TRANSPORTS.filter(
    (transport) =>
      asked.has(transport) &&
      (claimed.has(transport) || asked.size < TRANSPORTS.length || isUsual(transport)),
  );
  return {
    port,
    range: entry.range,
    rangeMeaning: rangeOf(port).meaning,
    standing: Object.fromEntries(
      TRANSPORTS.filter((transport) => asked.has(transport)).map((transport) => [
        transport,
        standingOf(port, transport, claims),
      ]),
    ),
    claims,
    disputes: entry.disputes,
    ghosts: [...official].flatMap((service) => atlas.ghost(service, port) ?? []),
    check: checkCommands(port, useful),
    ...(frequencies.length > 0 && { frequencies }),
  };
}

const isUsual = (transport: Transport) => transport === 'tcp' || transport === 'udp';

function pageRows({ port: number, range, claims, standing }: PortPage): Row[] {
  return claims.length > 0
    ? claims.map((claim) => ({
        port: number,
        transport: claim.transport,
        range,
        ...saidRow(claim),
      }))
    : Object.entries(standing).map(([transport, word]) => ({
        port: number,
        transport,
        range,
        ...saidRow({ service: '', title: '', standing: word, source: '' }),
      }));
}

const nameRow = (name: RegisteredName): Row => ({
  port: null,
  transport: name.transports.join(' '),
  range: '',
  ...saidRow(name),
});

/** What a source says, in the columns of a table. */
type Said = Partial<Omit<Claim, 'standing'>> & {
  readonly service: string;
  readonly title: string;
  readonly standing: string;
  readonly source: string;
};

const saidRow = (said: Said): Row => ({
  service: said.service,
  title: said.title,
  standing: said.standing,
  source: said.source,
  reference: said.reference ?? '',
  since: said.since ?? '',
  registrant: said.registrant ?? '',
  contact: said.contact ?? '',
  updated: said.updated ?? '',
  perimeter: said.perimeter ?? '',
  unauthorized: said.unauthorized ?? '',
  mark: said.mark ?? '',
  denied: (said.denied ?? []).join(' '),
  note: said.note ?? '',
});
