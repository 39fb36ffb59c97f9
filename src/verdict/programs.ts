/** Which programs speak which services: facts from `data/programs.json`, asked here. */
import type { Process } from '../survey/listener.ts';
import { fileNameOf, namesOf } from '../survey/program-names.ts';
import { scriptOf } from '../survey/drift/interpreters.ts';

/** What is known of a program. */
export interface ProgramFact {
  readonly name: string;
  /**
   * Names it goes by: the kernel's (`comm`, at most 15 characters), the executable's, or on Windows its
   * service's; lower case.
   */
  readonly match: readonly string[];
  /** Names of the file that an interpreter runs when it is this program: `portolan.cjs`; lower case. */
  readonly scripts?: readonly string[];
  /** Service names that it speaks. */
  readonly speaks: readonly string[];
  /** A runtime that can be made to speak anything (`node`, `java`). */
  readonly general?: boolean;
  /** Passes connections on to something that cannot be seen from here (`docker-proxy`, `ssh -L`). */
  readonly relay?: boolean;
}

/** The file `data/programs.json`. */
export interface ProgramFacts {
  /** For a service name, other names of the same protocol. */
  readonly same: Readonly<Record<string, readonly string[]>>;
  readonly programs: readonly ProgramFact[];
}

export interface Programs {
  /** What is known of the program that a process runs; undefined when nothing is. */
  identify(process: Process): ProgramFact | undefined;
  /** Whether two service names mean one protocol. */
  same(a: string, b: string): boolean;
}

export function readPrograms(facts: ProgramFacts): Programs {
  const byName = new Map<string, ProgramFact>();
  for (const fact of facts.programs) for (const name of fact.match) byName.set(name, fact);
  const byScript = new Map<string, ProgramFact>();
  for (const fact of facts.programs) {
    for (const name of fact.scripts ?? []) byScript.set(name, fact);
  }
  const canonical = new Map<string, string>();
  for (const [name, others] of Object.entries(facts.same)) {
    for (const other of others) canonical.set(other, name);
  }
  const meaning = (service: string) => canonical.get(service) ?? service;
  /** What is known of a program of whose name these letters are the first: it speaks what any of those does. */
  const beginning = (letters: string): ProgramFact | undefined => {
    const found = new Set<ProgramFact>();
    for (const [name, fact] of byName) if (name.startsWith(letters)) found.add(fact);
    const [first, ...others] = found;
    if (first === undefined || others.length === 0) return first;
    const speaks = [...found].flatMap((fact) => fact.speaks);
    return {
      name: `${letters}…`,
      match: [],
      speaks,
      general: [...found].some((fact) => fact.general),
    };
  };
  const find = (process: Process) => {
    const script = scriptNameOf(process);
    const run = script === undefined ? undefined : byScript.get(script.toLowerCase());
    if (run) return run;
    for (const own of [...servicesOf(process), ...namesOf(process)]) {
      const name = own.toLowerCase();
      const bare = withoutExtension(name);
      const fact = byName.get(name) ?? byName.get(bare) ?? byName.get(withoutVersion(bare));
      if (fact) return fact;
    }
    return process.cut ? beginning(process.name.toLowerCase()) : undefined;
  };
  // One process may hold hundreds of sockets.
  const identified = new Map<Process, ProgramFact | undefined>();
  return {
    identify(process) {
      if (!identified.has(process)) identified.set(process, find(process));
      return identified.get(process);
    },
    same: (a, b) => a === b || meaning(a) === meaning(b),
  };
}

/**
 * The services of Windows that run in a process: a host is one program for many, and they tell more. Units
 * of systemd end in what they are, launchd's begin with their domain: those tell no more than the program.
 */
export const servicesOf = ({ unit }: Process): readonly string[] =>
  unit === undefined || /\/|\.[a-z]+$/.test(unit) ? [] : unit.split(', ');

/** The name of the file that an interpreter runs: `manage.py`. What it runs else (`-m http.server`) is no file. */
export function scriptNameOf(process: Process): string | undefined {
  const script = scriptOf(process.path ?? process.name, process.command);
  return script === undefined || script.startsWith('-') ? undefined : fileNameOf(script);
}

/** `postgres.exe` is postgres. */
const withoutExtension = (name: string) => name.replace(/\.exe$/, '');

/** `python3.11` is python, `php-fpm8.2` is php-fpm. */
const withoutVersion = (name: string) => name.replace(/[-_]?\d+(\.\d+)*$/, '');
