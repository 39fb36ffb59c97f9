/** Pages about ports: one in full, a few in short, many as a list. */
import { html } from 'hono/html';
import type { PortPage, PortResult } from '../../app/port.ts';
import type { PortPageModel, Section, SectionId } from '../../app/page/model.ts';
import type { Source } from '../../atlas/claim.ts';
import { foldListings } from '../../atlas/listings.ts';
import { textOf, type Phrases } from '../../language/phrases.ts';
import { foldTransports } from '../uses.ts';
import { helpfulForm } from './helpful.ts';
import { blockHtml } from './page-blocks.ts';
import { sentence } from '../../core/sentence.ts';
import { type Html, type Page } from './page.ts';
import { languageLinks, pathFor, type Reader } from './reader.ts';
import { namesList } from './search-page.ts';
import { spansHtml } from './spans.ts';
import { useTable, type UseRow } from './use-table.ts';

/** A longer list than this no person reads; the API gives all. */
const MOST_LISTED = 1024;

/** What a person asked for, and how. */
export interface Asked extends Reader {
  /** The words as they were typed. */
  readonly text: string;
  /** Whether the person has just said whether the page helped. */
  readonly isAnswered: boolean;
}

export function portPage(result: PortResult, asked: Asked): Page {
  const { ports, pages = [], names = [], sources, notFound } = result;
  const { words, text, keepLanguage } = asked;
  const [only] = pages.length + names.length === 1 ? pages : [];
  return {
    title: only ? tabTitle(only) : text,
    asked: text,
    words,
    keepLanguage,
    main: html`
      ${only ? '' : html`<h1><bdi>${text}</bdi></h1>`}
      ${notFound.map((line) => html`<p class="lead" lang="en" dir="ltr">${sentence(line)}</p>`)}
      ${only ? fullPage(only, asked) : pages.map((page) => shortPage(page, asked))}
      ${pages.length === 0 && ports.length > 0 ? portList(ports, asked) : ''}
      ${names.length > 0 ? namesList(names, words) : ''} ${sourceList(sources, words)}
    `,
  };
}

const tabTitle = ({ title, subtitle }: PortPageModel) =>
  subtitle ? `${title}: ${textOf([subtitle])}` : title;

function fullPage(page: PortPageModel, asked: Asked): Html {
  const { words } = asked;
  return html`<article>
    ${languageLinks(words)}
    <h1>${pageTitle(page, words)}</h1>
    ${page.inEnglish ? html`<p class="under">${spansHtml(page.inEnglish, words)}</p>` : ''}
    ${page.sections.map((section) => sectionHtml(section, section.id, words))}
    ${helpfulForm(page.port, words, asked.isAnswered)}
  </article>`;
}

/** What is worth reading of each, when there are several. */
const SHORT: ReadonlySet<SectionId> = new Set(['what', 'claims', 'disputes', 'check']);

function shortPage(page: PortPageModel, reader: Reader): Html {
  const { words } = reader;
  const sections = page.sections.filter(({ id }) => SHORT.has(id));
  return html`<article class="short">
    <h2><a href="${pathFor(`/port/${page.port}`, reader)}">${pageTitle(page, words)}</a></h2>
    ${sections.map(
      ({ heading, blocks }) =>
        html`<h3 class="minor">${heading}</h3>
          ${blocks.map((block) => blockHtml(block, { words, level: 4 }))}`,
    )}
  </article>`;
}

const pageTitle = ({ title, subtitle }: PortPageModel, words: Phrases): Html =>
  html`${title}${
    subtitle
      ? html` <small
          >${spansHtml([{ ...subtitle, kind: subtitle.kind === 'code' ? 'quote' : subtitle.kind }], words)}</small
        >`
      : ''
  }`;

function sectionHtml({ heading, blocks }: Section, id: string, words: Phrases): Html {
  return html`<section class="part part-${id}" aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    ${blocks.map((block) => blockHtml(block, { words, level: 3 }))}
  </section>`;
}

function portList(pages: readonly PortPage[], asked: Asked): Html {
  const { text, words } = asked;
  const rows = pages.slice(0, MOST_LISTED).flatMap((page) => listRows(page, words));
  const more = pages.length - MOST_LISTED;
  const link = {
    kind: 'link',
    text: words.say('list.api'),
    to: `/api/port?format=csv&ports=${encodeURIComponent(text)}`,
  } as const;
  return html`${useTable(words.say('list.ports', { count: pages.length }), rows, asked)}
  ${
    more > 0
      ? html`<p>${spansHtml(words.parts('list.more', { count: more, link }), words)}</p>`
      : ''
  }`;
}

function listRows(page: PortPage, words: Phrases): UseRow[] {
  const ports = `${page.port}`;
  const uses = foldTransports(foldListings(page.claims).telling);
  if (uses.length === 0) return [{ ports, use: undefined, standing: standings(page, words) }];
  return uses.map((use, i) => ({
    ports,
    use,
    standing: words.say(`word.${use.claim.standing}`),
    isDisputed: i === 0 && page.disputes.length > 0,
  }));
}

/** The words for how a port stands, each once. */
const standings = ({ standing }: PortPage, words: Phrases) =>
  [...new Set(Object.values(standing))].map((word) => words.say(`word.${word}`)).join(', ');

function sourceList(sources: readonly Source[], words: Phrases): Html {
  return html`<section class="sources" aria-labelledby="sources">
    <h2 class="minor" id="sources">${words.say('heading.sources')}</h2>
    <dl lang="en" dir="ltr">
      ${sources.map(
        ({ id, title, date, limits, address }) =>
          html`<div>
            <dt>${id}</dt>
            <dd>
              ${address?.startsWith('https://') ? html`<a href="${address}">${title}</a>` : title}${
                date ? `, ${date}` : ''
              }.
              ${limits ?? ''}
            </dd>
          </div>`,
      )}
    </dl>
  </section>`;
}
