/** The user whose engines are the machine's. */
export const ROOT = 0;

/** Where attribution looks on a machine; other folders than the real ones are for tests. */
export interface Places {
  /** The proc file system. */
  readonly proc: string;
  /** What stands before `/run`, `/etc`, `/var/lib` …: nothing on a real machine. */
  readonly base: string;
  /** The user that looks; undefined where there are no users. */
  readonly uid: number | undefined;
  /** Docker's own variable for where its socket is: `unix:///run/docker.sock`. */
  readonly dockerHost: string | undefined;
}

/** @param proc where the proc file system is mounted; what belongs to the same machine is beside it */
export function placesBeside(proc: string): Places {
  const base = proc.replace(/\/proc$/, '');
  return {
    proc,
    base,
    uid: process.getuid?.(),
    dockerHost: base === '' ? process.env['DOCKER_HOST'] : undefined,
  };
}
