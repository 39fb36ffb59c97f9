/** What a door said of itself and what the firewall says of it, where they were asked. */
import { html } from 'hono/html';
import { code, quote, type Phrases } from '../../language/phrases.ts';
import type { JudgedListener } from '../../verdict/verdict.ts';
import type { Door } from '../doors.ts';
import { spansHtml, type Html } from './spans.ts';

type Sighting = NonNullable<JudgedListener['sighting']>;

/** A row of the list below a door's reasons. */
export const answerRow = (title: string, content: Html) =>
  html`<div>
    <dt>${title}</dt>
    <dd>${content}</dd>
  </div>`;

/** What was heard, as the name of a program that was not seen: `OpenSSH 9.2p1`; empty for nothing. */
export function heardName(sighting: Sighting | undefined): string {
  if (sighting === undefined) return '';
  const { service, product, version } = sighting;
  return [product ?? service, version].filter(Boolean).join(' ');
}

/** One row for each different thing that the door's listeners said. */
export function heardRows({ listeners }: Door, words: Phrases): Html[] {
  const heard = new Map(
    listeners.flatMap(({ sighting }) => (sighting ? [[JSON.stringify(sighting), sighting]] : [])),
  );
  return [...heard.values()].map((sighting) =>
    answerRow(words.say('survey.heard'), spansHtml(heardSpans(sighting, words), words)),
  );
}

function heardSpans({ service, evidence, how, likely }: Sighting, words: Phrases) {
  const name = quote(service);
  const values = {
    service: likely ? words.parts('survey.heardLikely', { service: name }) : name,
    evidence: code(evidence),
  };
  return how === 'greeting'
    ? words.parts('survey.heardGreeting', values)
    : words.parts('survey.heardAsked', { ...values, how: quote(how) });
}

/** One row for each different answer, and the rule that decided; nothing where only this machine comes. */
export function firewallRows({ listeners }: Door, words: Phrases): Html[] {
  const answers = new Map(
    listeners
      .filter(({ scope }) => scope !== 'loopback')
      .flatMap(({ exposure }) => (exposure ? [exposure.firewall] : []))
      .map((firewall) => [`${firewall.answer} ${firewall.why}`, firewall]),
  );
  return [...answers.values()].flatMap(({ answer, why, rule }) => [
    answerRow(
      words.say('survey.firewall'),
      // A line of its own, since the reason is in English and may run the other way than the answer.
      html`<b>${words.say(`firewall.${answer}`)}</b><br /><bdi lang="en" dir="ltr">${why}</bdi>`,
    ),
    ...(rule === undefined
      ? []
      : [answerRow(words.say('survey.rule'), html`<code dir="ltr">${rule}</code>`)]),
  ]);
}
