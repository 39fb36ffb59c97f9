import { expect, it } from 'vitest';
import { ESC_COMMANDS, EXTENDED_COMMANDS, FS_COMMANDS } from './stream/commands.ts';
import { COMMANDS, HANDLERS } from './handlers.ts';
import { ESCPR_COMMANDS, REMOTE_COMMANDS } from './stream/modes.ts';

/** Read, and told as not done: Kanji, and typefaces from cartridges. */
const NOT_DONE = 'C F R Z & . ! - 2 D J K S T U W k r SI DC2'
  .split(' ')
  .map((sign) => `FS ${sign}`);

const known = [
  ...[ESC_COMMANDS, EXTENDED_COMMANDS, FS_COMMANDS].flatMap((table) =>
    [...table.values()].map(({ name }) => name),
  ),
  ...Object.keys(REMOTE_COMMANDS).map((letters) => `REMOTE1 ${letters}`),
  ...Object.keys(ESCPR_COMMANDS).map((letters) => `ESC/P-R ${letters}`),
];

it('does every command that is read, or says which it does not', () => {
  expect(known.filter((name) => !COMMANDS.has(name)).toSorted()).toEqual(NOT_DONE.toSorted());
});

it('does each once, and none that is not read', () => {
  const names = HANDLERS.flatMap(({ commands }) => Object.keys(commands ?? {}));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  const ejl = ['EJL', 'EJL 1284.4', 'EJL EN', 'EJL ENTER', 'EJL ID', 'EJL SE', 'EJL SELECT'];
  const bars = ['ESC |0x00', 'ESC |B', 'ESC |J'];
  const others = ['PJL ENTER', 'REMOTE1 exit'];
  const besides = ['DLE EOT', ...ejl, 'ESC %-12345X', ...bars, 'GS I', 'GS a', ...others];
  expect(names.filter((name) => !known.includes(name)).toSorted()).toEqual(besides);
});
