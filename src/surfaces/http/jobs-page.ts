/** Print jobs that the virtual printer took: all of them, and one with its pages. Nothing is changed from here. */
import { html } from 'hono/html';
import { recordOf, type JobEnd, type JobRecord } from '../../app/printer/jobs/record.ts';
import { code, quote, type MessageKey, type Phrases } from '../../language/phrases.ts';
import type { SpooledJob } from '../../platform/spool.ts';
import type { Noted } from '../../protocols/escp/report.ts';
import { JOBS_PATH, type Page } from './page.ts';
import { languageLinks, pathFor, type Reader } from './reader.ts';
import { spansHtml, type Html } from './spans.ts';

/** Jobs of one page of the list: a picture each, which are loaded as they are scrolled to. */
export const LISTED = 48;
/** Pages of one job that are shown as pictures. */
const MOST_PICTURES = 100;

const PICTURE = /^page-(\d{1,6})\.png$/;

/** Whether a file beside a job is the picture of one of its pages. */
export const isPicture = (name: string): boolean => PICTURE.test(name);

export interface JobList {
  /** The newest first. */
  readonly jobs: readonly SpooledJob[];
  readonly total: number;
  /** The number before which the next ones are, when there are more. */
  readonly older?: number;
}

export function jobsPage({ jobs, total, older }: JobList, reader: Reader): Page {
  const { words } = reader;
  const title = total === 0 ? words.say('jobs.none') : words.say('jobs.count', { count: total });
  const command = code('portolan printer');
  return {
    title: words.say('jobs.title'),
    at: JOBS_PATH,
    ...reader,
    main: html`
      ${languageLinks(words)}
      <h1>${title}</h1>
      <p class="under">${spansHtml(words.parts('jobs.what', { command }), words)}</p>
      ${
        jobs.length > 0
          ? html`<ol class="jobs">
              ${jobs.map((job) => jobCard(job, reader))}
            </ol>`
          : ''
      }
      ${
        older === undefined
          ? ''
          : html`<p>
              <a href="${pathFor(`${JOBS_PATH}?before=${older}`, reader)}"
                >${words.say('jobs.older')}</a
              >
            </p>`
      }
    `,
  };
}

const jobPath = (id: number) => `${JOBS_PATH}/${id}`;

function jobCard(job: SpooledJob, reader: Reader): Html {
  const { words } = reader;
  const record = recordOf(job);
  const picture = pictures(job)[0];
  const name = words.say('jobs.one', { id: job.id });
  return html`<li>
    <a href="${pathFor(jobPath(job.id), reader)}">
      ${
        picture === undefined
          ? html`<span class="sheet none">${words.say('jobs.unseen')}</span>`
          : html`<span class="sheet"
              ><img src="${jobPath(job.id)}/${picture}" alt="" loading="lazy"
            /></span>`
      }
      <strong>${name}</strong>
    </a>
    ${record?.title === undefined ? '' : html`<p class="called"><bdi>${record.title}</bdi></p>`}
    <p class="dim">${summary(job, record, words)}</p>
    ${record && record.how !== 'complete' ? html`<p>${endBadge(record.how, words)}</p>` : ''}
  </li>`;
}

function summary(job: SpooledJob, record: JobRecord | undefined, words: Phrases): Html | string {
  if (!record) return words.say('jobs.bytes', { count: job.bytes });
  return html`${words.say('jobs.pages', { count: record.pages })} ·
    <bdi>${record.from.address}</bdi> · ${when(record.began)}`;
}

const ENDS: Readonly<Record<JobEnd, MessageKey>> = {
  complete: 'jobs.complete',
  broken: 'jobs.broken',
  silent: 'jobs.silent',
  slow: 'jobs.slow',
  'too long': 'jobs.tooLong',
  stopped: 'jobs.stopped',
};

const endBadge = (how: JobEnd, words: Phrases): Html =>
  html`<span class="badge ${how === 'complete' ? 'none' : 'warning'}"
    >${words.say(ENDS[how])}</span
  >`;

/** The machine's own way to write a moment, which every language can read; no place's time is guessed. */
const when = (moment: string): Html =>
  html`<time datetime="${moment}" dir="ltr"
    >${moment.replace('T', ' ').replace(/\.\d+/, '')}</time
  >`;

/** By number. */
const pictures = ({ files }: SpooledJob): string[] =>
  files.map(({ name }) => name).filter((name) => isPicture(name));

export function jobPage(job: SpooledJob, reader: Reader): Page {
  const { words } = reader;
  const record = recordOf(job);
  const name = words.say('jobs.one', { id: job.id });
  const show = code(`portolan printer show ${job.id} -o job-${job.id}.pdf`);
  return {
    title: name,
    at: JOBS_PATH,
    ...reader,
    main: html`
      ${languageLinks(words)}
      <h1>
        ${name}${record?.title === undefined ? '' : html` <small><bdi>${record.title}</bdi></small>`}
      </h1>
      ${record ? facts(job, record, words) : html`<p class="box warning">${words.say('jobs.damaged')}</p>`}
      ${sheets(job, words)} ${record ? trouble(record, words) : ''}
      <p class="dim">${spansHtml(words.parts('jobs.show', { command: show }), words)}</p>
      <p><a href="${pathFor(JOBS_PATH, reader)}">${words.say('jobs.all')}</a></p>
    `,
  };
}

function facts(job: SpooledJob, record: JobRecord, words: Phrases): Html {
  const { from, began, by, port, model, user, how, pages } = record;
  const size = `${words.say('jobs.pages', { count: pages })}, ${words.say('jobs.bytes', { count: job.bytes })}`;
  const told: readonly (readonly [MessageKey, Html | string])[] = [
    ['jobs.came', when(began)],
    ['jobs.from', html`<bdi>${from.address}</bdi>`],
    ['jobs.at', html`<bdi>${port}/tcp (${by})</bdi>`],
    ['jobs.model', html`<bdi>${model}</bdi>`],
    ...(user === undefined ? [] : ([['jobs.user', html`<bdi>${user}</bdi>`]] as const)),
    ['jobs.size', size],
    ['jobs.ended', endBadge(how, words)],
  ];
  return html`<dl class="told">
    ${told.map(
      ([key, value]) =>
        html`<div>
          <dt>${words.say(key)}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function sheets(job: SpooledJob, words: Phrases): Html {
  const all = pictures(job);
  if (all.length === 0) return html`<p>${words.say('jobs.unseen')}</p>`;
  const rest =
    Math.max(recordOf(job)?.pages ?? 0, all.length) - Math.min(all.length, MOST_PICTURES);
  return html`<ol class="pages">
      ${all.slice(0, MOST_PICTURES).map((name) => {
        const alt = words.say('jobs.page', { id: Number(PICTURE.exec(name)![1]) });
        return html`<li>
          <a href="${jobPath(job.id)}/${name}"
            ><img src="${jobPath(job.id)}/${name}" alt="${alt}" loading="lazy"
          /></a>
          <p class="dim">${alt}</p>
        </li>`;
      })}
    </ol>
    ${rest > 0 ? html`<p>${words.say('jobs.more', { count: rest })}</p>` : ''}`;
}

/** What was not understood, and what is missing: never left out silently. */
function trouble({ report, missing }: JobRecord, words: Phrases): Html {
  return html`${noted('jobs.unknown', report?.unknown ?? [], words)}
  ${noted('jobs.faults', report?.faults ?? [], words)}
  ${
    missing.length === 0
      ? ''
      : html`<h2 class="minor">${words.say('jobs.missing')}</h2>
          <ul class="gaps">
            ${missing.map((line) => html`<li lang="en" dir="ltr">${line}</li>`)}
          </ul>`
  }`;
}

function noted(title: MessageKey, all: readonly Noted[], words: Phrases): Html | '' {
  if (all.length === 0) return '';
  return html`<h2 class="minor">${words.say(title)}</h2>
    <ul class="gaps">
      ${all.map(({ name, offset, count, says }) => {
        const where = words.parts('jobs.where', { command: code(name), count, offset });
        return html`<li>
          ${spansHtml(where, words)}
          ${says === undefined ? '' : html`<span class="dim" lang="en" dir="ltr">${quote(says).text}</span>`}
        </li>`;
      })}
    </ul>`;
}
