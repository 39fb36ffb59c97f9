/** The first page: what listens on this machine, worst first, each finding with its reason. */
import { html } from 'hono/html';
import type { JudgedElsewhere, SurveyResult } from '../../app/survey.ts';
import type { Gap, Process } from '../../survey/listener.ts';
import { programName, type JudgedListener, type Severity } from '../../verdict/verdict.ts';
import {
  REACH_WORDS,
  foldAddresses,
  portLabel,
  promiseName,
  promises,
  worstFirst,
  type Door,
} from '../doors.ts';
import { sentence, type Html, type Page } from './page.ts';

export function surveyPage(result: SurveyResult): Page {
  const { host, summary, coverage } = result;
  const doors = foldAddresses(result.listeners).toSorted(worstFirst);
  const dynamic = doors.filter(({ main }) => main.verdict === 'dynamic');
  const shown = doors.filter(({ main }) => main.verdict !== 'dynamic');
  return {
    title: host.name,
    main: html`
      <h1>${sentence(summary.sentence)}</h1>
      <p class="under">
        <span class="mono">${host.name}</span> (${host.system}), looked at just now:
        ${coverage.looked.join(', ')}.
        ${coverage.complete ? '' : html`<a href="#coverage">Not everything could be seen.</a>`}
      </p>
      ${shown.length > 0 ? doorTable(shown, 'Open doors, worst first') : ''}
      ${dynamicDoors(dynamic)}
      ${
        result.elsewhere.length > 0
          ? html`<section aria-labelledby="elsewhere">
              <h2 id="elsewhere">Not this machine’s own</h2>
              <p class="under">
                Other network namespaces, containers mostly. Their doors are theirs, and not counted
                above.
              </p>
              ${result.elsewhere.map(elsewhere)}
            </section>`
          : ''
      }
      ${gaps(coverage.gaps)}
    `,
  };
}

function doorTable(
  doors: readonly Door[],
  caption: string,
  level: 'first' | 'inner' = 'first',
): Html {
  // The roles are the elements' own; a narrow page shows rows as blocks, and browsers then forget them.
  return html`<table class="doors ${level}" role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${['Port', 'Verdict', 'Program', 'Address', 'Reachable from', 'Promised to'].map(
          (title) => html`<th role="columnheader" scope="col">${title}</th>`,
        )}
      </tr>
    </thead>
    ${doors.map(doorRows)}
  </table>`;
}

function doorRows(door: Door): Html {
  const { main } = door;
  return html`<tbody class="${main.severity}" role="rowgroup">
    <tr role="row">
      <th role="rowheader" scope="row">${portLink(door)}</th>
      ${cell(
        'Verdict',
        main.verdicts.map((one) => badge(one.severity, one.verdict)),
      )}
      ${cell('Program', programs(main))} ${cell('Address', addresses(door))}
      ${cell('Reachable from', REACH_WORDS[main.reach])} ${cell('Promised to', promisedTo(main))}
    </tr>
    ${main.severity === 'none' ? '' : reasonRow(main)}
  </tbody>`;
}

/** On a narrow page, where the head of the table is not seen, each cell says what it is. */
const cell = (title: string, content: unknown) =>
  html`<td role="cell" data-title="${title}"><div>${content}</div></td>`;

const portLink = (door: Door) =>
  html`<a class="port" href="/port/${door.main.port}">${portLabel(door)}</a>`;

/** A verdict; how severe it is is told by a word for those who do not see the colour. */
const badge = (severity: Severity, verdict: string) =>
  html`<span class="badge ${severity}"
    >${verdict}${severity === 'none' ? '' : html`<span class="hidden"> (${severity})</span>`}</span
  > `;

/** More than this many processes on one socket are counted. */
const MOST_PROCESSES = 3;

function programs({ processes, owner }: JudgedListener): Html {
  if (processes.length === 0) {
    return html`<em>not seen</em
      >${owner === undefined ? '' : html` <span class="dim">socket of ${owner}</span>`}`;
  }
  const more = processes.length - MOST_PROCESSES;
  return html`${processes.slice(0, MOST_PROCESSES).map(program)}${
    more > 0 ? html`<span class="dim">and ${more} more</span>` : ''
  }`;
}

function program(process: Process): Html {
  const { pid, user, unit, container, command, path } = process;
  const details = [
    `pid ${pid}`,
    ...(user === undefined ? [] : [user]),
    ...(unit === undefined ? [] : [unit]),
    ...(container === undefined ? [] : [`${container.engine} ${container.id.slice(0, 12)}`]),
  ];
  return html`<span class="program" title="${command ?? path ?? process.name}"
    ><b>${programName(process)}</b> <span class="dim">${details.join(', ')}</span></span
  > `;
}

const addresses = ({ listeners }: Door) =>
  [...new Set(listeners.map(({ address }) => address))].map(
    (address) => html`<span class="address mono">${address}</span> `,
  );

function promisedTo({ promised }: JudgedListener): Html {
  const claims = promises(promised);
  if (claims.length === 0) return html`<span class="dim">nobody</span>`;
  return html`${claims.map(
    (claim, i) =>
      html`${i > 0 ? ', ' : ''}<span title="${claim.title}">${promiseName(claim)}</span>`,
  )}`;
}

function reasonRow(main: JudgedListener): Html {
  const telling = main.verdicts.filter(({ severity }) => severity !== 'none');
  return html`<tr role="row" class="reason">
    <td role="cell" colspan="6">
      ${telling.map(({ why, advice }) => html`<p>${sentence(`${why}: ${advice}`)}</p>`)}
      <dl class="commands">
        <div>
          <dt>Look</dt>
          <dd><code>${main.look}</code></dd>
        </div>
        ${
          main.stop === undefined
            ? ''
            : html`<div>
                <dt>Stop</dt>
                <dd><code>${main.stop}</code></dd>
              </div>`
        }
      </dl>
    </td>
  </tr>`;
}

function dynamicDoors(doors: readonly Door[]): Html | '' {
  if (doors.length === 0) return '';
  const count = doors.length === 1 ? 'One dynamic port' : `${doors.length} dynamic ports`;
  return html`<details>
    <summary>${count}, handed out by the system</summary>
    ${doorTable(doors, 'Dynamic ports', 'inner')}
  </details>`;
}

function elsewhere({ container, process, namespace, listeners }: JudgedElsewhere): Html {
  const name = container
    ? `${container.engine} container ${container.id.slice(0, 12)}`
    : `Network namespace ${namespace.replace(/\D+/g, '')}`;
  const doors = foldAddresses(listeners).toSorted(worstFirst);
  const caption = html`${name} (${process.name} ${process.pid})`;
  return doors.length > 0
    ? doorTable(doors, `${name} (${process.name} ${process.pid})`, 'inner')
    : html`<p>${caption}: nothing listens there.</p>`;
}

function gaps(list: readonly Gap[]): Html | '' {
  if (list.length === 0) return '';
  return html`<section aria-labelledby="coverage">
    <h2 id="coverage">What could not be seen</h2>
    <ul class="gaps">
      ${list.map(
        ({ why, partial, remedy }) =>
          html`<li>
            ${partial ? html`<b>Not seen:</b>` : 'Note:'} ${why}
            ${remedy === undefined ? '' : html`<br /><span class="dim">To see more:</span> <code>${remedy}</code>`}
          </li>`,
      )}
    </ul>
  </section>`;
}
