/**
 * The commands of ESC/P and ESC/P2: what follows each. `general` marks those that are known from general
 * knowledge of printers, where no source that we could read has them.
 */
import {
  bitImage,
  columns,
  fixed,
  lettered,
  list,
  pageLength,
  userCharacters,
  userSet,
  type Extent,
} from './extents.ts';

export interface Command {
  /** As the books write it: `ESC @`. */
  readonly name: string;
  /** What it does, in few words. */
  readonly title: string;
  readonly extent: Extent;
  /** The last byte of the parameters ends a list, and is none of them; what stands before the list. */
  readonly listAfter?: number;
  /** No source that we could read has it. */
  readonly isGeneral?: true;
}

type Row = readonly [sign: string, title: string, extent: Extent | number];

const NAMES: Readonly<Record<string, string>> = {
  '\u000e': 'SO',
  '\u000f': 'SI',
  '\u0012': 'DC2',
  '\u0019': 'EM',
  ' ': 'SP',
};

const table = (prefix: string, rows: readonly Row[], isGeneral = false) =>
  rows.map(([sign, title, extent]): [number, Command] => [
    sign.charCodeAt(0),
    {
      name: `${prefix} ${NAMES[sign] ?? sign}`,
      title,
      extent: typeof extent === 'number' ? fixed(extent) : extent,
      ...(LISTS.has(`${prefix}${sign}`) && { listAfter: sign === 'b' ? 1 : 0 }),
      ...(isGeneral && { isGeneral: true as const }),
    },
  ]);

const LISTS: ReadonlySet<string> = new Set(['ESCB', 'ESCD', 'ESCb']);

/** By the byte after ESC (fact sheet, 3.3). */
export const ESC_COMMANDS: ReadonlyMap<number, Command> = new Map([
  ...table('ESC', [
    ['@', 'initialize', 0],
    ['0', 'line spacing', 0],
    ['1', 'line spacing', 0],
    ['2', 'line spacing', 0],
    ['3', 'line spacing', 1],
    ['A', 'line spacing', 1],
    ['+', 'line spacing', 1],
    ['J', 'feed', 1],
    ['j', 'feed back', 1],
    ['C', 'page length', pageLength],
    ['N', 'bottom margin', 1],
    ['O', 'no bottom margin', 0],
    ['l', 'left margin', 1],
    ['Q', 'right margin', 1],
    ['D', 'horizontal tabs', list()],
    ['B', 'vertical tabs', list()],
    ['b', 'vertical tabs of a channel', list(1)],
    ['/', 'channel of vertical tabs', 1],
    ['e', 'tabs at steps', 2],
    ['f', 'skip', 2],
    ['$', 'to column', 2],
    ['\\', 'move across', 2],
    ['P', 'pitch', 0],
    ['M', 'pitch', 0],
    ['g', 'pitch', 0],
    ['X', 'font by pitch and size', 3],
    ['c', 'width of characters', 2],
    ['p', 'proportional', 1],
    ['x', 'quality', 1],
    ['k', 'typeface', 1],
    ['!', 'style', 1],
    ['E', 'bold', 0],
    ['F', 'bold', 0],
    ['G', 'double strike', 0],
    ['H', 'double strike', 0],
    ['4', 'italic', 0],
    ['5', 'italic', 0],
    ['-', 'underline', 1],
    ['W', 'double width', 1],
    ['w', 'double height', 1],
    ['S', 'super- or subscript', 1],
    ['T', 'no super- or subscript', 0],
    ['q', 'outline and shadow', 1],
    ['a', 'justification', 1],
    ['r', 'colour', 1],
    ['t', 'character table', 1],
    ['R', 'international set', 1],
    ['6', 'codes 80 to 9f print', 0],
    ['7', 'codes 80 to 9f control', 0],
    ['I', 'print control codes', 1],
    ['%', 'user-defined characters', userSet],
    ['&', 'define characters', userCharacters],
    [':', 'copy the built-in characters', 3],
    ['U', 'print in one direction', 1],
    ['<', 'one line in one direction', 0],
    ['s', 'half speed', 1],
    ['i', 'print at once', 1],
    ['8', 'print without paper', 0],
    ['9', 'stop when paper is out', 0],
    ['#', 'bit 7 as it comes', 0],
    ['=', 'bit 7 cleared', 0],
    ['>', 'bit 7 set', 0],
    ['\u0019', 'sheet feeder', 1],
    ['K', 'bit image', lettered('K')],
    ['L', 'bit image', lettered('L')],
    ['Y', 'bit image', lettered('Y')],
    ['Z', 'bit image', lettered('Z')],
    ['?', 'reassign a bit image command', 2],
    ['*', 'bit image', bitImage],
    ['^', 'bit image of 9 pins', columns(1, 2)],
    ['.', 'raster graphics', 6],
  ]),
  ...table(
    'ESC',
    [
      [' ', 'space between characters', 1],
      ['\u000e', 'double width for a line', 0],
      ['\u000f', 'condensed', 0],
    ],
    true,
  ),
]);

/** `ESC i` in graphics mode. */
export const VARIABLE_DOTS: Command = {
  name: 'ESC i',
  title: 'raster graphics',
  extent: fixed(7),
};

/** By the byte after `ESC (`. All say their length. */
export const EXTENDED_COMMANDS: ReadonlyMap<number, Command> = new Map(
  (
    [
      ['-', 'line along characters'],
      ['t', 'assign a character table'],
      ['^', 'print data as characters'],
      ['G', 'graphics mode'],
      ['U', 'unit'],
      ['C', 'page length'],
      ['c', 'page format'],
      ['S', 'printed area'],
      ['V', 'to row'],
      ['v', 'move down'],
      ['$', 'to column'],
      ['/', 'move across'],
      ['\\', 'move across'],
      ['i', 'MicroWeave'],
      ['e', 'dot size'],
      ['K', 'black or colour'],
      ['D', 'raster resolution'],
      ['m', 'print method'],
      ['r', 'colour'],
      ['s', 'speed'],
      ['d', 'padding'],
      ['R', 'enter a mode'],
    ] as const
  ).map(([sign, title]) => [
    sign.charCodeAt(0),
    { name: `ESC (${sign}`, title, extent: columns(0, 1) },
  ]),
);

/**
 * By the byte after `ESC |`: Ghostscript's device `escp` writes them, for a printer of 64 nozzles (gdevcdj.c is all that
 * is known of them). The data of `ESC |B` have their length in bytes.
 */
export const BAR_COMMANDS: ReadonlyMap<number, Command> = new Map([
  [0x4a, { name: 'ESC |J', title: 'feed', extent: fixed(2), isGeneral: true as const }],
  // Ghostscript's uniprint for the Stylus Color 300 opens its jobs with it; its length is all that can be seen of it.
  [
    0x00,
    {
      name: 'ESC |0x00',
      title: 'unknown setting',
      extent: columns(0, 1),
      isGeneral: true as const,
    },
  ],
  [0x42, { name: 'ESC |B', title: 'bit image', extent: columns(1, 1), isGeneral: true as const }],
]);

/** By the byte after FS: 24-pin printers, for Kanji among others. */
export const FS_COMMANDS: ReadonlyMap<number, Command> = new Map(
  table(
    'FS',
    [
      ['3', 'line spacing', 1],
      ['A', 'line spacing', 1],
      ['C', 'typeface', 1],
      ['E', 'width of characters', 1],
      ['F', 'feed forwards', 0],
      ['I', 'italic table', 1],
      ['R', 'feed backwards', 0],
      ['V', 'double height', 1],
      ['Z', 'bit image', columns(0, 3)],
      ['x', 'quality', 1],
      ['&', 'Kanji', 0],
      ['.', 'no Kanji', 0],
      ['!', 'style of Kanji', 1],
      ['-', 'underlined Kanji', 1],
      ['2', 'define a Kanji', 74],
      ['D', 'two halves in one', 0],
      ['J', 'vertical Kanji', 0],
      ['K', 'horizontal Kanji', 0],
      ['S', 'space around Kanji', 2],
      ['T', 'space around half-width Kanji', 2],
      ['U', 'half-width space', 0],
      ['W', 'Kanji of four squares', 1],
      ['k', 'typeface of Kanji', 1],
      ['r', 'super- or subscript Kanji', 1],
      ['\u000f', 'half-width Kanji', 0],
      ['\u0012', 'no half-width Kanji', 0],
    ],
    true,
  ),
);

/** Control codes (fact sheet, 3.2). FS and ESC begin commands. */
export const CONTROL_CODES: ReadonlyMap<number, { readonly name: string; readonly title: string }> =
  new Map([
    [0x00, { name: 'NUL', title: 'nothing' }],
    [0x07, { name: 'BEL', title: 'beep' }],
    [0x08, { name: 'BS', title: 'backspace' }],
    [0x09, { name: 'HT', title: 'tab' }],
    [0x0a, { name: 'LF', title: 'line feed' }],
    [0x0b, { name: 'VT', title: 'vertical tab' }],
    [0x0c, { name: 'FF', title: 'form feed' }],
    [0x0d, { name: 'CR', title: 'carriage return' }],
    [0x0e, { name: 'SO', title: 'double width for a line' }],
    [0x0f, { name: 'SI', title: 'condensed' }],
    [0x11, { name: 'DC1', title: 'select' }],
    [0x12, { name: 'DC2', title: 'no condensed' }],
    [0x13, { name: 'DC3', title: 'deselect' }],
    [0x14, { name: 'DC4', title: 'no double width' }],
    [0x18, { name: 'CAN', title: 'cancel the line' }],
    [0x7f, { name: 'DEL', title: 'delete' }],
  ]);
