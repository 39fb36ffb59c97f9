/** Paper: what begins a page, what ends one, and where the next line stands. */
import { UNITS_PER_INCH, type Mark, type PageUnits } from '../../core/page/marks.ts';
import type { EscpState } from './state.ts';

/** Puts something on the page; begins one where there is none. The line's characters are printed before it. */
export function emitMark(state: EscpState, mark: Mark): void {
  printLine(state);
  putDown(state, mark);
}

function putDown(state: EscpState, mark: Mark): void {
  const page = startPage(state);
  if (mark.kind !== 'text') page.hasDots = true;
  page.used = Math.max(page.used, lowest(mark));
  state.events.push({ kind: 'mark', mark });
}

/** A letter's tail, below the baseline. */
const DESCENT = UNITS_PER_INCH / 24;

function lowest(mark: Mark): PageUnits {
  return mark.kind === 'text' ? mark.y + DESCENT : mark.y + mark.rows * mark.pitchY;
}

/** Takes a sheet in. Nothing happens where one is in it already. */
export function startPage(state: EscpState): NonNullable<EscpState['page']> {
  state.isFormFeedDone = false;
  if (state.page) return state.page;
  state.page = { format: state.format, hasDots: false, used: 0 };
  state.events.push({ kind: 'page', format: state.format });
  return state.page;
}

/** Puts out the sheet that is in it, if one is, and goes to the top of the next. */
export function ejectPage(state: EscpState): void {
  printLine(state);
  const { page, model } = state;
  if (page) {
    const used = Math.min(Math.max(page.used, state.y), page.format.height);
    state.events.push({ kind: 'page end', height: model.isRoll ? used : page.format.height });
    state.page = undefined;
    state.pages++;
  }
  state.y = state.top;
  state.x = state.left;
  endOneLineSettings(state);
}

/** FF: a page that is empty comes out too, except where the paper has just left by itself, and from a roll. */
export function feedForm(state: EscpState): void {
  printLine(state);
  const isDone = state.isFormFeedDone && state.page === undefined;
  if (!isDone && !state.model.isRoll) startPage(state);
  ejectPage(state);
  state.isFormFeedDone = false;
}

/**
 * Moves the paper so that the head stands at `y`. Below the bottom margin that is the next page, and a line has no room at the
 * margin itself; above the top margin it goes no further. That a distance may end at the margin is inferred: drivers weave
 * their last pass there.
 * @param cause `line`: LF and what acts like it; `move`: a distance
 */
export function moveTo(state: EscpState, y: PageUnits, cause: 'line' | 'move'): void {
  printLine(state);
  if (y < state.bottom || (cause === 'move' && y === state.bottom)) {
    state.y = Math.max(y, Math.min(state.top, state.y));
    return;
  }
  // Graphics down to the last row move on once more, and a form feed follows: nobody wants a blank page then. Text that
  // fills its page by line feeds, and a form feed, is one on paper too.
  const isFormFeedDone = cause === 'move' || state.page?.hasDots === true;
  const over = y - state.bottom;
  const { x } = state;
  startPage(state);
  ejectPage(state);
  state.x = x;
  state.isFormFeedDone = isFormFeedDone;
  const next = state.top + over;
  if (isContinuous(state) && next < state.bottom) state.y = next;
}

export function feedLine(state: EscpState): void {
  moveTo(state, state.y + state.lineSpacing, 'line');
  state.x = state.left;
  endOneLineSettings(state);
}

/** Forms with a perforation that nothing was set to skip. */
function isContinuous(state: EscpState): boolean {
  return !state.hasMargins && state.top === 0 && state.bottom >= state.format.height;
}

/** What SO switched on. */
export function endOneLineSettings(state: EscpState): void {
  if (state.doubleWidth !== 'line') return;
  state.doubleWidth = 'off';
  state.pen = undefined;
}

/** Prints the characters that wait, where justification puts them. */
export function printLine(state: EscpState): void {
  const extent = state.line.extent();
  if (extent === undefined) return;
  const room = state.right - extent.to;
  if (state.justification === 'right') state.line.shift(room);
  if (state.justification === 'centre') {
    state.line.shift(Math.round((room - (extent.from - state.left)) / 2));
  }
  for (const mark of state.line.marks()) putDown(state, mark);
}

/** Of the width between the margins: a line that is shorter stays as it is, or its words would be far apart. */
const FULL_ENOUGH = 0.75;

/** The line is full: prints it, and goes on at the next one's beginning. */
export function wrapLine(state: EscpState): void {
  const word = state.justification === 'full' ? state.line.takeLastWord() : undefined;
  const extent = state.line.extent();
  if (word && extent && extent.to - state.left >= FULL_ENOUGH * (state.right - state.left)) {
    state.line.spread(state.right - extent.to);
  }
  const before = state.y;
  feedLine(state);
  const beginning = word?.extent();
  if (word === undefined || beginning === undefined) return;
  word.shift(state.left - beginning.from, state.y - before);
  state.line.take(word);
  state.x = state.left + beginning.to - beginning.from;
}
