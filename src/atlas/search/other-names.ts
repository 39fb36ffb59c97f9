/** Names that people have for a service and that no table has: sayings, its programs' names, its kin. */
import { nameKey, wordsOf } from './words.ts';

/** For a service's name, what else it is called. */
export type OtherNames = Readonly<Record<string, readonly string[]>>;

/** What is needed of `data/programs.json`. */
export interface NamingFacts {
  /** For a service name, other names of the same protocol. */
  readonly same: OtherNames;
  readonly programs: readonly {
    readonly name: string;
    readonly match: readonly string[];
    /** The one that it is known for first. */
    readonly speaks: readonly string[];
    readonly general?: boolean;
    readonly relay?: boolean;
  }[];
}

/** More names than this of one protocol (`http`) are names of things that speak it, not of itself. */
const MOST_KIN = 12;
/** What more programs than this speak is not what one of them is asked for. */
const MOST_SPEAKERS = 2;
/** A program that speaks more than this is known for none of it by name (a domain controller, a NAS). */
const MOST_SPOKEN = 6;
/** The kernel keeps no more of a program's name: 15 bytes. */
const KERNEL_NAME = 15;

/**
 * Other names for services. A program's names stand for what it is known for, and for what hardly another
 * speaks: `mariadb` for `mysql` and `galera`, `nginx` for `http` but not for `smtp`.
 * @param said what people call services: `data/aliases.json`
 */
export function otherNames({ same, programs }: NamingFacts, said: OtherNames): OtherNames {
  const names = new Map<string, Set<string>>();
  const add = (service: string, others: readonly string[]) => {
    const known = names.get(service) ?? new Set();
    for (const other of others) if (other !== service) known.add(other);
    names.set(service, known);
  };
  for (const [service, others] of Object.entries(said)) add(service, others);
  for (const [service, others] of Object.entries(same)) {
    if (others.length > MOST_KIN) continue;
    add(service, others);
    for (const other of others) add(other, [service]);
  }
  const telling = programs.filter(
    ({ general, relay, speaks }) => !general && !relay && speaks.length <= MOST_SPOKEN,
  );
  const speakers = counted(telling.flatMap(({ speaks }) => speaks));
  for (const { name, match, speaks } of telling) {
    const services = speaks.map(keyOf);
    const general = [name, ...match].filter((one) => !isOneOf(services, one));
    for (const service of speaks) {
      if (service === speaks[0] || speakers.get(service)! <= MOST_SPEAKERS) add(service, general);
    }
  }
  return Object.fromEntries([...names].map(([service, others]) => [service, [...others]]));
}

/** `redis_exporter` is the name of one service and stands for no other that its program speaks. */
function isOneOf(services: readonly string[], name: string): boolean {
  const key = keyOf(name);
  const isCut = name.length === KERNEL_NAME;
  return services.some((service) => service === key || (isCut && service.startsWith(key)));
}

const keyOf = (name: string) => nameKey(wordsOf(name));

function counted(services: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const service of services) counts.set(service, (counts.get(service) ?? 0) + 1);
  return counts;
}
