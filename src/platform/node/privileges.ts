/** The rights of this process on Unix. Other systems have no administrator that a process could cease to be. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { UnavailableError, UsageError } from '../../core/errors.ts';
import type { Privileges, User } from '../privileges.ts';

type Environment = Record<string, string | undefined>;

/** Who nobody is where no table says so. */
const NOBODY = 65_534;
/** What the system's own tool may take to look a user up. */
const PATIENCE = 2000;

/** The rights of this process; `env` is where sudo, pkexec and doas say who called. */
export function nodePrivileges(env: Environment = process.env): Privileges {
  return {
    isElevated: () => process.geteuid?.() === 0 || process.getuid?.() === 0,
    heir(name) {
      if (name !== undefined) return named(name);
      const caller = env['SUDO_UID'] ?? env['PKEXEC_UID'] ?? env['DOAS_USER'];
      const user = caller === undefined ? undefined : entryOf(caller);
      return user === undefined || user.uid === 0 ? nobody() : user;
    },
    become: (user) => become(user, env),
  };
}

function named(name: string): User {
  const found = entryOf(name);
  if (found) return found;
  throw new UsageError(`there is no user "${name}" on this machine: name one that there is`);
}

const nobody = (): User => entryOf('nobody') ?? { name: 'nobody', uid: NOBODY, gid: NOBODY };

/** Users that are not in the file (LDAP, systemd-homed) are known to `getent`. */
function entryOf(name: string): User | undefined {
  return passwdEntry(fileText('/etc/passwd'), name) ?? passwdEntry(asked(name), name);
}

/** @param text lines as in passwd(5) */
export function passwdEntry(text: string, name: string): User | undefined {
  for (const line of text.split('\n')) {
    const [login, , uid, gid, , home] = line.split(':');
    if ((login !== name && uid !== name) || !isId(uid) || !isId(gid)) continue;
    const user = { name: login!, uid: Number(uid), gid: Number(gid) };
    return home !== undefined && isOwnFolder(home, user.uid) ? { ...user, home } : user;
  }
  return undefined;
}

const isId = (text: string | undefined): text is string => /^\d{1,10}$/.test(text ?? '');

function isOwnFolder(path: string, uid: number): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isDirectory() === true && status.uid === uid;
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function asked(name: string): string {
  // Nothing that the tool could take for a flag.
  if (!/^[\w.][\w.@$-]*$/.test(name)) return '';
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { stdout } = spawnSync('getent', ['passwd', name], { encoding: 'utf8', timeout: PATIENCE });
  return stdout ?? '';
}

function become({ uid, gid, home }: User, env: Environment): void {
  if (uid === 0 || gid === 0) throw new UsageError('that user is the administrator too');
  try {
    // In this order: without the user's rights the groups could not be changed any more.
    process.setgroups!([gid]);
    process.setgid!(gid);
    process.setuid!(uid);
  } catch (problem) {
    // Containers may forbid it.
    throw new UnavailableError(
      `this process cannot become user ${uid}: ${(problem as Error).message}. Start it as an ordinary user instead`,
    );
  }
  const way = wayBack(uid, gid);
  if (way !== undefined) throw new Error(`rights were not given up: ${way}`);
  if (home !== undefined) env['HOME'] = home;
}

/** What is left of the administrator, in words; undefined when nothing is. */
function wayBack(uid: number, gid: number): string | undefined {
  const users = [process.getuid!(), process.geteuid!()];
  const groups = [process.getgid!(), process.getegid!()];
  // macOS tells the groups that the user has in its directory, whatever those of the process are.
  if (process.platform !== 'darwin') groups.push(...process.getgroups!());
  if (users.some((id) => id !== uid)) return `the user is ${users.join(', ')}`;
  if (groups.some((id) => id !== gid)) return `the groups are ${groups.join(', ')}`;
  const tries: readonly (readonly [string, () => void])[] = [
    ['setuid', () => process.setuid!(0)],
    ['seteuid', () => process.seteuid!(0)],
    ['setgid', () => process.setgid!(0)],
    ['setgroups', () => process.setgroups!([0])],
  ];
  return tries.find(([, attempt]) => succeeds(attempt))?.[0] ?? strongThread();
}

function succeeds(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** On Linux rights belong to threads: one that has kept some, by its number. */
function strongThread(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const uids = (status: string) => /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
  const capabilities = (status: string) =>
    [...status.matchAll(/^Cap(?:Inh|Prm|Eff|Amb):\s+([0-9a-f]+)$/gm)].map(([, bits]) => bits!);
  for (const thread of threads()) {
    const status = fileText(`/proc/self/task/${thread}/status`);
    if (uids(status).includes('0')) return `thread ${thread} is still the administrator`;
    if (capabilities(status).some((bits) => /[^0]/.test(bits))) {
      return `thread ${thread} has kept capabilities`;
    }
  }
  return undefined;
}

/** None where they may not be seen; then what was tried before has to do. */
function threads(): readonly string[] {
  try {
    return readdirSync('/proc/self/task');
  } catch {
    return [];
  }
}
