/** What both directions agree on: which headers have a field of EMSD, and in which words. */
import type { Heading, Importance, Priority, Recipient } from '../ipm.ts';

/** One octet less than the standard has: the reference implementation takes no more. */
export const SUBJECT_ROOM = 127;

/** The words of the reference implementation for a heading's flags. */
export const PRIORITY_WORDS: readonly (readonly [word: string, priority: Priority])[] = [
  ['Urgent', 'urgent'],
  ['Non-Urgent', 'non-urgent'],
];
export const IMPORTANCE_WORDS: readonly (readonly [word: string, importance: Importance])[] = [
  ['Low', 'low'],
  ['High', 'high'],
];
export const AUTO_FORWARDED_WORD = 'True';

export const wordOf = <T>(words: readonly (readonly [string, T])[], meant: T): string | undefined =>
  words.find(([, meaning]) => meaning === meant)?.[0];
export const meaningOf = <T>(
  words: readonly (readonly [string, T])[],
  said: string,
): T | undefined => words.find(([word]) => word.toLowerCase() === said.toLowerCase())?.[1];

/** Stands where To must stand and nobody is shown. */
export const NOBODY = 'undisclosed-recipients:;';
export const saysNobody = (text: string): boolean =>
  text === '' || /^undisclosed[- ]recipients: *;$/i.test(text);

/** The MIME headers whose fields are texts. */
export const MIME_HEADERS = [
  ['Content-Type', 'contentType'],
  ['Content-ID', 'contentId'],
  ['Content-Description', 'contentDescription'],
  ['Content-Transfer-Encoding', 'contentTransferEncoding'],
] as const satisfies readonly (readonly [string, keyof Heading])[];

/** `text/plain` of `text/plain; charset=utf-8`. */
export const typeOf = (contentType: string): string =>
  contentType.replace(/[ ;(].*$/s, '').toLowerCase();

/** A MIME-Version without its comments (RFC 2045, section 4). */
export const versionOf = (text: string): string =>
  text.replaceAll(/\([^()]*\)/g, '').replaceAll(' ', '');

/** What is asked of recipients has no header elsewhere: `1=receipt+return 3=delivery`, recipients counted from 1. */
export const REQUESTS = 'X-EMSD-Requests';

export type Requests = Pick<Recipient, 'receipt' | 'returnMessage' | 'report' | 'replyRequested'>;
export const NO_REQUESTS: Requests = {
  receipt: 'none',
  returnMessage: false,
  report: 'non-delivery',
  replyRequested: false,
};

const REQUEST_WORDS: Readonly<Record<string, Partial<Requests>>> = {
  receipt: { receipt: 'receipt' },
  'non-receipt': { receipt: 'non-receipt' },
  return: { returnMessage: true },
  delivery: { report: 'delivery' },
  silence: { report: 'none' },
  reply: { replyRequested: true },
};

/** The header's value; empty where nothing beyond the usual is asked. */
export function requestsText(recipients: readonly Recipient[]): string {
  return recipients
    .flatMap((recipient, place) => {
      const words = Object.keys(REQUEST_WORDS).filter((word) =>
        Object.entries(REQUEST_WORDS[word]!).every(
          ([key, asked]) => recipient[key as keyof Requests] === asked,
        ),
      );
      return words.length > 0 ? [`${place + 1}=${words.join('+')}`] : [];
    })
    .join(' ');
}

/** By recipients' places, from 0; undefined where the text is not of this form. */
export function readRequests(text: string): ReadonlyMap<number, Requests> | undefined {
  const read = new Map<number, Requests>();
  for (const piece of text.split(' ').filter((one) => one !== '')) {
    const [, place, words = ''] = /^([1-9]\d{0,2})=([a-z+-]+)$/.exec(piece) ?? [];
    if (place === undefined) return undefined;
    const asked = words.split('+').map((word) => REQUEST_WORDS[word]);
    if (asked.includes(undefined)) return undefined;
    read.set(Number(place) - 1, Object.assign({}, NO_REQUESTS, ...asked) as Requests);
  }
  return read;
}
