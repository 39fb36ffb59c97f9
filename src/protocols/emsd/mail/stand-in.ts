/**
 * When an extension is the header that it is called: one whose field had no room for all of it stands for the field
 * again, provided that the field says the beginning of the same. A device may send any extension it likes; none of them
 * can say that a message is from somebody else, or to somebody else, than its fields do.
 */
import { readAddresses } from '../../../core/mail/address-list.ts';
import { BOUNDS } from '../vocabulary.ts';
import {
  IMPORTANCE_WORDS,
  meaningOf,
  MIME_HEADERS,
  PRIORITY_WORDS,
  REQUESTS,
  saysNobody,
  SUBJECT_ROOM,
  typeOf,
  versionOf,
} from './fields.ts';
import { readIds } from './message-id.ts';

/** The headers of the fields, by lower-case names. */
export interface Shown {
  readonly values: ReadonlyMap<string, string>;
  /** Whether the message came from the Internet: then its headers are what they were there. */
  readonly isFromOutside: boolean;
}

/** `instead`: of the field's header. `no`: it must be wrapped, or it would be taken for the field. */
export type StandIn = 'by itself' | 'instead' | 'no';

export function mayStandFor(name: string, value: string, shown: Shown): StandIn {
  const rule = RULES.get(name);
  if (rule === undefined) return 'by itself';
  return rule(value, shown.values.get(name), shown);
}

type Rule = (value: string, own: string | undefined, shown: Shown) => StandIn;

const instead = (does: boolean): StandIn => (does ? 'instead' : 'no');
const never: Rule = () => 'no';

const peopleOf = (text: string): string =>
  readAddresses(text)
    .mailboxes.map(({ address }) => address.toLowerCase())
    .join('\n');

const samePeople: Rule = (value, own) => {
  if (saysNobody(value)) return 'no';
  if (own === undefined) return peopleOf(value) === '' ? 'by itself' : 'no';
  return instead(value !== own && peopleOf(value) === peopleOf(own));
};

/** Authors beyond the first are believed of messages from outside alone. */
const sameAuthor: Rule = (value, own, shown) => {
  const author = own === undefined ? '' : peopleOf(own);
  const [first, ...more] = peopleOf(value).split('\n');
  if (first === author && more.length === 0) return instead(value !== own);
  return instead(shown.isFromOutside && first === author);
};

/** A word that is read as a flag says what the flag does not. */
const noFlag =
  (words: readonly (readonly [string, unknown])[]): Rule =>
  (value, own) =>
    own === undefined && meaningOf(words, value) === undefined ? 'by itself' : 'no';

const longer =
  (room: number, agrees: (value: string, own: string | undefined) => boolean): Rule =>
  (value, own) =>
    instead(value.length > room && agrees(value, own));

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['from', sameAuthor],
  ['to', samePeople],
  ['cc', samePeople],
  ['bcc', samePeople],
  ['sender', samePeople],
  ['reply-to', samePeople],
  [
    'in-reply-to',
    (value, own) => instead(own !== undefined && value !== own && readIds(value)[0] === own),
  ],
  ['subject', longer(SUBJECT_ROOM, (value, own) => own !== undefined && value.startsWith(own))],
  [
    'mime-version',
    (value, own) => instead(own !== undefined && value !== own && versionOf(value) === own),
  ],
  ...MIME_HEADERS.map(([header, key]): [string, Rule] => [
    header.toLowerCase(),
    longer(BOUNDS.mime, (value, own) =>
      key === 'contentType' ? own === typeOf(value) : own === undefined,
    ),
  ]),
  ['x-priority', noFlag(PRIORITY_WORDS)],
  ['x-importance', noFlag(IMPORTANCE_WORDS)],
  ['x-auto-forwarded', noFlag([['True', true]])],
  [REQUESTS.toLowerCase(), never],
  ['date', never],
  ['message-id', never],
]);
