/** How engines are asked about a container, and told to stop it. */
import type { Container, Listener } from '../../survey/listener.ts';
import { argument, quoted } from './shell.ts';

interface ContainerCommands {
  readonly look: string;
  readonly stop: string;
}

/**
 * The name or id comes last. Engines that no command line of this machine reaches (ECS, BuildKit) are left
 * out: there the processes stand in.
 */
const ENGINES: Readonly<Record<string, ContainerCommands>> = {
  docker: { look: 'docker inspect', stop: 'docker stop' },
  podman: { look: 'podman inspect', stop: 'podman stop' },
  containerd: { look: 'sudo crictl inspect', stop: 'sudo crictl stop' },
  'cri-o': { look: 'sudo crictl inspect', stop: 'sudo crictl stop' },
  kubernetes: { look: 'sudo crictl inspect', stop: 'sudo crictl stop' },
  lxc: { look: 'sudo lxc-info -n', stop: 'sudo lxc-stop -n' },
  incus: { look: 'incus info', stop: 'incus stop' },
  lxd: { look: 'lxc info', stop: 'lxc stop' },
  'systemd-nspawn': { look: 'machinectl status', stop: 'sudo machinectl stop' },
};

/**
 * The command about the container that is behind a listener, by its own process or by a port that its
 * engine published.
 */
export function containerCommand(
  { processes: [process], publication }: Listener,
  what: keyof ContainerCommands,
): string | undefined {
  const container = publication?.container ?? process?.container;
  if (container === undefined || !Object.hasOwn(ENGINES, container.engine)) return undefined;
  const command = ENGINES[container.engine]![what];
  const name = short(container);
  // What follows -n is its value, even if it begins like a flag.
  return `${command} ${command.endsWith(' -n') ? quoted(name) : argument(name)}`;
}

/** Engines understand the first digits of an id; what is no id is a name, and whole. */
const short = ({ id }: Container) => (/^[0-9a-f]{13,}$/.test(id) ? id.slice(0, 12) : id);
