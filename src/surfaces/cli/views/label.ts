/** The user's labels: a list, or what was just done to one. */
import type { LabelResult, ShownLabel } from '../../../app/label.ts';
import { table } from '../table.ts';
import { hang, hangCommand, printable, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';

export const labelView: View<LabelResult> = (result, options) => {
  const { changed, removed, file } = result;
  if (changed) return [...changedLines(changed, options), ...keptLine(file, options)];
  if (removed) return [...removedLines(removed, options), ...keptLine(file, options)];
  if (result.labels.length === 0) return emptyLines(file, options);
  return [...labelTable(result.labels, options), '', ...keptLine(file, options)];
};

const keptLine = (file: string, { colours, width }: ViewOptions) =>
  hang('', `kept in ${printable(file)}`, width).map(colours.dim);

/** Nothing yet: what labels are for, and how the first one is made. */
const emptyLines = (file: string, { width }: ViewOptions) => [
  ...wrap(
    'No port has a label yet. A label says what you run on a port: it comes first wherever the port is shown, and the survey takes what listens there for it.',
    width,
  ),
  '',
  ...hangCommand('  ', 'portolan label 8123 "Home Assistant" --note "on the NAS"', width),
  '',
  ...wrap(`Labels are kept in ${printable(file)}, which you may edit.`, width),
];

const labelTable = (labels: readonly ShownLabel[], { colours, width }: ViewOptions) =>
  table(labels, {
    columns: [
      { title: 'PORT', text: ({ ports }) => ports, colour: () => colours.bold },
      { title: 'TRANSPORT', text: ({ transports }) => transports.join(' '), from: 50 },
      { title: 'NAME', text: ({ name }) => printable(name), least: 10 },
      {
        title: 'NOTE',
        text: ({ note }) => printable(note ?? ''),
        least: 8,
        colour: () => colours.dim,
      },
    ],
    width,
    heading: colours.dim,
  });

function changedLines(
  { label, before }: NonNullable<LabelResult['changed']>,
  options: ViewOptions,
): string[] {
  const { colours, width } = options;
  const note = label.note ? ` (${label.note})` : '';
  return [
    ...hang(
      `${colours.bold(label.ports)} `,
      printable(`is "${label.name}"${note} on ${label.transports.join(' and ')}`),
      width,
    ),
    ...before.flatMap((old) => [
      ...wrap(printable(`It was ${inWords(old)}; to have that again:`), width),
      ...again(old, options),
    ]),
  ];
}

const removedLines = (removed: readonly ShownLabel[], options: ViewOptions) =>
  removed.flatMap((old) => [
    ...wrap(
      printable(`${old.ports} was ${inWords(old)} and has no label now; to have that again:`),
      options.width,
    ),
    ...again(old, options),
  ]);

const inWords = ({ name, note }: ShownLabel) => `"${name}"${note ? ` (${note})` : ''}`;

const again = (label: ShownLabel, { colours, width }: ViewOptions) =>
  hangCommand('  ', printable(commandFor(label)), width).map(colours.dim);

/** The command that writes the label. */
export const commandFor = ({ ports, name, note }: ShownLabel) =>
  `portolan label ${ports} ${quoted(name)}${note ? ` --note ${quoted(note)}` : ''}`;

/**
 * A text as one word of a command. Double quotes do in every shell, where nothing in them means anything to one;
 * else single ones, as Unix shells read them.
 */
const quoted = (text: string) =>
  /["$`\\!%]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
