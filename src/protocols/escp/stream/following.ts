/** What stands behind a command and is none of its parameters: rows of dots, or commands of their own. */
import { bytesAColumn, isKnownMode } from './extents.ts';
import { RasterCommands } from './raster.ts';
import { le16, type Reading } from './reading.ts';
import { Rows } from './rows.ts';

/**
 * @param room for one row, used again for each
 * @returns how it is read; a text: why the command cannot be done; undefined: nothing follows it
 */
export function whatFollows(
  name: string,
  parameters: Uint8Array,
  room: Uint8Array,
): Reading | string | undefined {
  if (name === 'ESC *') return wrongMode(parameters);
  if (name === 'ESC .') return raster(parameters, room);
  if (name === 'ESC i' && parameters.length === 7) return variableDots(parameters, room);
  return undefined;
}

function wrongMode(parameters: Uint8Array): string | undefined {
  const [mode = 0] = parameters;
  if (isKnownMode(mode)) return undefined;
  const each = bytesAColumn(mode);
  const bytes = le16(parameters, 1) * each;
  return `mode ${mode} is none that anybody names: ${bytes} bytes skipped, ${each} a column`;
}

/** The numbers and the digits (disputed, see the README); CUPS' rastertoescpx writes digits for both commands. */
const packingOf = (code: number): number => (code >= 0x30 && code <= 0x33 ? code - 0x30 : code);

function raster(parameters: Uint8Array, room: Uint8Array): Reading | string {
  const [code = 0, , , rows = 0] = parameters;
  const packing = packingOf(code);
  if (packing > 3) return `packing ${code} is none that anybody names`;
  if (packing > 1) return new RasterCommands('ESC .', room);
  const width = Math.ceil(le16(parameters, 4) / 8);
  return new Rows({ name: 'ESC .', width, rows, isPacked: packing === 1 }, room);
}

function variableDots(parameters: Uint8Array, room: Uint8Array): Reading | string {
  const [, code = 0] = parameters;
  const packing = packingOf(code);
  if (packing > 1) return `packing ${code} is none that anybody explains`;
  const width = le16(parameters, 3);
  const rows = le16(parameters, 5);
  return new Rows({ name: 'ESC i', width, rows, isPacked: packing === 1 }, room);
}
