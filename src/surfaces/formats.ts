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

/** As much as is worth a call of the system. */
const PIECE = 65_536;

/** The whole text, in pieces, so that a large answer never stands in memory twice. */
export function* format<Result>(
  kind: Format,
  operation: Operation<Result>,
  result: Result,
): Generator<string> {
  let gathered = '';
  for (const text of written(kind, operation, result)) {
    gathered += text;
    if (gathered.length < PIECE) continue;
    yield gathered;
    gathered = '';
  }
  if (gathered !== '') yield gathered;
}

function* written<Result>(
  kind: Format,
  operation: Operation<Result>,
  result: Result,
): Generator<string> {
  switch (kind) {
    case 'json':
      yield* jsonPieces(result);
      yield '\n';
      return;
    case 'ndjson':
      for (const item of operation.items(result)) yield `${json(item)}\n`;
      return;
    case 'csv':
      yield* csv(operation.rows(result));
      return;
    case 'markdown':
      yield* markdown(operation.rows(result));
  }
}

/**
 * What a terminal obeys though it is no control character of JSON's: C1 controls, and the marks that turn
 * the reading order aside. Names on this machine are anybody's to choose.
 */
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** JSON has a harmless spelling for every character, so nothing is lost. */
export const json = (value: unknown, indent?: number) =>
  JSON.stringify(value, null, indent).replace(
    OBEYED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/**
 * An object as `json(value, 2)` writes it, its long lists element by element: all ports together are a hundred
 * megabytes, which need not stand in memory as one text.
 */
function* jsonPieces(value: unknown): Generator<string> {
  const isLarge = Object.values(value ?? {}).some(isLong);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !isLarge) {
    yield json(value, 2);
    return;
  }
  let before = '{';
  for (const [key, held] of Object.entries(value)) {
    if (held === undefined) continue;
    yield `${before}\n  ${json(key)}: `;
    before = ',';
    if (isLong(held)) yield* listPieces(held);
    else yield indented(json(held, 2), '  ');
  }
  yield before === '{' ? '{}' : '\n}';
}

/** A shorter list is written faster at once. */
const LONG = 5000;
const isLong = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > LONG;

function* listPieces(list: readonly unknown[]): Generator<string> {
  let before = '[';
  for (const element of list) {
    yield `${before}\n    ${indented(json(element ?? null, 2), '    ')}`;
    before = ',';
  }
  yield '\n  ]';
}

/** JSON's own texts have no line ends but those of its layout. */
export const indented = (text: string, by: string) => text.replaceAll('\n', `\n${by}`);

/** CSV and Markdown have none. Line ends are each format's own matter. */
const harmless = (text: string) =>
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  text.replace(OBEYED, '\ufffd').replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f]/g, '\ufffd');

export function* csv(rows: readonly Row[]): Generator<string> {
  for (const line of lines(rows)) yield `${line.map(csvField).join(',')}\r\n`;
}

const csvField = (text: string) =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export function* markdown(rows: readonly Row[]): Generator<string> {
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
  for (const row of rows) yield names.map((name) => harmless(String(row[name] ?? '')));
}
