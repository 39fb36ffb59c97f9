/** How wide characters are: pitch, condensed, double width, proportional type, sizes, space between. */
import { points } from '../../../core/page/paper.ts';
import { UNITS_PER_INCH } from '../../../core/page/marks.ts';
import { switched, type Handlers } from '../handler.ts';
import { byteAt, wordAt } from '../numbers.ts';
import type { EscpState, Settings } from '../state.ts';

/** Chosen by a pitch, so that a motion index or a size of type ends. */
function usePitch(state: EscpState, pitch: Settings['pitch']): void {
  state.pitch = pitch;
  state.multipoint = undefined;
  state.motionIndex = undefined;
  state.pen = undefined;
}

/** 15 to the inch has no condensed form. */
function condense(state: EscpState, isCondensed: boolean): void {
  if (isCondensed && state.pitch === 15) return;
  state.isCondensed = isCondensed;
  state.motionIndex = undefined;
  state.pen = undefined;
}

export function widen(state: EscpState, doubleWidth: Settings['doubleWidth']): void {
  state.doubleWidth = doubleWidth;
  state.motionIndex = undefined;
  state.pen = undefined;
}

const condensed = (state: EscpState) => condense(state, true);
const widenLine = (state: EscpState) => widen(state, 'line');

export const PITCH: Handlers = {
  controls: {
    0x0e: widenLine,
    0x14: (state) => widen(state, state.doubleWidth === 'on' ? 'on' : 'off'),
    0x0f: condensed,
    0x12: (state) => condense(state, false),
  },
  commands: {
    // The same codes after ESC.
    'ESC SO': widenLine,
    'ESC SI': condensed,

    'ESC P': (state) => usePitch(state, 10),
    'ESC M': (state) => usePitch(state, 12),
    'ESC g': (state) => usePitch(state, 15),
    'ESC p': switched((state, on) => {
      state.isProportional = on;
      state.motionIndex = undefined;
      // Proportional shapes are letters always.
      if (on) state.quality = 'letter';
    }),
    'ESC W': switched((state, on) => widen(state, on ? 'on' : 'off')),
    'ESC w': switched((state, on) => {
      state.isDoubleHeight = on;
      state.motionIndex = undefined;
    }),
    'ESC X': (state, parameters) => {
      const pitch = byteAt(parameters, 0);
      const size = points(wordAt(parameters, 1) / 2);
      const before = state.multipoint;
      state.multipoint = {
        advance: pitch === 1 ? 0 : pitch >= 5 ? (pitch * UNITS_PER_INCH) / 360 : keptPitch(state),
        size: size > 0 ? size : (before?.size ?? points(10.5)),
      };
      state.motionIndex = undefined;
    },
    'ESC c': (state, parameters) => {
      state.motionIndex = (wordAt(parameters, 0) * UNITS_PER_INCH) / 360;
      state.extraSpace = 0;
    },
    'ESC SP': (state, parameters) => {
      const perInch = state.quality === 'letter' && state.model.pins !== 9 ? 180 : 120;
      state.extraSpace = ((byteAt(parameters, 0) & 0x7f) * UNITS_PER_INCH) / perInch;
      state.motionIndex = undefined;
    },
  },
};

/** ESC X leaves the pitch as it is: with 0, and with numbers that mean nothing. */
const keptPitch = (state: EscpState): number =>
  state.multipoint?.advance ?? (state.isProportional ? 0 : UNITS_PER_INCH / state.pitch);

/** ESC !, as far as it is about widths. */
export function selectPitch(state: EscpState, bits: number): void {
  usePitch(state, (bits & 0x01) !== 0 ? 12 : 10);
  state.isProportional = (bits & 0x02) !== 0;
  state.isCondensed = (bits & 0x04) !== 0;
  state.doubleWidth = (bits & 0x20) !== 0 ? 'on' : 'off';
}
