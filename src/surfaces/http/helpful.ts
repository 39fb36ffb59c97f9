/**
 * *Was this page helpful?*: the question below a port's page, and where its answers are kept. This is the
 * only thing that a request can change, so it is read with care.
 */
import { html } from 'hono/html';
import { DEFAULT_LANGUAGE, findLanguage } from '../../language/languages.ts';
import type { Phrases } from '../../language/phrases.ts';
import type { Clock, Folder } from '../../platform/platform.ts';
import { isExpected, UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import type { Html } from './spans.ts';

export const ANSWERS = ['yes', 'partly', 'no'] as const;
export type Answer = (typeof ANSWERS)[number];

/** One line of the file {@link VOTES}. */
export interface Vote {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly port: number;
  /** The language of the page. */
  readonly language: string;
  readonly answer: Answer;
}

/** In the state folder, a JSON value a line. */
export const VOTES = 'helpful.ndjson';

/** Where answers are sent to, by POST. */
export const HELPFUL_PATH = /^\/port\/(\d{1,5})\/helpful$/;

/** What the form sends has some thirty characters. */
const LONGEST_BODY = 256;

/** @param isAnswered whether the person comes back from answering */
export function helpfulForm(port: number, words: Phrases, isAnswered: boolean): Html {
  if (isAnswered) {
    return html`<section class="helpful" id="helpful">
      <p role="status">${words.say('helpful.thanks')}</p>
    </section>`;
  }
  return html`<section class="helpful" id="helpful" aria-labelledby="helpful-ask">
    <form action="/port/${port}/helpful" method="post">
      <p id="helpful-ask">${words.say('helpful.ask')}</p>
      <input type="hidden" name="lang" value="${words.tag}" />
      ${ANSWERS.map(
        (answer) =>
          html`<button class="second" name="answer" value="${answer}">
            ${words.say(`helpful.${answer}`)}
          </button>`,
      )}
      <p class="dim">${words.say('helpful.kept')}</p>
    </form>
  </section>`;
}

/**
 * Keeps an answer, and says where the person goes on.
 * @param state where it is kept
 * @returns the page's path, with the language that it was read in
 * @throws UsageError for anything that the form does not send
 */
export async function keepAnswer(
  request: Request,
  clock: Pick<Clock, 'wallTime'>,
  state: Pick<Folder, 'append'>,
): Promise<string> {
  const port = Number(HELPFUL_PATH.exec(new URL(request.url).pathname)?.[1] ?? NaN);
  if (!(port <= MAX_PORT)) throw new UsageError(`ports are 0 to ${MAX_PORT}`);
  const { answer, language } = readForm(await readBody(request));
  const vote: Vote = { time: new Date(clock.wallTime()).toISOString(), port, language, answer };
  await state.append(VOTES, JSON.stringify(vote)).catch(notTheReaders);
  return `/port/${port}?lang=${language}&helpful=thanks#helpful`;
}

/** Whoever answered did nothing wrong, and need not know where things are kept here. */
function notTheReaders(problem: unknown): never {
  throw isExpected(problem) ? new Error(`an answer is lost: ${problem.message}`) : problem;
}

function readForm(body: string): { answer: Answer; language: string } {
  const fields = new URLSearchParams(body);
  const answer = ANSWERS.find((one) => one === fields.get('answer'));
  if (answer === undefined) throw new UsageError(`answer is one of ${ANSWERS.join(', ')}`);
  return { answer, language: findLanguage([fields.get('lang') ?? '']) ?? DEFAULT_LANGUAGE };
}

const FORM = 'application/x-www-form-urlencoded';

/** Reads no further than a form of ours can be long, whatever length was declared. */
async function readBody({ headers, body }: Request): Promise<string> {
  if (headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() !== FORM) {
    throw new UsageError(`an answer is sent as ${FORM}`);
  }
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > LONGEST_BODY) throw new UsageError('that is more than an answer');
  }
  return text + decoder.decode();
}
