/** The people that a header names (RFC 5322, section 3.4, obsolete forms too). The one place in `core` that names the parser. */
import parser, { type Address } from 'nodemailer/lib/addressparser';

export interface Mailbox {
  /** As it was written, where that can be told; else `name <address>`. */
  readonly text: string;
  /** Without quotes; comments where nothing else is there. Encoded words stay encoded. May be empty. */
  readonly name: string;
  /** `local@host`, a quoted local part with its quotes. */
  readonly address: string;
}

export interface AddressList {
  /** In order; members of groups among the others. */
  readonly mailboxes: readonly Mailbox[];
  /** Whether the mailboxes' texts, with commas between them, say all that the header said: no groups, nobody unreadable. */
  readonly isPlain: boolean;
}

/** @param text a header's value, unfolded. Total: what is no address is left out, and the list is not plain. */
export function readAddresses(text: string): AddressList {
  const entries = parser(text).flatMap(membersOf);
  const mailboxes = entries.filter(({ address }) => ADDRESS.test(address));
  const pieces = piecesOf(text);
  const isPlain =
    pieces.length === entries.length &&
    pieces.every((piece, place) => saysTheSame(piece, entries[place]!));
  return {
    mailboxes: mailboxes.map(({ name, address }, place) => ({
      name,
      address,
      text: isPlain ? pieces[place]! : mailboxText(name, address),
    })),
    isPlain,
  };
}

/** `name <address>`, the name in quotes where it has more than words. @param name ASCII, without control characters */
export function mailboxText(name: string, address: string): string {
  if (name === '') return address;
  const phrase = WORDS.test(name) ? name : `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return `${phrase} <${address}>`;
}

const ADDRESS = /^(?:"(?:[^"\\]|\\.)*"|[^\s"@<>(),:;]+)@(?:\[[^[\]\\\s]*\]|[^\s"@<>(),:;[\]]+)$/;
/** Atoms with blanks between them (RFC 5322, section 3.2.3), dots as everybody writes them. */
const WORDS = /^[\w!#$%&'*+\-/=?^`{|}~.]+(?: [\w!#$%&'*+\-/=?^`{|}~.]+)*$/;

interface Entry {
  readonly name: string;
  readonly address: string;
}

const membersOf = (entry: Address): Entry[] =>
  entry.group === undefined ? [entry] : entry.group.flatMap(membersOf);

/** Whether a piece is this one mailbox and no group. */
function saysTheSame(piece: string, { name, address }: Entry): boolean {
  const [read, ...more] = parser(piece);
  if (read === undefined || more.length > 0 || read.group !== undefined) return false;
  // Where there are two addresses, who comes after us may believe the other; so where brackets do not say which part it is.
  const bare = piece.replaceAll(QUOTED_OR_COMMENT, '').trim();
  const isOne = bare.split('@').length === 2 && /^(?:[^<>\s]*|[^<>]*<[^<>]*>)$/.test(bare);
  return isOne && ADDRESS.test(address) && read.address === address && read.name === name;
}

/** Comments two deep; deeper ones leave something over, and what has an `@` in it is then not believed. */
const QUOTED_OR_COMMENT = /"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)/g;

/** What stands between commas that are neither quoted, commented nor inside of angle or square brackets. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let quoted = false;
  let depth = 0;
  let inside = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\\') at++;
    else if (quoted) quoted = character !== '"';
    else if (depth > 0) depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    else if (character === '"') quoted = true;
    else if (character === '(') depth = 1;
    else if (inside !== '') inside = character === inside ? '' : inside;
    else if (character === '<') inside = '>';
    else if (character === '[') inside = ']';
    else if (character === ',') {
      pieces.push(text.slice(start, at));
      start = at + 1;
    }
  }
  pieces.push(text.slice(start));
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}
