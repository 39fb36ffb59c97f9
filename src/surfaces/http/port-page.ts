/** A port's page: its promise by source, where the sources disagree, and how to check it oneself. */
import { html } from 'hono/html';
import type { PortPage, PortResult } from '../../app/port.ts';
import type { Dispute, Ghost, Source } from '../../atlas/claim.ts';
import { PERIMETER_WORDS } from '../../verdict/perimeter.ts';
import { foldTransports, portsOf, standingSentence, type Use } from '../uses.ts';
import { sentence, type Html, type Page } from './page.ts';
import { useTable, type UseRow } from './use-table.ts';

/** More ports than this are listed, a line for each use, instead of a section each. */
const MOST_SECTIONS = 8;
/** A longer list than this no person reads; the API gives all. */
const MOST_LISTED = 1024;

/** @param asked what the person typed */
export function portPage(result: PortResult, asked: string): Page {
  const { ports, sources, notFound } = result;
  const isOne = ports.length === 1;
  return {
    title: isOne ? `Port ${ports[0]!.port}` : asked,
    asked,
    main: html`
      ${isOne ? '' : html`<h1>${asked}</h1>`}
      ${notFound.map((line) => html`<p class="lead">${sentence(line)}</p>`)}
      ${
        ports.length > MOST_SECTIONS
          ? portList(ports, asked)
          : ports.map((page) => portSection(page, sources, isOne))
      }
      ${sourceList(sources)}
    `,
  };
}

function portSection(page: PortPage, sources: readonly Source[], isOne: boolean): Html {
  const { port, range, rangeMeaning, claims, ghosts, disputes } = page;
  const title = html`Port ${port}`;
  return html`<article>
    ${isOne ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`}
    <p class="lead">${sentence(standingSentence(page))}</p>
    <p class="under">The ${range} range: ${rangeMeaning}.</p>
    ${
      claims.length === 0
        ? html`<p>No source knows a use of it. Whoever listens there chose it freely.</p>`
        : ''
    }
    ${sources.map((source) => sourceClaims(source, page, isOne))} ${ghosts.map(ghostBox)}
    ${disputes.map(disputeBox)} ${checkList(page, isOne)}
  </article>`;
}

/** A heading within a port: below the page's title, or below the port's when there are several. */
const heading = (isOne: boolean, id: string, text: string) =>
  isOne
    ? html`<h2 class="minor" id="${id}">${text}</h2>`
    : html`<h3 class="minor" id="${id}">${text}</h3>`;

function sourceClaims(source: Source, { claims, port }: PortPage, isOne: boolean): Html | '' {
  const uses = foldTransports(claims.filter((claim) => claim.source === source.id));
  if (uses.length === 0) return '';
  const id = `source-${port}-${source.id}`;
  return html`<section aria-labelledby="${id}">
    ${heading(isOne, id, SOURCE_HEADS[source.id] ?? source.title)}
    <ul class="claims">
      ${uses.map(useItem)}
    </ul>
  </section>`;
}

/** What the known sources are called in one line; the whole titles stand at the end of the page. */
const SOURCE_HEADS: Readonly<Record<string, string>> = {
  iana: 'The registry says',
  curated: 'People know',
  documents: 'The documents say',
};

function useItem({ claim, transports }: Use): Html {
  const { service, title, standing, since, registrant, perimeter, reference, note } = claim;
  const facts = [
    ...(since ? [`since ${since}`] : []),
    ...(registrant ? [`registered by ${registrant}`] : []),
    ...(perimeter ? [`meant for ${PERIMETER_WORDS[perimeter]}`] : []),
    ...(reference ? [`see ${reference}`] : []),
  ];
  return html`<li>
    <p>
      <b class="mono">${service || 'no name'}</b>
      <span class="mono dim">${transports.join(' ')}</span>
      <span class="badge ${standing}">${standing}</span>
    </p>
    <p>${title}${claim.from === claim.to ? '' : ` (ports ${portsOf(claim)})`}</p>
    ${note ? html`<p>${note}</p>` : ''}
    ${facts.length > 0 ? html`<p class="dim">${sentence(facts.join('; '))}</p>` : ''}
  </li>`;
}

function ghostBox({ service, evidence, reference }: Ghost): Html {
  return html`<aside class="box notice" aria-label="Ghost">
    <p>
      <b>Ghost: <span class="mono">${service}</span></b> ${sentence(evidence)}
    </p>
    <p class="dim">See ${reference}</p>
  </aside>`;
}

function disputeBox({ summary, supported, reason, reference }: Dispute): Html {
  return html`<aside class="box warning" aria-label="Dispute">
    <p><b>Disputed.</b> ${sentence(summary)}</p>
    ${
      supported || reason
        ? html`<p>
            ${supported ? html`<b>${supported}</b> is better supported. ` : ''}${
              reason ? sentence(reason) : ''
            }
          </p>`
        : ''
    }
    ${reference ? html`<p class="dim">See ${reference}</p>` : ''}
  </aside>`;
}

function checkList({ check, port }: PortPage, isOne: boolean): Html {
  const systems = [
    ['Linux', check.linux],
    ['macOS', check.macos],
    ['Windows', check.windows],
  ] as const;
  return html`<section aria-labelledby="check-${port}">
    ${heading(isOne, `check-${port}`, 'Check it yourself')}
    <dl class="commands wide">
      ${systems.map(
        ([name, commands]) =>
          html`<div>
            <dt>${name}</dt>
            ${commands.map((command) => html`<dd><code>${command}</code></dd>`)}
          </div>`,
      )}
    </dl>
  </section>`;
}

function portList(pages: readonly PortPage[], asked: string): Html {
  const rows = pages.slice(0, MOST_LISTED).flatMap(listRows);
  return html`${useTable(`${pages.length} ports`, rows)}
  ${
    pages.length > MOST_LISTED
      ? html`<p>
          And ${pages.length - MOST_LISTED} ports more: narrow the range, or ask
          <a href="/api/port?format=csv&amp;ports=${encodeURIComponent(asked)}">the API for all</a>.
        </p>`
      : ''
  }`;
}

function listRows(page: PortPage): UseRow[] {
  const ports = `${page.port}`;
  const uses = foldTransports(page.claims);
  if (uses.length === 0) return [{ ports, use: undefined, standing: standingSentence(page) }];
  return uses.map((use, i) => ({
    ports,
    use,
    standing: use.claim.standing,
    isDisputed: i === 0 && page.disputes.length > 0,
  }));
}

function sourceList(sources: readonly Source[]): Html {
  return html`<section class="sources" aria-labelledby="sources">
    ${heading(true, 'sources', 'Sources')}
    <dl>
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
