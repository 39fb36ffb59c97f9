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
import { cut, hang, pad, printable, sentence, wrap } from '../text.ts';
import type { Happened, LiveView, ScreenOptions, ViewOptions } from '../view.ts';
import { MARKS, addressLabel, programLabel, severityColour } from './survey-doors.ts';

export const watchLiveView: LiveView<WatchRow, WatchState> = {
  first: (state, options) => heading(state, options),

  row: (row, options) => rowLines(row, options),

  screen({ state, happened }, options) {
    if (!state) return ['Looking …'];
    const head = [...heading(state, options), ''];
    const events = happened.toReversed().map((one) => happenedLines(one, options));
    const room = options.height - head.length;
    const doors = doorsOf(state);
    // What happened gets a third, more where the doors leave it, less where it is little.
    const wanted = events.flat().length + (events.length > 0 ? 2 : 0);
    const forDoors = Math.max(room - wanted, Math.ceil((room * 2) / 3));
    const shown = doorLines(doors, Math.max(2, Math.min(forDoors, doors.length + 1)), options);
    const below = happenedBlock(events, room - shown.length, options);
    return [...head, ...shown, ...below];
  },
};

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
  const shown = fits ? doors : doors.slice(0, height - 2);
  const columns: Column<Door>[] = [
    { title: 'PORT', text: portLabel, colour: () => colours.bold },
    {
      title: 'VERDICT',
      text: ({ main }) => main.verdict,
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

/** The latest first, as many as fit. */
function happenedBlock(
  events: readonly (readonly string[])[],
  height: number,
  { colours, width }: ViewOptions,
): string[] {
  if (height < 3) return [];
  if (events.length === 0) return ['', colours.dim(cut('Nothing has changed yet.', width))];
  const lines: string[] = [];
  for (const event of events) {
    if (lines.length + event.length > height - 2) break;
    lines.push(...event);
  }
  return ['', colours.dim(cut('WHAT HAPPENED, the latest first', width)), ...lines];
}

const happenedLines = (one: Happened<WatchRow>, options: ViewOptions) =>
  'row' in one
    ? rowLines(one.row, options)
    : hang('   ', printable(sentence(one.note)), options.width).map(options.colours.dim);

/** As wide as the longest of the words that come often. */
const KIND_WIDTH = 8;

function rowLines(
  { time, kind, severity, why, already }: WatchRow,
  options: ViewOptions,
): string[] {
  const { colours, width } = options;
  const colour = severityColour(severity, options);
  const mark = `${MARKS[severity]}${clockTime(time)}  ${pad(kind, KIND_WIDTH)}  `;
  // No capital: a sentence may begin with the name of a program.
  const text = printable(`${why}${already ? '; so it was before this watch began' : ''}`);
  const [first = '', ...rest] = hang(mark, text, width);
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
