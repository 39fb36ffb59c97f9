/** A table that fits the terminal: columns as wide as they need, the most patient ones give way first. */
import { cut, pad, width } from './text.ts';
import type { Formatter } from './view.ts';

export interface Column<Item> {
  readonly title: string;
  readonly text: (item: Item) => string;
  readonly colour?: (item: Item) => Formatter | undefined;
  /** Narrowest that it may become; columns without it keep their width. */
  readonly least?: number;
  /** Left out on terminals narrower than this. */
  readonly from?: number;
}

export interface TableOptions<Item> {
  readonly columns: readonly Column<Item>[];
  readonly width: number;
  readonly heading: Formatter;
  /** Lines to put below an item's own. */
  readonly below?: (item: Item) => readonly string[];
  /** What stands before the item's line; its width must be `indent`. */
  readonly mark?: (item: Item) => string;
  readonly indent?: number;
}

const GAP = 2;

export function table<Item>(items: readonly Item[], options: TableOptions<Item>): string[] {
  const indent = options.indent ?? 0;
  const columns = options.columns.filter(({ from = 0 }) => options.width >= from);
  const cells = items.map((item) => columns.map((column) => column.text(item)));
  const widths = columns.map((column, i) =>
    Math.max(width(column.title), ...cells.map((row) => width(row[i]!))),
  );
  shrink(widths, columns, options.width - indent);
  // Nothing behind the last word of a line: blanks there would be copied and wrapped along.
  const line = (texts: readonly string[], paint: (text: string, column: number) => string) => {
    const last = texts.findLastIndex((text) => text !== '');
    return texts
      .slice(0, last + 1)
      .map((text, i) => {
        const cell = cut(text, widths[i]!);
        return paint(i === last ? cell : pad(cell, widths[i]!), i);
      })
      .join(' '.repeat(GAP));
  };
  const titles = columns.map(({ title }) => title);
  const heading = options.heading(' '.repeat(indent) + line(titles, (title) => title));
  const rows = items.flatMap((item, row) => [
    (options.mark?.(item) ?? ' '.repeat(indent)) +
      line(cells[row]!, (text, i) => columns[i]!.colour?.(item)?.(text) ?? text),
    ...(options.below?.(item) ?? []),
  ]);
  return [heading, ...rows];
}

/** Takes from the column that is furthest above its least, one by one, until the line fits. */
function shrink<Item>(widths: number[], columns: readonly Column<Item>[], available: number): void {
  const total = () => widths.reduce((sum, one) => sum + one + GAP, -GAP);
  const spare = (i: number) => widths[i]! - (columns[i]!.least ?? Infinity);
  while (total() > available) {
    const most = widths.reduce((best, _, i) => (spare(i) > spare(best) ? i : best), 0);
    if (spare(most) <= 0) return;
    widths[most]! -= 1;
  }
}
