/** Absolute and relative moves of head and paper. */
import { UNITS_PER_INCH, type PageUnits } from '../../../core/page/marks.ts';
import type { Handlers } from '../handler.ts';
import { ejectPage, feedForm, moveTo } from '../paging.ts';
import { byteAt, longAt, signedLongAt, signedWordAt, wordAt } from '../numbers.ts';
import type { EscpState } from '../state.ts';

/** ESC (V and (v do nothing where they would go further up. */
const FURTHEST_UP = (179 * UNITS_PER_INCH) / 360;

function moveDownTo(state: EscpState, y: PageUnits): void {
  if (y < state.y - FURTHEST_UP) state.notes.fault('more than 179/360 inch upwards: ignored');
  else if (y < Math.min(state.top, state.y)) state.notes.fault('above the top margin: ignored');
  else moveTo(state, y, 'move');
}

/** Past a margin it does nothing. */
function moveAcrossTo(state: EscpState, x: PageUnits): void {
  if (x < state.left || x > state.right) state.notes.fault('past the margin: ignored');
  else state.x = x;
}

/** Graphics may begin anywhere on the sheet: those who draw cut what is beside it. */
function moveAcrossSheetTo(state: EscpState, x: PageUnits): void {
  if (x > state.format.width) state.notes.fault('past the paper: ignored');
  else state.x = x;
}

const signed = (parameters: Uint8Array): number =>
  parameters.length >= 4 ? signedLongAt(parameters, 0) : signedWordAt(parameters, 0);

const unsigned = (parameters: Uint8Array): number =>
  parameters.length >= 4 ? longAt(parameters, 0) : wordAt(parameters, 0);

/** The unit of ESC \ before ESC (U: finer where letters are. */
const relativeUnit = (state: EscpState): number =>
  UNITS_PER_INCH / (state.quality === 'letter' && state.model.pins !== 9 ? 180 : 120);

export const MOVES: Handlers = {
  commands: {
    'ESC $': (state, parameters) => {
      const unit = state.units.horizontal ?? UNITS_PER_INCH / 60;
      moveAcrossTo(state, state.left + Math.round(wordAt(parameters, 0) * unit));
    },
    'ESC \\': (state, parameters) => {
      const unit = state.units.horizontal ?? relativeUnit(state);
      moveAcrossTo(state, state.x + Math.round(signedWordAt(parameters, 0) * unit));
    },
    'ESC ($': (state, parameters) => {
      const unit = state.units.horizontal ?? UNITS_PER_INCH / 60;
      moveAcrossSheetTo(state, state.left + Math.round(longAt(parameters, 0) * unit));
    },
    'ESC (/': (state, parameters) => {
      const unit = state.units.horizontal ?? relativeUnit(state);
      moveAcrossSheetTo(state, state.x + Math.round(signedLongAt(parameters, 0) * unit));
    },
    // A unit of its own, and how many of it.
    'ESC (\\': (state, parameters) => {
      const perInch = wordAt(parameters, 0);
      if (perInch === 0) {
        state.notes.fault('a unit of nothing: ignored');
        return;
      }
      const by = (signedWordAt(parameters, 2) * UNITS_PER_INCH) / perInch;
      moveAcrossSheetTo(state, state.x + Math.round(by));
    },

    'ESC (V': (state, parameters) => {
      moveDownTo(state, state.top + Math.round(unsigned(parameters) * state.units.vertical));
    },
    'ESC (v': (state, parameters) => {
      moveDownTo(state, state.y + Math.round(signed(parameters) * state.units.vertical));
    },
    'ESC J': (state, parameters) => {
      const unit = UNITS_PER_INCH / (state.model.pins === 9 ? 216 : 180);
      moveTo(state, state.y + byteAt(parameters, 0) * unit, 'move');
    },
    'ESC j': (state, parameters) => {
      moveTo(state, state.y - (byteAt(parameters, 0) * UNITS_PER_INCH) / 216, 'move');
    },
    // R puts the sheet out; a number chooses the bin that the next one comes from, and nothing is to be seen of it.
    'ESC EM': (state, parameters) => {
      if (byteAt(parameters, 0) === 0x52) ejectPage(state);
    },
  },
  controls: { 0x0c: feedForm },
};
