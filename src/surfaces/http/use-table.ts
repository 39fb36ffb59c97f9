/** Uses of ports as a table: a list of ports and search results look alike. */
import { html } from 'hono/html';
import { quote } from '../../language/phrases.ts';
import type { Use } from '../uses.ts';
import { pathFor, type Reader } from './reader.ts';
import { spansHtml, type Html } from './spans.ts';

export interface UseRow {
  /** `641` or `6000-6063`. */
  readonly ports: string;
  /** Absent when nobody uses the port. */
  readonly use: Use | undefined;
  readonly standing: string;
  readonly isDisputed?: boolean;
  /** How it was found, where that cannot be seen. */
  readonly found?: Html | string;
}

const COLUMNS = ['port', 'transport', 'service', 'standing', 'source', 'what'] as const;

export function useTable(caption: string, rows: readonly UseRow[], reader: Reader): Html {
  const { words } = reader;
  // The roles are the elements' own; a narrow page shows rows as blocks, and browsers then forget them.
  return html`<table class="plain" role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${COLUMNS.map(
          (column) =>
            html`<th role="columnheader" scope="col">${words.say(`column.${column}`)}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((row) => tableRow(row, reader))}
    </tbody>
  </table>`;
}

function tableRow({ ports, use, standing, isDisputed, found }: UseRow, reader: Reader): Html {
  const { words } = reader;
  const transports = use ? html`<bdi dir="ltr">${use.transports.join(' ')}</bdi>` : '';
  return html`<tr role="row">
    <th role="rowheader" scope="row">
      <a class="port" href="${pathFor(`/port/${ports}`, reader)}">${ports}</a>
    </th>
    <td role="cell" class="mono">${transports}</td>
    <td role="cell" class="mono">${use ? use.claim.service || words.say('claims.noName') : ''}</td>
    <td role="cell">${standing}</td>
    <td role="cell">${use?.claim.source ?? ''}</td>
    <td role="cell">
      ${spansHtml([quote(use?.claim.title ?? '')], words)}${
        isDisputed ? html` <span class="badge warning">${words.say('word.disputed')}</span>` : ''
      }
      ${found ?? ''}
    </td>
  </tr>`;
}
