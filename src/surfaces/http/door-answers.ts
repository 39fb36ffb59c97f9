/** What a door said of itself and what the firewall says of it, where they were asked. */
import { html } from 'hono/html';
import { groupBy } from '../../core/group.ts';
import { code, quote, type Phrases } from '../../language/phrases.ts';
import type { JudgedListener } from '../../verdict/verdict.ts';
import { boundTo, type Door } from '../doors.ts';
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

type Exposed = JudgedListener & { readonly exposure: NonNullable<JudgedListener['exposure']> };

/** One row for each different answer, and the rule that decided; nothing where only this machine comes. */
export function firewallRows({ listeners }: Door, words: Phrases): Html[] {
  const exposed = listeners.filter(
    (listener): listener is Exposed =>
      listener.scope !== 'loopback' && listener.exposure !== undefined,
  );
  const groups = groupBy(exposed, ({ exposure }) => {
    const { answer, why } = exposure.firewall;
    return `${answer} ${why}`;
  });
  return [...groups.values()].flatMap((group) =>
    // One address may be let in where the other is not; a single answer is about all that the door has.
    firewallAnswer(group, groups.size > 1 ? group.map(boundTo) : [], words),
  );
}

function firewallAnswer(group: readonly Exposed[], where: readonly string[], words: Phrases) {
  const { answer, why, rule } = group[0]!.exposure.firewall;
  const addresses = [...new Set(where)].map(
    (address) => html` <bdi class="mono dim" dir="ltr">${address}</bdi>`,
  );
  return [
    answerRow(
      words.say('survey.firewall'),
      // A line of its own, since the reason is in English and may run the other way than the answer.
      html`<b>${words.say(`firewall.${answer}`)}</b>${addresses}<br /><bdi lang="en" dir="ltr"
          >${why}</bdi
        >`,
    ),
    ...(rule === undefined
      ? []
      : [answerRow(words.say('survey.rule'), html`<code dir="ltr">${rule}</code>`)]),
  ];
}
