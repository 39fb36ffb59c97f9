/** The blocks of a port's page as HTML. */
import { html } from 'hono/html';
import type {
  Block,
  ClaimedUse,
  ClaimsBlock,
  CommandsBlock,
  DisputeBlock,
  Paragraph,
  QuestionBlock,
} from '../../app/page/model.ts';
import type { Phrases } from '../../language/phrases.ts';
import { spansHtml, type Html } from './spans.ts';

/** Where blocks stand: the page's language, and the level of the headings that they may have. */
export interface Setting {
  readonly words: Phrases;
  readonly level: 3 | 4;
}

export function blockHtml(block: Block, setting: Setting): Html {
  const { words } = setting;
  switch (block.kind) {
    case 'paragraph':
      return html`<p>${spansHtml(block.spans, words)}</p>`;
    case 'list':
      return html`<ul class="uses">
        ${block.items.map((item) => html`<li>${spansHtml(item, words)}</li>`)}
      </ul>`;
    case 'claims':
      return claims(block, setting);
    case 'dispute':
      return dispute(block, setting);
    case 'commands':
      return commands(block);
    case 'question':
      return question(block, setting);
  }
}

function heading({ level }: Setting, text: Html): Html {
  return level === 3 ? html`<h3 class="minor">${text}</h3>` : html`<h4 class="minor">${text}</h4>`;
}

function claims({ heading: title, uses }: ClaimsBlock, setting: Setting): Html {
  return html`${heading(setting, spansHtml(title, setting.words))}
    <ul class="claims">
      ${uses.map((use) => claimedUse(use, setting.words))}
    </ul>`;
}

function claimedUse(use: ClaimedUse, words: Phrases): Html {
  const { name, transports, standing, standingWord, title, remarks, facts } = use;
  return html`<li>
    <p>
      <b class="mono"><bdi>${name.text}</bdi></b>
      <span class="mono dim" dir="ltr">${transports.join(' ')}</span>
      <span class="badge ${standing}">${standingWord}</span>
    </p>
    <p>${spansHtml([title], words)}</p>
    ${remarks.map((remark) => html`<p>${spansHtml(remark, words)}</p>`)}
    ${
      facts.length > 0
        ? html`<ul class="facts dim">
            ${facts.map((fact) => html`<li>${spansHtml(fact, words)}</li>`)}
          </ul>`
        : ''
    }
  </li>`;
}

function dispute({ summary, judgement, reference }: DisputeBlock, { words }: Setting): Html {
  return html`<div class="box warning">
    ${ownWay(summary, words)} ${judgement.map((paragraph) => ownWay(paragraph, words))}
    ${reference ? html`<p class="dim">${spansHtml(reference, words)}</p>` : ''}
  </div>`;
}

/** A paragraph that is all somebody else's runs their way. */
function ownWay(spans: Paragraph, words: Phrases): Html {
  const [first] = spans;
  return spans.length === 1 && first?.kind === 'quote'
    ? html`<p lang="en" dir="ltr">${first.text}</p>`
    : html`<p>${spansHtml(spans, words)}</p>`;
}

function commands({ name, commands: list }: CommandsBlock): Html {
  return html`<dl class="commands wide">
    <div>
      <dt>${name}</dt>
      ${list.map((command) => html`<dd><code dir="ltr">${command}</code></dd>`)}
    </div>
  </dl>`;
}

function question({ question: asked, answer }: QuestionBlock, setting: Setting): Html {
  const { words } = setting;
  return html`${heading(setting, spansHtml(asked, words))}
  ${answer.map((paragraph) => html`<p>${spansHtml(paragraph, words)}</p>`)}`;
}
