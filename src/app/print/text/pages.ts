/** Lines on pages: as many as fit, with a heading where one is wished for. */
import {
  PLAIN_STYLE,
  type StyledRun,
  type TextPage,
} from '../../../protocols/escp/composer/content.ts';
import type { Cell, SourceLine } from './lines.ts';
import { wrapLine, type Wrap } from './wrap.ts';

export interface PageOptions {
  readonly columns: number;
  /** Lines of a page, its heading included. */
  readonly lines: number;
  readonly wrap: Wrap;
  /** At the left of each page's first line. */
  readonly title?: string;
  /** At the right of it. */
  readonly isNumbered: boolean;
  /** Is told of characters that go over the edge. */
  readonly cut: (count: number) => void;
}

/** A heading, and an empty line below it. */
const HEADING = 2;

export function* pagesOf(source: Iterable<SourceLine>, options: PageOptions): Generator<TextPage> {
  const { columns, wrap } = options;
  const hasHeading = options.title !== undefined || options.isNumbered;
  const room = Math.max(1, options.lines - (hasHeading ? HEADING : 0));
  let number = 0;
  let lines: (readonly StyledRun[])[] = [];
  const page = (): TextPage => {
    number++;
    const made = hasHeading ? [heading(number, options), [], ...lines] : lines;
    lines = [];
    return made;
  };
  for (const { cells, endsPage } of source) {
    if (wrap === 'off' && cells.length > columns) options.cut(cells.length - columns);
    const parts = wrapLine(cells, columns, wrap);
    // The form feed of a line of its own ends the page where it stands.
    const isLone = endsPage && cells.length === 0;
    for (const part of isLone ? [] : parts) {
      // Not before there is something for the next one: a file that fills its page has no empty one after it.
      if (lines.length === room) yield page();
      lines.push(runsOf(part));
    }
    if (endsPage) yield page();
  }
  if (lines.length > 0) yield page();
}

function heading(number: number, { title = '', isNumbered, columns }: PageOptions): StyledRun[] {
  const right = isNumbered ? `Page ${number}` : '';
  const left = [...title].slice(0, Math.max(0, columns - right.length - 1)).join('');
  const between = ' '.repeat(Math.max(1, columns - [...left].length - right.length));
  const text = `${left}${right === '' ? '' : between + right}`.slice(0, columns);
  return [{ text, style: { ...PLAIN_STYLE, bold: true } }];
}

/** Neighbours of one style together. */
function runsOf(cells: readonly Cell[]): StyledRun[] {
  const runs: { text: string; style: StyledRun['style'] }[] = [];
  for (const { character, style } of cells) {
    const last = runs.at(-1);
    if (last && isSame(last.style, style)) last.text += character;
    else runs.push({ text: character, style });
  }
  return runs;
}

const isSame = (a: StyledRun['style'], b: StyledRun['style']): boolean =>
  a === b ||
  (a.bold === b.bold &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.colour === b.colour);
