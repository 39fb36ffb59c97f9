/** Units, the page's length and margins, line spacing, ESC @. */
import { inches } from '../../../core/page/paper.ts';
import { UNITS_PER_INCH, type PageUnits } from '../../../core/page/marks.ts';
import type { CommandHandler, Handlers } from '../handler.ts';
import { printLine } from '../paging.ts';
import { byteAt, longAt, signedLongAt, wordAt } from '../numbers.ts';
import { isAtTop, resetSettings, type EscpState } from '../state.ts';
import { columnWidth } from './pen.ts';

/** No printer takes longer paper as one page (banners on rolls included); a number beyond is a fault of the job. */
const LONGEST_PAGE = inches(200);

/** Two or four octets, as the length says. */
function numbers(parameters: Uint8Array, count: number): number[] {
  const isLong = parameters.length >= count * 4;
  return Array.from({ length: count }, (_, at) =>
    isLong ? longAt(parameters, at * 4) : wordAt(parameters, at * 2),
  );
}

const inUnits = (n: number, unit: number): PageUnits => Math.round(n * unit);

/** A head that stands at the top margin stands at the new one; paper that was moved stays. */
function setTop(state: EscpState, top: PageUnits): void {
  const isFresh = isAtTop(state);
  state.top = top;
  if (isFresh) state.y = top;
}

/** Sets the length, and with it where printing ends; margins that the job had set are gone. */
function setLength(state: EscpState, length: PageUnits): void {
  if (length <= 0 || length > LONGEST_PAGE) {
    state.notes.fault('no paper is that long: ignored');
    return;
  }
  setFormat(state, state.format.width, length);
}

function setFormat(state: EscpState, width: PageUnits, length: PageUnits): void {
  printLine(state);
  const { paper, printable, isRoll } = state.model;
  // A roll goes on until it is cut, whatever a form would be.
  const height = isRoll ? paper.height : length;
  state.format = { width, height };
  setTop(state, printable.top);
  state.bottom = Math.max(height - (paper.height - printable.bottom), state.top + 1);
  state.hasMargins = false;
}

const setLineSpacing =
  (of: (state: EscpState, n: number) => PageUnits): CommandHandler =>
  (state, parameters) => {
    state.lineSpacing = of(state, byteAt(parameters, 0));
  };

const pins = (state: EscpState, nine: number, more: number): number =>
  UNITS_PER_INCH / (state.model.pins === 9 ? nine : more);

function setMargins(state: EscpState, top: PageUnits, bottom: PageUnits): void {
  if (bottom <= top || top > LONGEST_PAGE) {
    state.notes.fault('the bottom margin is not below the top margin: ignored');
    return;
  }
  printLine(state);
  setTop(state, top);
  if (!state.model.isRoll) state.bottom = Math.min(bottom, LONGEST_PAGE);
  state.hasMargins = true;
}

function setSides(state: EscpState, left: PageUnits, right: PageUnits): void {
  if (left >= right) {
    state.notes.fault('the right margin is not right of the left margin: ignored');
    return;
  }
  printLine(state);
  state.x = Math.max(state.x - state.left + left, left);
  state.left = left;
  state.right = right;
}

const edge = (state: EscpState): PageUnits => state.model.printable.left + state.leftOffset;

/** How far to the right it prints on the sheet that is in it. */
function furthestRight({ model: { paper, printable }, format }: EscpState): PageUnits {
  return format.width - (paper.width - printable.right);
}

export const PAGE_FORMAT: Handlers = {
  commands: {
    'ESC @': (state) => {
      printLine(state);
      resetSettings(state);
    },

    'ESC 0': setLineSpacing(() => UNITS_PER_INCH / 8),
    'ESC 1': setLineSpacing(() => (UNITS_PER_INCH * 7) / 72),
    'ESC 2': setLineSpacing(() => UNITS_PER_INCH / 6),
    'ESC 3': setLineSpacing((state, n) => n * pins(state, 216, 180)),
    'ESC A': setLineSpacing((state, n) => n * pins(state, 72, 60)),
    'ESC +': setLineSpacing((_, n) => (n * UNITS_PER_INCH) / 360),

    'ESC C': (state, parameters) => {
      const lines = byteAt(parameters, 0);
      const length = lines === 0 ? inches(byteAt(parameters, 1)) : lines * state.lineSpacing;
      setLength(state, length);
    },
    'ESC (C': (state, parameters) => {
      setLength(state, inUnits(numbers(parameters, 1)[0] as number, state.units.page));
    },
    'ESC (S': (state, parameters) => {
      const [width, height] = numbers(parameters, 2).map((n) => inUnits(n, state.units.page)) as [
        PageUnits,
        PageUnits,
      ];
      if (Math.min(width, height) <= 0 || Math.max(width, height) > LONGEST_PAGE) {
        state.notes.fault('no paper is of that size: ignored');
        return;
      }
      const { top, bottom, hasMargins } = state;
      setFormat(state, width, height);
      state.right = Math.max(furthestRight(state), state.left + 1);
      // It says how large the sheet is, and leaves margins that were set before it.
      if (hasMargins) setMargins(state, top, bottom);
    },
    'ESC (c': (state, parameters) => {
      // Drivers for heads that are taller than their margin set a top that is above the paper.
      const isLong = parameters.length >= 8;
      const top = isLong ? signedLongAt(parameters, 0) : wordAt(parameters, 0);
      const bottom = isLong ? signedLongAt(parameters, 4) : wordAt(parameters, 2);
      setMargins(state, inUnits(top, state.units.page), inUnits(bottom, state.units.page));
    },
    'ESC N': (state, parameters) => {
      const skipped = byteAt(parameters, 0) * state.lineSpacing;
      setMargins(state, state.top, state.format.height - skipped);
    },
    'ESC O': (state) => setLength(state, state.format.height),

    'ESC l': (state, parameters) => {
      const left = edge(state) + byteAt(parameters, 0) * columnWidth(state);
      setSides(state, left, state.right);
    },
    'ESC Q': (state, parameters) => {
      const right = edge(state) + byteAt(parameters, 0) * columnWidth(state);
      // Programs for wide carriages say more columns than narrow paper has.
      setSides(state, state.left, Math.min(right, furthestRight(state)));
    },

    'ESC (U': (state, parameters) => {
      if (parameters.length < 5) {
        const unit = (byteAt(parameters, 0) * UNITS_PER_INCH) / 3600;
        if (unit > 0) state.units = { page: unit, vertical: unit, horizontal: unit };
        return;
      }
      const base = wordAt(parameters, 3);
      const [page, vertical, horizontal] = [0, 1, 2].map(
        (at) => (byteAt(parameters, at) * UNITS_PER_INCH) / base,
      ) as [number, number, number];
      if (base > 0 && Math.min(page, vertical, horizontal) > 0) {
        state.units = { page, vertical, horizontal };
      } else state.notes.fault('a unit of nothing: ignored');
    },
    'ESC (G': (state) => {
      printLine(state);
      state.horizontalTabs = { at: [] };
      state.verticalTabs = [];
      state.x = state.left;
      if (state.page === undefined) state.y = state.top;
    },
  },
};
