/** Tab stops, horizontal and vertical, and what goes to them. */
import type { PageUnits } from '../../../core/page/marks.ts';
import type { CommandHandler, Handlers } from '../handler.ts';
import { feedForm, feedLine, moveTo } from '../paging.ts';
import { byteAt, digitAt } from '../numbers.ts';
import type { EscpState } from '../state.ts';
import { columnWidth } from './pen.ts';

/** As the language has it: more stops than that are not kept. */
const MOST_COLUMNS = 32;
const MOST_LINES = 16;
const CHANNELS = 8;

/** The numbers of a list, until one is not greater than the one before: there the list ends. */
function stops(parameters: Uint8Array, unit: PageUnits, most: number): PageUnits[] {
  const list: PageUnits[] = [];
  let last = 0;
  for (const n of parameters) {
    if (n <= last || list.length === most) break;
    list.push(n * unit);
    last = n;
  }
  return list;
}

/** A stop at every `step`. */
const steps = (step: PageUnits, most: number): PageUnits[] =>
  step === 0 ? [] : Array.from({ length: most }, (_, at) => (at + 1) * step);

function setVertical(state: EscpState, channel: number, list: readonly PageUnits[]): void {
  if (channel >= CHANNELS) {
    state.notes.fault('there are eight channels: ignored');
    return;
  }
  const channels = Array.from({ length: CHANNELS }, (_, at) => state.verticalTabs[at]);
  channels[channel] = list;
  state.verticalTabs = channels;
}

const setHorizontal: CommandHandler = (state, parameters) => {
  state.horizontalTabs = stops(parameters, columnWidth(state), MOST_COLUMNS);
};

/** Fixed stops all over the page, however narrow they are. */
const MOST_STEPS = 255;

const tabulate = (state: EscpState): void => {
  const column = state.x - state.left;
  const stop = state.horizontalTabs.find((at) => at > column);
  if (stop !== undefined && state.left + stop <= state.right) state.x = state.left + stop;
};

/** Where no stop was ever set it is a line feed; where they were cancelled a carriage return; below the last a form feed. */
const tabulateDown = (state: EscpState): void => {
  const list = state.verticalTabs[state.channel];
  if (list === undefined) feedLine(state);
  else if (list.length > 0) {
    const line = state.y - state.top;
    const stop = list.find((at) => at > line);
    if (stop === undefined) feedForm(state);
    else moveTo(state, state.top + stop, 'line');
  }
  state.x = state.left;
};

export const TABS: Handlers = {
  controls: { 0x09: tabulate, 0x0b: tabulateDown },
  commands: {
    'ESC D': setHorizontal,
    'ESC B': (state, parameters) => {
      setVertical(state, 0, stops(parameters, state.lineSpacing, MOST_LINES));
    },
    'ESC b': (state, parameters) => {
      const list = stops(parameters.subarray(1), state.lineSpacing, MOST_LINES);
      setVertical(state, byteAt(parameters, 0), list);
    },
    'ESC /': (state, parameters) => {
      const channel = byteAt(parameters, 0);
      if (channel < CHANNELS) state.channel = channel;
      else state.notes.fault('there are eight channels: ignored');
    },
    // One reader of the language has the two the other way round; three manuals of printers agree on this.
    'ESC e': (state, parameters) => {
      const step = byteAt(parameters, 1);
      if (digitAt(parameters, 0) === 0) {
        state.horizontalTabs = steps(step * columnWidth(state), MOST_STEPS);
      } else {
        setVertical(state, state.channel, steps(step * state.lineSpacing, MOST_STEPS));
      }
    },
    'ESC f': (state, parameters) => {
      const count = byteAt(parameters, 1);
      if (digitAt(parameters, 0) !== 0) {
        for (let line = 0; line < count; line++) feedLine(state);
        return;
      }
      const x = state.x + count * columnWidth(state);
      if (x > state.right) state.notes.fault('past the margin: ignored');
      else state.x = x;
    },
  },
};
