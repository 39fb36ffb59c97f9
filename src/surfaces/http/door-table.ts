/** Open doors as a table, each with the reason of its verdict and the commands to look and to stop it. */
import { html } from 'hono/html';
import { quote, type Phrases } from '../../language/phrases.ts';
import type { Process } from '../../survey/listener.ts';
import { containerLabel, containerName } from '../../verdict/answerers.ts';
import { programName, type JudgedListener } from '../../verdict/verdict.ts';
import { MOST_PROMISES, boundTo, portLabel, promiseName, promises, type Door } from '../doors.ts';
import { answerRow, firewallRows, heardName, heardRows } from './door-answers.ts';
import { sentence } from '../../core/sentence.ts';
import { pathFor, type Reader } from './reader.ts';
import { spansHtml, type Html } from './spans.ts';
import { pageTable } from './table.ts';
import { verdictBadge } from './verdict-badge.ts';

const COLUMNS = ['port', 'verdict', 'program', 'address', 'reach', 'promised'] as const;
type Column = (typeof COLUMNS)[number];

/** @param place `inner` for a table within another part of the page */
export function doorTable(
  doors: readonly Door[],
  caption: Html | string,
  reader: Reader,
  place: 'first' | 'inner' = 'first',
): Html {
  const body = doors.map((door) => doorRows(door, reader));
  return pageTable({ kind: `doors ${place}`, caption, columns: COLUMNS, body }, reader);
}

function doorRows(door: Door, reader: Reader): Html {
  const { main } = door;
  const { words } = reader;
  const badges = main.verdicts.map((verdict) => html`${verdictBadge(verdict, reader)} `);
  return html`<tbody class="${main.severity}" role="rowgroup">
    <tr role="row">
      <th role="rowheader" scope="row">${portLink(door, reader)}</th>
      ${cell('verdict', badges, reader)} ${cell('program', programs(main, reader), reader)}
      ${cell('address', addresses(door), reader)}
      ${cell('reach', words.say(`reach.${main.reach}`), reader)}
      ${cell('promised', promisedTo(main, reader), reader)}
    </tr>
    ${reasonRow(door, reader)}
  </tbody>`;
}

/** On a narrow page, where the head of the table is not seen, each cell says what it is. */
const cell = (column: Column, content: unknown, { words }: Reader) =>
  html`<td role="cell" class="of-${column}" data-title="${words.say(`column.${column}`)}">
    <div>${content}</div>
  </td>`;

const portLink = (door: Door, reader: Reader) =>
  html`<a class="port" dir="ltr" href="${pathFor(`/port/${door.main.port}`, reader)}"
    >${portLabel(door)}</a
  >`;

/** More than this many processes on one socket are counted. */
const MOST_PROCESSES = 3;

function programs(listener: JudgedListener, { words }: Reader): Html {
  const { processes, owner, sighting } = listener;
  if (processes.length === 0) {
    // Who was not seen may have been heard.
    const name = heardName(sighting);
    const unseen = html`${name === '' ? '' : html`<bdi dir="ltr"><b>${name}</b></bdi> `}<em
        >${words.say('survey.programUnseen')}</em
      >`;
    if (owner === undefined) return unseen;
    const socket = words.parts('survey.socketOf', { owner: quote(owner) });
    return html`${unseen} <span class="dim">${spansHtml(socket, words)}</span>`;
  }
  const more = processes.length - MOST_PROCESSES;
  return html`${processes.slice(0, MOST_PROCESSES).map(program)}${
    more > 0
      ? html`<span class="dim">${words.say('survey.processes', { count: more })}</span> `
      : ''
  }${behind(listener, words)}`;
}

/** Whom the socket is held for: a container, or a service that starts on demand. */
function behind({ publication, activation }: JudgedListener, words: Phrases): Html | '' {
  const name = publication ? containerLabel(publication.container) : activation?.service;
  if (name === undefined) return '';
  return html`<span class="dim"
    >${spansHtml(words.parts('survey.behind', { name: quote(name) }), words)}</span
  >`;
}

/** As `ps` has it, so it reads from left to right in every language. */
function program(process: Process): Html {
  const { pid, user, unit, container, command, path } = process;
  const details = [
    `pid ${pid}`,
    ...(user === undefined ? [] : [user]),
    ...(unit === undefined ? [] : [unit]),
    ...(container === undefined ? [] : [`${container.engine} ${containerName(container)}`]),
  ];
  return html`<span class="program" title="${command ?? path ?? process.name}"
    ><bdi dir="ltr"
      ><b>${programName(process)}</b> <span class="dim">${details.join(', ')}</span></bdi
    ></span
  > `;
}

const addresses = ({ listeners }: Door) =>
  [...new Set(listeners.map(boundTo))].map(
    (address) => html`<span class="address mono"><bdi dir="ltr">${address}</bdi></span> `,
  );

function promisedTo({ promised, port }: JudgedListener, reader: Reader): Html {
  const claims = promises(promised);
  if (claims.length === 0) {
    return html`<span class="dim">${reader.words.say('survey.nobody')}</span>`;
  }
  const more = claims.length - MOST_PROMISES;
  return html`<bdi dir="ltr"
    >${claims
      .slice(0, MOST_PROMISES)
      .map(
        (claim, i) =>
          html`${i > 0 ? ', ' : ''}<span title="${claim.title}"
              ><bdi>${promiseName(claim)}</bdi></span
            >`,
      )}${more > 0 ? html` <a href="${pathFor(`/port/${port}`, reader)}">+${more}</a>` : ''}</bdi
  >`;
}

/** Nothing for what is as it should be, unless it was asked more than its address. */
function reasonRow(door: Door, { words }: Reader): Html | '' {
  const { verdicts, look, stop, severity } = door.main;
  const telling = verdicts.filter((verdict) => verdict.severity !== 'none');
  const answers = [...heardRows(door, words), ...firewallRows(door, words)];
  if (severity === 'none' && answers.length === 0) return '';
  // The sentences are those of the API and of the command line, which are in English.
  return html`<tr role="row" class="reason">
    <td role="cell" colspan="${COLUMNS.length}">
      ${telling.map(
        ({ why, advice }) => html`<p lang="en" dir="ltr">${sentence(`${why}: ${advice}`)}</p>`,
      )}
      <dl class="commands">
        ${answers} ${severity === 'none' ? '' : command(words.say('survey.look'), look)}
        ${severity === 'none' || stop === undefined ? '' : command(words.say('survey.stop'), stop)}
      </dl>
    </td>
  </tr>`;
}

const command = (title: string, text: string) =>
  answerRow(title, html`<code dir="ltr">${text}</code>`);
