/** Texts of EMSD, one character an octet, as what headers may have: printable ASCII. */
import { latin1Bytes } from '../../../core/bytes/line.ts';
import { encodeWords } from '../../../core/mail/encoded-words.ts';
import { SUBJECT_ROOM } from './fields.ts';
import { refuse } from './refusal.ts';

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Tabs become blanks; what is not ASCII becomes encoded words, of UTF-8 where it is that.
 * @param what it is, for people
 * @throws CannotCross when it has other control characters: a line's end here would begin a header of its own
 */
export function headerText(text: string, what: string): string {
  const line = text.replaceAll('\t', ' ');
  if (CONTROL.test(line)) refuse('5.6.0', `${what} has a control character`);
  return encodeWords(unicode(line));
}

function unicode(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(latin1Bytes(text));
  } catch {
    return text;
  }
}

/** As much of a subject as there is room for, no word of it cut, encoded ones neither. */
export function fittingSubject(subject: string): string {
  if (subject.length <= SUBJECT_ROOM) return subject;
  const cut = subject.slice(0, SUBJECT_ROOM);
  const at = cut.lastIndexOf(' ');
  return (at > SUBJECT_ROOM / 2 ? cut.slice(0, at) : cut.replace(/=\?[^ ]*$/, '')).trimEnd();
}

/** What may be said of it in an answer over SMTP. */
export const printable = (text: string): string => text.replaceAll(/[^ -~]/g, '?').slice(0, 60);
