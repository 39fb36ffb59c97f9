/**
 * Who answers behind a listener. Mostly those who hold the socket; but a service manager holds it for a
 * service, and a container engine's proxy for a container.
 */
import type { Container, Elsewhere, Listener, Process } from '../survey/listener.ts';
import { isNamedProcess } from '../survey/program-names.ts';
import { scriptNameOf, servicesOf } from './programs.ts';
import { programName } from './verdict.ts';

/** A program that answers, and what to call it in a sentence. */
export interface Answerer {
  readonly process: Process;
  /**
   * `sshd`, `sshd (started on demand by ssh.socket)`, `postgres (in docker container db)`,
   * `svchost.exe (Dnscache)`, `python3 (manage.py)`.
   */
  readonly called: string;
}

/**
 * A process of which the number alone is known is no answer to who it is: it is left out.
 * @param elsewhere where a container's own listeners stand; a published port leads to one of them
 */
export function answerersOf(
  { transport, processes: holders, activation, publication }: Listener,
  elsewhere: readonly Elsewhere[],
): Answerer[] {
  const processes = holders.filter(isNamedProcess);
  if (publication) {
    const { container, port } = publication;
    const inside = port === undefined ? [] : insideOf(container, `${port}/${transport}`, elsewhere);
    if (inside.length > 0) return inside;
    return processes.map((process) => ({
      process,
      called: `${programName(process)} (for ${containerLabel(container)})`,
    }));
  }
  if (activation) {
    const daemons = processes.filter((process) => !isServiceManager(process));
    return daemons.length > 0 ? daemons.map(named) : [activated(activation, processes)];
  }
  return processes.map(named);
}

function named(process: Process): Answerer {
  const services = servicesOf(process);
  // What runs in an interpreter says more than the interpreter.
  const script = scriptNameOf(process);
  const inside = services.length === 0 && script !== undefined ? [script] : services;
  const name = programName(process);
  return { process, called: inside.length === 0 ? name : `${name} (${inside.join(', ')})` };
}

/** Those that start services on demand hold their sockets meanwhile. */
const isServiceManager = ({ name }: Process) => name === 'systemd' || name === 'launchd';

/** A service that does not run yet: its unit says which program it will be. */
function activated(
  { socket, service, program }: NonNullable<Listener['activation']>,
  [holder]: readonly Process[],
): Answerer {
  const name = program?.slice(program.lastIndexOf('/') + 1) ?? service.replace(/@?\.service$/, '');
  return {
    process: { pid: holder?.pid ?? 1, name, ...(program !== undefined && { path: program }) },
    called: `${name} (started on demand by ${socket})`,
  };
}

/** The container's own listener on the port, when it was seen. */
function insideOf(container: Container, port: string, elsewhere: readonly Elsewhere[]): Answerer[] {
  const listeners = elsewhere
    .filter((place) => place.container?.id === container.id)
    .flatMap((place) => place.listeners)
    .filter((listener) => `${listener.port}/${listener.transport}` === port);
  const processes = listeners.flatMap((listener) => listener.processes);
  return processes.filter(isNamedProcess).map((process) => ({
    process,
    called: `${programName(process)} (in ${containerLabel(container)})`,
  }));
}

/** What people call a container; the first digits of its number when it has no name that we know. */
export const containerName = ({ name, id }: Container) =>
  name ?? (/^[0-9a-f]{13,}$/.test(id) ? id.slice(0, 12) : id);

/** `docker container db`, and what it was made of when that is known: `(postgres:16)`. */
export const containerLabel = (container: Container) =>
  `${container.engine} container ${containerName(container)}${container.image === undefined ? '' : `, ${container.image}`}`;
