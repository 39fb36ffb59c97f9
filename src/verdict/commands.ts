/** The exact commands to look closer at a listener, or to stop it. */
import type { Listener, Process } from '../survey/listener.ts';

const SS_FLAG: Record<string, string> = { tcp: 't', udp: 'u', sctp: 'S' };

/** Linux; shows the sockets and the programs that hold them. */
export function lookCommand({ transport, port, processes }: Listener): string {
  const [process] = processes;
  if (process?.container)
    return `${process.container.engine} inspect ${short(process.container.id)}`;
  if (process?.unit?.endsWith('.service')) return `systemctl status ${quoted(process.unit)}`;
  if (process) return `ps -fp ${processes.map(({ pid }) => pid).join(',')}`;
  return `sudo ss -${SS_FLAG[transport] ?? 'tu'}lnp 'sport = :${port}'`;
}

/** Stops the container, the unit or the processes, whichever is the outermost that is known. */
export function stopCommand({ processes }: Listener): string | undefined {
  const [process] = processes;
  if (process === undefined) return undefined;
  if (process.container) return `${process.container.engine} stop ${short(process.container.id)}`;
  if (process.unit?.endsWith('.service') && !isSession(process)) {
    return `sudo systemctl stop ${quoted(process.unit)}`;
  }
  return `kill ${processes.map(({ pid }) => pid).join(' ')}`;
}

/** A user's own session manager is no service to stop for one listener in it. */
const isSession = ({ unit }: Process) => unit?.startsWith('user@') === true;

/** Engines understand the first twelve digits of an id. */
const short = (id: string) => id.slice(0, 12);

/** Unit names may hold `@`, `\x2d` and the like. */
const quoted = (word: string) =>
  /^[\w@.:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
