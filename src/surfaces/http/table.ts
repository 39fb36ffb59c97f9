/** What every table of a page has: a caption, and a head that says what the columns are. */
import { html } from 'hono/html';
import type { MessageKey } from '../../language/phrases.ts';
import type { Reader } from './reader.ts';
import type { Html } from './spans.ts';

/** The columns that pages have words for: what stands behind `column.` in the catalogues. */
export type ColumnName =
  Extract<MessageKey, `column.${string}`> extends `column.${infer Name}` ? Name : never;

export interface TableParts {
  /** Its class. */
  readonly kind: string;
  readonly caption: Html | string;
  readonly columns: readonly ColumnName[];
  /** One or more `tbody`. */
  readonly body: unknown;
}

export function pageTable({ kind, caption, columns, body }: TableParts, { words }: Reader): Html {
  // The roles are the elements' own; a narrow page shows rows as blocks, and browsers then forget them.
  return html`<table class="${kind}" role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(
          (column) =>
            html`<th role="columnheader" scope="col">${words.say(`column.${column}`)}</th>`,
        )}
      </tr>
    </thead>
    ${body}
  </table>`;
}
