/** Names that people have for a service and that no table has: those of its programs, and of its kin. */

/** For a service's name, what else it is called. */
export type OtherNames = Readonly<Record<string, readonly string[]>>;

/** What is needed of `data/programs.json`. */
export interface NamingFacts {
  readonly same: Readonly<Record<string, readonly string[]>>;
  readonly programs: readonly {
    readonly name: string;
    readonly match: readonly string[];
    readonly speaks: readonly string[];
    readonly general?: boolean;
    readonly relay?: boolean;
  }[];
}

/** What more programs than this speak (`http`) is not what any of them is known for. */
const MOST_SPEAKERS = 12;

/**
 * Other names for services. Names of one protocol stand for each other, unless there are too many of them
 * to mean one thing. A program's names stand for what it speaks: `mariadbd` for `mysql`; for `http` only
 * when it speaks nothing more particular.
 */
export function otherNames({ same, programs }: NamingFacts): OtherNames {
  const names = new Map<string, Set<string>>();
  const add = (service: string, ...others: readonly string[]) => {
    const known = names.get(service) ?? new Set();
    for (const other of others) if (other !== service) known.add(other);
    names.set(service, known);
  };
  for (const [service, others] of Object.entries(same)) {
    if (others.length > MOST_SPEAKERS) continue;
    add(service, ...others);
    for (const other of others) add(other, service);
  }
  const telling = programs.filter(({ general, relay }) => !general && !relay);
  const speakers = new Map<string, number>();
  for (const service of telling.flatMap(({ speaks }) => speaks)) {
    speakers.set(service, (speakers.get(service) ?? 0) + 1);
  }
  for (const { name, match, speaks } of telling) {
    const particular = speaks.filter((service) => speakers.get(service)! <= MOST_SPEAKERS);
    for (const service of particular.length > 0 ? particular : speaks) add(service, name, ...match);
  }
  return Object.fromEntries([...names].map(([service, others]) => [service, [...others]]));
}
