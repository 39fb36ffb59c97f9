/**
 * Says of containers what people call them and what they were made of, ties published ports to the
 * containers behind them, and says what of it could not be seen.
 */
import type {
  Container,
  Elsewhere,
  Gap,
  Listener,
  ListenerReport,
  Process,
} from '../../../../../survey/listener.ts';
import { containerOf, type Owned } from './kin.ts';
import { isCalled } from './names.ts';
import type { ContainerRecord } from './parse/records.ts';
import { ROOT, type Places } from './places.ts';
import { publicationOf, unheardPorts, type Place } from './publications.ts';
import { Records } from './engines.ts';

/** Containers by engine and id: what is known of each, and whose it is. */
type Seen = Map<string, Owned>;

/**
 * @param names namespaces that have a name, by the kernel's name
 * @returns the report with containers named and ports tied; what could not be read as notes
 */
export async function attributeContainers(
  report: ListenerReport,
  places: Places,
  names: ReadonlyMap<string, string>,
): Promise<ListenerReport> {
  const seen: Seen = new Map();
  const inside = memberships(report, places.proc);
  for (const owned of inside.values()) add(seen, owned);
  const whereabouts = report.elsewhere.map((place) => ownerOfPlace(place, inside));

  const records = new Records(places);
  for (const owner of dockerOwners(report, seen)) await records.askDocker(owner);
  const known = new Map(
    Array.from(seen, ([key, { container, owner }]) => {
      const record = records.find(container, owner);
      return [key, { container: named(container, record), owner, record }] as const;
    }),
  );
  const describe: Describe = (process) => {
    const container = inside.get(process.pid)?.container;
    return container === undefined
      ? process
      : { ...process, container: known.get(keyOf(container))?.container ?? container };
  };
  const elsewhere = report.elsewhere.map((place, index) => {
    const container = whereabouts[index]?.container;
    const called = container && known.get(keyOf(container))?.container;
    return describePlace(place, { container: called, name: names.get(place.namespace), describe });
  });
  const around = {
    places,
    records,
    sites: elsewhere.map((place, index): Place => {
      const owned = whereabouts[index];
      return { place, owned: owned && known.get(keyOf(owned.container)) };
    }),
    known: [...known.values()],
  };
  const listeners = report.listeners.map((listener) => {
    const publication = publicationOf(listener, around);
    return { ...describeIn(listener, describe), ...(publication && { publication }) };
  });
  const gaps = [
    ...report.coverage.gaps,
    ...unreadGap(records, known.size, places),
    ...unheardGap(unheardPorts(listeners, records.publishing(ROOT))),
  ];
  return { ...report, listeners, elsewhere, coverage: { ...report.coverage, gaps } };
}

/**
 * The containers of processes, by their number. Of this network namespace only those that a control
 * group marks: a container that shares it has one, and all other programs would be asked for their
 * ancestors in vain.
 */
function memberships({ listeners, elsewhere }: ListenerReport, proc: string): Map<number, Owned> {
  const own = listeners.flatMap(({ processes }) => processes).filter(({ container }) => container);
  const others = elsewhere.flatMap((place) => [
    place.process,
    ...place.listeners.flatMap(({ processes }) => processes),
  ]);
  const inside = new Map<number, Owned>();
  for (const pid of new Set([...own, ...others].map(({ pid }) => pid))) {
    const owned = containerOf(proc, pid);
    if (owned) inside.set(pid, owned);
  }
  return inside;
}

/**
 * Whose a namespace is: that of the process it is named by, else of the first that listens there. A
 * proxy's own half may be in it as well.
 */
function ownerOfPlace(
  { process, listeners }: Elsewhere,
  inside: ReadonlyMap<number, Owned>,
): Owned | undefined {
  const pids = [process, ...listeners.flatMap(({ processes }) => processes)].map(({ pid }) => pid);
  return pids.map((pid) => inside.get(pid)).find((owned) => owned !== undefined);
}

const keyOf = ({ engine, id }: Container) => `${engine} ${id}`;

/** The machine's own container wins over one that a user claims to run under the same id. */
function add(seen: Seen, owned: Owned | undefined): void {
  if (owned === undefined) return;
  const key = keyOf(owned.container);
  const known = seen.get(key);
  if (known === undefined || (known.owner !== ROOT && owned.owner === ROOT)) seen.set(key, owned);
}

/** The users whose Docker is to be asked. */
function dockerOwners({ listeners }: ListenerReport, seen: Seen): Set<number> {
  const owners = new Set<number>();
  for (const { container, owner } of seen.values())
    if (container.engine === 'docker') owners.add(owner);
  const held = listeners.flatMap(({ processes }) => processes);
  if (held.some(({ name }) => name === 'docker-proxy' || name === 'dockerd')) owners.add(ROOT);
  return owners;
}

/** What the engine wrote down counts more than what stands on a command line. */
function named(container: Container, record: ContainerRecord | undefined): Container {
  const { name = container.name, image } = record ?? {};
  return {
    engine: container.engine,
    id: container.id,
    ...(name !== undefined && { name }),
    ...(image !== undefined && { image }),
  };
}

type Describe = (process: Process) => Process;

function describePlace(
  place: Elsewhere,
  known: {
    readonly container: Container | undefined;
    readonly name: string | undefined;
    readonly describe: Describe;
  },
): Elsewhere {
  const { container, name, describe } = known;
  const listeners = place.listeners.map((listener) => describeIn(listener, describe));
  return {
    ...place,
    ...(name !== undefined && isCalled(name) && { name }),
    ...(container && { container }),
    process: speaker(describe(place.process), listeners),
    listeners,
  };
}

/** A namespace is named by a process of its container rather than by a proxy's inner half. */
function speaker(process: Process, listeners: readonly Listener[]): Process {
  if (process.container) return process;
  const inner = listeners.flatMap(({ processes }) => processes).find(({ container }) => container);
  return inner ?? process;
}

function describeIn(listener: Listener, describe: Describe): Listener {
  const processes = listener.processes.map(describe);
  const same = processes.every((process, index) => process === listener.processes[index]);
  return same ? listener : { ...listener, processes };
}

function unreadGap({ refused }: Records, count: number, { uid }: Places): Gap[] {
  if (refused.size === 0 || count === 0) return [];
  const engines = [...refused].toSorted().join(', ');
  return [
    {
      what: 'programs',
      why: `What the containers' engines (${engines}) know of them may not be read, so some have a number and no name.`,
      ...(uid !== ROOT && { remedy: 'sudo portolan survey' }),
      partial: false,
    },
  ];
}

/** Most ports that one sentence holds. */
const PORTS = 10;

function unheardGap(ports: readonly string[]): Gap[] {
  if (ports.length === 0) return [];
  const shown = ports.slice(0, PORTS).join(', ');
  const rest = ports.length > PORTS ? ` and ${ports.length - PORTS} more` : '';
  const [subject, object] = ports.length === 1 ? ['leads', 'it'] : ['lead', 'them'];
  return [
    {
      what: 'sockets',
      count: ports.length,
      why: `${shown}${rest} ${subject} into containers by the packet filter alone: no socket listens for ${object}, so no line here does.`,
      partial: false,
    },
  ];
}
