/** Commands in words: what their parameters are called, and what they say. */
import type { Field } from '../../../core/bytes/reader.ts';
import { latin1 } from '../../../core/bytes/line.ts';
import { BAR_COMMANDS, ESC_COMMANDS, EXTENDED_COMMANDS, FS_COMMANDS } from '../stream/commands.ts';
import { LAYOUTS, type Layout, type Number } from './layouts.ts';
import { ESCPR_COMMANDS, REMOTE_COMMANDS } from '../stream/modes.ts';

export interface Described {
  /** The parameters as numbers: `1 10 10 24 720`. */
  readonly numbers: string;
  /** `unit: 1/360 inch`. */
  readonly words: string;
  /** Offsets from the command's first byte. */
  readonly fields: readonly Field[];
}

/** Bytes of data that a field shows. */
const SHOWN = 64;

/**
 * @param name of a command token
 * @param length of all of the command, in bytes
 */
export function describe(name: string, parameters: Uint8Array, length: number): Described {
  const layout = layoutOf(name, parameters);
  const fields: Field[] = [];
  const words: string[] = layout.says === undefined ? [] : [layout.says];
  const numbers: number[] = [];
  const start = Math.max(0, length - parameters.length);
  let at = 0;
  for (const number of layout.numbers ?? []) {
    const bytes = Math.abs(number.size);
    if (at + bytes > parameters.length) break;
    const value = read(parameters, at, number, layout.isBigEndian === true);
    numbers.push(value);
    const meaning = number.says?.(value, numbers);
    fields.push(field(number.name, start + at, bytes, value, meaning));
    if (number.isSilent !== true) words.push(meaning ?? `${number.name} ${value}`);
    at += bytes;
  }
  if (at < parameters.length) {
    const rest = parameters.subarray(at);
    const { name: called, words: said } = restOf(layout, rest);
    const value = layout.rest === 'text' ? latin1(rest.subarray(0, SHOWN)) : rest.slice(0, SHOWN);
    fields.push(
      field(
        called,
        start + at,
        rest.length,
        value,
        rest.length > SHOWN ? 'its beginning' : undefined,
      ),
    );
    words.push(said);
  }
  const title = layout.title ?? titleOf(name);
  const said = words.filter((word) => word !== '').join(', ');
  return {
    numbers: numbers.join(' '),
    words: said === '' ? title : `${title}: ${said}`,
    fields,
  };
}

const field = (
  name: string,
  offset: number,
  length: number,
  value: Field['value'],
  meaning: string | undefined,
): Field => ({ name, offset, length, value, ...(meaning !== undefined && { meaning }) });

function read(bytes: Uint8Array, at: number, { size }: Number, isBigEndian: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, Math.abs(size));
  const isLittle = !isBigEndian;
  switch (size) {
    case 1:
      return view.getUint8(0);
    case -1:
      return view.getInt8(0);
    case 2:
      return view.getUint16(0, isLittle);
    case -2:
      return view.getInt16(0, isLittle);
    case 4:
      return view.getUint32(0, isLittle);
    default:
      return view.getInt32(0, isLittle);
  }
}

function layoutOf(name: string, { length }: Uint8Array): Layout {
  const found = LAYOUTS[/^[EP]JL/.test(name) ? 'EJL' : name];
  return (typeof found === 'function' ? found(length) : found) ?? {};
}

function restOf({ rest }: Layout, bytes: Uint8Array) {
  switch (rest) {
    case 'text':
      return { name: 'text', words: `"${latin1(bytes.subarray(0, SHOWN))}"` };
    case 'stops':
      return { name: 'stops', words: [...bytes.subarray(0, SHOWN)].join(' ') };
    case 'silent':
      return { name: 'data', words: '' };
    default:
      return { name: 'data', words: `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}` };
  }
}

const TITLES: ReadonlyMap<string, string> = new Map([
  ...[ESC_COMMANDS, EXTENDED_COMMANDS, FS_COMMANDS, BAR_COMMANDS].flatMap((table) =>
    [...table.values()].map(({ name, title }) => [name, title] as const),
  ),
  ...Object.entries(REMOTE_COMMANDS).map(([name, title]) => [`REMOTE1 ${name}`, title] as const),
  ...Object.entries(ESCPR_COMMANDS).map(([name, title]) => [`ESC/P-R ${name}`, title] as const),
  ['REMOTE1 exit', 'leave remote mode'],
  ['ESC %-12345X', 'leave the language (HP)'],
  ['EJL', 'job language'],
  ['EJL 1284.4', 'leave packet mode'],
  ['EJL ID', 'who is there?'],
]);

const titleOf = (name: string): string => TITLES.get(name) ?? 'job language';
