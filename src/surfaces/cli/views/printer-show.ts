/** A job as pages: pictures of blocks, text, or what is to be said of it. */
import {
  PICTURES,
  type PrinterShowResult,
  type ShownPage,
} from '../../../app/printer/show/result.ts';
import { counted, grouped } from '../../../core/count.ts';
import type { EscpReport, Noted } from '../../../protocols/escp/report.ts';
import { table } from '../table.ts';
import { hang, printable, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';
import { pagePicture } from './page-picture.ts';

export const printerShowView: View<PrinterShowResult> = (result, options) => {
  const { as = options.isTerminal ? 'picture' : 'text', written } = result;
  if (written.length > 0)
    return [...writtenLines(result, options), ...troubleLines(result, options)];
  if (as === 'report') return reportLines(result, options);
  return as === 'picture' ? pictureLines(result, options) : textLines(result, options);
};

function pictureLines(result: PrinterShowResult, options: ViewOptions): string[] {
  const { pages, [PICTURES]: pictures = [] } = result;
  const { width, colours } = options;
  const rest = pages.length - pictures.length;
  return [
    ...pictures.flatMap((picture, at) => [
      colours.bold(titleOf(pages[at]!)),
      ...pagePicture(picture, options),
      '',
    ]),
    ...(rest > 0
      ? wrap(`${counted(rest, 'page')} more: --page N shows one, -o job.pdf has all.`, width)
      : []),
    ...troubleLines(result, options),
  ];
}

const titleOf = ({ page, width, height }: ShownPage) => `Page ${page}, ${width} x ${height} mm`;

/** As it would be printed; where nobody looks, with form feeds, so that other programs know the pages. */
function textLines(result: PrinterShowResult, options: ViewOptions): string[] {
  const { isTerminal, colours } = options;
  const between = (page: ShownPage) => (isTerminal ? ['', colours.dim(titleOf(page)), ''] : []);
  const pages = result.pages.map((page, at) => {
    const lines = (page.text ?? '').replace(/\n$/, '').split('\n').map(printable);
    if (at === 0 && !isTerminal) return lines;
    const [first = '', ...others] = lines;
    return isTerminal ? [...between(page), ...lines] : [`\f${first}`, ...others];
  });
  return [...pages.flat(), ...(isTerminal ? troubleLines(result, options) : [])];
}

function writtenLines({ written, pages }: PrinterShowResult, { width }: ViewOptions): string[] {
  const of = counted(pages.length, 'page');
  return written.flatMap((path, at) =>
    wrap(
      written.length === 1
        ? `${printable(path)}: ${of}`
        : `${printable(path)}: page ${pages[at]?.page}`,
      width,
    ),
  );
}

/** A line or two where something was not understood. */
function troubleLines({ report }: PrinterShowResult, { width, colours }: ViewOptions): string[] {
  const says = [
    ...kinds(report.unknown, 'command that nobody documents', 'commands that nobody documents'),
    ...kinds(report.faults, 'fault', 'faults'),
  ];
  if (says.length === 0) return [];
  return wrap(`In the job: ${says.join('; ')}. --as report tells where.`, width).map(
    colours.yellow,
  );
}

function kinds(noted: readonly Noted[], one: string, many: string): string[] {
  const count = noted.reduce((sum, each) => sum + each.count, 0);
  if (count === 0) return [];
  const names = noted
    .slice(0, 3)
    .map(({ name }) => printable(name))
    .join(', ');
  return [
    `${grouped(count)} ${count === 1 ? one : many} (${names}${noted.length > 3 ? ' …' : ''})`,
  ];
}

function reportLines(result: PrinterShowResult, options: ViewOptions): string[] {
  const { source, model, pages, leftOut, report } = result;
  const { colours, width } = options;
  const named = [
    ...(report.jobName === undefined ? [] : [`called "${printable(report.jobName)}"`]),
    ...(report.user === undefined ? [] : [`of ${printable(report.user)}`]),
  ];
  const head = [printable(source), ...named].join(', ');
  return [
    ...wrap(head, width).map(colours.bold),
    ...wrap(
      `${grouped(report.bytes)} bytes, ${counted(report.commands, 'command')}, ${counted(report.pages, 'page')}, played on ${printable(model)}.`,
      width,
    ),
    ...(pages.length === 0 ? [] : ['', ...pageTable(pages, options)]),
    ...(leftOut > 0 ? ['', `${counted(leftOut, 'page')} more`] : []),
    ...notedLines('Not known to anybody whom we could read', report.unknown, options),
    ...notedLines('Understood, and not done as it says', report.faults, options),
    ...moreLines(report, options),
  ];
}

const MOST_PAGES = 40;

function pageTable(pages: readonly ShownPage[], { width, colours }: ViewOptions): string[] {
  const rest = pages.length - MOST_PAGES;
  return [
    ...table(pages.slice(0, MOST_PAGES), {
      columns: [
        { title: 'PAGE', text: ({ page }) => `${page}`, colour: () => colours.bold },
        { title: 'SIZE', text: ({ width, height }) => `${width} x ${height} mm` },
        { title: 'MARKS', text: ({ marks }) => grouped(marks) },
      ],
      width,
      heading: colours.dim,
    }),
    ...(rest > 0 ? [`and ${rest} more: --json has all`] : []),
  ];
}

function notedLines(
  title: string,
  noted: readonly Noted[],
  { width, colours }: ViewOptions,
): string[] {
  if (noted.length === 0) return [];
  return [
    '',
    ...wrap(`${title}:`, width).map(colours.yellow),
    ...noted.flatMap(({ name, offset, count, says }) => {
      const where =
        count === 1
          ? `at ${grouped(offset)}`
          : `${grouped(count)} times, first at ${grouped(offset)}`;
      return hang(
        '  ',
        `${printable(name)} ${where}${says === undefined ? '' : `: ${printable(says)}`}`,
        width,
      );
    }),
  ];
}

const moreLines = ({ more }: EscpReport, { width }: ViewOptions): string[] =>
  more === 0 ? [] : wrap(`and ${counted(more, 'kind')} more of either`, width);
