/** Giving up the administrator's rights for good, behind an interface. */

/** Somebody that a process can run as. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** A home folder that is there and this user's own. */
  readonly home?: string;
}

/** Whose rights this process has, and how to give them up. */
export interface Privileges {
  /** Whether this process may do what only the administrator may. False where systems know no such user. */
  isElevated(): boolean;
  /**
   * Whom this process should be, when it need not be the administrator: who called it by
   * way of sudo, pkexec or doas, else nobody.
   * @param name somebody else, by name or number
   * @throws UsageError when there is no such user
   */
  heir(name?: string): User;
  /**
   * Becomes that user, in all threads, without any other group, and for good; its home folder becomes ours, if it
   * has one. Open files stay open.
   * @throws Error when afterwards there is a way back: then go on with nothing
   */
  become(user: User): void;
}
