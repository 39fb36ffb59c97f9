/** Whether two programs that were seen at different times are the same one. */
import { interpreterOf, isCode } from './interpreters.ts';
import { baseName, type Program } from './program.ts';

/** Whether any program of one set is in the other: several hold one socket together, and workers come and go. */
export const shareProgram = (some: readonly Program[], others: readonly Program[]) =>
  some.some((one) => others.some((other) => isSameProgram(one, other)));

/**
 * By the strongest things that are known of both: image and container, what an interpreter runs, path, unit.
 * A new version of the same program in the place where its versions go is the same program.
 */
export function isSameProgram(a: Program, b: Program): boolean {
  return areContainersAlike(a, b) && areProgramsAlike(a, b);
}

/**
 * Programs with the same key are the same; the same program may have had another key, when less was known of it.
 * For comparing many with many.
 */
export function programKey({ name, path, script, unit, container, image }: Program): string {
  const interpreter = path === undefined ? undefined : interpreterOf(path);
  const own = path === undefined ? (unit ?? name) : (interpreter ?? stablePath(path));
  const run = interpreter === undefined ? '' : (runKey(script) ?? unit ?? name);
  return [image ?? container ?? '', own, run].join(' ');
}

const runKey = (script: string | undefined) =>
  script === undefined || !isCode(script) ? script && plainPath(script) : '(code)';

function areContainersAlike(a: Program, b: Program): boolean {
  if (a.image !== undefined && b.image !== undefined && a.image !== b.image) return false;
  if (a.container === undefined || b.container === undefined) {
    // A relay whose container could not be named one time is told by its own path.
    return a.container === b.container || a.relay === true || b.relay === true;
  }
  const names = [a.container, b.container].filter((name) => name.includes(':'));
  // One that was made without a name is given another by chance each time; then the image tells.
  return (
    names.length < 2 || names[0] === names[1] || (a.image !== undefined && b.image !== undefined)
  );
}

function areProgramsAlike(a: Program, b: Program): boolean {
  if (a.relay && b.relay && a.container?.includes(':') && a.container === b.container) return true;
  if (a.path === undefined || b.path === undefined) return areNamesAlike(a, b);
  const interpreter = interpreterOf(a.path);
  if (interpreter !== undefined && interpreter === interpreterOf(b.path)) return runTheSame(a, b);
  return (
    stablePath(a.path) === stablePath(b.path) ||
    (isSameUnit(a, b) && baseName(a.path) === baseName(b.path))
  );
}

/** The path of one is not known: a unit that will start on demand, a process that hides it. */
function areNamesAlike(a: Program, b: Program): boolean {
  if (a.unit !== undefined && b.unit !== undefined) return a.unit === b.unit;
  return a.name === b.name;
}

/** Two runs of one interpreter. */
function runTheSame(a: Program, b: Program): boolean {
  if (a.unit !== undefined && b.unit !== undefined && a.unit !== b.unit) return false;
  if (a.script !== undefined && b.script !== undefined) return isSameRun(a.script, b.script);
  // What it runs is not known of both; a multi-call binary goes by the name that it was called by.
  return isSameUnit(a, b) || a.name === b.name;
}

const isSameUnit = (a: Program, b: Program) => a.unit !== undefined && a.unit === b.unit;

/** Code that was given by hand has no name, by whichever option it was given. */
const isSameRun = (a: string, b: string) => (isCode(a) && isCode(b)) || isSameFile(a, b);

/**
 * A path that was given relative to a folder that nobody remembers may be the end of the other one. The same
 * relative path in another folder cannot be told from this one.
 */
function isSameFile(a: string, b: string): boolean {
  const [one, other] = [plainPath(a), plainPath(b)];
  if (stablePath(one) === stablePath(other)) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return isRelative(short) && !isRelative(long) && long.endsWith(`/${short}`);
}

/** Without the steps that lead nowhere: `./tool.py` is `tool.py`. */
const plainPath = (path: string) => path.replaceAll(/(?<=^|\/)(?:\.\/+)+/g, '');

const isRelative = (path: string) => !/^(?:[/\\-]|[A-Za-z]:)/.test(path);

/** A folder for one version, `16`, `v1.2-rc1`, `nginx-1.27`; or where an image is mounted for one start. */
const VERSION = /^v?\d+(?:\.\d+)*(?:[-+~][\w.+~-]*)?$|(?<=-)v?\d+(?:\.\d+)+$|^\.mount_.*/;

/**
 * A package in the store of Nix or Guix: `<hash>-nginx-1.27`, `<hash>-openssl-3.0.13-bin`. What changes with
 * every build is the hash; its version begins at the first dash that a digit follows.
 */
const STORE = /^(\/(?:nix|gnu)\/store\/)[0-9a-z]+-([^/]+?)(?:-\d[^/]*)?(?=\/|$)/;

/**
 * A path without what changes from version to version: `/usr/lib/postgresql/16/bin/postgres`,
 * `/snap/foo/123/bin/foo`, `/nix/store/<hash>-nginx-1.27/bin/nginx`. Windows does not tell cases apart.
 */
function stablePath(path: string): string {
  const text = path.includes('\\') ? path.toLowerCase() : path;
  return text
    .replace(STORE, '$1$2')
    .split(/([/\\])/)
    .map((part, index, parts) =>
      // The last part is the program's own name, where a number may tell programs apart.
      index < parts.length - 1 ? part.replace(VERSION, '*') : part,
    )
    .join('');
}
