/** The rights of a simulated process: those of an ordinary user, unless the story has it otherwise. */
import { UsageError } from '../../core/errors.ts';
import type { Privileges, User } from '../privileges.ts';

const NOBODY: User = { name: 'nobody', uid: 65_534, gid: 65_534 };

/** @param users who can be become besides nobody; given, the process begins as the administrator */
export function simulatedPrivileges(
  users?: readonly User[],
): Privileges & { readonly current: User | undefined } {
  const known = [NOBODY, ...(users ?? [])];
  let current: User | undefined;
  return {
    get current() {
      return current;
    },
    isElevated: () => users !== undefined && current === undefined,
    heir(name = 'nobody') {
      const found = known.find((user) => user.name === name || String(user.uid) === name);
      if (!found) throw new UsageError(`there is no user "${name}" here`);
      return found;
    },
    become(user) {
      current = user;
    },
  };
}
