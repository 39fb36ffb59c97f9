/** Which program a listener belongs to, told by what stays the same when it is started again. */
import { namesOf } from '../program-names.ts';
import { isCode, scriptOf } from './interpreters.ts';
import {
  NAMELESS,
  type Activation,
  type Container,
  type Listener,
  type Process,
  type Publication,
} from '../listener.ts';

/** What is known of a program. At least one of path, unit and container says more than its name. */
export interface Program {
  /** What people call it: the executable's own name, or the container's. */
  readonly name: string;
  /** The executable's path. */
  readonly path?: string | undefined;
  /** What an interpreter runs: a file, a module (`-m http.server`), a class; `-c` for code given by hand. */
  readonly script?: string | undefined;
  /** The service manager's unit, where it is not one that lasts for a session. */
  readonly unit?: string | undefined;
  /** The container, by engine and name: `docker:web`; by engine alone where it has no name. */
  readonly container?: string | undefined;
  /** The container's image. */
  readonly image?: string | undefined;
  /** It passes connections on to that container. */
  readonly relay?: true | undefined;
}

/**
 * The programs that hold a listener, each once, whatever number of processes it has. Of a process that ended
 * before it could be named nothing is known.
 */
export function programsOf(listener: Listener): Program[] {
  const { activation, publication, processes } = listener;
  // Whether the service has been started for its socket yet makes no difference.
  if (activation) return [activated(activation)];
  if (publication) return [published(publication, processes[0])];
  const programs = new Map<string, Program>();
  for (const process of processes) {
    if (!isNamed(process)) continue;
    const program = programOf(process);
    programs.set(JSON.stringify(program), program);
  }
  return [...programs.values()].toSorted((a, b) => order(programText(a), programText(b)));
}

/** Whether its program can be told: by its executable, or by the kernel's name for it. */
export const isNamed = ({ name, path }: Process) => name !== NAMELESS || path !== undefined;

/** One that tells most: what distinguishes programs of the same name. */
export function programText(program: Program): string {
  const { name, path, script, unit, container, image } = program;
  const inside = container === undefined ? '' : ` in ${container}`;
  const made = image === undefined ? '' : ` (${image})`;
  return `${script === undefined ? (path ?? unit ?? name) : called(program)}${inside}${made}`;
}

/** What people call it, with what an interpreter runs. */
export function called({ name, script }: Program): string {
  if (script === undefined) return name;
  return isCode(script) ? `${name} (code given by hand)` : `${name} ${script}`;
}

function programOf(process: Process): Program {
  const { name, path, command, unit, container } = process;
  const script = scriptOf(path ?? name, command);
  return {
    name: namesOf(process)[0] ?? name,
    ...(path !== undefined && { path }),
    ...(script !== undefined && { script }),
    ...(unit !== undefined && isLasting(unit) && { unit }),
    ...containerOf(container),
  };
}

const activated = ({ service, program }: Activation): Program => ({
  name: program === undefined ? service.replace(/\.service$/, '') : baseName(program),
  ...(program !== undefined && { path: program }),
  unit: service,
});

function published({ container }: Publication, relay: Process | undefined): Program {
  const { name, image } = container;
  return {
    name: name ?? image ?? relay?.name ?? container.engine,
    ...(relay?.path !== undefined && { path: relay.path }),
    ...containerOf(container),
    relay: true,
  };
}

/** Never the container's number: the next one made of the same image has another. */
function containerOf(
  container: Container | undefined,
): Pick<Program, 'container' | 'image'> | undefined {
  if (container === undefined) return undefined;
  const { engine, name, image } = container;
  return {
    container: name === undefined ? engine : `${engine}:${name}`,
    ...(image !== undefined && { image }),
  };
}

/** Units that are made for a session, or for one start, have numbers in their names. */
const isLasting = (unit: string) =>
  !/\.scope$|^user@\d+\.service$|^run-.*\.service$|^init\.scope$/.test(unit);

/** The last part of a path, of Windows too. */
export const baseName = (path: string) => /[^/\\]*$/.exec(path)![0];

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
