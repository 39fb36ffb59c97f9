/** Which baseline is meant: what the commands have in common. */
import { counted } from '../../core/count.ts';
import { UsageError } from '../../core/errors.ts';
import { quoted } from '../../verdict/commands/shell.ts';
import type { Input, Parameter } from '../operation.ts';
import { listingParameters, readListed, type Listed } from '../survey/machine.ts';

/** The baseline that needs no naming. */
export const DEFAULT_NAME = 'default';

/** What a baseline may be called: nothing that could be taken for a port or a flag. */
const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

export const NAME_PARAMETER: Parameter = {
  name: 'name',
  summary: `which baseline; "${DEFAULT_NAME}" when none is named`,
  type: 'text',
  positional: true,
  placeholder: 'NAME',
};

export const FILE_PARAMETER: Parameter = {
  name: 'file',
  summary: 'a file instead, as it fits in a repository',
  type: 'text',
  placeholder: 'FILE',
};

/** What `--from` takes: `--file` takes a file already. */
const LISTING = 'LISTING';

/** Another machine instead of this one, as in a survey. */
export const LISTING_PARAMETERS = listingParameters(LISTING);

/** @throws UsageError for a program without what it listed */
export const readOther = (input: Input): Listed => readListed(input, LISTING);

/** Only this machine and its containers are compared unless it is given. */
export const EVERYWHERE_PARAMETER: Parameter = {
  name: 'everywhere',
  summary: 'other network namespaces too, not this machine and its containers alone',
  type: 'flag',
};

/** `2 other network namespaces were left out; --everywhere looks there too`. */
export const leftOutSentence = ({ length }: readonly string[]) =>
  `${counted(length, 'other network namespace')} ${length === 1 ? 'was' : 'were'} left out; --everywhere looks there too`;

/** A baseline in the store, or a file. */
export type Which =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

/** @throws UsageError for a name that none may have, or a name and a file */
export function whichBaseline(input: Input): Which {
  const { name, file } = input as { readonly name?: string; readonly file?: string };
  if (file !== undefined) {
    if (name !== undefined) throw new UsageError('either a name or --file: a file has no name');
    if (file === '') throw new UsageError('--file names no file');
    return { kind: 'file', path: file };
  }
  return { kind: 'name', name: checkName(name ?? DEFAULT_NAME) };
}

/** @throws UsageError */
export function checkName(name: string): string {
  if (isName(name)) return name;
  throw new UsageError(
    `"${name.slice(0, 80)}" cannot be a baseline's name: a letter first, then letters, digits, ".", "_" and "-", 64 at most`,
  );
}

/** Whether a baseline may be called so. */
export const isName = (word: string) => NAME.test(word);

/** The words that mean it on a command line; nothing for the one that needs no naming. */
export function wordsFor(which: Which): string {
  if (which.kind === 'file') return ` --file ${quoted(which.path)}`;
  return which.name === DEFAULT_NAME ? '' : ` ${which.name}`;
}

/** The words that mean the same listing on a command line; nothing for this machine. */
export const wordsForListed = ({ from, as }: Listed): string =>
  from === undefined ? '' : ` --from ${quoted(from)}${as === undefined ? '' : ` --as ${as}`}`;
