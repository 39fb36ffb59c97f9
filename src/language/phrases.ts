/** Sentences of one language: a catalogue's messages, with values put where the language wants them. */
import type en from '../../data/languages/en.json';
import type { Direction } from './languages.ts';

/** Every message's name; a misspelt one does not compile. */
export type MessageKey = keyof typeof en.messages;

/** A message: one text, or one for each plural category that the language has. */
export type Message = string | Readonly<Record<string, string>>;

/** A file of `data/languages`. */
export interface Catalogue {
  readonly name: string;
  readonly direction: Direction;
  readonly messages: Readonly<Record<string, Message>>;
}

/** A stretch of text and what it is, for whoever shows it. */
export interface Span {
  /**
   * `text`: words of the page's own language; `quote`: words of a source, in English; `code`: what is typed
   * or read by programs, always written from left to right; `link`: an address, or words that lead to one.
   */
  readonly kind: 'text' | 'quote' | 'code' | 'link';
  readonly text: string;
  /** Of a link whose text is not its address: where it leads, seen from the page (`?lang=en`). */
  readonly to?: string;
}

/** What stands for a placeholder. A bare text is taken to be in the page's own language. */
export type Value = string | number | Span | readonly Span[];
export type Values = Readonly<Record<string, Value>>;

export interface Phrases {
  /** As a BCP 47 tag. */
  readonly tag: string;
  readonly name: string;
  readonly direction: Direction;
  /** A message as spans, so that foreign values can be told apart from the sentence around them. */
  parts(key: MessageKey, values?: Values): readonly Span[];
  /** A message as plain text. */
  say(key: MessageKey, values?: Values): string;
  /** A share of 0 to 1 in the language's way, two digits of it: *0,41 %*. */
  percent(share: number): string;
  /** Things named together in the language's way: *tcp and udp*. */
  list(items: readonly (readonly Span[])[]): readonly Span[];
}

const PLACEHOLDER = /\{(\w+)\}/;

/**
 * The phrases of a language. A message or a value that is missing is our own bug and throws.
 * @param tag the catalogue's language, which decides plurals and lists
 */
export function createPhrases(tag: string, catalogue: Catalogue): Phrases {
  const plurals = new Intl.PluralRules(tag);
  const lists = new Intl.ListFormat(tag, { type: 'conjunction' });
  // Numbers of ports are written in these digits in every language, so shares are, too.
  const shares = new Intl.NumberFormat(tag, {
    style: 'percent',
    maximumSignificantDigits: 2,
    numberingSystem: 'latn',
  });
  const template = (key: MessageKey, values: Values): string => {
    const message = catalogue.messages[key];
    const count = values['count'];
    const text =
      typeof message === 'object' && typeof count === 'number'
        ? message[plurals.select(count)]
        : message;
    if (typeof text === 'string') return text;
    throw new Error(`${tag}: there is no text for ${key} with ${JSON.stringify(values)}`);
  };
  const parts = (key: MessageKey, values: Values = {}): readonly Span[] =>
    // The pieces between placeholders stand at even places, the placeholders' names at odd ones.
    template(key, values)
      .split(PLACEHOLDER)
      .flatMap((piece, i) => (i % 2 === 0 ? words(piece) : spansOf(value(key, piece, values))));
  const value = (key: MessageKey, name: string, values: Values): Value => {
    const found = values[name];
    if (found === undefined) throw new Error(`${tag}: ${key} needs a value for {${name}}`);
    return found;
  };
  return {
    tag,
    name: catalogue.name,
    direction: catalogue.direction,
    parts,
    say: (key, values) => textOf(parts(key, values)),
    // Some languages' forms bring marks of direction; whoever shows the text sets its direction.
    percent: (share) => shares.format(share).replaceAll(/[\u061c\u200e\u200f]/g, ''),
    list(items) {
      // Formatted by place, since a list's own words may depend on what stands beside them.
      let next = 0;
      return lists
        .formatToParts(items.map(textOf))
        .flatMap(({ type, value }) => (type === 'element' ? items[next++]! : words(value)));
    },
  };
}

const words = (text: string): Span[] => (text === '' ? [] : [{ kind: 'text', text }]);

function spansOf(value: Value): readonly Span[] {
  if (typeof value === 'object') return 'kind' in value ? [value] : value;
  return words(String(value));
}

/** Spans as plain text. */
export const textOf = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('');

export const code = (text: string): Span => ({ kind: 'code', text });
export const quote = (text: string): Span => ({ kind: 'quote', text });
