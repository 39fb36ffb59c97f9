/** Control codes that are neither tabs nor widths: CR, LF, BS, CAN. */
import type { Handlers } from '../handler.ts';
import { endOneLineSettings, feedLine, printLine } from '../paging.ts';
import { advanceOf, isProportional } from './pen.ts';

export const CONTROL_CODES: Handlers = {
  controls: {
    0x0a: feedLine,
    0x0d: (state) => {
      if (state.model.autoLineFeed) feedLine(state);
      else {
        printLine(state);
        state.x = state.left;
        // On old printers a line ends here, on ESC/P2 where the paper moves.
        if (state.model.pins === 9) endOneLineSettings(state);
      }
    },
    0x08: (state) => {
      // Proportional characters are struck over each other: back by the one before.
      const width = isProportional(state) ? state.lastAdvance : advanceOf(state, ' ');
      state.x = Math.max(state.x - width, state.left);
    },
    0x18: (state) => {
      state.line.cancel();
      state.x = state.left;
    },
  },
};
