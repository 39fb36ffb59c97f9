/** A port's page for the terminal; many ports become a list. */
import type { PortPage, PortResult } from '../../../app/port.ts';
import type { Claim, Source } from '../../../atlas/claim.ts';
import { table } from '../table.ts';
import { hang, printable, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';

/** More ports than this are listed, a line for each use, instead of a page each. */
const MOST_PAGES = 8;

export const portView: View<PortResult> = (result, options) => [
  ...(result.ports.length > MOST_PAGES
    ? listLines(result.ports, options)
    : result.ports.flatMap((page, i) => [...(i > 0 ? [''] : []), ...pageLines(page, options)])),
  '',
  ...sourceLines(result.sources, options),
];

/** The same thing said of several transports, in one line. */
interface Use {
  readonly claim: Claim;
  readonly transports: readonly string[];
}

/** Puts claims together that differ in transport alone. */
export function foldTransports(claims: readonly Claim[]): Use[] {
  const uses = new Map<string, { claim: Claim; transports: string[] }>();
  for (const claim of claims) {
    const { transport, ...rest } = claim;
    const key = JSON.stringify(rest);
    const known = uses.get(key);
    if (known) known.transports.push(transport);
    else uses.set(key, { claim, transports: [transport] });
  }
  return [...uses.values()];
}

function pageLines(page: PortPage, options: ViewOptions): string[] {
  const { colours, width } = options;
  const uses = foldTransports(page.claims);
  return [
    `${colours.bold(`Port ${page.port}`)}  ${colours.dim(`${page.range} range`)}`,
    ...wrap(`  ${standingSentence(page)}`, width - 2).map((line) => `  ${line.trim()}`),
    ...(uses.length > 0 ? ['', ...uses.flatMap((use) => useLines(use, options))] : []),
    ...page.ghosts.flatMap(({ service, evidence }) => [
      '',
      ...hang(`  ${colours.cyan('ghost')} `, `${service}: ${printable(evidence)}`, width),
    ]),
    ...page.disputes.flatMap((dispute) => [
      '',
      ...hang(`  ${colours.yellow('disputed')} `, printable(dispute.summary), width),
      ...(dispute.supported
        ? hang(
            '    better supported: ',
            `${dispute.supported}${dispute.reason ? `, ${printable(dispute.reason)}` : ''}`,
            width,
          )
        : dispute.reason
          ? hang('    ', printable(dispute.reason), width)
          : []),
      ...(dispute.reference
        ? hang('    see: ', printable(dispute.reference), width).map(colours.dim)
        : []),
    ]),
    '',
    ...checkLines(page, options),
  ];
}

function standingSentence({ range, rangeMeaning, standing }: PortPage): string {
  const groups = new Map<string, string[]>();
  for (const [transport, word] of Object.entries(standing)) {
    groups.set(word, [...(groups.get(word) ?? []), transport]);
  }
  const words = [...groups].map(([word, transports]) => `${word} on ${transports.join(', ')}`);
  return `${words.join('; ')}. The ${range} range: ${rangeMeaning}.`;
}

function useLines({ claim, transports }: Use, options: ViewOptions): string[] {
  const { colours, width } = options;
  const head = `  ${colours.green(transports.join(' ').padEnd(8))} ${colours.bold(claim.service || '-')}`;
  const range = claim.from === claim.to ? '' : ` (ports ${claim.from}-${claim.to})`;
  const meta = [
    claim.standing,
    `says ${claim.source}`,
    ...(claim.since ? [`since ${claim.since}`] : []),
    ...(claim.registrant ? [`registered by ${claim.registrant}`] : []),
    ...(claim.perimeter ? [`meant for ${PERIMETERS[claim.perimeter]}`] : []),
  ];
  return [
    ...hang(`${head}  `, `${printable(claim.title)}${range}`, width),
    ...hang('             ', meta.join(', '), width).map(colours.dim),
    ...(claim.note ? hang('             ', printable(claim.note), width) : []),
    ...(claim.reference
      ? hang('             ', `see ${printable(claim.reference)}`, width).map(colours.dim)
      : []),
  ];
}

const PERIMETERS = {
  host: 'the machine alone',
  lan: 'the local network',
  internet: 'the Internet',
};

function checkLines({ check }: PortPage, { colours, width }: ViewOptions): string[] {
  const systems = [
    ['Linux', check.linux],
    ['macOS', check.macos],
    ['Windows', check.windows],
  ] as const;
  return [
    '  Check it yourself',
    ...systems.flatMap(([name, commands]) =>
      commands.flatMap((command, i) =>
        hang(`    ${(i === 0 ? name : '').padEnd(9)}`, command, width).map(colours.dim),
      ),
    ),
  ];
}

/** One use of one port, or a port without any. */
interface Line {
  readonly page: PortPage;
  readonly use: Use | undefined;
  readonly first: boolean;
}

function listLines(pages: readonly PortPage[], { colours, width }: ViewOptions): string[] {
  const lines: Line[] = pages.flatMap((page) => {
    const uses: readonly (Use | undefined)[] = foldTransports(page.claims);
    return (uses.length > 0 ? uses : [undefined]).map((use, i) => ({ page, use, first: i === 0 }));
  });
  return table(lines, {
    columns: [
      {
        title: 'PORT',
        text: ({ page, first }) => (first ? `${page.port}` : ''),
        colour: () => colours.bold,
      },
      { title: 'TRANSPORT', text: ({ use }) => use?.transports.join(' ') ?? '', least: 9 },
      { title: 'SERVICE', text: ({ use }) => (use ? use.claim.service || '-' : ''), least: 7 },
      {
        title: 'STANDING',
        text: ({ use, page }) => use?.claim.standing ?? page.standing.tcp ?? '',
        least: 8,
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

function sourceLines(sources: readonly Source[], { colours, width }: ViewOptions): string[] {
  return sources.flatMap(({ id, title, date, limits }) =>
    hang(
      `  ${id}: `,
      `${title}${date ? `, ${date}` : ''}${limits ? `. ${limits}` : ''}`,
      width,
    ).map(colours.dim),
  );
}
