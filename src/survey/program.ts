/** Which program a listener belongs to, told by what stays the same when it is started again. */

/** What is known of a program. At least one of path, unit and container says more than its name. */
export interface Program {
  /** What people call it: the executable's own name, or the container's. */
  readonly name: string;
  /** The executable's path. */
  readonly path?: string | undefined;
  /** What an interpreter runs: a file, a module (`-m http.server`), a class; `-c` for code given by hand. */
  readonly script?: string | undefined;
  /** The service manager's unit, where it is not one that lasts for a session. */
  readonly unit?: string | undefined;
  /** The container, by engine and name: `docker:web`; by engine alone where it has no name. */
  readonly container?: string | undefined;
  /** The container's image. */
  readonly image?: string | undefined;
  /** It passes connections on to that container. */
  readonly relay?: true | undefined;
}
