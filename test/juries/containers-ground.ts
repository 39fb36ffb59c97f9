/**
 * Where engines of containers, and systemd, run to be judges: network, processes, mounts and control
 * groups of their own, with empty folders where they would leave something. All of it is gone when
 * process 1 in there ends.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import { copyBuilt, plainEnvironment, type Built } from '../support/built.ts';

/** Where version 2 of control groups is mounted, alone or beside version 1. */
const GROUPS = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find((folder) =>
  existsSync(`${folder}/cgroup.controllers`),
);

/** systemd's own hierarchy of version 1, where there is one: systemd-nspawn makes groups in it, too. */
const LEGACY = ['/sys/fs/cgroup/systemd'].filter((folder) => existsSync(`${folder}/cgroup.procs`));

/** Folders that engines write to. */
const WRITTEN = [
  '/var/lib/docker',
  '/var/lib/containers',
  '/var/lib/containerd',
  '/var/lib/cni',
  '/var/lib/lxd',
];

/** Why nobody can sit here; undefined when all is there. */
export function obstacle(...commands: string[]): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root, to make namespaces';
  if (GROUPS === undefined) return 'needs control groups of version 2';
  for (const command of ['unshare', 'nsenter', ...commands]) {
    try {
      execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    } catch {
      return `${command} is not installed`;
    }
  }
  try {
    execFileSync('unshare', ['--net', '--mount', '--pid', '--cgroup', '--fork', 'true']);
    return undefined;
  } catch (error) {
    return String(error).split('\n', 1)[0];
  }
}

export class Ground {
  private built: Built | undefined;
  private readonly name = `portolan-${process.pid}-${Math.trunc(performance.now())}`;
  private readonly groups = [GROUPS, ...LEGACY].map((folder) => `${folder}/${this.name}`);
  private readonly started: ChildProcess[] = [];
  private outside: ChildProcess | undefined;
  private first = 0;

  /** A folder that is gone afterwards; there once the ground is made. */
  get folder(): string {
    if (this.built === undefined) throw new Error('nobody has sat down here yet');
    return this.built.folder;
  }

  /** Makes the folder, before the ground or with it. */
  prepare(): void {
    this.built ??= copyBuilt();
  }

  /** @param init what process 1 does once the ground is made; it must not end by itself */
  async open(init: string): Promise<void> {
    this.prepare();
    for (const group of this.groups) mkdirSync(group);
    mkdirSync(`${this.groups[0]}/first`);
    const script = `
      set -e
      umount -l /sys/fs/cgroup
      mount -t cgroup2 cgroup2 /sys/fs/cgroup
      echo 1 >/sys/fs/cgroup/first/cgroup.procs
      mount -t tmpfs tmpfs /run
      for folder in ${WRITTEN.join(' ')}; do
        [ -d "$folder" ] || continue
        mkdir -p "${this.folder}$folder"
        mount --bind "${this.folder}$folder" "$folder"
      done
      ip link set lo up
      echo ready
      ${init}`;
    const unshare =
      'unshare --net --mount --pid --ipc --uts --cgroup --propagation private --mount-proc --fork --kill-child';
    const join = this.groups.map((group) => `echo $$ >${group}/cgroup.procs`).join('; ');
    const enter = `${join}; exec ${unshare} sh -c "$0"`;
    this.outside = spawn('sh', ['-c', enter, script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: plainEnvironment(),
    });
    let complaint = '';
    this.outside.stderr?.on('data', (piece: Buffer) => (complaint += piece.toString()));
    const ready = once(this.outside.stdout!, 'data');
    const ended = once(this.outside, 'exit').then(() => Promise.reject(new Error(complaint)));
    await Promise.race([ready, ended]);
    // The exit that comes in the end is no complaint.
    ended.catch(() => {});
    const { pid } = this.outside;
    this.first = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
  }

  /** The words that run a command in here. */
  private words(command: readonly string[]): string[] {
    const join = 'echo $$ >/sys/fs/cgroup/first/cgroup.procs 2>/dev/null; exec "$@"';
    const target = ['-t', String(this.first), '-n', '-m', '-p', '-i', '-u', '-C'];
    return [...target, 'sh', '-c', join, 'sh', ...command];
  }

  /** Runs a command to its end. @throws when it fails, with what it said */
  run(...command: string[]): string {
    return execFileSync('nsenter', this.words(command), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      env: plainEnvironment({ DOCKER_HOST: '', LC_ALL: 'C' }),
    });
  }

  /** Starts a command that goes on. */
  start(...command: string[]): ChildProcess {
    const child = spawn('nsenter', this.words(command), { stdio: 'ignore' });
    this.started.push(child);
    return child;
  }

  /** Ends what was started, and waits for it. */
  async stop(child: ChildProcess): Promise<void> {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** What Portolan sees in here, as another user when one is given. */
  survey(user?: number): SurveyResult {
    const as = ['setpriv', '--reuid', `${user}`, '--regid', `${user}`, '--clear-groups'];
    const command = [process.execPath, join(this.folder, 'dist/portolan.cjs'), 'survey', '--json'];
    const out = this.run(...(user === undefined ? command : [...as, ...command]));
    return JSON.parse(out) as SurveyResult;
  }

  async close(): Promise<void> {
    if (this.outside && this.outside.exitCode === null && this.outside.signalCode === null) {
      const gone = once(this.outside, 'exit');
      if (this.first > 0) process.kill(this.first, 'SIGKILL');
      else this.outside.kill('SIGKILL');
      await gone;
    }
    for (const child of this.started) child.kill('SIGKILL');
    // The kernel takes a moment to let go of groups whose processes have ended.
    for (let tries = 0; tries < 40 && this.groups.some((group) => existsSync(group)); tries++) {
      for (const group of this.groups) if (existsSync(group)) removeGroups(group);
      await sleep(50);
    }
    this.built?.remove();
  }
}

function removeGroups(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroups(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch {
    // Somebody is still in it.
  }
}

/** Asks again until it answers. @throws what it said last, after some seconds */
export async function patiently<Answer>(ask: () => Answer, tries = 80): Promise<Answer> {
  for (let left = tries; ; left--) {
    try {
      return ask();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(250);
    }
  }
}
