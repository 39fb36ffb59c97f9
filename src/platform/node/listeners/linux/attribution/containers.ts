/**
 * Says of containers what people call them and what they were made of, ties published ports to the
 * containers behind them, and says what of it could not be seen.
 */
import type {
  Container,
  Elsewhere,
  Listener,
  ListenerReport,
  Process,
} from '../../../../../survey/listener.ts';
import { Records } from './engines.ts';
import { commandWords, containerOf, processesCalled, userOf, type Owned } from './kin.ts';
import { membersOf, ownerOfPlace, type Members } from './members.ts';
import { isCalled } from './names.ts';
import { clusterGap, unheardGap, unreadGap } from './notes.ts';
import type { ContainerRecord } from './parse/records.ts';
import { ROOT, type Places } from './places.ts';
import {
  isUnheld,
  publicationOf,
  unheardPorts,
  type Around,
  type KnownContainer,
  type Site,
} from './publications.ts';

/** What the engines say of the containers that were seen, by their ids. */
type Known = ReadonlyMap<string, KnownContainer>;

/**
 * @param names namespaces that have a name, by the kernel's name
 * @returns the report with containers named and ports tied; what could not be read as notes
 */
export async function attributeContainers(
  report: ListenerReport,
  places: Places,
  names: ReadonlyMap<string, string>,
): Promise<ListenerReport> {
  const members = membersOf(report, places.proc);
  const records = new Records(places);
  const known = await askEngines(report, members, { records, places });
  const describe = describer(members, known);
  const elsewhere = report.elsewhere.map((place) =>
    describePlace(place, {
      container: ofPlace(place, members, known)?.container,
      name: names.get(place.namespace),
      describe,
    }),
  );
  const sites = elsewhere.map((place, index): Site => {
    return { place, owned: ofPlace(report.elsewhere[index]!, members, known) };
  });
  const proxies = kept((name: string) => machineProcesses(places, name));
  const around: Around = {
    places,
    records,
    sites,
    known: [...known.values()],
    words: kept((pid: number) => commandWords(places.proc, pid)),
    proxies: () => proxies('docker-proxy'),
  };
  const listeners = report.listeners.map((listener) => {
    const publication = publicationOf(listener, around);
    return { ...describeIn(listener, describe), ...(publication && { publication }) };
  });
  const unheard = unheardPorts(listeners, records.publishing(ROOT));
  const gaps = [
    ...report.coverage.gaps,
    ...unreadGap([...records.refused], known.size, places.uid),
    ...unheardGap(unheard),
    ...clusterGap([...known.values()].map(({ container }) => container)),
  ];
  return { ...report, listeners, elsewhere, coverage: { ...report.coverage, gaps } };
}

/** Asks the engines for the containers that were seen. */
async function askEngines(
  report: ListenerReport,
  { inside }: Members,
  { records, places }: { readonly records: Records; readonly places: Places },
): Promise<Known> {
  const seen = new Map(Array.from(inside.values(), (owned) => [keyOf(owned.container), owned]));
  const owners = Array.from(dockerOwners(report, seen.values(), places));
  await Promise.all(owners.map((owner) => records.askDocker(owner)));
  return new Map(
    Array.from(seen, ([key, { container, owner }]) => {
      const record = records.find(container, owner);
      return [key, { container: named(container, record), owner, record }];
    }),
  );
}

/** The users whose Docker is to be asked. */
function dockerOwners(
  { listeners }: ListenerReport,
  seen: Iterable<Owned>,
  { proc }: Places,
): Set<number> {
  const owners = new Set<number>();
  for (const { container, owner } of seen) if (container.engine === 'docker') owners.add(owner);
  for (const listener of listeners) {
    if (isUnheld(listener)) owners.add(ROOT);
    for (const { name, pid } of listener.processes) {
      if (name === 'docker-proxy' || name === 'dockerd') owners.add(ROOT);
      // A user's Docker has its ports held by RootlessKit.
      else if (name === 'rootlesskit') owners.add(userOf(proc, pid) ?? ROOT);
    }
  }
  return owners;
}

const ofPlace = (place: Elsewhere, members: Members, known: Known) => {
  const owned = ownerOfPlace(place, members);
  return owned && known.get(keyOf(owned.container));
};

/** Processes of a name. Those that run in a container are not the machine's, whatever they are called. */
function machineProcesses({ proc }: Places, name: string): Pick<Process, 'pid' | 'name'>[] {
  return processesCalled(proc, name)
    .filter((pid) => containerOf(proc, pid) === undefined)
    .map((pid) => ({ pid, name }));
}

/** Reads each thing once. */
function kept<Key, Value>(read: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.has(key) ? known.get(key)! : read(key);
    known.set(key, value);
    return value;
  };
}

const keyOf = ({ engine, id }: Container) => `${engine} ${id}`;

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

/** Puts what is known of a process's container in the place of what its control group says. */
function describer({ inside, disbelieved }: Members, known: Known): Describe {
  return (process) => {
    const owned = inside.get(process.pid);
    const found = owned && known.get(keyOf(owned.container));
    if (found) return { ...process, container: found.container };
    if (!disbelieved.has(process.pid)) return process;
    const { container: _, ...rest } = process;
    return rest;
  };
}

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
    namespace: place.namespace,
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
