/** The user's own names for ports: shows them, gives them, takes them away. */
import {
  checkText,
  concerns,
  labelsOf,
  placeText,
  readPlace,
  removeLabels,
  setLabel,
  transportsOf,
  type Label,
  type LabelFile,
  type LabelLine,
  type LabelPlace,
} from '../atlas/labels.ts';
import { NotFoundError, UsageError } from '../core/errors.ts';
import { TRANSPORTS, type Transport } from '../core/transport.ts';
import { changeLabels, keptLabels, type KeptLabels } from './label-file.ts';
import type { Operation } from './operation.ts';

/** A label, as every door shows it. */
export interface ShownLabel {
  /** As it can be typed again: `8123`, `udp/5353`, `8000-8010`. */
  readonly ports: string;
  /** First and last port, both included. */
  readonly from: number;
  readonly to: number;
  readonly transports: readonly Transport[];
  readonly name: string;
  readonly note?: string;
}

export interface LabelResult {
  /** All, or those of the ports that were asked for, as they are now; by port. */
  readonly labels: readonly ShownLabel[];
  /** The label that was written, and what was there before. */
  readonly changed?: { readonly label: ShownLabel; readonly before: readonly ShownLabel[] };
  readonly removed?: readonly ShownLabel[];
  /** Where they are kept. */
  readonly file: string;
  /** Lines of the file that cannot be read. */
  readonly warnings: readonly string[];
}

const text = { type: 'string' };
const LABEL_SCHEMA = {
  type: 'object',
  required: ['ports', 'from', 'to', 'transports', 'name'],
  properties: {
    ports: text,
    from: { type: 'integer', minimum: 0, maximum: 65_535 },
    to: { type: 'integer', minimum: 0, maximum: 65_535 },
    transports: { type: 'array', items: { enum: TRANSPORTS } },
    name: text,
    note: text,
  },
  additionalProperties: false,
};

export const label: Operation<LabelResult> = {
  name: 'label',
  summary: 'your own names for ports: show, give, remove',
  description:
    'A label says what you run on a port. It comes first wherever the port is shown, and the survey takes what\n' +
    'listens there for what you named. Without a name the label is shown, without a port all labels are.\n' +
    'They are kept in a file that you may edit.',
  examples: [
    { command: 'portolan label', shows: 'all labels' },
    {
      command: 'portolan label 8123 "Home Assistant" --note "on the NAS"',
      shows: 'gives one, for TCP and UDP',
    },
    { command: 'portolan label udp/5353 speakers', shows: 'for UDP alone' },
    { command: 'portolan label 8000-8010 "my tests"', shows: 'for a range' },
    { command: 'portolan label 8123 --remove', shows: 'takes it away again' },
  ],
  reach: 'nothing',
  changes: true,
  parameters: [
    {
      name: 'port',
      summary: 'port or range, perhaps with a transport',
      type: 'text',
      positional: true,
      placeholder: 'PORT',
    },
    {
      name: 'name',
      summary: 'what you run there',
      type: 'texts',
      positional: true,
      placeholder: 'NAME',
    },
    {
      name: 'note',
      summary: 'a sentence more',
      type: 'text',
      mayBeEmpty: true,
      placeholder: 'TEXT',
    },
    { name: 'remove', summary: 'take the label away', type: 'flag' },
  ],
  output: {
    type: 'object',
    required: ['labels', 'file', 'warnings'],
    properties: {
      labels: { type: 'array', items: LABEL_SCHEMA },
      changed: {
        type: 'object',
        required: ['label', 'before'],
        properties: { label: LABEL_SCHEMA, before: { type: 'array', items: LABEL_SCHEMA } },
      },
      removed: { type: 'array', items: LABEL_SCHEMA },
      file: text,
      warnings: { type: 'array', items: text },
    },
  },

  async run(input, { platform }) {
    const { config } = platform.folders;
    const words = input['name'] as readonly string[] | undefined;
    const asked = input['port'] as string | undefined;
    const note = input['note'] as string | undefined;
    if (asked === undefined) {
      if (note !== undefined || input['remove'] === true) {
        throw new UsageError('name the port: portolan label 8123 …');
      }
      const kept = keptLabels(config);
      return shown(kept, labelsOf(kept.file));
    }
    const place = readPlace(asked);
    if (input['remove'] === true) {
      if (words !== undefined || note !== undefined) {
        throw new UsageError('--remove takes the whole label away: leave out its name and note');
      }
      return changeLabels(config, (kept) => remove(kept, place));
    }
    return words === undefined && note === undefined
      ? show(keptLabels(config), place)
      : changeLabels(config, (kept) => give(kept, place, { words, note }));
  },

  items: ({ labels }) => labels,
  rows: ({ labels }) =>
    labels.map(({ ports, transports, name, note = '' }) => ({
      ports,
      transports: transports.join(' '),
      name,
      note,
    })),
  outcome: ({ warnings }) => ({ warnings }),
};

function show(kept: KeptLabels, place: LabelPlace): LabelResult {
  const labels = labelsOf(kept.file).filter((known) => concerns(known, place));
  if (labels.length === 0) {
    const ports = placeText(place);
    throw new NotFoundError(
      `${ports} has no label; give it one: portolan label ${ports} "what you run there"`,
    );
  }
  return shown(kept, labels);
}

/** The file after a change, and what is said of it. */
interface Change {
  readonly file: LabelFile;
  readonly result: LabelResult;
}

function give(
  kept: KeptLabels,
  place: LabelPlace,
  { words, note }: { words: readonly string[] | undefined; note: string | undefined },
): Change {
  const known = labelsOf(kept.file).find((old) => placeText(old) === placeText(place));
  const name = words?.join(' ') ?? known?.name;
  if (name === undefined) {
    throw new UsageError(`${placeText(place)} has no label yet: give it a name before a note`);
  }
  const given: Label = {
    ...place,
    name: checkText(name, 'name'),
    // An empty note takes the old one away.
    ...(note?.trim() && { note: checkText(note, 'note') }),
  };
  const { file, gone } = setLabel(kept.file, given);
  const changed = { label: shownLabel(given), before: gone.flatMap(shownLine) };
  return { file, result: { ...shown(kept, [given]), changed } };
}

function remove(kept: KeptLabels, place: LabelPlace): Change {
  const { file, gone } = removeLabels(kept.file, place);
  if (gone.length === 0) {
    const near = labelsOf(kept.file).filter((known) => concerns(known, place));
    const others = near.map((known) => `${placeText(known)} (${known.name})`).join(', ');
    throw new NotFoundError(
      `${placeText(place)} has no label of its own${others ? `; these labels are about it too: ${others}` : ''}`,
    );
  }
  const left = labelsOf(file).filter((known) => concerns(known, place));
  return { file, result: { ...shown(kept, left), removed: gone.flatMap(shownLine) } };
}

const shown = ({ path, warnings }: KeptLabels, labels: readonly Label[]): LabelResult => ({
  labels: labels.toSorted((a, b) => a.from - b.from || a.to - b.to).map(shownLabel),
  file: path,
  warnings,
});

const shownLine = (line: LabelLine) => (line.label ? [shownLabel(line.label)] : []);

const shownLabel = (known: Label): ShownLabel => ({
  ports: placeText(known),
  from: known.from,
  to: known.to,
  transports: transportsOf(known),
  name: known.name,
  ...(known.note && { note: known.note }),
});
