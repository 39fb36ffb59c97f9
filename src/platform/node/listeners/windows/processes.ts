/** Processes as Windows tells of them. */
import type { Process } from '../../../../survey/listener.ts';

/** A process, as Windows' tools tell of it. */
export interface WindowsProcess {
  /** The executable's name: `svchost.exe`; `System` for the kernel. */
  readonly name: string;
  readonly path?: string | undefined;
  readonly command?: string | undefined;
  /** `DOMAIN\name`. */
  readonly user?: string | undefined;
  /** The services that run in it, by their short names, sorted. */
  readonly services: readonly string[];
}

/** Longest command line that is kept: a screen full. */
const COMMAND_LIMIT = 4096;

/** @param all whether command lines and services are wanted too */
export function processOf(pid: number, known: WindowsProcess, all: boolean): Process {
  const { name, path, command, user, services } = known;
  return {
    pid,
    name,
    ...(path !== undefined && { path }),
    ...(user !== undefined && { user }),
    ...(all && command !== undefined && { command: command.slice(0, COMMAND_LIMIT) }),
    // A host process may run several; none of them is more its own than the others.
    ...(all && services.length > 0 && { unit: services.join(', ') }),
  };
}
