/**
 * Reads vCards as address books and phones write them: versions 4.0 (RFC 6350), 3.0 (RFC 2426) and 2.1. Of a card only
 * what a directory shows: name, organization, phones, mail. Total: what is no card gives none.
 */
import { UsageError } from '../../../../core/errors.ts';
import type { ListedPerson, Way } from './answers.ts';

/** More is no address book, and would be searched one by one. */
export const MOST_CARDS = 100_000;
/** Phones and mail addresses of one card that are kept. */
const MOST_WAYS = 16;
/** Characters of a name or an address that are kept: an answer is one datagram. */
const LONGEST = 120;

/** One line of a card: `item1.TEL;TYPE=work:+1 555 0100`. */
interface Property {
  /** Upper case, without the group before it. */
  readonly name: string;
  /** Upper-case names and their values; `TYPE` for a word that stands alone, as in 2.1. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly value: string;
}

/**
 * The people in a file, in its order. Cards without any name are left out.
 * @throws UsageError when there are more than {@link MOST_CARDS}, or a card begins and never ends
 */
export function readVcards(text: string): ListedPerson[] {
  const people: ListedPerson[] = [];
  let card: Property[] | undefined;
  // Cards may stand in others (the AGENT of 2.1): those inside are passed over.
  let depth = 0;
  for (const line of unfold(text)) {
    const property = readProperty(line);
    if (property === undefined) continue;
    const isCard = property.value.trim().toUpperCase() === 'VCARD';
    if (property.name === 'BEGIN' && isCard) {
      depth += 1;
      if (depth === 1) card = [];
    } else if (property.name === 'END' && isCard && depth > 0) {
      depth -= 1;
      if (depth > 0 || card === undefined) continue;
      const person = personOf(card);
      if (person) people.push(person);
      if (people.length > MOST_CARDS) throw new UsageError(`over ${MOST_CARDS} cards are too many`);
      card = undefined;
    } else if (depth === 1) {
      card?.push(property);
    }
  }
  if (depth > 0) throw new UsageError('a card begins (BEGIN:VCARD) and never ends (END:VCARD)');
  return people;
}

/** Lines as they were before folding (RFC 6350, section 3.2), and before quoted-printable broke them (2.1). */
function unfold(text: string): string[] {
  const lines: string[] = [];
  let isBroken = false;
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const last = lines.length - 1;
    if (isBroken) lines[last] = lines[last]!.slice(0, -1) + line;
    else if (/^[ \t]/.test(line) && last >= 0) lines[last] += line.slice(1);
    else lines.push(line);
    const whole = lines.at(-1)!;
    isBroken =
      whole.endsWith('=') && /^[^:]*ENCODING=QUOTED-PRINTABLE|^[^:]*;QUOTED-PRINTABLE/i.test(whole);
  }
  return lines;
}

/** Name, then parameters with or without quotation marks, then a colon and the value. */
const LINE = /^(?:[\w-]+\.)?([A-Za-z][\w-]*)((?:;(?:"[^"]*"|[^":;])*)*):(.*)$/s;
const PARAMETER = /;((?:"[^"]*"|[^":;])*)/g;

function readProperty(line: string): Property | undefined {
  const match = LINE.exec(line);
  if (!match) return undefined;
  const [, name = '', words = '', raw = ''] = match;
  const parameters = [...words.matchAll(PARAMETER)].map(([, word = '']) => readParameter(word));
  return { name: name.toUpperCase(), parameters, value: decodeValue(raw, parameters) };
}

function readParameter(word: string): readonly [string, string] {
  const at = word.indexOf('=');
  if (at >= 0)
    return [word.slice(0, at).trim().toUpperCase(), word.slice(at + 1).replaceAll('"', '')];
  // 2.1 leaves names out: `TEL;WORK;VOICE`, `NOTE;QUOTED-PRINTABLE`.
  return [/^(quoted-printable|base64|8bit|7bit)$/i.test(word) ? 'ENCODING' : 'TYPE', word];
}

const valueOf = (parameters: Property['parameters'], wanted: string) =>
  parameters.find(([name]) => name === wanted)?.[1];

function decodeValue(raw: string, parameters: Property['parameters']): string {
  if (valueOf(parameters, 'ENCODING')?.toUpperCase() !== 'QUOTED-PRINTABLE') return raw;
  const octets: number[] = [];
  for (const [, hex, other] of raw.matchAll(/=([0-9A-Fa-f]{2})|([\s\S])/gu)) {
    if (hex !== undefined) octets.push(parseInt(hex, 16));
    else octets.push(...new TextEncoder().encode(other));
  }
  const bytes = Uint8Array.from(octets);
  const isLatin = /^(iso-8859-1|windows-1252|latin1)$/i.test(valueOf(parameters, 'CHARSET') ?? '');
  return isLatin ? String.fromCharCode(...bytes) : new TextDecoder().decode(bytes);
}

/** Text without its backslashes (RFC 6350, section 3.4), on one line, not too long. */
const plain = (text: string) =>
  text
    .replace(/\\([nN])/g, ' ')
    .replace(/\\(.)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST);

function personOf(card: readonly Property[]): ListedPerson | undefined {
  const first = (name: string) => card.find((property) => property.name === name)?.value ?? '';
  const [organization = ''] = splitFields(first('ORG'));
  const name = plain(first('FN')) || structuredName(first('N')) || organization;
  if (name === '') return undefined;
  const ways = card.flatMap(wayOf).slice(0, MOST_WAYS);
  return { name, organization: organization === name ? '' : organization, ways };
}

/** `Lovelace;Ada;;Countess;` (RFC 6350, section 6.2.2), as it is said. */
function structuredName(value: string): string {
  const [family = '', given = '', more = '', prefix = '', suffix = ''] = splitFields(value);
  return [prefix, given, more, family, suffix].filter(Boolean).join(' ');
}

/** All fields, the empty ones too. */
function splitFields(value: string): string[] {
  const fields = [''];
  for (const [piece] of value.matchAll(/\\.|[^\\]/gs)) {
    if (piece === ';') fields.push('');
    else fields[fields.length - 1] += piece;
  }
  return fields.map(plain);
}

/** What a label says of a way and not of a place: every card has it. */
const NO_LABEL = new Set(['voice', 'internet', 'pref', 'text', 'x-internet']);

function wayOf({ name, parameters, value }: Property): Way[] {
  const kind = name === 'TEL' ? 'phone' : name === 'EMAIL' ? 'mail' : undefined;
  const text = plain(value).replace(/^(?:tel|mailto):/i, '');
  if (kind === undefined || text === '') return [];
  const label = parameters
    .filter(([parameter]) => parameter === 'TYPE')
    .flatMap(([, words]) => words.toLowerCase().split(','))
    .filter((word) => !NO_LABEL.has(word))
    .join(' ')
    .slice(0, LONGEST);
  return [{ kind, label, value: text }];
}
