/** Which characters codes mean: four tables, the chosen one, the national variant. */
import { assignedTable, characterTable, nationalCharacters } from '../characters/index.ts';
import type { Handlers } from '../handler.ts';
import { byteAt, digitAt } from '../numbers.ts';
import type { EscpState } from '../state.ts';

/** Where drawn characters are, 80h further than where they were drawn. */
export const OWN_TABLE = 2;

function assign(state: EscpState, parameters: Uint8Array): void {
  const place = digitAt(parameters, 0);
  const assigned = assignedTable(byteAt(parameters, 1), byteAt(parameters, 2));
  if ('says' in assigned) state.notes.fault(assigned.says);
  else if (place > 3 || characterTable(assigned.table) === undefined) {
    state.notes.fault('there are four tables: ignored');
  } else {
    const tables: [string, string, string, string] = [...state.tables];
    tables[place] = assigned.table;
    state.tables = tables;
    if (place === OWN_TABLE) state.isTableOfOwn = false;
  }
}

export const CHARACTER_TABLE_COMMANDS: Handlers = {
  commands: {
    'ESC t': (state, parameters) => {
      const table = digitAt(parameters, 0);
      if (table > 3) state.notes.fault('there are four tables: ignored');
      else state.table = table;
    },
    'ESC (t': assign,
    'ESC R': (state, parameters) => {
      const country = byteAt(parameters, 0);
      if (nationalCharacters(country)) state.country = country;
      else state.notes.fault('no such country: ignored');
    },
    // Its data are printed as all characters are.
    'ESC (^': () => {},
  },
};
