/** The first page: what listens on this machine, worst first, each finding with its reason. */
import { html } from 'hono/html';
import type { JudgedElsewhere, SurveyResult, SurveySummary } from '../../app/survey/result.ts';
import { code, quote, type Phrases } from '../../language/phrases.ts';
import { groupBy } from '../../core/group.ts';
import type { Gap, RawSocket } from '../../survey/listener.ts';
import { protocolName } from '../../survey/protocol-name.ts';
import { containerName } from '../../verdict/answerers.ts';
import { rangeLabel, type JudgedReserved } from '../../verdict/held.ts';
import { programName } from '../../verdict/verdict.ts';
import { foldAddresses, sortOut, worstFirst, type Door } from '../doors.ts';
import { changesSection, keepHint, type Changes } from './changes.ts';
import { doorTable } from './door-table.ts';
import type { Page } from './page.ts';
import { queryOf, questionForm, type Questions } from './questions.ts';
import { languageLinks, type Reader } from './reader.ts';
import { spansHtml, type Html } from './spans.ts';
import { verdictLegend } from './verdict-badge.ts';

/** What the page tells of the machine. */
export interface Findings {
  readonly result: SurveyResult;
  readonly changes: Changes;
}

export function surveyPage(
  { result, changes }: Findings,
  reader: Reader,
  questions: Questions,
): Page {
  const { host, summary, coverage } = result;
  const { words } = reader;
  const { shown, dynamic, held } = sortOut(foldAddresses(result.listeners).toSorted(worstFirst));
  return {
    title: host.name,
    at: '/',
    ...reader,
    main: html`
      ${languageLinks(words, queryOf(questions))}
      <h1>${lead(summary, words)}</h1>
      <p class="under">${whatWasLookedAt(result, words)}</p>
      ${questionForm(questions, reader)} ${changesSection(changes, reader)}
      ${shown.length > 0 ? doorTable(shown, words.say('survey.doors'), reader) : ''}
      ${foldedDoors('dynamic', dynamic, reader)} ${foldedDoors('held', held, reader)}
      ${keepHint(changes, words)} ${reservedPorts(result.reserved, words)}
      ${rawSockets(result.raw, words)} ${elsewhere(result.elsewhere, reader)}
      ${gaps(coverage.gaps, words)} ${legend(result, words)}
    `,
  };
}

/** How it stands, in the page's language; the summary's own sentence is in English. */
function lead({ doors, outside, unpromised }: SurveySummary, words: Phrases): string {
  if (doors === 0) return words.say('survey.none');
  return words.say('survey.lead', {
    count: doors,
    outside:
      outside === 0
        ? words.say('survey.outsideNone')
        : words.say('survey.outside', { count: outside }),
    unpromised:
      unpromised === 0
        ? words.say('survey.unpromisedNone')
        : words.say('survey.unpromised', { count: unpromised }),
  });
}

function whatWasLookedAt({ host, coverage }: SurveyResult, words: Phrases): Html {
  const looked = words.parts('survey.looked', {
    host: quote(host.name),
    system: quote(host.system),
    tables: quote(coverage.looked.join(', ')),
  });
  const more = { kind: 'link', text: words.say('survey.incomplete'), to: '#gaps' } as const;
  return html`${spansHtml(looked, words)} ${coverage.complete ? '' : spansHtml([more], words)}
  ${words.tag === 'en' ? '' : words.say('survey.inEnglish')}`;
}

/** Ports that nobody needs to see one by one, behind a line that counts them. */
function foldedDoors(kind: 'dynamic' | 'held', doors: readonly Door[], reader: Reader): Html | '' {
  if (doors.length === 0) return '';
  const { words } = reader;
  return html`<details>
    <summary>${words.say(`survey.${kind}`, { count: doors.length })}</summary>
    ${doorTable(doors, words.say(`survey.${kind}Doors`), reader, 'inner')}
  </details>`;
}

/** What the system keeps back, by the setting that says so. */
function reservedPorts(reserved: readonly JudgedReserved[], words: Phrases): Html | '' {
  if (reserved.length === 0) return '';
  const groups = [...groupBy(reserved, ({ by, how }) => `${how} ${by}`).values()];
  return html`<section aria-labelledby="kept">
    <h2 class="minor" id="kept">${words.say('survey.kept')}</h2>
    ${groups.map((group) => {
      const [{ how, by }] = group as [JudgedReserved];
      const ports = quote(group.map(rangeLabel).join(', '));
      const note = how === 'excluded' ? 'survey.excludedNote' : 'survey.keptNote';
      return html`<p>${spansHtml(words.parts(note, { setting: code(by), ports }), words)}</p>`;
    })}
  </section>`;
}

function rawSockets(sockets: readonly RawSocket[], words: Phrases): Html | '' {
  if (sockets.length === 0) return '';
  const item = ({ protocol, address, processes: [process] }: RawSocket) =>
    words.parts('survey.rawSocket', {
      protocol: quote(protocolName(protocol)),
      address: quote(address),
      program:
        process === undefined
          ? words.say('survey.programUnseen')
          : quote(`${programName(process)} ${process.pid}`),
    });
  return html`<section aria-labelledby="raw">
    <h2 class="minor" id="raw">${words.say('survey.raw')}</h2>
    <p class="under">${words.say('survey.rawNote')}</p>
    <ul>
      ${sockets.map((socket) => html`<li>${spansHtml(item(socket), words)}</li>`)}
    </ul>
  </section>`;
}

function elsewhere(places: readonly JudgedElsewhere[], reader: Reader): Html | '' {
  if (places.length === 0) return '';
  const { words } = reader;
  return html`<section aria-labelledby="elsewhere">
    <h2 id="elsewhere">${words.say('survey.elsewhere')}</h2>
    <p class="under">${words.say('survey.elsewhereNote')}</p>
    ${places.map((place) => placeHtml(place, reader))}
  </section>`;
}

function placeHtml(
  { container, process, namespace, name, listeners }: JudgedElsewhere,
  reader: Reader,
) {
  const { words } = reader;
  const program = quote(`${process.name} ${process.pid}`);
  const place = container
    ? words.parts('survey.container', {
        engine: quote(container.engine),
        id: quote(containerName(container)),
        program,
      })
    : words.parts('survey.namespace', {
        namespace: name === undefined ? namespace.replace(/\D+/g, '') : quote(name),
        program,
      });
  const doors = foldAddresses(listeners).toSorted(worstFirst);
  return doors.length > 0
    ? doorTable(doors, spansHtml(place, words), reader, 'inner')
    : html`<p>${spansHtml(words.parts('survey.nothingThere', { place }), words)}</p>`;
}

function gaps(list: readonly Gap[], words: Phrases): Html | '' {
  if (list.length === 0) return '';
  return html`<section aria-labelledby="gaps">
    <h2 id="gaps">${words.say('survey.gaps')}</h2>
    <ul class="gaps">
      ${list.map((gap) => html`<li>${gapHtml(gap, words)}</li>`)}
    </ul>
  </section>`;
}

function gapHtml({ why, partial, remedy }: Gap, words: Phrases): Html {
  const command =
    remedy === undefined ? [] : words.parts('survey.remedy', { command: code(remedy) });
  return html`${partial ? html`<b>${words.say('survey.gap')}</b>` : words.say('survey.note')}
    <bdi lang="en" dir="ltr">${why}</bdi>
    ${remedy === undefined ? '' : html`<br />${spansHtml(command, words)}`}`;
}

/** Of the verdicts on this page, those of other namespaces' doors among them. */
function legend({ listeners, elsewhere }: SurveyResult, words: Phrases): Html | '' {
  const all = [listeners, ...elsewhere.map((place) => place.listeners)].flat();
  const met = new Set(all.flatMap(({ verdicts }) => verdicts.map(({ verdict }) => verdict)));
  return verdictLegend(met, words);
}
