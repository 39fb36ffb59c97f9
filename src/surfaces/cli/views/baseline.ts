/** Baselines for a person: which there are, what stands in one, and what was just done to it. */
import type { BaselineList } from '../../../app/baseline/list.ts';
import { wordsFor, wordsForListed, type Which } from '../../../app/baseline/parameters.ts';
import type { BaselineRemoved } from '../../../app/baseline/remove.ts';
import { addressText, programsText } from '../../../app/baseline/rows.ts';
import type { BaselineSaved } from '../../../app/baseline/save.ts';
import type { BaselineDescription } from '../../../app/baseline/shelf.ts';
import type { BaselineShown } from '../../../app/baseline/show.ts';
import type { BaselineUndone } from '../../../app/baseline/undo.ts';
import type { Listed } from '../../../app/survey/machine.ts';
import { counted } from '../../../core/count.ts';
import { groupBy } from '../../../core/group.ts';
import type { Entry } from '../../../survey/drift/snapshot.ts';
import { table } from '../table.ts';
import { hang, hangCommand, printable, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';

/** `the baseline "default" of 2026-11-21 02:03 UTC`, `the baseline in portolan.baseline.json`. */
export function named({ name, file, savedAt }: BaselineDescription): string {
  if (file !== undefined) return `the baseline in ${printable(file)}`;
  const when = savedAt === undefined ? '' : ` of ${minuteOf(savedAt)}`;
  return `the baseline "${name ?? ''}"${when}`;
}

const minuteOf = (time: string) => time.replace('T', ' ').replace(/:\d\d(?:\.\d+)?Z$/, ' UTC');

export const whichOf = ({ name = '', file }: BaselineDescription): Which =>
  file === undefined ? { kind: 'name', name } : { kind: 'file', path: file };

/** `3 doors, and 12 ports in the range that the system hands out, are`. */
function doorCount(entries: readonly Entry[]): string {
  const dynamic = entries.filter((entry) => entry.dynamic).length;
  const doors = counted(entries.length - dynamic, 'door');
  const more =
    dynamic === 0
      ? ''
      : `, and ${counted(dynamic, 'port')} in the range that the system hands out,`;
  return `${doors}${more} ${entries.length === 1 ? 'is' : 'are'}`;
}

export const baselineListView: View<BaselineList> = ({ baselines, store }, options) => {
  const { colours, width } = options;
  if (baselines.length === 0) return emptyLines(options);
  return [
    ...table(baselines, {
      columns: [
        { title: 'NAME', text: ({ name }) => name ?? '', colour: () => colours.bold, least: 8 },
        { title: 'SAVED', text: ({ savedAt }) => minuteOf(savedAt ?? '') },
        { title: 'HOW', text: ({ how }) => how ?? '', from: 60 },
        { title: 'ENTRIES', text: ({ entries }) => String(entries) },
        { title: 'EARLIER', text: ({ earlier }) => String(earlier ?? 0), from: 72 },
      ],
      width,
      heading: colours.dim,
    }),
    '',
    ...hangCommand('To compare: ', 'portolan baseline diff NAME', width),
    ...hang('', `kept in ${printable(store)}`, width).map(colours.dim),
  ];
};

/** Nothing yet: what baselines are for, and how the first one is made. */
const emptyLines = ({ colours, width }: ViewOptions) => [
  ...wrap(
    'There is no baseline yet. A baseline keeps which ports are open, to whom and for which programs; later it tells what is new, gone, wider or another program, and keeps quiet about restarts.',
    width,
  ),
  '',
  ...hangCommand('  ', 'portolan baseline save', width).map(colours.bold),
  ...hang('      ', 'keeps what listens now', width),
  ...hangCommand('  ', 'portolan baseline save --file portolan.baseline.json', width).map(
    colours.bold,
  ),
  ...hang('      ', 'the same in a file, for a repository', width),
];

export const baselineSaveView: View<BaselineSaved> = (saved, options) => {
  const { baseline, replaced, entries, gaps } = saved;
  const { colours, width } = options;
  const which = wordsFor(whichOf(baseline));
  const listed = wordsForListed(saved);
  const partial = gaps.filter((gap) => gap.partial);
  return [
    ...wrap(
      `${doorCount(entries)} kept as ${named(baseline)}${replaced ? ', in place of the one before' : ''}.`,
      width,
    ).map(colours.bold),
    '',
    ...hangCommand('To compare: ', `portolan baseline diff${which}${listed}`, width),
    ...(replaced && baseline.file === undefined
      ? hangCommand('To go back: ', `portolan baseline undo${which}`, width)
      : []),
    ...(partial.length === 0
      ? []
      : [
          '',
          ...partial.flatMap(({ why }) =>
            hang('Not seen: ', printable(why), width).map(colours.yellow),
          ),
          ...wrap('What was not seen is not compared later.', width),
          ...remedyLines(partial, `save${which} --replace`, saved, options),
        ]),
  ];
};

/**
 * What would show more. Sudo changes the home folder, and with it where baselines are kept.
 * @param words what follows `portolan baseline` when it is run again
 */
export function remedyLines(
  gaps: BaselineSaved['gaps'],
  words: string,
  { from }: Listed,
  { colours, width }: ViewOptions,
): string[] {
  const [first, ...others] = gaps.flatMap(({ remedy }) => remedy ?? []);
  if (first === undefined) return [];
  // Rights on this machine show no more of another one.
  if (from !== undefined) {
    return hangCommand('To see more, list it there by: ', printable(first), width).map(
      colours.bold,
    );
  }
  const command = [first, ...others].some((remedy) => remedy.startsWith('sudo '))
    ? `sudo env HOME="$HOME" portolan baseline ${words}`
    : first;
  return hangCommand('To see more: ', printable(command), width).map(colours.bold);
}

export const baselineShowView: View<BaselineShown> = ({ baseline, entries }, options) => [
  ...wrap(`${doorCount(entries)} in ${named(baseline)}.`, options.width).map(options.colours.bold),
  ...(entries.length > 0 ? ['', ...entryTable(entries, options)] : []),
  ...coverageLines(baseline, options),
];

/** One row for all numbers that a program has in the range that the system hands out: they say nothing. */
function foldDynamic(entries: readonly Entry[]): Entry[] {
  const folded = groupBy(entries, (entry) =>
    entry.dynamic
      ? JSON.stringify([entry.place, entry.transport, programsText(entry), entry.unseen])
      : entry,
  );
  return [...folded.values()].map((held) => {
    const binds = new Map(
      held.flatMap((entry) => entry.binds).map((bind) => [addressText({ binds: [bind] }), bind]),
    );
    return { ...held[0]!, binds: [...binds.values()] };
  });
}

/** A file does not keep on which addresses a program has ports that the system hands out. */
function whereText(entry: Entry): string {
  if (entry.binds.length > 0) return printable(addressText(entry));
  return entry.reach === 'host' ? '(this machine)' : '(any)';
}

const entryTable = (entries: readonly Entry[], { colours, width }: ViewOptions) =>
  table(foldDynamic(entries), {
    columns: [
      {
        title: 'PORT',
        text: ({ port, transport, dynamic }) => `${dynamic ? 'dynamic' : port}/${transport}`,
        colour: () => colours.bold,
      },
      ...(entries.some(({ place }) => place !== undefined)
        ? [{ title: 'WHERE', text: ({ place = '' }: Entry) => printable(place), least: 8 }]
        : []),
      {
        title: 'PROGRAM',
        text: (entry) => (entry.unseen ? '(not seen)' : printable(programsText(entry) || '(none)')),
        least: 16,
      },
      { title: 'ADDRESS', text: whereText, least: 9 },
      {
        title: '',
        text: ({ state }) => (state === 'bound' ? 'held' : ''),
        colour: () => colours.dim,
      },
    ],
    width,
    heading: colours.dim,
  });

function coverageLines({ coverage }: BaselineDescription, { width, colours }: ViewOptions) {
  const missing = [
    ...(coverage.sockets ? [] : ['some tables of sockets']),
    ...(coverage.namespaces ? [] : ['some other network namespaces']),
  ];
  if (missing.length === 0) return [];
  return [
    '',
    ...hang('Not looked at: ', missing.join(', '), width).map((line) => colours.yellow(line)),
  ];
}

export const baselineUndoView: View<BaselineUndone> = ({ baseline, entries }, options) => {
  const { earlier = 0 } = baseline;
  const before =
    earlier === 0 ? 'no version before it' : `${counted(earlier, 'version')} before it`;
  return [
    ...wrap(
      `Back to ${named(baseline)}: ${doorCount(entries)} in it, and there ${earlier > 1 ? 'are' : 'is'} ${before}.`,
      options.width,
    ),
  ];
};

export const baselineRemoveView: View<BaselineRemoved> = ({ removed }, { width }) =>
  wrap(`Forgotten: ${named(removed)}.`, width);
