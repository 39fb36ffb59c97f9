/** The formats of `formats.ts` for what is still going on: each row is written as it comes. */
import type { Live, Row, Streamed } from '../app/operation.ts';
import { csv, indented, json, markdown, type Format } from './formats.ts';

/** Text to be written after each thing that happened, at once. */
export interface LiveFormat {
  row(emitted: unknown): string;
  /** What closes the text, so that it is a whole one. */
  end(result: unknown): string;
  /** The same after a failure: what is left to close of what was begun. */
  fail(message: string): string;
}

/** What is written: a live operation's list, or that of one that is written while it works. */
export type Written = Pick<Live, 'list'> & (Pick<Live, 'row'> | Pick<Streamed, 'rows'>);

export function liveFormat(kind: Format, live: Written): LiveFormat {
  switch (kind) {
    case 'json':
      return liveJson(live);
    case 'ndjson':
      return { row: (emitted) => `${json(emitted)}\n`, end: () => '', fail: () => '' };
    case 'csv':
      return liveTable(live, csv);
    case 'markdown':
      return liveTable(live, markdown);
  }
}

/** One document, of the rows and then of what the result has. */
function liveJson({ list }: Written): LiveFormat {
  const opening = `{\n  ${json(list)}: [`;
  let count = 0;
  const close = (value: object) => {
    const rest = Object.entries(value).filter(([, held]) => held !== undefined);
    const keys = rest.map(([key, held]) => `,\n  ${json(key)}: ${indented(json(held, 2), '  ')}`);
    return `${count === 0 ? `${opening}]` : '\n  ]'}${keys.join('')}\n}\n`;
  };
  return {
    row(emitted) {
      const before = count === 0 ? opening : ',';
      count += 1;
      return `${before}\n    ${indented(json(emitted, 2), '    ')}`;
    },
    end: (result) => close(result as object),
    // Nothing was begun: then the failure stands on standard error alone, as everywhere.
    fail: (message) => (count === 0 ? '' : close({ error: { message } })),
  };
}

/** A table whose head stands before its first row. */
function liveTable(live: Written, write: (rows: readonly Row[]) => Iterable<string>): LiveFormat {
  let isFirst = true;
  return {
    row(emitted) {
      const rows = 'rows' in live ? live.rows(emitted) : [live.row(emitted)];
      const pieces = [...write(rows)];
      // Those before the rows themselves are the table's head.
      const text = isFirst ? pieces : pieces.slice(pieces.length - rows.length);
      isFirst &&= pieces.length === 0;
      return text.join('');
    },
    end: () => '',
    fail: () => '',
  };
}
