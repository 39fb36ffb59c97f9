/** What a code means at the moment: by the chosen table and the national variant. */
import { characterTable, nationalCharacters } from '../characters/index.ts';
import type { EscpState } from '../state.ts';

export interface Glyphs {
  /** By code; undefined: the table has none. */
  readonly characters: readonly (string | undefined)[];
  isSlanted(code: number): boolean;
}

/** As many as tables times countries, at most. */
const made = new Map<string, Glyphs>();

export function glyphsOf(state: EscpState): Glyphs {
  const name = state.tables[state.table] ?? state.tables[0];
  const key = `${name} ${state.country}`;
  const known = made.get(key);
  if (known) return known;
  const glyphs = makeGlyphs(name, state.country);
  made.set(key, glyphs);
  return glyphs;
}

function makeGlyphs(name: string, country: number): Glyphs {
  const table = characterTable(name) ?? characterTable('pc437');
  const national = nationalCharacters(country);
  // The slanted half of the italic table follows the country as well.
  const variant = (code: number) =>
    national?.get(table?.isSlanted(code) === true ? code - 0x80 : code) ?? table?.decode(code);
  return {
    characters: Array.from({ length: 256 }, (_, code) => variant(code)),
    isSlanted: (code) => table?.isSlanted(code) === true,
  };
}
