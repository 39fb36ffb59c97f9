/** The subscribers of a message centre, in its users file: shows them, makes them, changes them, takes them away. */
import { formatEndpoint } from '../../core/endpoint.ts';
import { NotFoundError, ThereAlreadyError, UsageError } from '../../core/errors.ts';
import { numberText } from '../../protocols/emsd/number.ts';
import type { Context, Input, Operation } from '../operation.ts';
import {
  faultsOf,
  LONGEST_FILE,
  readUsers,
  usersOf,
  withoutUser,
  withUser,
  writeUsers,
  type UserLine,
} from './users/file.ts';
import { hashPassword, LONGEST_PASSWORD, passwordBytes } from './users/passwords.ts';
import { readAlias, readName, mustReadNumber, readPlace, type User } from './users/user.ts';

/** A subscriber, as every door shows him: never his password. */
export interface ShownUser {
  /** `401.001`. */
  readonly number: string;
  readonly name?: string;
  readonly aliases: readonly string[];
  /** `192.0.2.7:642`. */
  readonly at?: string;
  readonly password: boolean;
}

export interface EmsdUserResult {
  /** All, or the one that was asked for, as it is now; in the file's order. */
  readonly users: readonly ShownUser[];
  readonly changed?: 'made' | 'changed' | 'removed';
  readonly file: string;
  readonly warnings: readonly string[];
}

const text = { type: 'string' };
const USER_SCHEMA = {
  type: 'object',
  required: ['number', 'aliases', 'password'],
  properties: {
    number: text,
    name: text,
    aliases: { type: 'array', items: text },
    at: text,
    password: { type: 'boolean' },
  },
  additionalProperties: false,
};

export const emsdUser: Operation<EmsdUserResult> = {
  name: 'emsd user',
  summary: "a message centre's subscribers: show, make, change, remove",
  description:
    'Subscribers stand in a file, one a line, which you may edit; portolan emsd serve reads it when it begins.\n' +
    'Without a number all are shown, with a number alone that one. Anything said of a number changes it, and makes\n' +
    'it where there is none. An empty name, alias or place takes away what is there.\n' +
    `A password has up to ${LONGEST_PASSWORD} characters and is never a word of the command line: with --set-password it is read\n` +
    'from the environment (PORTOLAN_EMSD_PASSWORD), else from standard input. The file has a salted scrypt hash of it;\n' +
    'on the wire EMSD carries it in the clear.',
  examples: [
    {
      command: 'portolan emsd user 401.001 --users users.txt --name Ada --set-password',
      shows: 'makes one, or changes her',
    },
    {
      command:
        'portolan emsd user 401.001 --users users.txt --alias ada@example.org,postmaster@centre.example',
      shows: 'mail to these addresses is for her too; reports are from the postmaster',
    },
    { command: 'portolan emsd user --users users.txt', shows: 'all of them' },
    { command: 'portolan emsd user 401.001 --users users.txt --remove', shows: 'takes her out' },
  ],
  reach: 'nothing',
  changes: true,
  parameters: [
    {
      name: 'number',
      summary: 'a subscriber, as 401.001 or 401001',
      type: 'text',
      positional: true,
      placeholder: 'NUMBER',
    },
    {
      name: 'users',
      summary: 'the file; made when it is not there',
      type: 'text',
      required: true,
      placeholder: 'FILE',
    },
    {
      name: 'name',
      summary: 'shown beside the number',
      type: 'text',
      mayBeEmpty: true,
      placeholder: 'TEXT',
    },
    {
      name: 'alias',
      summary:
        'mail addresses that mean the subscriber too, with commas between or one by one: in place of those that are there',
      type: 'texts',
      mayBeEmpty: true,
      placeholder: 'ADDRESSES',
    },
    {
      name: 'at',
      summary: 'where the device is always reached; else where it last asked for its messages',
      type: 'text',
      mayBeEmpty: true,
      placeholder: 'IP[:PORT]',
    },
    {
      name: 'set-password',
      summary: 'sets the password, from the environment or standard input',
      type: 'flag',
    },
    {
      name: 'password',
      summary: 'the password that --set-password sets',
      type: 'text',
      environment: 'PORTOLAN_EMSD_PASSWORD',
      secret: true,
      placeholder: 'PASSWORD',
    },
    { name: 'remove', summary: 'takes the subscriber out', type: 'flag' },
  ],
  output: {
    type: 'object',
    required: ['users', 'file', 'warnings'],
    properties: {
      users: { type: 'array', items: USER_SCHEMA },
      changed: { enum: ['made', 'changed', 'removed'] },
      file: text,
      warnings: { type: 'array', items: text },
    },
  },

  async run(input, context) {
    const file = input['users'] as string;
    const asked = input['number'] as string | undefined;
    const isChange = CHANGES.some((name) => said(input, name));
    const mayMake = asked !== undefined && isChange && !said(input, 'remove');
    const kept = await readKept(file, mayMake, context);
    const { lines } = kept;
    if (asked === undefined) {
      if (isChange) throw new UsageError('name the subscriber: portolan emsd user 401.001 …');
      return { users: usersOf(lines).map(shown), file, warnings: faultsOf(lines, file) };
    }
    const number = mustReadNumber(asked);
    const known = usersOf(lines).find((user) => user.number === number);
    const done = (user: User, now: readonly UserLine[], changed?: EmsdUserResult['changed']) => ({
      users: [shown(user)],
      ...(changed && { changed }),
      file,
      warnings: [...faultsOf(now, file), ...(changed === 'removed' ? [] : missing(user))],
    });
    if (!isChange || input['remove'] === true) {
      if (!known) throw new NotFoundError(`${numberText(number)} is not in "${file}"`);
      if (!isChange) return done(known, lines);
      if (CHANGES.some((name) => name !== 'remove' && said(input, name))) {
        throw new UsageError(
          '--remove takes the subscriber out: leave out what else there is to say',
        );
      }
      const left = withoutUser(lines, number);
      await write(kept, left, context);
      return done(known, left, 'removed');
    }
    const user = await changedUser(known ?? { number, aliases: [] }, input, context);
    const next = withUser(lines, user);
    refuseTaken(next, user, file);
    await write(kept, next, context);
    return done(user, next, known ? 'changed' : 'made');
  },

  items: ({ users }) => users,
  rows: ({ users }) =>
    users.map(({ number, name = '', aliases, at = '', password }) => ({
      number,
      name,
      aliases: aliases.join(' '),
      at,
      password,
    })),
  outcome: ({ warnings }) => ({ warnings }),
};

/** What changes a subscriber. */
const CHANGES = ['name', 'alias', 'at', 'set-password', 'remove'];
const said = (input: Input, name: string) => input[name] !== undefined && input[name] !== false;

/** The file as it is now. */
interface Kept {
  readonly path: string;
  readonly lines: readonly UserLine[];
  /** Why it could not be read: it is to be made, if it can be. */
  readonly unread?: UsageError;
}

/** @param make one that is not there is made when it is written */
async function readKept(path: string, make: boolean, { platform }: Context): Promise<Kept> {
  try {
    return { path, lines: readUsers(decode(await platform.files.read(path, LONGEST_FILE), path)) };
  } catch (problem) {
    if (!make || !(problem instanceof UsageError)) throw problem;
    return { path, lines: readUsers(undefined), unread: problem };
  }
}

function decode(bytes: Uint8Array, path: string): string {
  const read = new TextDecoder().decode(bytes);
  if (!read.includes('\ufffd')) return read;
  // Writing it would put them away for good.
  throw new UsageError(`"${path}" has characters that are no UTF-8; mend that first`);
}

async function write({ path, unread }: Kept, lines: readonly UserLine[], { platform }: Context) {
  const { files } = platform;
  if (unread) {
    // For this user alone: whoever reads it may try passwords on it.
    const made = await files.create(path).catch((problem: unknown) => {
      throw problem instanceof ThereAlreadyError ? unread : problem;
    });
    await made.close();
  }
  await files.replace(path, writeUsers(lines), true);
}

async function changedUser(user: User, input: Input, context: Context): Promise<User> {
  const { name, at, aliases, password, number } = user;
  const newName = input['name'] as string | undefined;
  const newPlace = input['at'] as string | undefined;
  const newAliases = input['alias'] as readonly string[] | undefined;
  const shownName = newName === undefined ? name : newName === '' ? undefined : readName(newName);
  const place = newPlace === undefined ? at : newPlace === '' ? undefined : readPlace(newPlace);
  const hash = input['set-password'] === true ? await newPassword(input, context) : password;
  return {
    number,
    aliases: newAliases?.flatMap(words).map(readAlias) ?? aliases,
    ...(shownName !== undefined && { name: shownName }),
    ...(place && { at: place }),
    ...(hash && { password: hash }),
  };
}

/** More than any password has, with the end of its line. */
const MOST_INPUT = 1024;

async function newPassword(input: Input, { platform }: Context) {
  const given =
    (input['password'] as string | undefined) ??
    new TextDecoder().decode(await platform.files.read('-', MOST_INPUT));
  return hashPassword(passwordBytes(given.replace(/\r?\n$/, '')), await platform.cryptography());
}

function refuseTaken(lines: readonly UserLine[], user: User, file: string): void {
  for (const other of usersOf(lines)) {
    const shared =
      other.number !== user.number && user.aliases.find((a) => other.aliases.includes(a));
    if (shared) {
      throw new UsageError(
        `${shared} is an alias of ${numberText(other.number)} in "${file}" already`,
      );
    }
  }
}

const missing = ({ password, number }: User): string[] =>
  password
    ? []
    : [`${numberText(number)} has no password, so its device is not believed: add --set-password`];

const words = (list: string): string[] => list.split(',').flatMap((word) => word.trim() || []);

const shown = ({ number, name, aliases, at, password }: User): ShownUser => ({
  number: numberText(number),
  ...(name !== undefined && { name }),
  aliases,
  ...(at && { at: formatEndpoint(at) }),
  password: password !== undefined,
});
