/** FS commands: what 24-pin printers have besides ESC. General knowledge, no source that we could read has them. */
import { UNITS_PER_INCH } from '../../../core/page/marks.ts';
import { switched, type Handlers } from '../handler.ts';
import { byteAt, digitAt } from '../numbers.ts';
import { widen } from './pitch.ts';

export const FS: Handlers = {
  commands: {
    'FS 3': (state, parameters) => {
      state.lineSpacing = (byteAt(parameters, 0) * UNITS_PER_INCH) / 360;
    },
    'FS A': (state, parameters) => {
      state.lineSpacing = (byteAt(parameters, 0) * UNITS_PER_INCH) / 60;
    },
    'FS E': (state, parameters) => widen(state, digitAt(parameters, 0) === 0 ? 'off' : 'on'),
    'FS V': switched((state, on) => {
      state.isDoubleHeight = on;
    }),
    'FS x': (state, parameters) => {
      state.quality = digitAt(parameters, 0) === 1 ? 'letter' : 'draft';
    },
    'FS I': switched((state, on) => {
      state.table = on ? 1 : 0;
    }),
  },
};
