/** What a watch knows of the machine: what was told already, and what the last look showed. */
import { accept } from '../../survey/drift/accept.ts';
import type { Departure, Drift } from '../../survey/drift/drift.ts';
import { snapshotOf, placeName } from '../../survey/drift/snapshot-of.ts';
import { programsOf } from '../../survey/drift/program.ts';
import { shareProgram } from '../../survey/drift/same-program.ts';
import type { Entry, Snapshot } from '../../survey/drift/snapshot.ts';
import type { ListenerReport } from '../../survey/listener.ts';
import type { JudgedListener } from '../../verdict/verdict.ts';
import { compareWithin } from '../baseline/differences.ts';
import type { Context } from '../operation.ts';
import { judgeMachine } from '../survey/look.ts';
import type { SurveyResult } from '../survey/result.ts';
import { doorOf } from './row.ts';

type Doors = ReadonlyMap<string, readonly JudgedListener[]>;

/** One look at the machine. */
export interface Look {
  readonly survey: SurveyResult;
  readonly snapshot: Snapshot;
}

/** Judges a report, and makes of it what can be compared. */
export function lookOf(report: ListenerReport, context: Context): Look {
  const { host, clock } = context.platform;
  const who = { name: host.name, system: host.system };
  const survey = judgeMachine({ host: who, report }, context);
  const elsewhere = survey.elsewhere.map(({ listeners }) => listeners);
  const takenAt = new Date(clock.wallTime()).toISOString();
  return {
    survey,
    snapshot: snapshotOf(report, survey.listeners, elsewhere, { host: who, takenAt }),
  };
}

export class Known {
  private departures: readonly Departure[];
  private present: Look | undefined;
  private doors: Doors = new Map();
  /** As it was before the present look; kept until what changed was told. */
  private formerDoors = new Map<string, readonly JudgedListener[]>();
  /** Doors whose change was told since the last look. */
  private toldDoors = new Set<string>();

  /**
   * @param told what counts as told; undefined: whatever the first look shows
   * @param everywhere whether other network namespaces that are no containers are compared too
   */
  constructor(
    private told: Snapshot | undefined,
    departures: readonly Departure[],
    private readonly everywhere: boolean,
  ) {
    this.departures = departures;
  }

  get snapshot(): Snapshot | undefined {
    return this.told;
  }

  get look(): Look | undefined {
    return this.present;
  }

  /** What differs from what was told. */
  see(look: Look): Drift[] {
    const isFirst = this.told === undefined;
    this.present = look;
    for (const door of this.toldDoors) this.formerDoors.delete(door);
    this.toldDoors.clear();
    // A door whose change is not yet told stays as it was before that.
    for (const [door, listeners] of this.doors) {
      if (!this.formerDoors.has(door)) this.formerDoors.set(door, listeners);
    }
    this.doors = doorsOf(look.survey);
    if (isFirst) this.told = look.snapshot;
    const drifts = isFirst
      ? []
      : compareWithin(this.everywhere, this.told!, look.snapshot, this.departures);
    const pending = new Set(drifts.flatMap(doorsIn));
    for (const door of this.formerDoors.keys()) {
      if (!pending.has(door)) this.formerDoors.delete(door);
    }
    return drifts;
  }

  /** Counts these as told from now on. */
  tell(drifts: readonly Drift[], at: string): void {
    if (!this.told || !this.present) return;
    this.told = accept(this.told, this.present.snapshot, drifts, false);
    for (const door of drifts.flatMap(doorsIn)) this.toldDoors.add(door);
    const gone = drifts.filter(({ kind }) => kind === 'gone').flatMap(({ before }) => before);
    this.departures = [...this.departures, ...gone.map((entry) => ({ at, entry }))].slice(
      -MOST_DEPARTURES,
    );
  }

  /** What the survey shows, or showed, of an entry. */
  find(entry: Entry, when: 'now' | 'before'): JudgedListener | undefined {
    const door = doorOf(entry);
    const now = this.doors.get(door) ?? [];
    const former = this.formerDoors.get(door) ?? now;
    const listeners = when === 'now' ? now : former;
    const fitting = listeners.find(
      (listener) =>
        entry.binds.some(({ address }) => address === listener.address) &&
        (listener.processes.length === 0 || shareProgram(programsOf(listener), entry.programs)),
    );
    return fitting ?? (when === 'before' ? undefined : listeners[0]);
  }
}

/** A door that opens and closes all the time must not fill the memory. */
const MOST_DEPARTURES = 10_000;

const doorsIn = ({ before, after }: Drift) => [...before, ...after].map(doorOf);

function doorsOf({ listeners, elsewhere }: SurveyResult): Doors {
  const doors = new Map<string, JudgedListener[]>();
  const add = (listener: JudgedListener, place?: string) => {
    const door = doorOf({ ...(place !== undefined && { place }), ...listener });
    const held = doors.get(door);
    if (held) held.push(listener);
    else doors.set(door, [listener]);
  };
  for (const listener of listeners) add(listener);
  for (const where of elsewhere) {
    for (const listener of where.listeners) add(listener, placeName(where));
  }
  return doors;
}
