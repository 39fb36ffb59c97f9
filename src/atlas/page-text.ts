/**
 * A handwritten page about one port as text (format: `data/pages/README.md`), taken apart into
 * sections, paragraphs and spans, so that a terminal and a web page can each show it their way.
 */

/** A run of characters of one kind. A `link` is an `https` address, without the angle brackets. */
export interface Span {
  readonly kind: 'text' | 'code' | 'link';
  readonly text: string;
}

/** At least one span. Line breaks of the file are blanks here. */
export type Paragraph = readonly Span[];

export interface Question {
  /** As people ask it, with its question mark. */
  readonly question: string;
  readonly answer: readonly Paragraph[];
}

/** One port in one language. No list in it is empty. */
export interface PageText {
  /** What the port is, in a few words, without its number. */
  readonly title: string;
  /** The short answer to "what is this port?". */
  readonly lead: Paragraph;
  /** What it is and how it works. */
  readonly what: readonly Paragraph[];
  /** What was promised, what is met, and where the sources disagree. */
  readonly reality: readonly Paragraph[];
  /** Who should reach it, what goes wrong, what to do. */
  readonly security: readonly Paragraph[];
  readonly questions: readonly Question[];
}

/** A fault in a page: ours, since pages are data that we ship; so it is thrown. */
export class PageTextError extends Error {
  override readonly name = 'PageTextError';
}

/**
 * Reads a page.
 * @throws {PageTextError} naming the line, counted from 1, and what was expected there.
 */
export function parsePageText(text: string): PageText {
  const blocks = new Blocks(text);
  const title = blocks.take('title', '"# title"').text;
  const lead = blocks.paragraph('the lead paragraph');
  const what = sectionOf(blocks, 'what');
  const reality = sectionOf(blocks, 'reality');
  const security = sectionOf(blocks, 'security');
  const questions = questionsOf(blocks);
  blocks.end();
  return { title, lead, what, reality, security, questions };
}

function sectionOf(blocks: Blocks, key: string): Paragraph[] {
  blocks.section(key);
  return blocks.paragraphs(`a paragraph of "## ${key}"`);
}

function questionsOf(blocks: Blocks): Question[] {
  blocks.section('questions');
  const questions: Question[] = [];
  do {
    const { text, line } = blocks.take('question', '"### question?"');
    // Arabic has a question mark of its own.
    if (!/[?؟]$/.test(text)) throw fault(line, 'a question mark at the end of the question', text);
    questions.push({ question: text, answer: blocks.paragraphs('an answer to the question') });
  } while (blocks.nextIs('question'));
  return questions;
}

type BlockKind = 'title' | 'section' | 'question' | 'paragraph';

/** A heading, or the joined lines of a paragraph. */
interface Block {
  readonly kind: BlockKind;
  /** Its first line, counted from 1. */
  readonly line: number;
  readonly text: string;
}

const HEADINGS: readonly (readonly [mark: string, kind: BlockKind])[] = [
  ['### ', 'question'],
  ['## ', 'section'],
  ['# ', 'title'],
];

/** The blocks of a page, taken from first to last. */
class Blocks {
  readonly #blocks: readonly Block[];
  #next = 0;

  constructor(text: string) {
    this.#blocks = splitBlocks(text);
  }

  nextIs(kind: BlockKind): boolean {
    return this.#blocks[this.#next]?.kind === kind;
  }

  take(kind: BlockKind, expected: string): Block {
    const block = this.#blocks[this.#next];
    if (block?.kind !== kind) throw this.#unexpected(expected);
    this.#next++;
    return block;
  }

  section(key: string): void {
    const heading = this.#blocks[this.#next];
    if (heading?.kind !== 'section' || heading.text !== key) throw this.#unexpected(`"## ${key}"`);
    this.#next++;
  }

  paragraph(expected: string): Paragraph {
    const { text, line } = this.take('paragraph', expected);
    return spansOf(text, line);
  }

  /** All paragraphs up to the next heading, at least one. */
  paragraphs(expected: string): Paragraph[] {
    const paragraphs = [this.paragraph(expected)];
    while (this.nextIs('paragraph')) paragraphs.push(this.paragraph(expected));
    return paragraphs;
  }

  end(): void {
    if (this.#next < this.#blocks.length) throw this.#unexpected('the end of the page');
  }

  #unexpected(expected: string): PageTextError {
    const block = this.#blocks[this.#next];
    if (block !== undefined) return fault(block.line, expected, block.text);
    return new PageTextError(`the page ends where ${expected} was expected`);
  }
}

function splitBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = (line: number) => {
    if (paragraph.length === 0) return;
    blocks.push({ kind: 'paragraph', line: line - paragraph.length, text: paragraph.join(' ') });
    paragraph = [];
  };
  const lines = text.split('\n').map((line) => line.trim());
  for (const [i, line] of lines.entries()) {
    const heading = HEADINGS.find(([mark]) => line.startsWith(mark));
    if (line !== '' && heading === undefined) {
      paragraph.push(line);
      continue;
    }
    endParagraph(i + 1);
    if (heading === undefined) continue;
    const [mark, kind] = heading;
    blocks.push({ kind, line: i + 1, text: line.slice(mark.length).trim() });
  }
  endParagraph(lines.length + 1);
  return blocks;
}

/** Code, a link, or plain text up to the next character that could begin either. */
const SPAN = /`(?<code>[^`]+)`|<(?<link>https:\/\/[^\s<>]+)>|(?<text>[^`<]+)/y;

/**
 * Lists, tables, emphasis, quotations and headings of other levels have no place in a page, and
 * would reach the reader as raw characters. Whoever means such a character literally writes code.
 */
const OTHER_MARKUP = /[*_[\]|>#]|^[-+] |^\d+[.)] /;

function spansOf(text: string, line: number): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < text.length; at = SPAN.lastIndex) {
    SPAN.lastIndex = at;
    const found = SPAN.exec(text)?.groups;
    if (found === undefined) {
      throw fault(line, '`code` or <https://...> that is closed', text.slice(at));
    }
    const plain = found['text'];
    if (plain !== undefined && OTHER_MARKUP.test(plain)) {
      throw fault(line, 'no markup but `code` and <https://...>', plain);
    }
    if (plain !== undefined) spans.push({ kind: 'text', text: plain });
    else if (found['code'] !== undefined) spans.push({ kind: 'code', text: found['code'] });
    else spans.push({ kind: 'link', text: found['link']! });
  }
  return spans;
}

const SHOWN = 60;

function fault(line: number, expected: string, found: string): PageTextError {
  const shown = found.length > SHOWN ? `${found.slice(0, SHOWN)}...` : found;
  return new PageTextError(`line ${line}: expected ${expected}, found "${shown}"`);
}
