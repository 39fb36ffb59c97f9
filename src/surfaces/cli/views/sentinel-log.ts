/** What sentinels have seen: who came, then the latest knocks. */
import type { Caller } from '../../../app/sentinel/callers.ts';
import type { SentinelLogResult } from '../../../app/sentinel/log.ts';
import { grouped } from '../../../core/count.ts';
import { table } from '../table.ts';
import { hang, hangCommand, printable, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';
import { dayAndTime, eventLines } from './sentinel.ts';

export const sentinelLogView: View<SentinelLogResult> = (result, options) => {
  const { callers, events, total, store } = result;
  if (total === 0) return emptyLines(result, options);
  return [
    ...callerTable(callers, options),
    ...(events.length === 0 ? [] : ['', latestLine(result), ...latestLines(result, options)]),
    '',
    ...hang('', `kept in ${printable(store)}`, options.width).map(options.colours.dim),
  ];
};

const latestLine = ({ events, total }: SentinelLogResult) =>
  events.length === total ? 'One by one:' : `The latest ${grouped(events.length)}:`;

/** Each day's events below the day. */
function latestLines({ events }: SentinelLogResult, options: ViewOptions): string[] {
  let day = '';
  return events.flatMap((told) => {
    const own = dayAndTime(told.time).slice(0, 10);
    const heading = own === day ? [] : [options.colours.dim(own)];
    day = own;
    return [...heading, ...eventLines(told, options)];
  });
}

const callerTable = (callers: readonly Caller[], { colours, width }: ViewOptions) =>
  table(callers, {
    columns: [
      {
        title: 'WHO',
        text: ({ source }) => printable(source === '' ? 'not told apart' : source),
        colour: () => colours.bold,
      },
      { title: 'KNOCKS', text: ({ knocks, counted }) => grouped(knocks + counted) },
      {
        title: 'WHERE',
        text: ({ places, isSweep }) => `${isSweep ? 'sweep: ' : ''}${places.join(' ')}`,
        least: 10,
      },
      {
        title: 'SAID',
        text: ({ said }) => printable(said.join('; ')),
        least: 8,
        colour: () => colours.dim,
      },
      { title: 'LAST', text: ({ last }) => dayAndTime(last).slice(0, 16), from: 70 },
    ],
    width,
    heading: colours.dim,
  });

/** Nothing yet: what a sentinel is for, and how one is posted. */
function emptyLines(result: SentinelLogResult, { width }: ViewOptions): string[] {
  const { since, store, caller } = result;
  if (since !== undefined) {
    return wrap(
      `Nobody has knocked since ${dayAndTime(since)}, as far as ${printable(store)} has it.`,
      width,
    );
  }
  return [
    ...wrap(
      'No sentinel has seen anybody yet. A sentinel listens on ports where nobody should knock, answers nothing, and writes down who does.',
      width,
    ),
    '',
    ...hangCommand('  ', 'portolan sentinel 3259 3289 --listen any', width),
    '',
    ...wrap(`What it sees is kept in ${printable(store)}.`, width),
    ...(caller === undefined ? [] : callerLines(caller, width)),
  ];
}

const callerLines = (caller: string, width: number) =>
  wrap(
    printable(
      `One that was started with sudo keeps it with who called it, which is ${caller}: ask again without sudo.`,
    ),
    width,
  );
