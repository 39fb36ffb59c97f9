/** Character tables that a printer can be switched to, and where in them a character is. */
import { assignmentOf, characterTable, type CharacterTable } from '../characters/index.ts';
import { escape, extended } from './commands.ts';
import type { Target } from './content.ts';

/**
 * Tables of ESC/P2, what every such printer has first (fact sheet, 3.3, ESC (t; the last two are general knowledge). Hebrew
 * and Arabic are written from right to left, which these printers do not do by themselves.
 */
const ASSIGNABLE = [
  'pc437',
  'pc850',
  'pc860',
  'pc863',
  'pc865',
  'pc852',
  'pc866',
  'pc855',
  'pc857',
  'pc851',
  'pc861',
  'pc858',
];
/** The place of the four that is used for whatever is needed. */
const SPARE = 3;

/** Tables of a printer, by numbers of our own. */
export interface CharacterTables {
  /** The one that is chosen after ESC @; -1: one that is not used here. */
  readonly first: number;
  choose(table: number): Uint8Array;
  /** The character's code in a table; undefined where it has none. */
  codeOf(character: string, table: number): number | undefined;
  /** The first table that has it. */
  tableOf(character: string): number | undefined;
  /** Codes below 20h are signs where they are sent as data (ESC (^). */
  asData(codes: readonly number[]): Uint8Array;
}

/** Whether it is a code that controls, unless it is sent as data. */
export const isSign = (code: number): boolean => code < 0x20 || code === 0x7f;

export function characterTables({ kind, tables, table }: Target): CharacterTables {
  const hasAssignments = kind !== '9-pin';
  // Italics are a style here, not a table.
  const own = [...new Set(tables)].filter((name) => name !== 'italic');
  const names = [...new Set([...own, ...(hasAssignments ? ASSIGNABLE : [])])];
  const all = names.map((name) => characterTable(name)!);
  const codeOf = (character: string, { encode }: CharacterTable): number | undefined => {
    const code = encode(character);
    return code !== undefined && isSign(code) && !hasAssignments ? undefined : code;
  };
  return {
    first: names.indexOf(tables[table]),
    choose(number) {
      const name = names[number]!;
      const place = tables.indexOf(name);
      // The spare place may have another by now.
      if (place >= 0 && (place !== SPARE || !hasAssignments)) return escape('t', place);
      return Uint8Array.from([
        ...extended('t', SPARE, ...assignmentOf(name)!),
        ...escape('t', SPARE),
      ]);
    },
    codeOf: (character, number) => (all[number] ? codeOf(character, all[number]) : undefined),
    tableOf(character) {
      const found = all.findIndex((one) => codeOf(character, one) !== undefined);
      return found < 0 ? undefined : found;
    },
    asData: (codes) => extended('^', ...codes),
  };
}
