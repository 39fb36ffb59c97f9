/** Uses of ports as a table: a list of ports and search results look alike. */
import { html } from 'hono/html';
import type { Use } from '../uses.ts';
import type { Html } from './page.ts';

export interface UseRow {
  /** `641` or `6000-6063`. */
  readonly ports: string;
  /** Absent when nobody uses the port. */
  readonly use: Use | undefined;
  readonly standing: string;
  readonly isDisputed?: boolean;
}

const TITLES = ['Port', 'Transport', 'Service', 'Standing', 'Source', 'What'];

export function useTable(caption: string, rows: readonly UseRow[]): Html {
  // The roles are the elements' own; a narrow page shows rows as blocks, and browsers then forget them.
  return html`<table class="plain" role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${TITLES.map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(tableRow)}
    </tbody>
  </table>`;
}

function tableRow({ ports, use, standing, isDisputed }: UseRow): Html {
  return html`<tr role="row">
    <th role="rowheader" scope="row"><a class="port" href="/port/${ports}">${ports}</a></th>
    <td role="cell" class="mono">${use?.transports.join(' ') ?? ''}</td>
    <td role="cell" class="mono">${use ? use.claim.service || 'no name' : ''}</td>
    <td role="cell">${standing}</td>
    <td role="cell">${use?.claim.source ?? ''}</td>
    <td role="cell">
      ${use?.claim.title ?? ''}${
        isDisputed ? html` <span class="badge warning">disputed</span>` : ''
      }
    </td>
  </tr>`;
}
