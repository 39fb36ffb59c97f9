/** The page's length, its margins and the way down it: 9-pin printers count lines and feeds, ESC/P2 positions. */
import { UNITS_PER_INCH, type PageUnits } from '../../../core/page/marks.ts';
import { escape, extended, low16 } from './commands.ts';
import type { Target } from './content.ts';

/** How a page is laid out and gone down. One for each content, since it begins with a reset printer. */
export interface Paper {
  /** Once, before the first page. @param top where the first line is, from the paper's upper edge */
  setUp(top: PageUnits): Iterable<Uint8Array>;
  /** At the head of each page. */
  begin(): Iterable<Uint8Array>;
  /** Down to a position from the paper's upper edge; never up. Leaves the column alone. */
  down(to: PageUnits): Iterable<Uint8Array>;
  /** Exactly, or a little closer where the printer counts in other parts: as many lines as were asked for must fit. */
  lineSpacing(linesPerInch: number): Uint8Array;
  /** From column 0 to the right. @param x from the paper's left edge, a whole number of {@link horizontal} from column 0 */
  across(x: PageUnits): Uint8Array;
  /** The unit of horizontal positions. */
  readonly horizontal: PageUnits;
}

/** @param finest rows to the inch, where what is printed has more than text has */
export const paperOf = (target: Target, finest = 360): Paper =>
  target.kind === '9-pin' ? new FedPaper(target) : new PositionedPaper(target, finest);

const FEED: PageUnits = UNITS_PER_INCH / 216;
const SIXTIETH: PageUnits = UNITS_PER_INCH / 60;
/** What a parameter of one byte holds. */
const BYTE = 255;

/** 9 pins: it knows where it is by what it was fed. */
class FedPaper implements Paper {
  readonly horizontal = SIXTIETH;
  private at = 0;
  private top = 0;

  constructor(private readonly target: Target) {}

  *setUp(top: PageUnits): Iterable<Uint8Array> {
    this.top = top;
    yield* formLength(this.target.paper.height);
    // Skipping the perforation is the content's business: its lines are counted.
    yield escape('O');
  }

  *begin(): Iterable<Uint8Array> {
    this.at = this.target.printable.top;
    yield* this.down(this.top);
  }

  *down(to: PageUnits): Iterable<Uint8Array> {
    let feeds = Math.round((to - this.at) / FEED);
    this.at += Math.max(0, feeds) * FEED;
    for (; feeds > 0; feeds -= BYTE) yield escape('J', Math.min(feeds, BYTE));
  }

  lineSpacing(linesPerInch: number): Uint8Array {
    if (linesPerInch === 6) return escape('2');
    if (linesPerInch === 8) return escape('0');
    return escape('3', Math.min(BYTE, Math.floor(216 / linesPerInch)));
  }

  across(x: PageUnits): Uint8Array {
    return escape('$', ...low16(Math.round((x - this.target.printable.left) / SIXTIETH)));
  }
}

/** The most lines that ESC C takes. */
const MOST_LINES = 127;

/**
 * The length of the form: in inches where it is whole ones, else in lines of a height that comes nearest: A4 is
 * 297 mm, which no number of inches is.
 */
function* formLength(height: PageUnits): Iterable<Uint8Array> {
  const inches = height / UNITS_PER_INCH;
  if (Number.isInteger(inches) && inches <= 22) return yield escape('C', 0, inches);
  let best = { lines: 1, spacing: BYTE, off: Infinity };
  for (let lines = 1; lines <= MOST_LINES; lines++) {
    const spacing = Math.min(BYTE, Math.round(height / FEED / lines));
    const off = Math.abs(height - lines * spacing * FEED);
    if (off < best.off) best = { lines, spacing, off };
  }
  yield escape('3', best.spacing);
  yield escape('C', best.lines);
}

/** What ESC (U counts its unit in. */
const UNIT = 3600;

/** ESC/P2: page format and absolute positions, in 1/360 inch, or 1/720 where rows are as close. */
class PositionedPaper implements Paper {
  readonly horizontal: PageUnits;
  private readonly perInch: number;
  private top = 0;

  constructor(
    private readonly target: Target,
    finest: number,
  ) {
    this.perInch = Math.max(360, finest);
    this.horizontal = UNITS_PER_INCH / this.perInch;
  }

  *setUp(top: PageUnits): Iterable<Uint8Array> {
    const { paper, printable } = this.target;
    const inPositions = (length: PageUnits) => low16(Math.round(length / this.horizontal));
    this.top = Math.max(top, printable.top);
    yield extended('U', UNIT / this.perInch);
    yield extended('C', ...inPositions(paper.height));
    yield extended('c', ...inPositions(this.top), ...inPositions(printable.bottom));
  }

  *begin(): Iterable<Uint8Array> {}

  *down(to: PageUnits): Iterable<Uint8Array> {
    yield extended('V', ...low16(Math.max(0, Math.round((to - this.top) / this.horizontal))));
  }

  lineSpacing(linesPerInch: number): Uint8Array {
    if (linesPerInch === 6) return escape('2');
    if (linesPerInch === 8) return escape('0');
    return escape('+', Math.min(BYTE, Math.floor(360 / linesPerInch)));
  }

  across(x: PageUnits): Uint8Array {
    return escape('$', ...low16(Math.round((x - this.target.printable.left) / this.horizontal)));
  }
}
