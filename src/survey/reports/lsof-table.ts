/**
 * The table that lsof prints for people (`lsof -nP -i`), in which a blank of a program's name is written
 * `\x20`, so that columns are told by blanks; names are cut to nine characters unless `+c` says otherwise.
 *
 *     COMMAND  PID USER  FD  TYPE             DEVICE SIZE/OFF NODE NAME
 *     cupsd    412 root   6u IPv4 0x7c61aec2ce64a747      0t0  TCP 127.0.0.1:631 (LISTEN)
 */

/** A socket's line, taken apart. */
export interface LsofTableLine {
  readonly program: string;
  readonly pid: string;
  readonly user: string;
  readonly type: string;
  readonly device: string;
  readonly protocol: string;
  readonly name: string;
  /** Without its parentheses. */
  readonly state: string | undefined;
}

/** As many characters of a program's name as lsof shows by itself. */
export const SHORT_NAME = 9;

/** Whether a text has such a table in it, with its heading or, as grep leaves it, without. */
export const hasLsofTable = (text: string) =>
  /^[ \t]*COMMAND[ \t]+PID[ \t].*\bNAME\s*$/m.test(text) ||
  /^[ \t]*\S+[ \t]+\d+[ \t].*[ \t]IPv[46][ \t]+\S+[ \t]+\S+[ \t]+(?:TCP|UDP)[ \t]/m.test(text);

/** Undefined for headings, warnings and files that are no Internet sockets. */
export function lsofTableLine(line: string): LsofTableLine | undefined {
  const words = line.trim().split(/\s+/);
  // Linux may put a thread and its name between process and user.
  const at = words.findIndex((word, i) => i >= 4 && (word === 'IPv4' || word === 'IPv6'));
  const [type = '', device = '', , protocol = '', name, state] = at < 0 ? [] : words.slice(at);
  if (name === undefined) return undefined;
  const [program = '', pid = ''] = words;
  const user = words[at - 2] ?? '';
  return {
    program,
    pid,
    user,
    type,
    device,
    protocol,
    name,
    state: state?.replace(/^\((.*)\)$/, '$1'),
  };
}
