/** The registry's commands for a person: which edition answers, and what an import changed. */
import { changeRow, type RegistryImport } from '../../../app/registry/import-file.ts';
import type { RegistryExport } from '../../../app/registry/export.ts';
import type { RegistryStatus } from '../../../app/registry/status.ts';
import type { RegistryChange } from '../../../atlas/registry/changes.ts';
import { writeCsv } from '../../../atlas/registry/write-csv.ts';
import type { Edition } from '../../../atlas/registry/edition.ts';
import { grouped } from '../../../core/count.ts';
import { table } from '../table.ts';
import { hang, printable, wrap } from '../text.ts';
import type { Colours, View, ViewOptions } from '../view.ts';

/** Prose is not read more easily on a wider line. */
const READABLE = 100;
/** More than so many changes are counted, not listed: `--json` has all. */
const MOST_CHANGES = 40;
/** An edition older than this is worth a hint. */
const OLD_DAYS = 120;

export const registryStatusView: View<RegistryStatus> = (status, { width: given, colours }) => {
  const { edition, source, ageDays, damage, faults, folder } = status;
  const width = Math.min(given, READABLE);
  const age = ageDays === undefined ? '' : `, ${ageWords(ageDays)}`;
  if (!edition) {
    return [
      ...(damage
        ? [
            ...hang('', `The imported edition does not answer: ${printable(damage)}.`, width).map(
              colours.yellow,
            ),
            '',
          ]
        : []),
      ...wrap(`The floor answers: names only, of ${source.date}${age}.`, width).map(colours.bold),
      ...wrap(
        'It has one name for each port and transport: no ranges, registrants, dates, references or notes.',
        width,
      ),
      '',
      ...hang(
        '  portolan registry update       ',
        'fetches the whole registry from IANA, about 4 MB',
        width,
      ),
      ...hang('  portolan registry import FILE  ', 'reads its XML or CSV from a file', width),
    ];
  }
  return [
    ...wrap(`IANA's registry of ${dateOf(edition)} answers, whole${age}.`, width).map(colours.bold),
    ...editionLines(edition, width),
    ...hang('  Kept in    ', printable(folder), width),
    ...faults.flatMap((fault) =>
      hang('  Damage     ', printable(fault), width).map(colours.yellow),
    ),
    ...(faults.length > 0 ? ['', ...hang('  ', MEND, width)] : []),
    ...((ageDays ?? 0) > OLD_DAYS
      ? ['', ...hang('  ', 'It may have changed since: portolan registry update', width)]
      : []),
  ];
};

function editionLines(edition: Edition, width: number): string[] {
  const { records, ports, names, from, imported, checksum, format, bytes } = edition;
  const unread = Object.entries(edition.unread);
  return [
    ...hang(
      '  Has        ',
      `${grouped(records)} records; claims on ${grouped(ports)} port numbers; ${grouped(names)} names without a port`,
      width,
    ),
    ...hang(
      '  Came from  ',
      `${printable(from)} (${format.toUpperCase()}, ${grouped(bytes)} bytes)`,
      width,
    ),
    ...hang('  Imported   ', imported.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'), width),
    ...hang('  SHA-256    ', checksum, width),
    ...(unread.length > 0
      ? hang(
          '  Not read   ',
          `unknown to this version: ${unread.map(([name, count]) => `${printable(name)} (${count})`).join(', ')}`,
          width,
        )
      : []),
  ];
}

const MEND = 'What is damaged comes back with: portolan registry update';

const dateOf = ({ updated }: Edition) => printable(updated) || 'an unknown date';

function ageWords(days: number): string {
  if (days === 0) return 'of today';
  return days === 1 ? 'one day old' : `${grouped(days)} days old`;
}

export const registryImportView: View<RegistryImport> = (result, options) => {
  const { edition, previous, changes, uncompared, doubts = [], isUnchanged } = result;
  const { colours } = options;
  const width = Math.min(options.width, READABLE);
  if (isUnchanged) {
    return wrap(
      `Nothing new: IANA's registry of ${dateOf(edition)} is still the latest there.`,
      width,
    );
  }
  return [
    ...wrap(`IANA's registry of ${dateOf(edition)} answers from now on.`, width).map(colours.bold),
    ...editionLines(edition, width),
    ...doubts.flatMap((doubt) =>
      hang('  Beware     ', printable(doubt), width).map(colours.yellow),
    ),
    '',
    ...comparison(),
  ];

  function comparison(): string[] {
    if (uncompared !== undefined) {
      return wrap(
        `The edition before could not be compared with it: ${printable(uncompared)}.`,
        width,
      );
    }
    if (previous) return changeLines(changes, previous, options);
    return wrap('It is the first edition here, so there is nothing to compare it with.', width);
  }
};

const SIGNS: Readonly<Record<RegistryChange['change'], string>> = {
  added: '+',
  removed: '-',
  changed: '~',
};

const signColour = (change: RegistryChange['change'], colours: Colours) =>
  ({ added: colours.green, removed: colours.red, changed: colours.yellow })[change];

function changeLines(
  changes: readonly RegistryChange[],
  previous: Edition,
  { width, colours }: ViewOptions,
): string[] {
  if (changes.length === 0) {
    return wrap(
      `Nothing changed since the edition of ${dateOf(previous)}.`,
      Math.min(width, READABLE),
    );
  }
  const count = (kind: RegistryChange['change']) =>
    changes.filter(({ change }) => change === kind).length;
  const rest = changes.length - MOST_CHANGES;
  return [
    ...wrap(
      `Since the edition of ${dateOf(previous)}: ${grouped(count('added'))} added, ${grouped(count('removed'))} removed, ${grouped(count('changed'))} changed.`,
      Math.min(width, READABLE),
    ),
    '',
    ...table(changes.slice(0, MOST_CHANGES), {
      columns: [
        {
          title: '',
          text: ({ change }) => SIGNS[change],
          colour: ({ change }) => signColour(change, colours),
        },
        { title: 'PORT', text: ({ port }) => port || '-', colour: () => colours.bold },
        { title: 'TRANSPORT', text: ({ transport }) => transport || '-', from: 60 },
        { title: 'SERVICE', text: ({ service }) => printable(service) || '-', least: 8 },
        {
          title: 'WHAT',
          text: (change) => whatChanged(change),
          least: 10,
          colour: () => colours.dim,
        },
      ],
      width,
      heading: colours.dim,
    }),
    ...(rest > 0
      ? ['', ...wrap(`And ${grouped(rest)} more: --json and --csv have all.`, width)]
      : []),
  ];
}

const whatChanged = (change: RegistryChange) =>
  printable(change.fields ? String(changeRow(change)['fields']) : change.description).replaceAll(
    '\n',
    ' ',
  );

/** As IANA has it; what reads it reads this too. */
export const registryExportView: View<RegistryExport> = ({ records }) => [
  // The line end of the last line comes with the view.
  writeCsv(records).slice(0, -1),
];
