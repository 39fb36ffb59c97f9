/** Output for programs. Each of them is one that other programs can read without guessing. */
import type { Operation, Row } from '../app/operation.ts';

export const FORMATS = ['json', 'ndjson', 'csv', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

export const FORMAT_SUMMARIES: Record<Format, string> = {
  json: 'one JSON document',
  ndjson: 'one JSON value a line',
  csv: 'comma-separated values (RFC 4180)',
  markdown: 'a Markdown table',
};

/** The whole text, in pieces, so that a large answer never stands in memory twice. */
export function* format<Result>(
  kind: Format,
  operation: Operation<Result>,
  result: Result,
): Generator<string> {
  switch (kind) {
    case 'json':
      yield `${JSON.stringify(result, null, 2)}\n`;
      return;
    case 'ndjson':
      for (const item of operation.items(result)) yield `${JSON.stringify(item)}\n`;
      return;
    case 'csv':
      yield* csv(operation.rows(result));
      return;
    case 'markdown':
      yield* markdown(operation.rows(result));
  }
}

function* csv(rows: readonly Row[]): Generator<string> {
  for (const line of lines(rows)) yield `${line.map(csvField).join(',')}\r\n`;
}

const csvField = (text: string) =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

function* markdown(rows: readonly Row[]): Generator<string> {
  let first = true;
  for (const line of lines(rows)) {
    yield `| ${line.map(markdownCell).join(' | ')} |\n`;
    if (first) yield `|${' --- |'.repeat(line.length)}\n`;
    first = false;
  }
}

const markdownCell = (text: string) =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\r\n]+/g, ' ');

/** The column names, then each row, all as text. */
function* lines(rows: readonly Row[]): Generator<string[]> {
  const [first] = rows;
  if (first === undefined) return;
  const names = Object.keys(first);
  yield names;
  for (const row of rows) yield names.map((name) => String(row[name] ?? ''));
}
