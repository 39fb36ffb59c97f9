/** Ports that the system hands out: which programs have some that had none. */
import { groupBy } from '../../core/group.ts';
import type { Unverified } from './drift-words.ts';
import type { Program } from './program.ts';
import { programKey, shareProgram } from './same-program.ts';
import type { Entry, Snapshot } from './snapshot.ts';

/**
 * The number says nothing: it will be another one next time. Only programs count that had none before.
 * @param opened what was not there before, on ports of all kinds
 */
export function newAmongDynamic(
  opened: readonly Entry[],
  baseline: Snapshot,
): { readonly sure: readonly Entry[]; readonly unverified: readonly Unverified[] } {
  const sure: Entry[] = [];
  const unverified: Unverified[] = [];
  const known = groupBy(
    baseline.entries.filter(({ dynamic }) => dynamic),
    ({ place }) => place,
  );
  const programs = new Map([...known].map(([place, held]) => [place, new ProgramSet(held)]));
  for (const entry of opened.filter(({ dynamic }) => dynamic)) {
    const before = programs.get(entry.place) ?? new ProgramSet([]);
    programs.set(entry.place, before);
    if (before.has(entry)) continue;
    // It may be one of those that were hidden, and those that are hidden may be anybody's.
    const wasHidden = known.get(entry.place)?.some((held) => held.programs.length === 0) ?? false;
    const unknown = { what: 'program', before: [], after: [entry] } as const;
    if (entry.programs.length === 0) {
      if (!wasHidden) unverified.push({ ...unknown, unseen: 'now' });
    } else if (wasHidden) {
      unverified.push({ ...unknown, unseen: 'then' });
    } else {
      before.add(entry);
      sure.push(entry);
    }
  }
  return { sure, unverified };
}

/** Programs, each once, however many ports it has. */
class ProgramSet {
  private readonly byKey = new Map<string, Program>();

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) this.add(entry);
  }

  add({ programs }: Entry): void {
    for (const program of programs) this.byKey.set(programKey(program), program);
  }

  has({ programs }: Entry): boolean {
    return (
      programs.some((program) => this.byKey.has(programKey(program))) ||
      shareProgram([...this.byKey.values()], programs)
    );
  }
}
