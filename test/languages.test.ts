/** Every language is complete: the same messages with the same placeholders, in forms of its own. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePageText } from '../src/atlas/page-text.ts';
import { LANGUAGES } from '../src/language/languages.ts';
import type { Catalogue, Message } from '../src/language/phrases.ts';

const DATA = new URL('../data/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, DATA), 'utf8');
const catalogue = (tag: string) => JSON.parse(read(`languages/${tag}.json`)) as Catalogue;

const english = catalogue('en').messages;
const others = LANGUAGES.map(({ tag }) => tag).filter((tag) => tag !== 'en');

const forms = (message: Message) =>
  typeof message === 'string' ? [message] : Object.values(message);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/** Messages that may read as in English: names, and words that several languages write alike. */
const ALIKE = new Set([
  'page.title',
  'column.port',
  'column.transport',
  'column.standing',
  'word.historic',
  'mark.no',
  'column.program',
  'reach.internet',
  'survey.firewall',
]);

it('they are these five, of which two run from right to left', () => {
  expect(LANGUAGES.map(({ tag, direction }) => `${tag} ${direction}`)).toEqual([
    'en ltr',
    'de ltr',
    'ms ltr',
    'he rtl',
    'ar rtl',
  ]);
});

it('every file is a language that is offered, and every language offered has a file', () => {
  const files = readdirSync(new URL('languages/', DATA)).filter((name) => name.endsWith('.json'));
  expect(files.toSorted()).toEqual(LANGUAGES.map(({ tag }) => `${tag}.json`).toSorted());
});

describe.each(LANGUAGES)('$tag', ({ tag, name, direction }) => {
  const { messages, ...head } = catalogue(tag);

  it('calls itself what the list of languages calls it, and runs its way', () => {
    expect(head).toEqual({ name, direction });
    expect(direction).toBe(/^(ar|he|fa|ur|yi)$/.test(tag) ? 'rtl' : 'ltr');
  });

  it('has the same messages as English, in the same order', () => {
    expect(Object.keys(messages)).toEqual(Object.keys(english));
  });

  it('has the same placeholders in each', () => {
    for (const [key, message] of Object.entries(messages)) {
      const wanted = new Set(forms(english[key]!).flatMap(placeholders));
      for (const [category, text] of entriesOf(message)) {
        const found = new Set(placeholders(text));
        // A word for one or two may say the number itself.
        if (/^(zero|one|two)$/.test(category)) found.add('count');
        expect([key, category, ...found].toSorted()).toEqual([key, category, ...wanted].toSorted());
        expect(text.replaceAll(/\{\w+\}/g, '')).not.toMatch(/[{}]/);
      }
    }
  });

  it('has the plural forms that it needs, and only where English has them', () => {
    const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted();
    for (const [key, message] of Object.entries(messages)) {
      expect([key, typeof message]).toEqual([key, typeof english[key]]);
      const found = typeof message === 'object' ? Object.keys(message).toSorted() : categories;
      expect([key, ...found]).toEqual([key, ...categories]);
    }
  });

  it('is plain text: nothing that a page or a terminal would obey, no blanks to spare', () => {
    for (const text of Object.values(messages).flatMap(forms)) {
      expect(text).toBe(text.trim());
      expect(text).not.toBe('');
      expect(text).not.toMatch(/[<>&`]| {2}/);
      // Directions are set by what is around a value, not by unseen marks.
      expect(text).not.toMatch(/[\p{Control}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
    }
  });
});

function entriesOf(message: Message): [category: string, text: string][] {
  return typeof message === 'string' ? [['', message]] : Object.entries(message);
}

describe.each(others)('%s', (tag) => {
  const { messages } = catalogue(tag);

  it('leaves nothing in English', () => {
    const same = Object.keys(english).filter(
      (key) => JSON.stringify(messages[key]) === JSON.stringify(english[key]) && !ALIKE.has(key),
    );
    expect(same).toEqual([]);
  });

  it('is written in its own script', () => {
    const script = { he: /\p{Script=Hebrew}/u, ar: /\p{Script=Arabic}/u }[tag as string];
    for (const [key, message] of Object.entries(messages)) {
      if (!script) continue;
      // A label of the marks may be a sign, every other message has words.
      for (const text of forms(message)) expect([key, script.test(text)]).toEqual([key, true]);
    }
  });
});

describe('handwritten pages', () => {
  const folders = readdirSync(new URL('pages/', DATA), { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name);

  it('are in languages that are offered', () => {
    const tags = new Set<string>(LANGUAGES.map(({ tag }) => tag));
    expect(folders.filter((name) => !tags.has(name))).toEqual([]);
  });

  it.each(folders)('in %s can be read', (tag) => {
    for (const file of readdirSync(new URL(`pages/${tag}/`, DATA))) {
      expect(parsePageText(read(`pages/${tag}/${file}`)).questions.length).toBeGreaterThan(0);
    }
  });
});
