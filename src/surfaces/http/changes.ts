/** What has changed on this machine since its baseline was kept: a part of the first page, where there is one. */
import { html } from 'hono/html';
import { baselineDiff, type BaselineDiff } from '../../app/baseline/diff.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { CancelSignal } from '../../core/signal.ts';
import { code, quote, type Phrases } from '../../language/phrases.ts';
import type { Drift, DriftKind, DriftSeverity } from '../../survey/drift/drift.ts';
import { failureOf, type Failure, type Run } from './answer.ts';
import { sentence } from '../../core/sentence.ts';
import { pathFor, type Reader } from './reader.ts';
import { spansHtml, type Html } from './spans.ts';

/** What is known of changes. */
export type Changes =
  | { readonly kind: 'compared'; readonly diff: BaselineDiff }
  | { readonly kind: 'nothing kept' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Never rejects: a page about what listens is worth having without what has changed.
 * @param report is told of our own bugs
 */
export async function readChanges(
  run: Run,
  signal: CancelSignal,
  report: (bug: unknown) => void,
): Promise<Changes> {
  try {
    return { kind: 'compared', diff: await run(baselineDiff, {}, signal) };
  } catch (problem) {
    if (problem instanceof NotFoundError) return { kind: 'nothing kept' };
    const failure = failureOf(problem);
    // Whoever has gone away hears nothing, and what then breaks off is no bug.
    if (failure.kind === 'bug' && !signal.aborted) report(problem);
    return { kind: 'failed', failure };
  }
}

/** More than these are left to the command line. */
const MOST_CHANGES = 5;

/** A door that differs for certain. */
type Change = Drift & { readonly kind: Exclude<DriftKind, 'unverified'> };
const isChange = (drift: Drift): drift is Change => drift.kind !== 'unverified';

/** Before the doors: quiet where nothing has changed, and empty where nothing was kept. */
export function changesSection(changes: Changes, reader: Reader): Html | '' {
  if (changes.kind === 'nothing kept') return '';
  const { words } = reader;
  if (changes.kind === 'failed') {
    return section(
      html`<p>${words.say('changes.failed')}</p>
        <p lang="en" dir="ltr">${sentence(changes.failure.message)}</p>`,
      words,
    );
  }
  const { diff } = changes;
  const certain = diff.drifts.filter(isChange);
  const shown = certain.slice(0, MOST_CHANGES);
  const lines = html`<p class="under">${howMany(diff, certain.length, words)}</p>
    ${
      shown.length > 0
        ? html`<ol>
            ${shown.map((change) => changeItem(change, reader))}
          </ol>`
        : ''
    }
    ${shown.length < diff.drifts.length ? typed('changes.all', 'diff', words) : ''}
    ${diff.drifts.some(({ unseen }) => unseen !== 'now') ? typed('changes.accept', 'accept', words) : ''}`;
  return section(lines, words);
}

/** After the doors: how to be told of changes, for those who are not yet. */
export const keepHint = ({ kind }: Changes, words: Phrases): Html | '' =>
  kind === 'nothing kept' ? typed('changes.keep', 'save', words) : '';

const section = (content: Html, words: Phrases) =>
  html`<section class="changes" aria-labelledby="changes">
    <h2 class="minor" id="changes">${words.say('changes.heading')}</h2>
    ${content}
  </section>`;

function howMany({ baseline, drifts }: BaselineDiff, count: number, words: Phrases): Html {
  const values = {
    name: code(baseline.name ?? ''),
    date: quote((baseline.savedAt ?? '').slice(0, 10)),
  };
  const unverified = drifts.length - count;
  const changed =
    count === 0
      ? words.parts('changes.none', values)
      : words.parts('changes.count', { count, ...values });
  return html`${spansHtml(changed, words)}
  ${unverified > 0 ? words.say('changes.unverified', { count: unverified }) : ''}`;
}

/** The sentences are those of the command line, which are in English. */
function changeItem({ kind, severity, why, advice, ...drift }: Change, reader: Reader): Html {
  return html`<li class="${severity}">
    <p>${badge(kind, severity, reader)} ${door(drift, reader)}</p>
    <p lang="en" dir="ltr">${sentence(why)} <span class="dim">${sentence(advice)}</span></p>
  </li>`;
}

/** How severe it is is told by a word, too, for those who do not see the colour. */
function badge(kind: Change['kind'], severity: DriftSeverity, { words }: Reader): Html {
  const word = words.say(`drift.${kind}`);
  return html`<span class="badge ${severity}" ${word === kind ? '' : html` title="${kind}"`}
    >${word}${
      severity === 'none'
        ? ''
        : html`<span class="hidden"> (${words.say(`severity.${severity}`)})</span>`
    }</span
  >`;
}

/** Of a change that is about several doors, the sentence names them. */
function door(
  { port, transport, place }: Pick<Drift, 'port' | 'transport' | 'place'>,
  reader: Reader,
) {
  const number =
    port === undefined
      ? ''
      : html`<a class="port" dir="ltr" href="${pathFor(`/port/${port}`, reader)}"
          >${port}/${transport}</a
        >`;
  return html`${number}
  ${place === undefined ? '' : html`<bdi class="dim" lang="en" dir="ltr">${place}</bdi>`}`;
}

const typed = (
  key: 'changes.all' | 'changes.accept' | 'changes.keep',
  command: 'diff' | 'accept' | 'save',
  words: Phrases,
) =>
  html`<p class="dim typed">
    ${spansHtml(words.parts(key, { command: code(`portolan baseline ${command}`) }), words)}
  </p>`;
