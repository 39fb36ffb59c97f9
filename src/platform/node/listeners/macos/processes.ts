/** What is to be known of the processes that hold sockets: from ps, lsof and launchctl. */
import type { Process } from '../../../../survey/listener.ts';
import { processOfRow } from '../../../../survey/reports/listeners.ts';
import type { SocketRow } from '../../../../survey/reports/report.ts';
import { outputText, trouble, type Command, type Outcome } from '../exec.ts';
import * as commands from './commands.ts';
import {
  parseJobList,
  parsePrograms,
  parsePsCommands,
  parsePsNames,
  type PsName,
} from './parse.ts';

/** What ps and lsof tell of processes, asked once for many. */
export class ProcessTable {
  /** Why ps said nothing. */
  trouble: string | undefined;
  private names: ReadonlyMap<number, PsName> = new Map();
  private lines: ReadonlyMap<number, string> = new Map();
  private programs: ReadonlyMap<number, string> = new Map();
  private labels: ReadonlyMap<number, string> = new Map();

  constructor(private readonly ask: (command: Command) => Promise<Outcome>) {}

  /** @param all whether command lines and services are wanted too */
  async fill(rows: readonly SocketRow[], all: boolean): Promise<void> {
    const pids = [...new Set(rows.flatMap(({ pid }) => pid ?? []))].toSorted((a, b) => a - b);
    if (pids.length === 0) return;
    const [names, lines, jobs] = await Promise.all([
      this.ask(commands.psNames(pids)),
      all ? this.ask(commands.psCommands(pids)) : undefined,
      all ? this.ask(commands.LAUNCHD_JOBS) : undefined,
    ]);
    this.trouble = trouble(names);
    this.names = parsePsNames(outputText(names));
    this.lines = parsePsCommands(outputText(lines));
    this.labels = parseJobList(outputText(jobs));
    const pathless = pids.filter((pid) => this.names.has(pid) && this.pathByPs(pid) === undefined);
    if (pathless.length > 0) {
      this.programs = parsePrograms(outputText(await this.ask(commands.lsofPrograms(pathless))));
    }
  }

  /**
   * @param uid the user that looks, whose services launchctl lists
   * @returns undefined when the process is gone by now
   */
  process(pid: number, row: SocketRow, uid: number | undefined): Process | undefined {
    const known = this.names.get(pid);
    if (known === undefined) return this.names.size > 0 ? undefined : processOfRow(pid, row);
    const path = this.pathByPs(pid) ?? this.programs.get(pid);
    const command = this.lines.get(pid);
    const label = this.labels.get(pid);
    return {
      pid,
      name: nameOf(row.program, path) ?? baseName(known.startedAs),
      ...(path !== undefined && { path }),
      user: known.user,
      ...(command !== undefined && { command }),
      ...(label !== undefined && { unit: serviceTarget(label, uid) }),
    };
  }

  private pathByPs(pid: number): string | undefined {
    const startedAs = this.names.get(pid)?.startedAs;
    return startedAs?.startsWith('/') ? startedAs : undefined;
  }
}

/**
 * The kernel cuts names at 16 or 32 characters, and netstat and lsof show no more; where the executable's
 * name begins so, it is the whole name.
 */
function nameOf(program: string | undefined, path: string | undefined): string | undefined {
  const file = path === undefined ? undefined : baseName(path);
  if (program === undefined || program === '') return file;
  return file?.startsWith(program) ? file : program;
}

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1) || path;

/** What launchctl calls a service in its present form: the domain belongs to the name. */
const serviceTarget = (label: string, uid: number | undefined) =>
  uid === 0 || uid === undefined ? `system/${label}` : `gui/${uid}/${label}`;
