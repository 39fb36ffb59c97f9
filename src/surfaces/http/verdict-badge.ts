/** A verdict's word on a page: as a badge, and what it means. */
import { html } from 'hono/html';
import { code, type Phrases } from '../../language/phrases.ts';
import { VERDICT_WORDS, type Severity, type VerdictWord } from '../../verdict/verdict.ts';
import type { Reader } from './reader.ts';
import { spansHtml, type Html } from './spans.ts';

/** How severe it is is told by a word, too, for those who do not see the colour. */
export const verdictBadge = (
  { verdict, severity }: { readonly verdict: VerdictWord; readonly severity: Severity },
  { words }: Pick<Reader, 'words'>,
): Html =>
  html`<span class="badge ${severity}" ${named(verdict, words)}
    >${words.say(`verdict.${verdict}`)}${
      severity === 'none'
        ? ''
        : html`<span class="hidden"> (${words.say(`severity.${severity}`)})</span>`
    }</span
  >`;

/** The command line's own word for a verdict; where the page has another, it can be pointed at. */
function named(verdict: VerdictWord, words: Phrases): Html {
  const isOther = words.say(`verdict.${verdict}`) !== verdict;
  return html`data-verdict="${verdict}"${isOther ? html` title="${verdict}"` : ''}`;
}

/** What the verdicts on a page mean, in the order of the list of them; nothing where there are none. */
export function verdictLegend(met: ReadonlySet<VerdictWord>, words: Phrases): Html | '' {
  if (met.size === 0) return '';
  return html`<section aria-labelledby="words">
    <h2 class="minor" id="words">${words.say('survey.words')}</h2>
    <dl class="legend">
      ${VERDICT_WORDS.filter((verdict) => met.has(verdict)).map((verdict) => meaning(verdict, words))}
    </dl>
  </section>`;
}

/** Where the page's word is not the command line's, that stands beside it. */
function meaning(verdict: VerdictWord, words: Phrases): Html {
  const word = words.say(`verdict.${verdict}`);
  return html`<div>
    <dt>
      <span class="badge">${word}</span>
      ${word === verdict ? '' : spansHtml([code(verdict)], words)}
    </dt>
    <dd>${words.say(`verdict.${verdict}.means`)}</dd>
  </div>`;
}
