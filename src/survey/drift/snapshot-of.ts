/** Makes a snapshot of what a collector reported. */
import { groupBy } from '../../core/group.ts';
import type { Coverage, Elsewhere, Listener, ListenerReport } from '../listener.ts';
import type { Listing } from '../reports/listings.ts';
import { baseName, isNamed, programsOf, type Program } from './program.ts';
import { isSameProgram } from './same-program.ts';
import { byDoor } from './snapshot-order.ts';
import type { Bind, Entry, Snapshot, SnapshotCoverage } from './snapshot.ts';

/** What a snapshot wants of the verdicts on a listener. */
export interface Assessment {
  readonly reach: 'host' | 'lan' | 'internet';
  readonly verdicts: readonly { readonly verdict: string }[];
}

/** When and where a look was taken. */
export interface Occasion {
  readonly host: { readonly name: string; readonly system: string };
  /** RFC 3339. */
  readonly takenAt: string;
  /** The program whose listing it is; absent when Portolan looked itself. */
  readonly listedBy?: Listing | undefined;
}

/**
 * @param own the verdicts on `report.listeners`, in their order
 * @param elsewhere the verdicts on each other namespace's listeners, in theirs
 */
export function snapshotOf(
  report: ListenerReport,
  own: readonly Assessment[],
  elsewhere: readonly (readonly Assessment[])[],
  { host, takenAt, listedBy }: Occasion,
): Snapshot {
  const unseen = report.coverage.gaps.some(({ what, partial }) => what === 'programs' && partial);
  const hasName = report.elsewhere.map(isPlaceNamed);
  const entries = [
    ...entriesOf(report.listeners, own, undefined, unseen),
    ...report.elsewhere.flatMap((place, at) =>
      hasName[at] ? entriesOf(place.listeners, elsewhere[at] ?? [], placeName(place), unseen) : [],
    ),
  ];
  const coverage = coverageOf(report.coverage);
  return {
    version: 1,
    host,
    ...(listedBy && { listedBy }),
    takenAt,
    // A place whose process ended before it could be named may be any of those that are known.
    coverage: { ...coverage, namespaces: coverage.namespaces && hasName.every(Boolean) },
    ephemeral: report.ephemeral,
    machine: report.interfaces.map(({ address }) => address),
    entries: merged(entries).toSorted(byDoor),
  };
}

/** What a collector says that it looked at when it saw sockets that hold a port and do not listen. */
const SILENT = 'bound';

function coverageOf({ looked, gaps }: Coverage): SnapshotCoverage {
  const isPartial = (subject: string) =>
    gaps.some(({ what, partial }) => what === subject && partial);
  return {
    looked,
    sockets: !isPartial('sockets'),
    namespaces: !isPartial('namespaces'),
    silent: looked.includes(SILENT),
  };
}

/**
 * What people call another network namespace. Its number is the kernel's and a container's is its engine's:
 * both are others next time.
 */
export function placeName({ name, container, process }: Elsewhere): string {
  if (container !== undefined) {
    const { engine, name: called, image } = container;
    return `${engine}:${called ?? image ?? baseName(process.path ?? process.name)}`;
  }
  if (name !== undefined) return `netns:${name}`;
  return process.unit?.endsWith('.service')
    ? `unit:${process.unit}`
    : `process:${baseName(process.path ?? process.name)}`;
}

/** Whether there is something to call it by. */
const isPlaceNamed = ({ name, container, process }: Elsewhere) =>
  name !== undefined ||
  container?.name !== undefined ||
  container?.image !== undefined ||
  process.unit?.endsWith('.service') === true ||
  isNamed(process);

function entriesOf(
  listeners: readonly Listener[],
  assessments: readonly Assessment[],
  place: string | undefined,
  unseen: boolean,
): Entry[] {
  return listeners.flatMap((listener, at) => {
    const programs = programsOf(listener);
    const { reach, verdicts = [] } = assessments[at] ?? {};
    const words = verdicts.map(({ verdict }) => verdict);
    const entry = (held: readonly Program[]): Entry => ({
      ...(place !== undefined && { place }),
      transport: listener.transport,
      port: listener.port,
      binds: [bindOf(listener)],
      programs: held,
      ...(held.length === 0 && (unseen || listener.processes.length > 0) && { unseen: true }),
      ...(listener.state === 'bound' && { state: 'bound' }),
      ...(words.includes('dynamic') && { dynamic: true }),
      ...(reach !== undefined && { reach }),
      verdicts: words,
    });
    // Programs that share one socket share its fate; each with a socket of its own is a door of its own.
    return listener.sockets > 1 && programs.length > 1
      ? programs.map((program) => entry([program]))
      : [entry(programs)];
  });
}

const bindOf = ({ address, scope, v6only, device }: Listener): Bind => ({
  address,
  scope,
  ...(v6only !== undefined && { v6only }),
  ...(device !== undefined && { device }),
});

/** Sockets of one program on one port are one entry, whatever their number and families. */
function merged(entries: readonly Entry[]): Entry[] {
  const doors = groupBy(entries, ({ place = '', transport, port, state = '' }) =>
    [place, transport, port, state].join(' '),
  );
  return [...doors.values()].flatMap((door) => {
    if (door.length === 1) return door;
    let result: Entry[] = [];
    for (const entry of door) {
      // One that two programs hold together joins what was apart before it.
      const related = result.filter((other) => belongTogether(entry, other));
      const joined = related.reduce(together, entry);
      result = [...result.filter((other) => !related.includes(other)), joined];
    }
    return result;
  });
}

const belongTogether = (a: Entry, b: Entry) =>
  a.programs.length === 0 || b.programs.length === 0
    ? a.programs.length === b.programs.length
    : a.programs.some((one) => b.programs.some((other) => isSameProgram(one, other)));

const REACHES = ['host', 'lan', 'internet'] as const;

function together(a: Entry, b: Entry): Entry {
  const programs = new Map(
    [...a.programs, ...b.programs].map((program) => [JSON.stringify(program), program]),
  );
  const binds = new Map([...a.binds, ...b.binds].map((bind) => [JSON.stringify(bind), bind]));
  const reach = Math.max(REACHES.indexOf(a.reach ?? 'host'), REACHES.indexOf(b.reach ?? 'host'));
  return {
    ...a,
    binds: [...binds.values()].toSorted((one, other) => (one.address < other.address ? -1 : 1)),
    programs: [...programs.values()],
    reach: REACHES[reach],
    verdicts: [...new Set([...(a.verdicts ?? []), ...(b.verdicts ?? [])])],
  };
}
