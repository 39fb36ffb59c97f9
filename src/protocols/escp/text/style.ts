/** How characters look: weight, slant, scores, typeface, quality, colour, justification. */
import type { Ink, Score, Typeface } from '../../../core/page/marks.ts';
import { switched, type CommandHandler, type Handlers } from '../handler.ts';
import { printLine } from '../paging.ts';
import { byteAt, digitAt } from '../numbers.ts';
import type { EscpState, Justification } from '../state.ts';
import { selectPitch } from './pitch.ts';

const to =
  (set: (state: EscpState) => void): CommandHandler =>
  (state) =>
    set(state);

/** By the number that ESC k takes. Five designs stand for all: OCR, Orator and the others look like one of them here. */
const TYPEFACES: Readonly<Record<number, Typeface>> = {
  0: 'roman',
  1: 'sans serif',
  2: 'courier',
  3: 'prestige',
  4: 'script',
  5: 'courier',
  6: 'courier',
  7: 'sans serif',
  8: 'sans serif',
  9: 'script',
  10: 'roman',
  11: 'sans serif',
};

/** By the number that ESC r takes; two inks over each other make a third colour. */
const COLOURS: readonly (readonly Ink[])[] = [
  ['black'],
  ['magenta'],
  ['cyan'],
  ['cyan', 'magenta'],
  ['yellow'],
  ['magenta', 'yellow'],
  ['cyan', 'yellow'],
];

const JUSTIFICATIONS: readonly Justification[] = ['left', 'centre', 'right', 'full'];
const SCORED: readonly (Score['at'] | undefined)[] = [undefined, 'under', 'through', 'over'];

/** ESC (-: which line, and how it is drawn. */
function score(state: EscpState, parameters: Uint8Array): void {
  const at = SCORED[byteAt(parameters, 1)];
  const drawn = byteAt(parameters, 2);
  if (at === undefined || ![0, 1, 2, 5, 6].includes(drawn)) {
    state.notes.fault('a line that nobody documents: ignored');
    return;
  }
  const others = state.scores.filter((other) => other.at !== at);
  if (at === 'under') state.isUnderlined = false;
  const isDouble = drawn === 2 || drawn === 6;
  state.scores = drawn === 0 ? others : [...others, { at, isDouble, isBroken: drawn >= 5 }];
}

function underline(state: EscpState, on: boolean): void {
  state.isUnderlined = on;
  state.scores = state.scores.filter(({ at }) => at !== 'under');
}

export const STYLE: Handlers = {
  commands: {
    'ESC E': to((state) => (state.isBold = true)),
    'ESC F': to((state) => (state.isBold = false)),
    'ESC G': to((state) => (state.isDoubleStrike = true)),
    'ESC H': to((state) => (state.isDoubleStrike = false)),
    'ESC 4': to((state) => (state.isItalic = true)),
    'ESC 5': to((state) => (state.isItalic = false)),
    'ESC -': switched(underline),
    'ESC (-': score,
    // One program has it the other way round; Epson's manual decides.
    'ESC S': switched((state, on) => (state.script = on ? 'sub' : 'super')),
    'ESC T': to((state) => (state.script = 'normal')),
    'ESC q': (state, parameters) => {
      const shape = digitAt(parameters, 0);
      state.isOutline = shape === 1 || shape === 3;
      state.isShadow = shape === 2 || shape === 3;
    },
    'ESC x': switched((state, on) => (state.quality = on ? 'letter' : 'draft')),
    'ESC k': (state, parameters) => {
      const typeface = TYPEFACES[byteAt(parameters, 0)];
      if (typeface) state.typeface = typeface;
      else state.notes.fault('a typeface that is not here: the one before stays');
    },
    'ESC r': (state, parameters) => {
      const inks = COLOURS[digitAt(parameters, 0)];
      if (inks === undefined) state.notes.fault('no such colour: ignored');
      else if (state.model.isColour) state.inks = inks;
    },
    'ESC a': (state, parameters) => {
      const justification = JUSTIFICATIONS[digitAt(parameters, 0)];
      if (justification === undefined) {
        state.notes.fault('no such justification: ignored');
        return;
      }
      printLine(state);
      state.justification = justification;
    },
    'ESC !': (state, parameters) => {
      const bits = byteAt(parameters, 0);
      selectPitch(state, bits);
      state.isBold = (bits & 0x08) !== 0;
      state.isDoubleStrike = (bits & 0x10) !== 0;
      state.isItalic = (bits & 0x40) !== 0;
      underline(state, (bits & 0x80) !== 0);
    },
  },
};
