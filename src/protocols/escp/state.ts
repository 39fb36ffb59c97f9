/**
 * A printer's memory while it prints a job: where the head is, what was set, what stands on the line and on the page.
 * Handlers of commands change it; `paging.ts` and `line.ts` move paper and collect characters.
 */
import {
  UNITS_PER_INCH,
  type CharacterWidths,
  type Ink,
  type PageFormat,
  type PageUnits,
  type Score,
  type Typeface,
} from '../../core/page/marks.ts';
import { initialGraphics, type GraphicsSettings } from './graphics/settings.ts';
import { Line, type Pen } from './line.ts';
import type { EscpModel } from './model.ts';
import { Notes } from './notes.ts';
import type { EscpAnswers, EscpEvent } from './report.ts';

/** What ESC (U sets, each as page units, perhaps with a fraction. */
export interface DefinedUnits {
  /** ESC (C, (c, (S; 1/360 inch until it is set. */
  readonly page: number;
  /** ESC (V, (v; 1/360 inch until it is set. */
  readonly vertical: number;
  /** ESC $, \\, ($, (/. Each command has a unit of its own until it is set. */
  readonly horizontal: number | undefined;
}

export const DEFAULT_UNITS: DefinedUnits = {
  page: UNITS_PER_INCH / 360,
  vertical: UNITS_PER_INCH / 360,
  horizontal: undefined,
};

/** One character that the job drew. */
export interface UserCharacter {
  /** Columns without dots before and after the shape. */
  readonly before: number;
  readonly after: number;
  readonly columns: number;
  readonly rows: number;
  readonly pitchX: PageUnits;
  readonly pitchY: PageUnits;
  /** How far below the line's top its first row is. */
  readonly down: PageUnits;
  /** As of a `DotsMark`. */
  readonly data: Uint8Array;
}

/** Distances, ascending; or a stop at every so much, none where that is 0. */
export type TabStops = { readonly at: readonly PageUnits[] } | { readonly every: PageUnits };

export type Justification = 'left' | 'centre' | 'right' | 'full';

/** All that ESC @ sets back. */
export interface Settings {
  units: DefinedUnits;

  /** The sheet or form: announced with the next page. */
  format: PageFormat;
  /** Positions on the paper. A line that would begin at or below `bottom` is the next page's. */
  top: PageUnits;
  bottom: PageUnits;
  left: PageUnits;
  right: PageUnits;
  /** Remote mode's FP: how far the left edge of printing was moved. */
  leftOffset: PageUnits;
  /** Whether the job set `top` and `bottom`; otherwise continuous forms go on over the perforation. */
  hasMargins: boolean;
  lineSpacing: PageUnits;

  /** From the left margin. */
  horizontalTabs: TabStops;
  /** From the top margin, of eight channels; undefined: nothing was ever set. */
  verticalTabs: readonly (TabStops | undefined)[];
  channel: number;

  /** Characters to the inch. */
  pitch: 10 | 12 | 15;
  isCondensed: boolean;
  isProportional: boolean;
  /** `line`: by SO, until the line ends. */
  doubleWidth: 'off' | 'line' | 'on';
  isDoubleHeight: boolean;
  /** ESC c: from one character to the next, whatever the pitch is. */
  motionIndex: PageUnits | undefined;
  /** ESC SP: between characters. */
  extraSpace: PageUnits;
  /** ESC X: the pitch (0: proportional) and size of type that it chose. */
  multipoint: { readonly advance: PageUnits; readonly size: PageUnits } | undefined;

  typeface: Typeface;
  quality: 'draft' | 'letter';
  isBold: boolean;
  isDoubleStrike: boolean;
  isItalic: boolean;
  isOutline: boolean;
  isShadow: boolean;
  isUnderlined: boolean;
  /** ESC (-; at most one a place. */
  scores: readonly Score[];
  script: 'normal' | 'super' | 'sub';
  inks: readonly Ink[];
  justification: Justification;

  /** Four tables by name, the chosen one, and the international set. */
  tables: readonly [string, string, string, string];
  table: number;
  country: number;
  /** ESC %: characters that the job drew are used where it drew some. */
  usesOwnCharacters: boolean;
  ownCharacters: ReadonlyMap<number, UserCharacter>;
  /** Table 2 has them at 80h to FFh, until ESC (t assigns another one there. */
  isTableOfOwn: boolean;

  graphics: GraphicsSettings;
}

export interface EscpState extends Settings {
  readonly model: EscpModel;
  readonly widths: CharacterWidths | undefined;
  readonly answers: EscpAnswers;
  readonly notes: Notes;
  /** What has become of the command at hand and was not fetched yet. */
  readonly events: EscpEvent[];

  /** The head: the left edge of the next character, and the top of its line. Positions on the paper. */
  x: PageUnits;
  y: PageUnits;
  /** How wide the last character was. */
  lastAdvance: PageUnits;
  /** Characters that were not printed yet. */
  readonly line: Line;
  /** Made of the settings for the next character; undefined: they changed. */
  pen: Pen | undefined;
  /** The one before, which goes on where the settings came to the same. */
  lastPen: Pen | undefined;

  /** The sheet in it, once something stands on it. */
  page: { readonly format: PageFormat; hasDots: boolean; used: PageUnits } | undefined;
  pages: number;
  /** The paper left by itself at the end of graphics, so that the form feed that follows is not another page. */
  isFormFeedDone: boolean;
  jobName: string | undefined;
  user: string | undefined;
  /** The language of what comes, where the job said that it is not ESC/P. */
  otherLanguage: string | undefined;
}

/** As it is after ESC @. */
export function defaultSettings(model: EscpModel): Settings {
  const { paper, printable } = model;
  return {
    units: DEFAULT_UNITS,
    format: paper,
    top: printable.top,
    bottom: printable.bottom,
    left: printable.left,
    right: printable.right,
    leftOffset: 0,
    hasMargins: false,
    lineSpacing: UNITS_PER_INCH / 6,
    // Every eighth column of 10 to the inch.
    horizontalTabs: { every: (8 * UNITS_PER_INCH) / 10 },
    verticalTabs: [],
    channel: 0,
    pitch: 10,
    isCondensed: false,
    isProportional: false,
    doubleWidth: 'off',
    isDoubleHeight: false,
    motionIndex: undefined,
    extraSpace: 0,
    multipoint: undefined,
    typeface: 'roman',
    quality: model.pins === 9 ? 'draft' : 'letter',
    isBold: false,
    isDoubleStrike: false,
    isItalic: false,
    isOutline: false,
    isShadow: false,
    isUnderlined: false,
    scores: [],
    script: 'normal',
    inks: ['black'],
    justification: 'left',
    tables: model.tables,
    table: model.table,
    country: model.country,
    usesOwnCharacters: false,
    ownCharacters: new Map(),
    isTableOfOwn: true,
    graphics: initialGraphics(),
  };
}

export function createState(
  model: EscpModel,
  widths: CharacterWidths | undefined,
  answers: EscpAnswers,
): EscpState {
  const settings = defaultSettings(model);
  return {
    ...settings,
    model,
    widths,
    answers,
    notes: new Notes(),
    events: [],
    x: settings.left,
    y: settings.top,
    lastAdvance: 0,
    line: new Line(),
    pen: undefined,
    lastPen: undefined,
    page: undefined,
    pages: 0,
    isFormFeedDone: false,
    jobName: undefined,
    user: undefined,
    otherLanguage: undefined,
  };
}

/** ESC @. The paper stays where it is, and what stands on it. */
export function resetSettings(state: EscpState): void {
  const isFresh = isAtTop(state);
  Object.assign(state, defaultSettings(state.model));
  state.pen = undefined;
  state.x = state.left;
  if (isFresh) state.y = state.top;
}

/** Nothing stands on the page, and no paper was moved: a new top margin is where the first line goes. */
export const isAtTop = (state: EscpState): boolean =>
  state.page === undefined && state.y === state.top;
