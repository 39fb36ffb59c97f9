/** Giving up the administrator's rights, once the ports are open that only they open. */
import { isExpected, UnavailableError, UsageError } from '../core/errors.ts';
import type { Privileges, User } from '../platform/privileges.ts';

/**
 * Whom to become; undefined when there is nothing to give up, or it is wanted so (`root`).
 * @param name as the user named him; undefined: whoever called for the administrator, else nobody
 * @throws UsageError when somebody is named and nothing can be given up, or there is no such user
 */
export function heirOf(privileges: Privileges, name: string | undefined): User | undefined {
  if (!privileges.isElevated()) {
    if (name === undefined) return undefined;
    throw new UsageError(
      `only the administrator can become somebody else: leave out --user ${name}`,
    );
  }
  return name === 'root' || name === '0' ? undefined : privileges.heir(name);
}

/** @throws UsageError or UnavailableError when it cannot be done; the sentence says how to go on without */
export function becomeHeir(privileges: Privileges, heir: User): void {
  try {
    privileges.become(heir);
  } catch (problem) {
    if (!isExpected(problem)) throw problem;
    const said = `${problem.message}, or keep it as it is: --user root`;
    throw problem instanceof UsageError ? new UsageError(said) : new UnavailableError(said);
  }
}

/**
 * Opens what is kept, and gives up rights. Nobody, who has no home, has no folder to write in either: then it is the
 * administrator's, opened while we are that, and its files are held open. Whoever has a home owns what is kept there.
 * @throws UsageError or UnavailableError when it cannot be done or opened; the sentence says how to go on without
 */
export async function openAndBecome<T>(
  privileges: Privileges,
  heir: User | undefined,
  open: () => Promise<T>,
): Promise<T> {
  if (heir === undefined) return open();
  if (heir.home === undefined) {
    const opened = await open();
    becomeHeir(privileges, heir);
    return opened;
  }
  becomeHeir(privileges, heir);
  try {
    return await open();
  } catch (problem) {
    if (!(problem instanceof UnavailableError)) throw problem;
    const { name } = heir;
    throw new UnavailableError(
      `${problem.message}\nIt has become ${name} by then: name a place of ${name}'s, or keep the administrator: --user root`,
    );
  }
}
