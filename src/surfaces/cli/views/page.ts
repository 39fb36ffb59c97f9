/** A port's page as text: headings, prose that fits the terminal, commands that can be pasted. */
import type {
  Block,
  ClaimedUse,
  CommandsBlock,
  Paragraph,
  PortPageModel,
  Section,
} from '../../../app/page/model.ts';
import type { Span } from '../../../language/phrases.ts';
import { hang, hangCommand, printable, width } from '../text.ts';
import type { ViewOptions } from '../view.ts';

/** @param options the width is that of prose */
export function pageLines(page: PortPageModel, options: ViewOptions): string[] {
  const { colours, width } = options;
  const subtitle = page.subtitle ? `: ${styled([page.subtitle], PLAIN(options))}` : '';
  return [
    ...hang('', colours.bold(`${page.title}${subtitle}`), width, '  '),
    ...(page.inEnglish ? prose(page.inEnglish, '  ', options).map(colours.dim) : []),
    ...page.sections.flatMap((section) => sectionLines(section, options)),
  ];
}

function sectionLines({ heading, blocks }: Section, options: ViewOptions): string[] {
  const { colours, width } = options;
  return [
    '',
    ...hang('', colours.bold(heading), width),
    ...blocks.flatMap((block, i) => [
      // Commands of the systems stand together.
      ...(i > 0 && !(isCommands(block) && isCommands(blocks[i - 1]!)) ? [''] : []),
      ...blockLines(block, options),
    ]),
  ];
}

const isCommands = (block: Block) => block.kind === 'commands';

const INDENT = '  ';
const INNER = '      ';

function blockLines(block: Block, options: ViewOptions): string[] {
  const { colours, width } = options;
  switch (block.kind) {
    case 'paragraph':
      return prose(block.spans, INDENT, options);
    case 'list':
      return block.items.flatMap((item) => prose(item, `${INDENT}- `, options));
    case 'claims':
      return [
        ...prose(block.heading, INDENT, options).map(colours.dim),
        ...block.uses.flatMap((use) => useLines(use, options)),
      ];
    case 'dispute':
      return [
        ...prose(block.summary, `${INDENT}- `, options),
        ...block.judgement.flatMap((words) => prose(words, `${INDENT}  `, options)),
        ...(block.reference ? prose(block.reference, `${INDENT}  `, options).map(colours.dim) : []),
      ];
    case 'commands':
      return commandLines(block, options);
    case 'question':
      return [
        ...hang(INDENT, colours.bold(styled(block.question, PLAIN(options))), width),
        ...block.answer.flatMap((paragraph) => prose(paragraph, INDENT, options)),
      ];
  }
}

/** What is bold already is not coloured again. */
const PLAIN = (options: ViewOptions): ViewOptions => ({
  ...options,
  colours: { ...options.colours, cyan: String },
});

const prose = (spans: Paragraph, first: string, options: ViewOptions) =>
  hang(first, styled(spans, options), options.width);

/** A longer word may have to be broken, and colours must not be. */
const LONGEST_COLOURED = 24;

function styled(spans: Paragraph, options: ViewOptions): string {
  return spans.map((span) => styledSpan(span, options)).join('');
}

function styledSpan({ kind, text, to }: Span, { colours }: ViewOptions): string {
  const safe = printable(text);
  if (kind === 'link' && to !== undefined) return `${safe} (${flagOf(to)})`;
  if (kind !== 'code' || width(safe) > LONGEST_COLOURED) return safe;
  // Each word for itself, since a line may end between them.
  return safe
    .split(' ')
    .map((word) => colours.cyan(word))
    .join(' ');
}

/** The page's other languages have the same parameter at both doors: `?lang=en` is `--lang en`. */
const flagOf = (to: string) => to.replace(/^\?(\w+)=/, '--$1 ');

function useLines(use: ClaimedUse, options: ViewOptions): string[] {
  const { colours, width } = options;
  const { name, transports, standing, standingWord, title, remarks, facts } = use;
  const standingColour =
    standing === 'assigned'
      ? colours.green
      : standing === 'unofficial'
        ? colours.cyan
        : colours.dim;
  const head =
    `    ${colours.bold(printable(name.text))} ${colours.green(transports.join(' '))} ` +
    `${standingColour(standingWord)}  `;
  const factText = facts.map((fact) => styled(fact, PLAIN(options))).join('; ');
  return [
    ...hang(head, printable(title.text), width, INNER),
    ...remarks.flatMap((remark) => prose(remark, INNER, options)),
    ...(facts.length > 0 ? hang(INNER, factText, width).map(colours.dim) : []),
  ];
}

/** The sign with which each system's shell continues a command on the next line. */
const GOES_ON = { linux: '\\', macos: '\\', windows: '`' };

function commandLines({ system, name, commands }: CommandsBlock, options: ViewOptions): string[] {
  return commands.flatMap((command, i) =>
    hangCommand(
      `${INDENT}${(i === 0 ? name : '').padEnd(9)}`,
      command,
      options.width,
      GOES_ON[system],
    ).map(options.colours.dim),
  );
}
