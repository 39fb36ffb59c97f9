/** What the survey's page can be asked beyond what listens: whom the firewall lets in, and who each listener is. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { readInput } from '../../app/parameters.ts';
import { survey } from '../../app/survey.ts';
import type { Openness } from './openness.ts';
import type { Reader } from './reader.ts';
import type { Html } from './spans.ts';

const QUESTIONS = { firewall: 'survey.askFirewall', speak: 'survey.askSpeak' } as const;
type Question = keyof typeof QUESTIONS;
const NAMES = Object.keys(QUESTIONS) as Question[];
const PARAMETERS = survey.parameters.filter(({ name }) => Object.hasOwn(QUESTIONS, name));

export interface Questions {
  /** Those that are asked, as the operation is told. */
  readonly asked: Readonly<Partial<Record<Question, boolean>>>;
  /** Those that may be asked here. */
  readonly offered: readonly Question[];
}

/** @throws UsageError for a question that is closed here, or that is neither asked nor not */
export function readQuestions(c: Context, { isClosed, refuseClosed }: Openness): Questions {
  const all = c.req.queries();
  const raw = Object.fromEntries(NAMES.map((name) => [name, all[name]]));
  refuseClosed(PARAMETERS, raw);
  const input = readInput(PARAMETERS, raw);
  return {
    asked: Object.fromEntries(
      NAMES.filter((name) => input[name] === true).map((name) => [name, true]),
    ),
    offered: PARAMETERS.filter((parameter) => !isClosed(parameter)).map(
      ({ name }) => name as Question,
    ),
  };
}

/** The same questions as they stand in an address. */
export const queryOf = ({ asked }: Questions) =>
  Object.keys(asked)
    .map((name) => `${name}=true`)
    .join('&');

/** A box to tick for each. */
export function questionForm({ asked, offered }: Questions, { words, keepLanguage }: Reader): Html {
  return html`<form class="questions" action="/">
    <fieldset>
      <legend>${words.say('survey.ask')}</legend>
      ${NAMES.filter((name) => offered.includes(name)).map(
        (name) =>
          html`<label
            ><input
              type="checkbox"
              name="${name}"
              value="true"
              ${asked[name] === true ? 'checked' : ''}
            />
            ${words.say(QUESTIONS[name])}</label
          > `,
      )}
      ${keepLanguage ? html`<input type="hidden" name="lang" value="${words.tag}" />` : ''}
      <button class="second">${words.say('survey.askAgain')}</button>
    </fieldset>
  </form>`;
}
