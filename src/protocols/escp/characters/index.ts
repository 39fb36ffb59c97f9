/** Character tables by name, in both directions. */
import * as pc from './ibm-pc.ts';
import * as iso from './iso.ts';
import * as windows from './windows.ts';

export { assignedTable, assignmentOf } from './assignments.ts';
export { nationalCharacters } from './national.ts';

export interface CharacterTable {
  readonly name: string;
  /** One code point; undefined: the table has none there. Codes below 20h and 7Fh are PC437's signs. */
  decode(code: number): string | undefined;
  /** Undefined: not in the table. ASCII comes first, then 80h to FFh, then the signs below 20h. */
  encode(character: string): number | undefined;
  /** The `italic` table has ASCII once more at A0h to FEh, slanted. */
  isSlanted(code: number): boolean;
}

/** What tables have where ASCII has control codes: printed only when they are asked for as data. */
const SIGNS = [...'\0☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼'];
const DELETE_SIGN = '⌂';

/** 80h to FFh by name; `italic` has no characters of its own there. */
const UPPER: Readonly<Record<string, string>> = {
  italic: '',
  pc437: pc.PC437,
  pc737: pc.PC737,
  pc775: pc.PC775,
  pc850: pc.PC850,
  pc851: pc.PC851,
  pc852: pc.PC852,
  pc855: pc.PC855,
  pc857: pc.PC857,
  pc858: pc.PC858,
  pc860: pc.PC860,
  pc861: pc.PC861,
  pc862: pc.PC862,
  pc863: pc.PC863,
  pc864: pc.PC864,
  pc865: pc.PC865,
  pc866: pc.PC866,
  pc869: pc.PC869,
  'windows-1250': windows.WINDOWS_1250,
  'windows-1251': windows.WINDOWS_1251,
  'windows-1252': windows.WINDOWS_1252,
  'windows-1253': windows.WINDOWS_1253,
  'windows-1254': windows.WINDOWS_1254,
  'iso8859-1': iso.ISO_8859_1,
  'iso8859-2': iso.ISO_8859_2,
  'iso8859-7': iso.ISO_8859_7,
  'iso8859-15': iso.ISO_8859_15,
};

export const TABLE_NAMES: readonly string[] = Object.keys(UPPER);

const NONE = '\ufffd';
const made = new Map<string, CharacterTable>();

/** Undefined: no table of that name. */
export function characterTable(name: string): CharacterTable | undefined {
  const known = made.get(name);
  if (known || !TABLE_NAMES.includes(name)) return known;
  const table = makeTable(name, UPPER[name] as string);
  made.set(name, table);
  return table;
}

function makeTable(name: string, upper: string): CharacterTable {
  const isItalic = name === 'italic';
  const byCode = Array.from({ length: 256 }, (_, code) => {
    if (code < 0x20) return code === 0 ? undefined : SIGNS[code];
    if (code === 0x7f) return DELETE_SIGN;
    if (code < 0x80) return String.fromCharCode(code);
    if (isItalic) return code >= 0xa0 && code < 0xff ? String.fromCharCode(code - 0x80) : undefined;
    const character = upper[code - 0x80];
    return character === NONE ? undefined : character;
  });
  const byCharacter = new Map<string, number>();
  const order = [...byCode.keys()].toSorted((a, b) => rank(a) - rank(b) || a - b);
  for (const code of order) {
    const character = byCode[code];
    if (character !== undefined && !byCharacter.has(character)) byCharacter.set(character, code);
  }
  return {
    name,
    decode: (code) => byCode[code],
    encode: (character) => byCharacter.get(character),
    isSlanted: (code) => isItalic && code >= 0xa0,
  };
}

const rank = (code: number): number => (code === 0x7f || code < 0x20 ? 2 : code < 0x80 ? 0 : 1);
