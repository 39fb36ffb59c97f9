/**
 * What osquery's shell prints for people: a box (its default), values between separators (`--csv`, `--list`:
 * bars, unless told), or a value a line (`--line`).
 *
 *     +-----+------+----------+        pid|port|protocol           pid = 811
 *     | pid | port | protocol |        811|22|6                   port = 22
 *     +-----+------+----------+                               protocol = 6
 *     | 811 | 22   | 6        |
 *     +-----+------+----------+
 */
import { linesOf } from './report.ts';

/** A row by the names of its columns; without them, a line that is none. */
export interface TableRow {
  readonly line: number;
  readonly text: string;
  readonly row?: Readonly<Record<string, string>>;
}

const BOX_HEADING = /^[ \t]*\|(?:[^|\n]*\|)*[ \t]*port[ \t]*\|/m;
const SEPARATED_HEADING = /^[ \t]*(?:"?[a-z_]+"?[|,])*"?port"?(?:[|,]"?[a-z_]+"?)*[ \t\r]*$/m;
const VALUE = /^\s*([a-z_]+) = (.*)$/;

/** Whether a text has the listening ports in such a form. */
export const hasOsqueryTable = (text: string) => readerOf(text) !== undefined;

/** The rows in the order of their lines; undefined when this is none of these forms. */
export function osqueryTable(text: string): readonly TableRow[] | undefined {
  return readerOf(text)?.(text);
}

function readerOf(text: string): ((text: string) => TableRow[]) | undefined {
  if (BOX_HEADING.test(text)) return readBox;
  if (SEPARATED_HEADING.test(text) && /^.*\b(?:pid|protocol|address)\b/m.test(text)) {
    return readSeparated;
  }
  return /^[ \t]*port = \d+[ \t\r]*$/m.test(text) ? readValues : undefined;
}

/** Bars stand under each other, so that one in a value separates nothing. */
function readBox(text: string): TableRow[] {
  const rows: TableRow[] = [];
  let bounds: readonly number[] = [];
  let columns: readonly string[] | undefined;
  for (const [pasted, line] of linesOf(text)) {
    const bare = pasted.trimStart();
    if (/^\+[-+]+$/.test(bare)) bounds = [...bare.matchAll(/\+/g)].map(({ index }) => index);
    else if (bare.startsWith('|')) {
      const cells = cellsOf(bare, bounds);
      if (columns === undefined) columns = cells;
      else rows.push(rowOf(columns, cells, line, bare));
    }
  }
  return rows;
}

function cellsOf(line: string, bounds: readonly number[]): string[] {
  const isRuled = bounds.length > 1 && bounds.every((at) => line[at] === '|');
  const cells = isRuled
    ? bounds.slice(1).map((end, i) => line.slice(bounds[i]! + 1, end))
    : // Letters that take two columns push the bars to the left.
      line.split('|').slice(1, -1);
  return cells.map((cell) => cell.trim());
}

function readSeparated(text: string): TableRow[] {
  const rows: TableRow[] = [];
  let columns: readonly string[] | undefined;
  let separator = '|';
  for (const [pasted, line] of linesOf(text)) {
    const bare = pasted.trimStart();
    if (columns === undefined) {
      if (!SEPARATED_HEADING.test(bare)) continue;
      separator = bare.includes(',') ? ',' : '|';
      columns = fieldsOf(bare, separator);
    } else if (bare !== '') rows.push(rowOf(columns, fieldsOf(bare, separator), line, bare));
  }
  return rows;
}

/** RFC 4180, section 2: what has a separator or a quotation mark in it stands between such marks, those doubled. */
function fieldsOf(line: string, separator: string): string[] {
  const fields: string[] = [];
  for (let at = 0; at <= line.length; at++) {
    const [quoted] = line[at] === '"' ? (/^"(?:[^"]|"")*"/.exec(line.slice(at)) ?? []) : [];
    const next = line.indexOf(separator, at + (quoted?.length ?? 0));
    const end = next < 0 ? line.length : next;
    fields.push(quoted?.slice(1, -1).replaceAll('""', '"') ?? line.slice(at, end));
    at = end;
  }
  return fields;
}

function rowOf(
  columns: readonly string[],
  cells: readonly string[],
  line: number,
  text: string,
): TableRow {
  if (cells.length !== columns.length) return { line, text };
  return { line, text, row: Object.fromEntries(columns.map((name, i) => [name, cells[i]!])) };
}

/** A row ends where a column comes again, or at an empty line. */
function readValues(text: string): TableRow[] {
  const rows: TableRow[] = [];
  let values: Record<string, string> = {};
  let begin = 0;
  const finish = () => {
    if (Object.keys(values).length > 0) rows.push({ line: begin, text: '', row: values });
    values = {};
  };
  for (const [bare, line] of linesOf(text)) {
    const [, name, value = ''] = VALUE.exec(`${bare} `) ?? [];
    if (bare === '' || (name !== undefined && name in values)) finish();
    if (bare === '') continue;
    if (name === undefined) rows.push({ line, text: bare });
    else {
      if (Object.keys(values).length === 0) begin = line;
      values[name] = value.trim();
    }
  }
  finish();
  return rows;
}
