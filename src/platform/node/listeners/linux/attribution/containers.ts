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
import type { Places } from './places.ts';
import { publicationOf, unheardPorts, type Place } from './publications.ts';
import { Records, ROOT } from './records.ts';

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
  const whereabouts = report.elsewhere.map((place) => containerOf(places.proc, place.process.pid));
  const processes = [...report.listeners, ...report.elsewhere.flatMap(({ listeners }) => listeners)]
    .flatMap((listener) => listener.processes)
    .filter(({ container }) => container !== undefined);
  for (const { pid } of processes) add(seen, containerOf(places.proc, pid));
  for (const owned of whereabouts) add(seen, owned);

  const records = new Records(places);
  for (const owner of dockerOwners(report, seen)) await records.askDocker(owner);
  const known = new Map(
    Array.from(seen, ([key, { container, owner }]) => {
      const record = records.find(container, owner);
      return [key, { container: named(container, record), owner, record }] as const;
    }),
  );
  const rename = (container: Container) => known.get(keyOf(container))?.container ?? container;
  const elsewhere = report.elsewhere.map((place, index) =>
    describePlace(place, whereabouts[index]?.container, rename, names),
  );
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
    return { ...renameIn(listener, rename), ...(publication && { publication }) };
  });
  const gaps = [
    ...report.coverage.gaps,
    ...unreadGap(records, known.size, places),
    ...unheardGap(unheardPorts(listeners, records.publishing(ROOT))),
  ];
  return { ...report, listeners, elsewhere, coverage: { ...report.coverage, gaps } };
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

type Rename = (container: Container) => Container;

function describePlace(
  place: Elsewhere,
  container: Container | undefined,
  rename: Rename,
  names: ReadonlyMap<string, string>,
): Elsewhere {
  const name = names.get(place.namespace);
  return {
    ...place,
    ...(name !== undefined && isCalled(name) && { name }),
    ...(container && { container: rename(container) }),
    process: renameProcess(place.process, rename),
    listeners: place.listeners.map((listener) => renameIn(listener, rename)),
  };
}

function renameIn(listener: Listener, rename: Rename): Listener {
  if (listener.processes.every(({ container }) => container === undefined)) return listener;
  return {
    ...listener,
    processes: listener.processes.map((process) => renameProcess(process, rename)),
  };
}

function renameProcess(process: Process, rename: Rename): Process {
  return process.container ? { ...process, container: rename(process.container) } : process;
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
