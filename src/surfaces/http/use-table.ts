/** Uses of ports as a table: a list of ports and search results look alike. */
import { html } from 'hono/html';
import { quote } from '../../language/phrases.ts';
import type { Use } from '../uses.ts';
import { pathFor, type Reader } from './reader.ts';
import { spansHtml, type Html } from './spans.ts';
import { pageTable } from './table.ts';

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
  const body = html`<tbody role="rowgroup">
    ${rows.map((row) => tableRow(row, reader))}
  </tbody>`;
  return pageTable({ kind: 'plain', caption, columns: COLUMNS, body }, reader);
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
