/** The subscribers of a message centre: who they are, and whether somebody is one of them. */
import type { Cryptography } from '../../../core/cryptography.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Clock, Files } from '../../../platform/platform.ts';
import type { Directory, Subscriber } from '../../../protocols/emsd/centre/options.ts';
import { faultsOf, LONGEST_FILE, readUsers, usersOf } from './file.ts';
import { PasswordCheck, type Checked } from './passwords.ts';
import type { User } from './user.ts';

export interface Users extends Directory {
  readonly all: readonly Subscriber[];
  /**
   * Whether this is the password of the subscriber with that number. Quick when it was asked before.
   * @param from the IP address of whoever says it, so that guessing is slow
   */
  check(number: string, password: Uint8Array, from: string): Promise<Checked>;
}

/**
 * Reads a users file.
 * @throws UsageError when it is not there, or has a line that cannot be read: whoever it means would be turned away
 */
export async function loadUsers(
  path: string,
  files: Pick<Files, 'read'>,
  cryptography: Cryptography,
  clock: Pick<Clock, 'now'>,
): Promise<Users> {
  const lines = readUsers(new TextDecoder().decode(await files.read(path, LONGEST_FILE)));
  const [fault, ...more] = faultsOf(lines, path);
  if (fault !== undefined) {
    throw new UsageError(
      more.length === 0 ? fault : `${fault} (and ${more.length} other lines cannot be read)`,
    );
  }
  return createUsers(usersOf(lines), cryptography, clock);
}

/** @param users no number and no alias twice */
export function createUsers(
  users: readonly User[],
  cryptography: Cryptography,
  clock: Pick<Clock, 'now'>,
): Users {
  const byNumber = new Map(users.map((user) => [user.number, user]));
  const byAlias = new Map(
    users.flatMap((user) => user.aliases.map((alias) => [alias, user] as const)),
  );
  const reached = users.filter(({ at }) => at);
  const passwords = new PasswordCheck((number) => byNumber.get(number), cryptography, clock);
  return {
    all: users,
    byNumber: (number) => byNumber.get(number),
    byAlias: (address) => byAlias.get(address.toLowerCase()),
    byAddress(address) {
      const there = reached.filter(({ at }) => at?.address === address);
      return there.length === 1 ? there[0] : undefined;
    },
    check: (number, password, from) => passwords.check(number, password, from),
  };
}
