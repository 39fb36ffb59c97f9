/** Tab stops, horizontal and vertical, and what goes to them. */
import type { PageUnits } from '../../../core/page/marks.ts';
import type { CommandHandler, Handlers } from '../handler.ts';
import { feedForm, feedLine, moveTo } from '../paging.ts';
import { byteAt, digitAt } from '../numbers.ts';
import type { EscpState, TabStops } from '../state.ts';
import { columnWidth } from './pen.ts';

/** As the language has it: more stops than that are not kept. */
const MOST_COLUMNS = 32;
const MOST_LINES = 16;
const CHANNELS = 8;

/** The numbers of a list, until one is not greater than the one before: there the list ends. */
function listed(parameters: Uint8Array, unit: PageUnits, most: number): TabStops {
  const list: PageUnits[] = [];
  let last = 0;
  for (const n of parameters) {
    if (n <= last || list.length === most) break;
    list.push(n * unit);
    last = n;
  }
  return { at: list };
}

/** The first stop beyond a place. */
function stopAfter(stops: TabStops, place: PageUnits): PageUnits | undefined {
  if ('at' in stops) return stops.at.find((stop) => stop > place);
  const { every } = stops;
  return every > 0 ? (Math.floor(place / every) + 1) * every : undefined;
}

const isCancelled = (stops: TabStops): boolean =>
  'at' in stops ? stops.at.length === 0 : stops.every === 0;

function setVertical(state: EscpState, channel: number, stops: TabStops): void {
  if (channel >= CHANNELS) {
    state.notes.fault('there are eight channels: ignored');
    return;
  }
  const channels = Array.from({ length: CHANNELS }, (_, at) => state.verticalTabs[at]);
  channels[channel] = stops;
  state.verticalTabs = channels;
}

const setHorizontal: CommandHandler = (state, parameters) => {
  state.horizontalTabs = listed(parameters, columnWidth(state), MOST_COLUMNS);
};

const tabulate = (state: EscpState): void => {
  const stop = stopAfter(state.horizontalTabs, state.x - state.left);
  if (stop !== undefined && state.left + stop <= state.right) state.x = state.left + stop;
};

/** Where no stop was ever set it is a line feed; where they were cancelled a carriage return; below the last a form feed. */
const tabulateDown = (state: EscpState): void => {
  const stops = state.verticalTabs[state.channel];
  if (stops === undefined) feedLine(state);
  else if (!isCancelled(stops)) {
    const stop = stopAfter(stops, state.y - state.top);
    if (stop === undefined) feedForm(state);
    else moveTo(state, state.top + stop, 'line');
  }
  state.x = state.left;
};

/** 255 lines of a sixth of an inch are four forms; more come of pages of a line or two, and are nobody's wish. */
const MOST_PAGES_AT_ONCE = 4;

function feedLines(state: EscpState, count: number): void {
  const first = state.pages;
  for (let line = 0; line < count; line++) {
    if (state.pages - first >= MOST_PAGES_AT_ONCE) {
      state.notes.fault(
        `more than ${MOST_PAGES_AT_ONCE} pages of line feeds: the rest is left out`,
      );
      return;
    }
    feedLine(state);
  }
}

export const TABS: Handlers = {
  controls: { 0x09: tabulate, 0x0b: tabulateDown },
  commands: {
    'ESC D': setHorizontal,
    'ESC B': (state, parameters) => {
      setVertical(state, 0, listed(parameters, state.lineSpacing, MOST_LINES));
    },
    'ESC b': (state, parameters) => {
      const list = listed(parameters.subarray(1), state.lineSpacing, MOST_LINES);
      setVertical(state, byteAt(parameters, 0), list);
    },
    'ESC /': (state, parameters) => {
      const channel = byteAt(parameters, 0);
      if (channel < CHANNELS) state.channel = channel;
      else state.notes.fault('there are eight channels: ignored');
    },
    // Epson's manual says both on one page; three manuals of printers agree on this.
    'ESC e': (state, parameters) => {
      const step = byteAt(parameters, 1);
      if (digitAt(parameters, 0) === 0) {
        state.horizontalTabs = { every: step * columnWidth(state) };
      } else {
        setVertical(state, state.channel, { every: step * state.lineSpacing });
      }
    },
    'ESC f': (state, parameters) => {
      const count = byteAt(parameters, 1);
      if (digitAt(parameters, 0) !== 0) {
        feedLines(state, count);
        return;
      }
      const x = state.x + count * columnWidth(state);
      if (x > state.right) state.notes.fault('past the margin: ignored');
      else state.x = x;
    },
  },
};
