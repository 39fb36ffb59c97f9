/** A watch while it goes on: the doors as they are now, and what happened last; or a line for each change. */
import type { WatchState } from '../../../app/watch/result.ts';
import type { WatchRow } from '../../../app/watch/row.ts';
import {
  promiseLabel,
  portLabel,
  foldAddresses,
  worstFirst,
  REACH_WORDS,
  type Door,
} from '../../doors.ts';
import { table, type Column } from '../table.ts';
import { sentence } from '../../../core/sentence.ts';
import { cut, hang, pad, printable, wrap } from '../text.ts';
import type { Happened, LiveView, ScreenOptions, ViewOptions } from '../view.ts';
import { MARKS, addressLabel, programLabel, severityColour } from './survey-doors.ts';

export const watchLiveView: LiveView<WatchRow, WatchState> = {
  first: (state, options) => heading(state, options),

  row: (row, options) => rowLines(row, options),

  screen({ state, happened }, options) {
    const { height } = options;
    if (!state) return ['Looking …'];
    const head = headFor(state, options);
    const room = height - head.length;
    const events = happened.toReversed();
    const doors = doorsOf(state);
    // What happened gets a third, more where the doors leave it, less where it is little; some of it always.
    const wanted = happenedBlock(events, room, options).length;
    const always = Math.min(wanted, ALWAYS + (height < ROOMY ? 0 : 2));
    const forDoors = Math.max(room - wanted, Math.min(Math.ceil((room * 2) / 3), room - always));
    const shown = doorLines(doors, Math.min(forDoors, doors.length + 1), options);
    const below = happenedBlock(events, room - shown.length, options);
    return [...head, ...shown, ...below];
  },
};

/** So many lines of what happened are there on every terminal, before any door. */
const ALWAYS = 3;
/** Terminals with fewer lines are spared what only makes reading easier. */
const ROOMY = 16;
/** Narrower than this, sentences do not fit: a change is its kind and its door. */
const NARROW = 30;
/** A table that leaves doors out says nothing in fewer lines than these, its head included. */
const LEAST_TABLE = 3;
/** Narrower than this, no table fits. */
const LEAST_WIDTH = 24;

/** The heading, a third of the lines at most; where it needs more, the beginning of each of its parts. */
function headFor(state: WatchState, options: ScreenOptions): string[] {
  const { height, width, colours } = options;
  const whole = [...heading(state, options), ''];
  if (width >= NARROW && whole.length * 3 <= height) return whole;
  const since = `since ${clockTime(state.startedAt)}; Ctrl-C ends`;
  const isPartial = state.survey.coverage.gaps.some(({ partial }) => partial);
  return [
    colours.bold(cut(state.survey.summary.sentence, width)),
    ...(height < 8 ? [] : [colours.dim(cut(since, width))]),
    ...(isPartial && height >= 6 ? [colours.yellow(cut('Not everything is seen.', width))] : []),
  ];
}

function heading(state: WatchState, { width, colours }: ViewOptions): string[] {
  const { survey, baseline, startedAt } = state;
  const against = baseline === undefined ? '' : `, against the baseline "${printable(baseline)}"`;
  const since = `watching ${printable(survey.host.name)} since ${clockTime(startedAt)}${against}; Ctrl-C ends`;
  return [
    ...wrap(survey.summary.sentence, width).map(colours.bold),
    ...wrap(since, width).map(colours.dim),
    ...unseenLines(state, { width, colours }),
  ];
}

/** What is not seen cannot be told of when it changes. */
const unseenLines = (
  { survey }: WatchState,
  { width, colours }: Pick<ViewOptions, 'width' | 'colours'>,
) =>
  survey.coverage.gaps
    .filter(({ partial }) => partial)
    .flatMap(({ why }) => hang('Not seen: ', printable(why), width).map(colours.yellow));

const doorsOf = ({ survey }: WatchState) =>
  foldAddresses(survey.listeners)
    .filter(({ main }) => main.verdict !== 'dynamic')
    .toSorted(worstFirst);

/** @param height lines to fill, the table's head included */
function doorLines(doors: readonly Door[], height: number, options: ScreenOptions): string[] {
  const { colours, width, numeric } = options;
  const fits = doors.length < height;
  if ((!fits && height < LEAST_TABLE) || width < LEAST_WIDTH || doors.length === 0) return [];
  const shown = fits ? doors : doors.slice(0, height - 2);
  const columns: Column<Door>[] = [
    { title: 'PORT', text: portLabel, colour: () => colours.bold },
    {
      title: 'VERDICT',
      text: ({ main }) => main.verdict,
      from: 36,
      colour: ({ main }) => severityColour(main.severity, options),
    },
    { title: 'PROGRAM', text: programLabel, least: 8 },
    { title: 'ADDRESS', text: addressLabel, least: 9, from: 56 },
    { title: 'REACH', text: ({ main }) => REACH_WORDS[main.reach], from: 80 },
    ...(numeric
      ? []
      : [
          {
            title: 'PROMISED TO',
            text: promiseLabel,
            least: 11,
            from: 96,
            colour: () => colours.dim,
          },
        ]),
  ];
  const lines = table(shown, {
    columns,
    width,
    indent: 3,
    heading: colours.dim,
    mark: ({ main }) => severityColour(main.severity, options)(MARKS[main.severity]),
  });
  const more = `   and ${doors.length - shown.length} more`;
  return fits ? lines : [...lines, colours.dim(cut(more, width))];
}

/** The latest first, as many as fit; the last one is cut where it does not. */
function happenedBlock(
  events: readonly Happened<WatchRow>[],
  room: number,
  options: ScreenOptions,
): string[] {
  const { colours, width, height } = options;
  const isRoomy = height >= ROOMY;
  if (events.length === 0) {
    const quiet = [...(isRoomy ? [''] : []), colours.dim(cut('Nothing has changed yet.', width))];
    return room < quiet.length ? [] : quiet;
  }
  const title = isRoomy ? ['', colours.dim(cut('WHAT HAPPENED, the latest first', width))] : [];
  const lines: string[] = [];
  for (const event of events) {
    const left = room - title.length - lines.length;
    if (left <= 0) break;
    lines.push(...happenedLines(event, options, left));
  }
  return lines.length === 0 ? [] : [...title, ...lines];
}

function happenedLines(one: Happened<WatchRow>, options: ViewOptions, most: number): string[] {
  if ('row' in one) return rowLines(one.row, options, most);
  const { width, colours } = options;
  if (width < NARROW) return [colours.dim(cut(printable(sentence(one.note)), width))];
  return atMost(hang('   ', printable(sentence(one.note)), width), most, width).map(colours.dim);
}

/** The first lines of a text; that there are more shows at the end of the last one. */
function atMost(lines: readonly string[], most: number, width: number): readonly string[] {
  if (lines.length <= most) return lines;
  const shown = lines.slice(0, most);
  return [...shown.slice(0, -1), cut(`${shown.at(-1)!} ${lines[most]!.trim()}`, width)];
}

/** As wide as the longest of the words that come often. */
const KIND_WIDTH = 8;
/** Narrower than this, a sentence goes on below its mark: beside it there is no room. */
const SPARING = 60;

function rowLines(
  { time, kind, severity, why, already, port, transport }: WatchRow,
  options: ViewOptions,
  most = Infinity,
): string[] {
  const { colours, width } = options;
  const colour = severityColour(severity, options);
  if (width < NARROW && most !== Infinity) {
    return [colour(cut(port === undefined ? kind : `${kind} ${port}/${transport}`, width))];
  }
  const mark = `${MARKS[severity]}${clockTime(time)}  ${pad(kind, KIND_WIDTH)}  `;
  const below = width < SPARING ? '   ' : undefined;
  // No capital: a sentence may begin with the name of a program.
  const text = printable(`${why}${already ? '; so it was before this watch began' : ''}`);
  const [first = '', ...rest] = atMost(hang(mark, text, width, below), most, width);
  // Painted behind the mark alone where the line still begins with it; narrow terminals break it.
  const line = first.startsWith(mark) ? colour(mark) + first.slice(mark.length) : colour(first);
  return [line, ...rest.map((more) => (severity === 'none' ? colours.dim(more) : more))];
}

/** `12:34:56`, as the clock on the wall shows it. */
function clockTime(time: string): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
