/**
 * The user's own labels: a file of lines that a person can edit, and that is never rewritten beyond the line which
 * a command is about.
 *
 *     8123        Home Assistant    on the NAS
 *     udp/5353    the speakers
 *
 * Ports as everywhere in Portolan, a name, perhaps a note, with tabs between them. Whoever types without a tab key
 * may put one blank behind the ports and two before the note. `#` begins a comment.
 */
import { UsageError } from '../core/errors.ts';
import type { Transport } from '../core/transport.ts';
import type { Claim } from './claim.ts';
import { parsePortQueries } from './query.ts';
import type { Table } from './table.ts';

/** The source of labels. */
export const LABELS = 'labels';

/** What the user calls a port, or a range of them. */
export interface Label {
  /** First and last port, both included. */
  readonly from: number;
  readonly to: number;
  /** Absent: TCP and UDP. */
  readonly transport?: Transport;
  readonly name: string;
  readonly note?: string;
}

/** Which ports a label is for. */
export type LabelPlace = Pick<Label, 'from' | 'to' | 'transport'>;

/** A line of the file: a label, a comment, or something that cannot be read and is kept all the same. */
export interface LabelLine {
  /** As it is there, without the line feed. */
  readonly text: string;
  readonly label?: Label;
  /** What is wrong with it: a sentence's end, *has no name*. */
  readonly fault?: string;
}

export interface LabelFile {
  readonly lines: readonly LabelLine[];
  /** What stands before the line feed of a new line: nothing, or `\r` where the file's first line has it. */
  readonly end: string;
}

/** In characters. More does not fit a table's column or a terminal's line. */
export const LONGEST_NAME = 80;
export const LONGEST_NOTE = 300;
/** A file of labels that is longer than this many characters is no work of a person: nobody has typed that many. */
export const LONGEST_FILE = 1_000_000;

const HEADER = [
  "# Your own labels of ports; edit them here or with: portolan label 8123 'Home Assistant'",
  '# A label a line: ports, name, note, with a tab between them (or one blank, then two).',
  '# Ports are written 8123 (TCP and UDP), tcp/8123, udp/5353 or 8000-8010.',
];

/**
 * Reads the file. Any text will do: what cannot be read is a line with a fault.
 * @param text undefined when there is no file yet
 */
export function readLabels(text: string | undefined): LabelFile {
  if (text === undefined || text === '') {
    return { lines: HEADER.map((line) => ({ text: line })), end: '' };
  }
  const lines = text.split('\n');
  const end = lines.length > 1 && lines[0]!.endsWith('\r') ? '\r' : '';
  // What stands behind the last line's end is no line.
  if (lines.at(-1) === '') lines.pop();
  return { lines: lines.map(readLine), end };
}

/** The file as text. Lines that were not touched are as they were. */
export const writeLabels = ({ lines }: LabelFile) => lines.map(({ text }) => `${text}\n`).join('');

function readLine(text: string): LabelLine {
  const line = text.replace(/^\ufeff/, '').trim();
  if (line === '' || line.startsWith('#')) return { text };
  const [ports = '', name = '', ...notes] = fieldsOf(line);
  try {
    const place = readPlace(ports);
    const note = notes.join(' ').trim();
    return {
      text,
      label: {
        ...place,
        name: checkText(name, 'name'),
        ...(note && { note: checkText(note, 'note') }),
      },
    };
  } catch (problem) {
    if (problem instanceof UsageError) return { text, fault: problem.message };
    throw problem;
  }
}

/** Tabs where there are any; else one blank behind the ports, and two before the note. */
function fieldsOf(line: string): string[] {
  if (line.includes('\t')) return line.split(/\s*\t\s*/);
  const [ports = '', rest = ''] = [/^\S+/.exec(line)![0], line.replace(/^\S+\s*/, '')];
  return [ports, ...rest.split(/\s{2,}/)];
}

/**
 * The ports that a label is for, as a person writes them.
 * @throws UsageError when it is not one port or one range
 */
export function readPlace(text: string): LabelPlace {
  const [query, ...more] = parsePortQueries(text);
  if (query?.kind !== 'numbers' || more.length > 0) {
    throw new UsageError(
      `"${shortened(text)}" is not one port or range: write 8123, udp/5353 or 8000-8010`,
    );
  }
  const { from, to, transport } = query;
  return { from, to, ...(transport && { transport }) };
}

/** What a terminal obeys, and what turns the reading order aside. */
const UNPRINTABLE = /[\p{Control}\p{Surrogate}\ufffd\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/**
 * A name or note as it is kept: blanks and ends of lines as one blank each.
 * @throws UsageError when there is nothing, too much, or something that cannot be printed
 */
export function checkText(text: string, what: 'name' | 'note'): string {
  const kept = text.replaceAll(/\s+/g, ' ').trim();
  const longest = what === 'name' ? LONGEST_NAME : LONGEST_NOTE;
  if (kept === '') throw new UsageError(`the ${what} is empty`);
  if (kept.length > longest) {
    throw new UsageError(`the ${what} has ${kept.length} characters; ${longest} are the most`);
  }
  if (UNPRINTABLE.test(kept)) {
    throw new UsageError(`the ${what} has characters that cannot be printed`);
  }
  return kept;
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** `8123`, `udp/5353`, `8000-8010`: as it can be typed again. */
export function placeText({ from, to, transport }: LabelPlace): string {
  const ports = from === to ? `${from}` : `${from}-${to}`;
  return transport ? `${transport}/${ports}` : ports;
}

const lineOf = (label: Label, end: string): LabelLine => ({
  text: [placeText(label), label.name, ...(label.note ? [label.note] : [])].join('\t') + end,
  label,
});

/** Whether two labels are for the very same ports. */
const isSamePlace = (a: LabelPlace, b: LabelPlace) =>
  a.from === b.from && a.to === b.to && a.transport === b.transport;

/** A file that was changed, and the lines that are no more. */
export interface Changed {
  readonly file: LabelFile;
  readonly gone: readonly LabelLine[];
}

/** Puts a label in the place of the one for the very same ports, or at the end. */
export function setLabel({ lines, end }: LabelFile, label: Label): Changed {
  const isOld = (line: LabelLine) => line.label !== undefined && isSamePlace(line.label, label);
  const first = lines.findIndex(isOld);
  const line = lineOf(label, end);
  const kept = lines.flatMap((old, i) => (i === first ? line : isOld(old) ? [] : old));
  return {
    file: { lines: first < 0 ? [...kept, line] : kept, end },
    gone: lines.filter(isOld),
  };
}

/** Takes the labels of these very ports away; without a transport, those of every transport. */
export function removeLabels({ lines, end }: LabelFile, place: LabelPlace): Changed {
  const isGone = ({ label }: LabelLine) =>
    label !== undefined &&
    isSamePlace(label, place.transport ? place : { ...place, ...transportOf(label) });
  return {
    file: { lines: lines.filter((line) => !isGone(line)), end },
    gone: lines.filter(isGone),
  };
}

const transportOf = ({ transport }: LabelPlace) => (transport ? { transport } : {});

export const labelsOf = ({ lines }: LabelFile) => lines.flatMap(({ label }) => label ?? []);

/** Which transports a label is for. */
export const transportsOf = ({ transport }: LabelPlace): readonly Transport[] =>
  transport ? [transport] : ['tcp', 'udp'];

/** Whether a label has anything to say of ports that somebody asks for. */
export const concerns = (label: LabelPlace, asked: LabelPlace) =>
  label.from <= asked.to &&
  asked.from <= label.to &&
  (asked.transport === undefined || transportsOf(label).includes(asked.transport));

/** The labels as claims. There are few: they are taken apart once. */
export function labelTable(file: LabelFile): Table {
  const labels = labelsOf(file).map((label) => claimsOf(label));
  const all = labels.flat();
  return {
    size: writeLabels(file).length,
    at: (port) => all.filter(({ from, to }) => from <= port && port <= to),
    all: () => all,
    *lines() {
      for (const [id, claims] of labels.entries()) yield { id, claims };
    },
    line: (id) => labels[id] ?? [],
    named: (service) => all.filter((claim) => claim.service !== '' && claim.service === service),
  };
}

/** A label is what the user knows to be there, which nobody has promised: `unofficial`. */
const claimsOf = (label: Label): Claim[] =>
  transportsOf(label).map((transport) => ({
    from: label.from,
    to: label.to,
    transport,
    service: serviceName(label.name),
    title: label.name,
    standing: 'unofficial',
    source: LABELS,
    ...(label.note && { note: label.note }),
  }));

/** A name as a service's (RFC 6335, section 5.1, but for its length), so that it can be asked for: `home-assistant`. */
const serviceName = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .replace(/^[\d-]*$/, '');
