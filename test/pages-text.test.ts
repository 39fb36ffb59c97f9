/** The handwritten pages of all languages: form, size, words of our own, and what must be there. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePageText, type PageText, type Paragraph } from '../src/atlas/page-text.ts';
import { MAX_PORT } from '../src/core/transport.ts';

const PAGES = new URL('../data/pages/', import.meta.url);
const DOCUMENTS = new URL('../../shared/sources/', import.meta.url);

/** The ports that the source documents are about, and those of their protocols. */
const DOCUMENT_PORTS = [259, 621, 641, 642, 3259, 3289];
/** Other ports that the documents explain these by. */
const MENTIONED_PORTS = [22, 25, 53, 80, 443, 515, 591, 631, 5003];
/** How many ports that people meet most have a page beyond those of the documents. */
const MOST_MET = 100;

/** How many words in a row two texts may not share: a document and a page, and two pages. */
const COPIED = 8;
const BOILERPLATE = 12;

const languages = readdirSync(PAGES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const filesOf = (language: string) => readdirSync(new URL(`${language}/`, PAGES));
const portsOf = (language: string) => filesOf(language).map((file) => Number.parseInt(file, 10));
const textOf = (language: string, file: string) =>
  readFileSync(new URL(`${language}/${file}`, PAGES), 'utf8');

const plain = (paragraph: Paragraph) => paragraph.map((span) => span.text).join('');

/** Every paragraph of a page that is not its lead. */
const paragraphsOf = (page: PageText) => [
  ...page.what,
  ...page.reality,
  ...page.security,
  ...page.questions.flatMap(({ answer }) => answer),
];

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Every run of `length` words of a text. */
function runsOf(text: string, length: number): Set<string> {
  const words = wordsOf(text);
  const runs = new Set<string>();
  for (let i = 0; i + length <= words.length; i++) runs.add(words.slice(i, i + length).join(' '));
  return runs;
}

describe.each(languages)('pages in %s', (language) => {
  const files = filesOf(language);

  it('are there for the ports of the source documents', () => {
    expect(portsOf(language)).toEqual(expect.arrayContaining(DOCUMENT_PORTS));
  });

  it.each(files)('%s is named by a port and is a page', (file) => {
    expect(file).toMatch(/^(0|[1-9]\d*)\.md$/);
    expect(Number.parseInt(file, 10)).toBeLessThanOrEqual(MAX_PORT);
    expect(() => parsePageText(textOf(language, file))).not.toThrow();
  });

  it.each(files)('%s has a short title and lead, and questions', (file) => {
    const page = parsePageText(textOf(language, file));
    expect(page.title.length).toBeGreaterThanOrEqual(3);
    expect(page.title.length).toBeLessThanOrEqual(72);
    expect(page.title).not.toMatch(/[.!?]$|`/);
    expect(plain(page.lead).length).toBeGreaterThanOrEqual(40);
    expect(plain(page.lead).length).toBeLessThanOrEqual(320);
    expect(page.what.length).toBeLessThanOrEqual(4);
    expect(page.questions.length).toBeGreaterThanOrEqual(2);
    expect(page.questions.length).toBeLessThanOrEqual(4);
    for (const paragraph of [page.lead, ...paragraphsOf(page)]) {
      expect(plain(paragraph)).toMatch(/[.?!:؟]["”)]?$/);
    }
  });

  it.each(files)('%s can be read in two minutes, in lines that an editor shows', (file) => {
    const text = textOf(language, file);
    expect(wordsOf(text).length).toBeGreaterThanOrEqual(120);
    expect(wordsOf(text).length).toBeLessThanOrEqual(620);
    expect(text.split('\n').filter((line) => [...line].length > 120)).toEqual([]);
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toMatch(/[ \t\r]\n|\n{3}|\t/);
  });

  it('do not repeat each other', () => {
    const first = new Map<string, string>();
    const repeated: string[] = [];
    for (const file of files) {
      for (const run of runsOf(textOf(language, file), BOILERPLATE)) {
        const other = first.get(run);
        if (other !== undefined) repeated.push(`${other} and ${file}: ${run}`);
        first.set(run, file);
      }
    }
    expect(repeated).toEqual([]);
  });

  it('have an English page each', () => {
    expect(filesOf('en')).toEqual(expect.arrayContaining(files));
  });
});

it(`English has pages for what the documents mention and for ${MOST_MET} more ports`, () => {
  const ports = portsOf('en');
  expect(ports).toEqual(expect.arrayContaining(MENTIONED_PORTS));
  const others = ports.filter((port) => !DOCUMENT_PORTS.includes(port));
  expect(others.length).toBeGreaterThanOrEqual(MOST_MET);
});

const documents = existsSync(DOCUMENTS)
  ? readdirSync(DOCUMENTS).filter((file) => file.endsWith('.txt'))
  : [];
if (documents.length === 0) {
  console.warn('The source documents are not here: whether pages copy from them was not checked.');
}

describe.skipIf(documents.length === 0)('no page has a sentence of a source document', () => {
  it.each(documents)('%s', (document) => {
    const theirs = runsOf(readFileSync(new URL(document, DOCUMENTS), 'utf8'), COPIED);
    expect(theirs.size).toBeGreaterThan(COPIED);
    const copied = languages.flatMap((language) =>
      filesOf(language).flatMap((file) =>
        [...runsOf(textOf(language, file), COPIED)]
          .filter((run) => theirs.has(run))
          .map((run) => `${language}/${file}: ${run}`),
      ),
    );
    expect(copied).toEqual([]);
  });
});
