/**
 * Which table ESC (t means by its two numbers. 0 to 14 with a second number of 0 are read in programs; 11, 14, 17,
 * 24, 29 15, 29 16 and 44 in manuals of other makers' printers; the rest is general knowledge.
 */

/** A table that has no name here is not supported. */
const BY_NUMBERS: readonly (readonly [first: number, second: number, table: string])[] = [
  [0, 0, 'italic'],
  [1, 0, 'pc437'],
  [3, 0, 'pc850'],
  [4, 0, 'pc851'],
  [6, 0, 'pc855'],
  [7, 0, 'pc860'],
  [8, 0, 'pc863'],
  [9, 0, 'pc865'],
  [10, 0, 'pc852'],
  [11, 0, 'pc857'],
  [12, 0, 'pc862'],
  [13, 0, 'pc864'],
  [14, 0, 'pc866'],
  [15, 0, 'pc869'],
  [24, 0, 'pc861'],
  [29, 7, 'iso8859-7'],
  [29, 15, 'iso8859-15'],
  [29, 16, 'iso8859-1'],
  [17, 0, 'iso8859-1'],
  [44, 0, 'pc858'],
  [127, 1, 'iso8859-1'],
  [127, 2, 'iso8859-2'],
  [127, 7, 'iso8859-7'],
  [127, 15, 'iso8859-15'],
];

/** Tables that the language names and that are not here. */
const NOT_SUPPORTED: Readonly<Record<number, string>> = {
  2: 'PC932 (Japanese)',
  5: 'PC853 (Turkish)',
};

/** The name of the table; else what is to be said about it. */
export function assignedTable(first: number, second: number): { table: string } | { says: string } {
  const found = BY_NUMBERS.find((entry) => entry[0] === first && entry[1] === second);
  if (found) return { table: found[2] };
  const name = NOT_SUPPORTED[first] ?? `number ${first}, ${second}`;
  return { says: `character table ${name} is not supported: the one before stays` };
}

/** What ESC (t calls a table; undefined: it has no number for it. */
export function assignmentOf(table: string): readonly [first: number, second: number] | undefined {
  const found = BY_NUMBERS.find((entry) => entry[2] === table);
  return found && [found[0], found[1]];
}
