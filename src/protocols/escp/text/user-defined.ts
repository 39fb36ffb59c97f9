/** Characters that the job draws: ESC &, ESC :, ESC %. */
import { UNITS_PER_INCH } from '../../../core/page/marks.ts';
import { columnsToRows } from '../graphics/bit-image.ts';
import { switched, type Handlers } from '../handler.ts';
import { byteAt } from '../numbers.ts';
import type { EscpState, UserCharacter } from '../state.ts';

/** The shapes of `first` to `last`, in the order of their codes. */
interface Definition {
  readonly first: number;
  readonly count: number;
  readonly data: Uint8Array;
}

/** Nine pins: an octet of attributes and eleven columns of eight pins each; half a dot's width apart. */
const NINE_PIN_COLUMNS = 11;
const NINE_PIN_PITCH_X = UNITS_PER_INCH / 120;
const NINE_PIN_PITCH_Y = UNITS_PER_INCH / 72;

function ninePinShapes({ count, data }: Definition, isProportional: boolean): UserCharacter[] {
  const each = NINE_PIN_COLUMNS + 1;
  return Array.from({ length: Math.min(count, Math.floor(data.length / each)) }, (_, at) => {
    const [attributes = 0, ...columns] = data.subarray(at * each, (at + 1) * each);
    const from = (attributes >> 4) & 0x07;
    const to = Math.max(attributes & 0x0f, from);
    return {
      before: isProportional ? -from : 0,
      after: isProportional ? to + 1 - NINE_PIN_COLUMNS : 1,
      columns: NINE_PIN_COLUMNS,
      rows: 8,
      pitchX: NINE_PIN_PITCH_X,
      pitchY: NINE_PIN_PITCH_Y,
      // The high bit: the upper eight pins; otherwise the lower eight, for tails.
      down: (attributes & 0x80) === 0 ? NINE_PIN_PITCH_Y : 0,
      data: columnsToRows(Uint8Array.from(columns), 8).data,
    };
  });
}

/** Twenty-four pins: white columns, columns, white columns, and the columns' octets. */
function tallShapes(state: EscpState, { count, data }: Definition): UserCharacter[] {
  const bytesAColumn = fits(data, count, 3) || !fits(data, count, 2) ? 3 : 2;
  const pitchX = UNITS_PER_INCH / (state.quality === 'letter' ? 360 : 120);
  const shapes: UserCharacter[] = [];
  for (let at = 0; shapes.length < count && at + 3 <= data.length;) {
    const [before = 0, columns = 0, after = 0] = data.subarray(at, at + 3);
    const end = at + 3 + columns * bytesAColumn;
    if (end > data.length) break;
    shapes.push({
      before,
      after,
      columns,
      rows: bytesAColumn * 8,
      pitchX,
      pitchY: UNITS_PER_INCH / 180,
      down: 0,
      data: columnsToRows(data.subarray(at + 3, end), bytesAColumn * 8).data,
    });
    at = end;
  }
  return shapes;
}

/** Super- and subscripts have two octets a column: the definition's length tells which it is. */
function fits(data: Uint8Array, count: number, bytesAColumn: number): boolean {
  let at = 0;
  for (let n = 0; n < count; n++) at += 3 + byteAt(data, at + 1) * bytesAColumn;
  return at === data.length;
}

function define(state: EscpState, parameters: Uint8Array): void {
  const first = byteAt(parameters, 1);
  const count = byteAt(parameters, 2) - first + 1;
  const definition = { first, count, data: parameters.subarray(3) };
  const shapes =
    state.model.pins === 9
      ? ninePinShapes(definition, state.isProportional)
      : tallShapes(state, definition);
  if (shapes.length < count || count < 1) {
    state.notes.fault('fewer characters than it says: those that came are taken');
  }
  const own = new Map(state.ownCharacters);
  for (const [at, shape] of shapes.entries()) own.set(first + at, shape);
  state.ownCharacters = own;
}

export const USER_DEFINED: Handlers = {
  commands: {
    'ESC &': define,
    // The printer's own characters take the place of those that were drawn.
    'ESC :': (state) => {
      state.ownCharacters = new Map();
    },
    'ESC %': switched((state, on) => {
      state.usesOwnCharacters = on;
    }),
  },
};
