/** The exact commands to look closer at a listener, or to stop it. */
import type { Container, Listener, Process } from '../survey/listener.ts';

const SS_FLAG: Record<string, string> = { tcp: 't', udp: 'u', sctp: 'S', dccp: 'd' };

interface ContainerCommands {
  readonly look: string;
  readonly stop: string;
}

/**
 * How engines are asked about a container, and told to stop it; the name or id comes last. Engines that
 * no command line of this machine reaches (ECS, BuildKit) are left out: there the processes stand in.
 */
const ENGINES: Readonly<Record<string, ContainerCommands>> = {
  docker: { look: 'docker inspect', stop: 'docker stop' },
  podman: { look: 'podman inspect', stop: 'podman stop' },
  containerd: { look: 'sudo crictl inspect', stop: 'sudo crictl stop' },
  'cri-o': { look: 'sudo crictl inspect', stop: 'sudo crictl stop' },
  kubernetes: { look: 'sudo crictl inspect', stop: 'sudo crictl stop' },
  lxc: { look: 'sudo lxc-info -n', stop: 'sudo lxc-stop -n' },
  'systemd-nspawn': { look: 'machinectl status', stop: 'sudo machinectl stop' },
};

/** Linux; shows the sockets and the programs that hold them. */
export function lookCommand({ transport, port, processes }: Listener): string {
  const [process] = processes;
  const container = containerCommand(process, 'look');
  if (container !== undefined) return container;
  if (process?.unit?.endsWith('.service')) return `systemctl status ${argument(process.unit)}`;
  if (process) return `ps -fp ${processes.map(({ pid }) => pid).join(',')}`;
  return `sudo ss -${SS_FLAG[transport] ?? 'tu'}lnp 'sport = :${port}'`;
}

/** Stops the container, the unit or the processes, whichever is the outermost that is known. */
export function stopCommand({ processes }: Listener): string | undefined {
  const [process] = processes;
  if (process === undefined) return undefined;
  const container = containerCommand(process, 'stop');
  if (container !== undefined) return container;
  if (process.unit?.endsWith('.service') && !isSession(process)) {
    return `sudo systemctl stop ${argument(process.unit)}`;
  }
  return `kill ${processes.map(({ pid }) => pid).join(' ')}`;
}

function containerCommand(
  process: Process | undefined,
  what: keyof ContainerCommands,
): string | undefined {
  const container = process?.container;
  if (container === undefined || !Object.hasOwn(ENGINES, container.engine)) return undefined;
  const command = ENGINES[container.engine]![what];
  const name = short(container);
  // What follows -n is its value, even if it begins like a flag.
  return `${command} ${command.endsWith(' -n') ? quoted(name) : argument(name)}`;
}

/** A user's own session manager is no service to stop for one listener in it. */
const isSession = ({ unit }: Process) => unit?.startsWith('user@') === true;

/** Engines understand the first digits of an id; what is no id is a name, and whole. */
const short = ({ id }: Container) => (/^[0-9a-f]{13,}$/.test(id) ? id.slice(0, 12) : id);

/** Unit names may hold `@`, `\x2d` and the like. */
const quoted = (word: string) =>
  /^[\w@.:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A word that must not be taken for a flag. */
const argument = (word: string) => `${word.startsWith('-') ? '-- ' : ''}${quoted(word)}`;
