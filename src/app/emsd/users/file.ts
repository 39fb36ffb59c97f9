/**
 * The users file of a message centre: lines that a person can edit, a subscriber each, and that are never rewritten
 * beyond the line which a command is about.
 *
 *     401.001  name="Ada Lovelace"  alias=ada@example.org  at=192.0.2.7:642  password=scrypt:14:8:1:SALT:HASH
 *
 * The number, then what there is to say of it, with blanks between; several aliases are said one by one. SALT and HASH
 * are hexadecimal. `#` at a line's beginning makes it a comment.
 */
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { formatEndpoint } from '../../../core/endpoint.ts';
import { UsageError } from '../../../core/errors.ts';
import { numberText } from '../../../protocols/emsd/number.ts';
import {
  readAlias,
  readName,
  mustReadNumber,
  readPlace,
  type PasswordHash,
  type User,
} from './user.ts';

/** A line of the file: a subscriber, a comment, or something that cannot be read and is kept all the same. */
export interface UserLine {
  /** As it is there, without the line feed. */
  readonly text: string;
  readonly user?: User;
  /** What is wrong with it, in a sentence. */
  readonly fault?: string;
}

/** Longer than this, in octets, it is no users file. */
export const LONGEST_FILE = 10_000_000;

const HEADER = [
  '# Subscribers of a message centre, one a line: the number, then name="…", alias=…, at=IP:PORT, password=….',
  '# Edit it here, or with: portolan emsd user 401.001 --users FILE. Passwords are written by that command alone.',
];

/** Any text will do: what cannot be read is a line with a fault. Absent: there is no file yet. */
export function readUsers(text: string | undefined): readonly UserLine[] {
  if (text === undefined || text.trim() === '') return HEADER.map((line) => ({ text: line }));
  const lines = text.replace(/^\ufeff/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const taken = new Map<string, number>();
  return lines.map((line, index) => readLine(line.replace(/\r$/, ''), index + 1, taken));
}

/** The file as text. Lines that were not touched are as they were. */
export const writeUsers = (lines: readonly UserLine[]): string =>
  lines.map(({ text }) => `${text}\n`).join('');

export const usersOf = (lines: readonly UserLine[]): User[] =>
  lines.flatMap(({ user }) => (user ? [user] : []));

/** What is wrong with a file, a sentence each. */
export const faultsOf = (lines: readonly UserLine[], path: string): string[] =>
  lines.flatMap(({ fault }, index) =>
    fault === undefined ? [] : [`"${path}", line ${index + 1}: ${fault}`],
  );

/** Puts a subscriber in the place of the one with that number, or at the end. */
export function withUser(lines: readonly UserLine[], user: User): UserLine[] {
  const line = { text: userText(user), user };
  return lines.some((old) => old.user?.number === user.number)
    ? lines.map((old) => (old.user?.number === user.number ? line : old))
    : [...lines, line];
}

export const withoutUser = (lines: readonly UserLine[], number: string): UserLine[] =>
  lines.filter(({ user }) => user?.number !== number);

function readLine(text: string, number: number, taken: Map<string, number>): UserLine {
  const line = text.trim();
  if (line === '' || line.startsWith('#')) return { text };
  try {
    const user = readUser(line);
    for (const claimed of [`number ${numberText(user.number)}`, ...user.aliases]) {
      const before = taken.get(claimed);
      if (before !== undefined) throw new UsageError(`${claimed} is in line ${before} already`);
    }
    for (const claimed of [`number ${numberText(user.number)}`, ...user.aliases])
      taken.set(claimed, number);
    return { text, user };
  } catch (problem) {
    if (problem instanceof UsageError) return { text, fault: problem.message };
    throw problem;
  }
}

/** A word, or `key=word`, or `key="some words"`. */
const FIELD = /\s*(?:(?<key>[a-z]+)=)?(?:"(?<quoted>[^"]*)"|(?<bare>[^\s"]+))(?=\s|$)/y;

type Said = { -readonly [Key in 'name' | 'at' | 'password']?: NonNullable<User[Key]> };

function readUser(line: string): User {
  const [first, ...fields] = fieldsOf(line);
  if (first === undefined || first.key !== undefined) {
    throw new UsageError('it does not begin with a number, as 401.001');
  }
  const number = mustReadNumber(first.value);
  const said: Said = {};
  const aliases: string[] = [];
  for (const { key, value } of fields) {
    if (key === 'alias') aliases.push(readAlias(value));
    else if (key !== 'name' && key !== 'at' && key !== 'password') {
      throw new UsageError(
        `"${key ?? value}" means nothing here: after the number come name="…", alias=…, at=… and password=…`,
      );
    } else if (said[key] !== undefined) throw new UsageError(`it has two of "${key}"`);
    else if (key === 'name') said.name = readName(value);
    else if (key === 'at') said.at = readPlace(value);
    else said.password = readPassword(value);
  }
  return { number, aliases: [...new Set(aliases)], ...said };
}

function fieldsOf(line: string): { readonly key: string | undefined; readonly value: string }[] {
  const fields: { key: string | undefined; value: string }[] = [];
  FIELD.lastIndex = 0;
  for (let at = 0; at < line.length; at = FIELD.lastIndex) {
    const { key, quoted, bare } = FIELD.exec(line)?.groups ?? {};
    const value = quoted ?? bare;
    if (value === undefined) {
      throw new UsageError(`"${line.slice(at).trim().slice(0, 20)}" cannot be read`);
    }
    fields.push({ key, value });
  }
  return fields;
}

/** 2^16 blocks of 1024 octets are the 64 MB that scrypt may take. */
const MOST_COST = 16;

function readPassword(text: string): PasswordHash {
  const [, cost, blockSize, parallelism, salt, hash] =
    /^scrypt:(\d{1,2}):(\d):(\d):((?:[0-9a-f]{2}){8,64}):((?:[0-9a-f]{2}){16,64})$/.exec(text) ??
    [];
  const read = {
    cost: Number(cost),
    blockSize: Number(blockSize),
    parallelism: Number(parallelism),
  };
  const isOne =
    hash !== undefined &&
    read.cost >= 1 &&
    read.blockSize >= 1 &&
    read.parallelism >= 1 &&
    2 ** read.cost * read.blockSize <= 2 ** (MOST_COST + 3);
  if (!isOne) {
    throw new UsageError(
      'its password is not as portolan writes it: set it anew with portolan emsd user NUMBER --set-password',
    );
  }
  return { ...read, salt: fromHex(salt!), hash: fromHex(hash) };
}

function userText({ number, name, aliases, at, password }: User): string {
  return [
    numberText(number),
    ...(name === undefined ? [] : [`name="${name}"`]),
    ...aliases.map((alias) => `alias=${alias}`),
    ...(at ? [`at=${formatEndpoint(at)}`] : []),
    ...(password ? [`password=${passwordText(password)}`] : []),
  ].join('  ');
}

const passwordText = ({ cost, blockSize, parallelism, salt, hash }: PasswordHash): string =>
  `scrypt:${cost}:${blockSize}:${parallelism}:${toHex(salt)}:${toHex(hash)}`;
