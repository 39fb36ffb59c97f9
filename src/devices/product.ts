/**
 * Makers, models and serial numbers as people read them. Each protocol writes them in its own way: `EPSON ET-2760
 * Series`, `ET-2760 Series`, `MFG:EPSON;MDL:ET-2760 Series;` are one model.
 */
import { deviceIdValue, parseDeviceId } from '../core/ieee1284.ts';

/** How makers write themselves, folded: what they are called. Whoever is not here is called what he says. */
const MAKERS: Readonly<Record<string, string>> = {
  epson: 'Epson',
  'seiko epson': 'Epson',
  hp: 'HP',
  'hewlett packard': 'HP',
  canon: 'Canon',
  brother: 'Brother',
  lexmark: 'Lexmark',
  kyocera: 'Kyocera',
  'kyocera mita': 'Kyocera',
  ricoh: 'Ricoh',
  samsung: 'Samsung',
  xerox: 'Xerox',
  'fuji xerox': 'Xerox',
  oki: 'OKI',
  'oki data': 'OKI',
  okidata: 'OKI',
  'konica minolta': 'Konica Minolta',
  sharp: 'Sharp',
  zebra: 'Zebra',
  'zebra technologies': 'Zebra',
  dymo: 'DYMO',
  star: 'Star',
  'star micronics': 'Star',
};

/** What follows the name of a company and is none of it. */
const COMPANY = /[\s,]+(?:inc|co|corp|corporation|company|ltd|limited|gmbh|ag|industries|kk|llc)$/;

/** `EPSON`, `Seiko Epson Corp.` → `Epson`; undefined for nothing. */
export function makerName(text: string | undefined): string | undefined {
  const given = text?.trim();
  if (!given) return undefined;
  return MAKERS[foldMaker(given)] ?? given;
}

function foldMaker(text: string): string {
  let folded = text
    .toLowerCase()
    .replace(/[._-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  while (COMPANY.test(folded)) folded = folded.replace(COMPANY, '');
  return folded;
}

/** Longest first, so that a model loses the whole of its maker's name. */
const MAKERS_LONGEST_FIRST = Object.keys(MAKERS).toSorted((a, b) => b.length - a.length);

/** A model with its maker, as far as the text has it. */
export interface Product {
  readonly maker?: string;
  readonly model?: string;
}

/**
 * Takes what a witness says is the maker and the model, or both in one text, or a device id in place of a model.
 * Gives the model without its maker: `ET-2760 Series`.
 */
export function productOf(text: string | undefined, maker?: string): Product {
  const given = text?.trim() ?? '';
  if (/\b(?:MDL|MODEL):/i.test(given)) return productOfId(given, maker);
  const found = MAKERS_LONGEST_FIRST.find((name) => startsWithWord(given, name));
  const own = makerName(maker) ?? (found === undefined ? undefined : MAKERS[found]);
  let model = found !== undefined && MAKERS[found] === own ? rest(given, found.length) : given;
  // A maker who is not in the table, and says his name before the model all the same.
  if (maker && startsWithWord(model, maker.trim())) model = rest(model, maker.trim().length);
  return { ...(own && { maker: own }), ...(model && { model }) };
}

function productOfId(id: string, maker: string | undefined): Product {
  const pairs = parseDeviceId(id);
  return productOf(
    deviceIdValue(pairs, 'MDL', 'MODEL')?.replace(/\b(?:MDL|MODEL):/gi, ' '),
    deviceIdValue(pairs, 'MFG', 'MANUFACTURER') ?? maker,
  );
}

const rest = (text: string, from: number): string => text.slice(from).replace(/^[\s_-]+/, '');

function startsWithWord(text: string, word: string): boolean {
  const folded = text.toLowerCase().replaceAll(/[_-]/g, ' ');
  return folded.startsWith(word.toLowerCase()) && /^(?:[\s_-]|$)/.test(text.slice(word.length));
}

/** Words that say nothing of which model it is. */
const COMMON = new Set(['series', 'printer', 'all', 'in', 'one', 'wi', 'fi', 'mfp', 'the']);

/** `TM-m30II` → `tmm30ii`: the words of a model that have a digit in them. Those alone tell models apart. */
const numbersOf = (model: string): string[] =>
  model
    .toLowerCase()
    .split(/[\s,/()]+/)
    .map((word) => word.replace(/[^a-z0-9+]/g, ''))
    .filter((word) => /\d/.test(word) && !COMMON.has(word));

/** What a model is called, and what it would have to be called to be another: `xp-432` is also `432`. */
export interface ModelMarks {
  readonly has: readonly string[];
  /** Another model that has one of these may be the same. */
  readonly asks: readonly string[];
}

/** `435` of `XP-432 435 Series` is `XP-435`. Empty where the model tells nothing, and may be any. */
export function modelMarks(model: string): ModelMarks {
  const words = numbersOf(model).map((word) => ({
    word,
    bare: word.replace(/^[a-z]+/, ''),
    isBare: /^\d+$/.test(word),
  }));
  return {
    has: words.flatMap(({ word, bare, isBare }) => [
      `whole ${word}`,
      `ends ${bare}`,
      ...(isBare ? [`bare ${word}`] : []),
    ]),
    asks: words.flatMap(({ word, bare, isBare }) => [
      `whole ${word}`,
      `bare ${bare}`,
      ...(isBare ? [`ends ${word}`] : []),
    ]),
  };
}

/**
 * Whether two models may be one: makers shorten them, and name several in a row. Only words with a digit tell models
 * apart; where one of the two has none, nothing is told.
 */
export function mayBeSameModel(a: string, b: string): boolean {
  const [{ asks }, { has }] = [modelMarks(a), modelMarks(b)];
  return asks.length === 0 || has.length === 0 || asks.some((mark) => has.includes(mark));
}

/** Two texts for one model: equal but for case, blanks and the maker's name. */
export const modelKey = (model: string, maker?: string): string =>
  (productOf(model, maker).model ?? '')
    .toLowerCase()
    .split(/[^a-z0-9+]+/)
    .filter((word) => word !== '' && !COMMON.has(word))
    .join(' ');

/** Pairs of digits that are the ASCII codes of 0-9 and A-Z, at least six of them. */
const HEX_OF_TEXT = /^(?:3[0-9]|4[1-9a-f]|5[0-9a]){6,}$/i;

/** Shorter than this, a number is counted up by hand in a workshop, and two things have the same. */
const SHORTEST_SERIAL = 5;

/** What stands where there is no serial number. */
const NO_SERIAL =
  /^(?:unknown|none|null|not ?available|default|n\/?a|x+|0+|f+|-+|\.+|1234567890?)$/i;

/**
 * A serial number as it is printed on the thing: Epson writes its characters as hexadecimal digits in device ids
 * (fact sheet, section 1.5c: xp432). Upper case, without blanks. Undefined for what is none.
 */
export function serialNumber(text: string | undefined): string | undefined {
  const given = text?.replace(/\s+/g, '') ?? '';
  const plain = HEX_OF_TEXT.test(given)
    ? given.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)))
    : given;
  if (plain.length < SHORTEST_SERIAL || NO_SERIAL.test(plain)) return undefined;
  return plain.toUpperCase();
}

/** What is shorter is the beginning of too many others. */
const TELLING_BEGINNING = 8;

/** Serial numbers that may be one have this in common: few others have. */
export const serialMark = (serial: string): string => serial.slice(0, TELLING_BEGINNING);

/**
 * One number, or its beginning: a device id was seen with nine of the ten characters that the same printer's status
 * has (fact sheet, sections 1.5c and 4.1: xp432).
 */
export function mayBeSameSerial(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < TELLING_BEGINNING) return false;
  return a.startsWith(b) || b.startsWith(a);
}
