/**
 * Processes by marks. A number alone will not do: it is given again, to another process, sooner or later, and it
 * means something in one process namespace and until the next start of the machine alone.
 */
import type { Processes } from '../platform.ts';

/** What a mark is made of; none of it has a blank. */
interface Mark {
  /** The machine. */
  readonly host: string;
  /** Its last start; empty where the time at which a process was started says enough. */
  readonly boot: string;
  /** Where the number means something; empty where systems have one such place. */
  readonly space: string;
  readonly pid: number;
  /** In the system's own words; empty where it does not tell. */
  readonly started: string;
}

/** When a process was started, or that it has ended; undefined where that cannot be told. */
type Seen = { readonly started: string } | 'gone' | undefined;

/** What "ps" may take. */
const PATIENCE = 2000;

const fs = () => process.getBuiltinModule('node:fs/promises');

/** This machine's processes. */
export function nodeProcesses(system: NodeJS.Platform = process.platform): Processes {
  let own: Promise<Mark | undefined> | undefined;
  const ownMark = () => (own ??= markOfOurs(system));
  return {
    async mark() {
      const mark = await ownMark();
      return mark && writeMark(mark);
    },
    async isGone(text) {
      const [mark, ours] = [readMark(text), await ownMark()];
      if (!mark || !ours || mark.host !== ours.host) return false;
      if (mark.boot !== ours.boot) return true;
      if (mark.space !== ours.space) return false;
      const seen = await look(mark.pid, system);
      if (seen === undefined || seen === 'gone') return seen === 'gone';
      return mark.started !== '' && seen.started !== '' && mark.started !== seen.started;
    },
  };
}

const writeMark = ({ host, boot, space, pid, started }: Mark) =>
  [host, boot, space, pid, started].join(' ');

function readMark(text: string): Mark | undefined {
  const [host, boot, space, pid, started, ...more] = text.split(' ');
  const isMark = started !== undefined && more.length === 0 && /^[1-9]\d{0,9}$/.test(pid!);
  return isMark
    ? { host: host!, boot: boot!, space: space!, pid: Number(pid), started }
    : undefined;
}

const unspaced = (text: string) => text.trim().replaceAll(/\s+/g, '_');

async function markOfOurs(system: NodeJS.Platform): Promise<Mark | undefined> {
  const { pid } = process;
  const host = unspaced(process.getBuiltinModule('node:os').hostname());
  try {
    const { id = '', ...place } = system === 'linux' ? await linuxPlace() : { boot: '', space: '' };
    const seen = await look(pid, system);
    if (typeof seen !== 'object') return undefined;
    return { host: id === '' ? host : `${host}/${id}`, ...place, pid, started: seen.started };
  } catch {
    // A mark that could be another process's is worse than none.
    return undefined;
  }
}

/** @throws Error when /proc is not there, or another namespace's */
async function linuxPlace(): Promise<{ id: string; boot: string; space: string }> {
  if ((await fs().readlink('/proc/self')) !== String(process.pid)) throw new Error('not our /proc');
  return {
    // Hosts that share a folder may share a name.
    id: unspaced(
      await fs()
        .readFile('/etc/machine-id', 'utf8')
        .catch(() => ''),
    ),
    boot: unspaced(await fs().readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
    space: unspaced(await fs().readlink('/proc/self/ns/pid')),
  };
}

async function look(pid: number, system: NodeJS.Platform): Promise<Seen> {
  if (!isNumberTaken(pid)) return 'gone';
  if (system === 'win32') return { started: '' };
  return system === 'linux' ? lookInProc(pid) : askPs(pid);
}

function isNumberTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    // It is there, and another user's.
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux, proc_pid_stat(5): the name in brackets may hold anything; state and start time are fields 3 and 22. */
async function lookInProc(pid: number): Promise<Seen> {
  const text = await fs()
    .readFile(`/proc/${pid}/stat`, 'utf8')
    // Hidden from us, or it has ended this moment: the next look tells.
    .catch(() => undefined);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields?.[0], fields?.[19]];
  if (state === undefined || started === undefined) return undefined;
  // It has ended, and nobody has asked how yet.
  return state === 'Z' || state === 'X' ? 'gone' : { started };
}

/** macOS and the BSDs. The words of the time depend on language and zone: those are fixed. */
async function askPs(pid: number): Promise<Seen> {
  const { execFile } = process.getBuiltinModule('node:child_process');
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const words = ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)];
  const out = await new Promise<string>((resolve) => {
    execFile('ps', words, { env, timeout: PATIENCE }, (_, text) => resolve(text));
  });
  const [state, ...started] = out.trim().split(/\s+/);
  if (started.length === 0) return undefined;
  return state!.startsWith('Z') ? 'gone' : { started: started.join('_') };
}
