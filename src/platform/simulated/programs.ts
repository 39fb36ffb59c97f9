/** The programs of a simulated host: functions by name. */
import { NotFoundError, UsageError } from '../../core/errors.ts';
import type { ProgramEnd, ProgramOptions, Programs } from '../programs.ts';

/** What a program does: it is handed its arguments and its surroundings, and says how it ends. */
export type SimulatedProgram = (
  words: readonly string[],
  options: ProgramOptions,
) => Promise<ProgramEnd> | ProgramEnd;

export function simulatedPrograms(
  installed: Readonly<Record<string, SimulatedProgram>> = {},
): Programs {
  return {
    async check(program) {
      if (Object.hasOwn(installed, program)) return;
      throw new UsageError(`there is no program "${program}" here`);
    },
    async run(program, words, options) {
      const found = Object.hasOwn(installed, program) ? installed[program] : undefined;
      if (!found) throw new NotFoundError(`there is no program "${program}" here`);
      return found(words, options);
    },
  };
}
