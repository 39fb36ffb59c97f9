/** A port's page for the terminal; many ports become a list. */
import { MOST_PAGES, type PortPage, type PortResult } from '../../../app/port.ts';
import type { Claim, Dispute, Mark, Source } from '../../../atlas/claim.ts';
import { foldListings } from '../../../atlas/listings.ts';
import type { RegisteredName } from '../../../atlas/names.ts';
import {
  alsoSentence,
  foldTransports,
  frequencySentence,
  standingSentence,
  type Use,
} from '../../uses.ts';
import { table } from '../table.ts';
import { sentence } from '../../../core/sentence.ts';
import { hang, hangCommand, printable } from '../text.ts';
import type { Colours, Formatter, View, ViewOptions } from '../view.ts';
import { pageLines } from './page.ts';

/** More ports than {@link MOST_PAGES} are listed, a line for each use, instead of each apart. */
export const portView: View<PortResult> = (result, options) => [
  ...portLines(result, { ...options, width: Math.min(options.width, READABLE) }, options),
  '',
  ...sourceLines(result.sources, options),
];

/** Prose is not read more easily on a wider line. */
const READABLE = 100;

function portLines(
  { ports, sources, pages, names = [] }: PortResult,
  prose: ViewOptions,
  options: ViewOptions,
): string[] {
  if (pages === undefined && ports.length > MOST_PAGES) return listLines(ports, options);
  const each: readonly (readonly string[])[] = pages
    ? pages.map((page) => pageLines(page, prose))
    : ports.map((page) => entryLines(page, sources, prose));
  const apart = [...each, ...names.map((name) => nameLines(name, prose))];
  return apart.flatMap((lines, i) => (i > 0 ? ['', ...lines] : lines));
}

/** A name that is registered without a port. */
function nameLines(name: RegisteredName, { colours, width }: ViewOptions): string[] {
  const transports = name.transports.length > 0 ? ` on ${name.transports.join(', ')}` : '';
  const facts = [
    ...(name.since ? [`since ${name.since}`] : []),
    ...(name.registrant ? [`registered by ${name.registrant}`] : []),
    ...(name.reference ? [`see ${name.reference}`] : []),
  ];
  return [
    ...hang(
      `${colours.bold(printable(name.service))}  `,
      `a service name registered without a port${transports}`,
      width,
    ),
    ...hang('  ', printable(name.title), width),
    ...hang(
      '  ',
      'Programs find it by DNS-SD or SRV records, on whatever port it has there.',
      width,
    ).map(colours.dim),
    ...(name.note ? hang('  ', printable(shortened(name.note)), width) : []),
    ...(facts.length > 0 ? hang('  ', printable(facts.join('; ')), width).map(colours.dim) : []),
  ];
}

function entryLines(page: PortPage, sources: readonly Source[], options: ViewOptions): string[] {
  const { colours, width } = options;
  const { telling, repeating } = foldListings(page.claims);
  const asides = [alsoSentence(repeating), frequencySentence(page.frequencies ?? [])];
  return [
    ...hang(`${colours.bold(`Port ${page.port}`)}  `, standingSentence(page), width),
    ...hang('  ', `${page.range} range: ${page.rangeMeaning}`, width).map(colours.dim),
    ...(page.claims.length === 0
      ? [
          '',
          ...hang(
            '  ',
            'No source knows a use of it. Whoever listens there chose it freely.',
            width,
          ),
        ]
      : sources.flatMap((source) => sourceClaims(source, telling, options))),
    ...asideLines(asides, options),
    ...page.ghosts.flatMap((ghost) => [
      '',
      ...hang(
        `  ${colours.cyan('Ghost')}  `,
        `${ghost.service}: ${printable(ghost.evidence)}`,
        width,
      ),
      ...hang('         see ', printable(ghost.reference), width).map(colours.dim),
    ]),
    ...page.disputes.flatMap((dispute) => disputeLines(dispute, options)),
    '',
    ...checkLines(page, options),
  ];
}

/** What needs a line and no more. */
function asideLines(asides: readonly string[], { colours, width }: ViewOptions): string[] {
  const said = asides.filter((aside) => aside !== '');
  return said.length === 0
    ? []
    : ['', ...said.flatMap((aside) => hang('  ', sentence(aside), width).map(colours.dim))];
}

/** More uses of one source than this are told in a line each, without what each rests on. */
const MOST_TOLD = 8;

/** What one source says, each claim apart. */
function sourceClaims(
  source: Source,
  claims: readonly Claim[],
  options: ViewOptions,
): readonly string[] {
  const { colours, width } = options;
  const uses = foldTransports(claims.filter((claim) => claim.source === source.id));
  if (uses.length === 0) return [];
  const isCrowded = uses.length > MOST_TOLD;
  const inShort = isCrowded
    ? [`${uses.length} uses in short; --page tells what each rests on`]
    : [];
  return [
    '',
    ...hang('  ', [source.title, ...inShort].join(': '), width).map(colours.dim),
    ...uses.flatMap((use) => (isCrowded ? useHead(use, options) : useLines(use, options))),
  ];
}

const CLAIM_INDENT = '      ';

function useHead({ claim, transports }: Use, { colours, width }: ViewOptions): string[] {
  const range = claim.from === claim.to ? '' : ` (ports ${claim.from}-${claim.to})`;
  const head = `    ${colours.bold(claim.service || 'no name')} ${colours.green(transports.join(' '))} ${standingColour(claim, colours)(claim.standing)}  `;
  return hang(head, `${printable(claim.title)}${range}`, width, CLAIM_INDENT);
}

function useLines(use: Use, options: ViewOptions): string[] {
  const { claim, marks } = use;
  const { colours, width } = options;
  const facts = [
    ...markWords(marks, claim.denied),
    ...(claim.since ? [`since ${claim.since}`] : []),
    ...(claim.registrant ? [`registered by ${claim.registrant}`] : []),
    ...(claim.contact ? [`contact ${claim.contact}`] : []),
    ...(claim.updated ? [`changed ${claim.updated}`] : []),
    ...(claim.perimeter ? [`meant for ${PERIMETERS[claim.perimeter]}`] : []),
    ...(claim.reference ? [`see ${claim.reference}`] : []),
  ];
  return [
    ...useHead(use, options),
    ...(claim.unauthorized
      ? hang(CLAIM_INDENT, `The registry remarks: ${printable(claim.unauthorized)}`, width).map(
          colours.yellow,
        )
      : []),
    ...(claim.note ? hang(CLAIM_INDENT, printable(shortened(claim.note)), width) : []),
    ...(facts.length > 0
      ? hang(CLAIM_INDENT, printable(facts.join('; ')), width).map(colours.dim)
      : []),
  ];
}

/** Some of the registry's notes are articles; whoever wants to read them has `--json`. */
const LONGEST_NOTE = 400;

const shortened = (note: string) =>
  note.length > LONGEST_NOTE
    ? `${note.slice(0, LONGEST_NOTE).replace(/\s\S*$/, '')} … (--json has all)`
    : note;

/** What a source marks transports with, where that is more than *yes*. */
function markWords(marks: Use['marks'], denied: Claim['denied'] = []): readonly string[] {
  const words = [
    ...Object.entries(marks).filter(([, mark]) => mark !== 'yes' && mark !== 'reserved'),
    ...denied.map((transport): [string, Mark | 'no'] => [transport, 'no']),
  ].map(([transport, mark]) => `${transport} ${MARKS[mark]}`);
  return words.length > 0 ? [`marked ${words.join(', ')}`] : [];
}

const MARKS: Readonly<Record<Mark | 'no', string>> = {
  yes: 'yes',
  no: 'no',
  assigned: 'assigned but not used',
  reserved: 'reserved',
  maybe: 'perhaps',
  moved: 'moved to another number',
  unknown: 'unknown',
  inapplicable: 'not applicable',
};

const standingColour = ({ standing }: Claim, colours: Colours): Formatter =>
  standing === 'assigned' ? colours.green : standing === 'unofficial' ? colours.cyan : colours.dim;

function disputeLines(dispute: Dispute, { colours, width }: ViewOptions): string[] {
  const { summary, supported, reason, reference } = dispute;
  const judgement = [
    ...(supported ? [`${supported} is better supported.`] : []),
    ...(reason ? [sentence(reason)] : []),
  ].join(' ');
  return [
    '',
    ...hang(`  ${colours.yellow('Disputed')}  `, printable(sentence(summary)), width, CLAIM_INDENT),
    ...(judgement ? hang(CLAIM_INDENT, printable(judgement), width) : []),
    ...(reference ? hang(CLAIM_INDENT, `see ${printable(reference)}`, width).map(colours.dim) : []),
  ];
}

const PERIMETERS = {
  host: 'the machine alone',
  lan: 'the local network',
  internet: 'the Internet',
};

/** The signs with which each system's shell continues a command on the next line. */
const SYSTEMS = [
  ['Linux', 'linux', '\\'],
  ['macOS', 'macos', '\\'],
  ['Windows', 'windows', '`'],
] as const;

function checkLines({ check, port }: PortPage, { colours, width }: ViewOptions): string[] {
  return [
    '  Check it yourself',
    `    Here     ${colours.bold(`portolan survey ${port}`)}`,
    ...SYSTEMS.flatMap(([name, key, goesOn]) =>
      check[key].flatMap((command, i) =>
        hangCommand(`    ${(i === 0 ? name : '').padEnd(9)}`, command, width, goesOn).map(
          colours.dim,
        ),
      ),
    ),
  ];
}

/** One use of one port, or a run of ports without any. */
interface Line {
  readonly page: PortPage;
  readonly use: Use | undefined;
  readonly first: boolean;
  /** The last port of the run. */
  readonly last: number;
}

function listLines(pages: readonly PortPage[], { colours, width }: ViewOptions): string[] {
  const lines = pages.reduce<Line[]>((so, page) => {
    const uses = foldTransports(foldListings(page.claims).telling);
    const before = so.at(-1);
    if (uses.length === 0 && before && before.use === undefined && before.last === page.port - 1) {
      so[so.length - 1] = { ...before, last: page.port };
    } else if (uses.length === 0) {
      so.push({ page, use: undefined, first: true, last: page.port });
    }
    uses.forEach((use, i) => so.push({ page, use, first: i === 0, last: page.port }));
    return so;
  }, []);
  return table(lines, {
    columns: [
      {
        title: 'PORT',
        text: ({ page: { port }, first, last }) =>
          first ? (last > port ? `${port}-${last}` : `${port}`) : '',
        colour: () => colours.bold,
      },
      { title: 'TRANSPORT', text: ({ use }) => use?.transports.join(' ') ?? '', least: 7 },
      { title: 'SERVICE', text: ({ use }) => (use ? use.claim.service || '-' : ''), least: 7 },
      {
        title: 'STANDING',
        text: ({ use, page }) => use?.claim.standing ?? page.standing.tcp ?? '',
        least: 8,
        from: 50,
      },
      { title: 'SOURCE', text: ({ use }) => use?.claim.source ?? '', from: 60 },
      {
        title: 'WHAT',
        text: ({ use, page, first }) =>
          `${printable(use?.claim.title ?? '')}${first && page.disputes.length > 0 ? ' (disputed)' : ''}`,
        least: 8,
        colour: () => colours.dim,
      },
    ],
    width,
    heading: colours.dim,
  });
}

/** Which editions answered, and what they leave out. */
function sourceLines(sources: readonly Source[], { colours, width }: ViewOptions): string[] {
  return sources
    .map((source) => ({
      ...source,
      says: [source.edition, source.limits].filter(Boolean).join('. '),
    }))
    .filter(({ says }) => says !== '')
    .flatMap(({ id, date, says }) =>
      hang(
        `  ${id}${date ? ` (${date})` : ''}: `,
        printable(says),
        Math.min(width, READABLE),
        '    ',
      ).map(colours.dim),
    );
}
