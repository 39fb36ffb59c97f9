/** A part of a stream: a line each, where it is, what it is, what it says; and what is to be said of all of them. */
import type { StreamCoverage, StreamPart } from '../../../app/decode.ts';
import { counted, grouped } from '../../../core/count.ts';
import { cut, hang, pad, printable, width as widthOf, wrap } from '../text.ts';
import type { Formatter, ViewOptions } from '../view.ts';

/** Columns of a part's name: `ESC . 1 10 10 24 720`. */
const NAMES = 22;
/** Below this many columns for what it says, that gets a line of its own. */
const ROOM = 24;

export function partLines(part: StreamPart, options: ViewOptions): readonly string[] {
  const { width, colours, full } = options;
  const { name, numbers = '', words } = part;
  const place = `${part.offset.toString(16).padStart(6, '0')}  `;
  const paint = painter(part, options);
  const front = colours.dim(place);
  const indent = ' '.repeat(place.length);
  if (words === '') {
    const text = printable(name);
    const room = width - place.length;
    if (full !== true) return [`${front}${paint(cut(text, room))}`];
    return wrap(text, room).map((line, i) => `${i === 0 ? front : indent}${paint(line)}`);
  }
  const said = printable(words);
  const head = printable(numbers === '' ? name : `${name} ${numbers}`);
  const room = width - place.length - NAMES - 2;
  if (room < ROOM || widthOf(head) > NAMES) {
    const first = `${front}${paint(cut(head, width - place.length))}`;
    if (widthOf(head) + 2 + widthOf(said) <= width - place.length) return [`${first}  ${said}`];
    return [first, ...hang(`${indent}  `, said, width)];
  }
  return hang(`${front}${paint(pad(head, NAMES))}  `, said, width);
}

function painter({ kind }: StreamPart, { colours }: ViewOptions): Formatter {
  const painters: Readonly<Record<string, Formatter>> = {
    text: colours.green,
    control: colours.dim,
    unknown: colours.yellow,
    fault: colours.red,
  };
  return painters[kind] ?? colours.bold;
}

/** Things of a list that a person is told. */
const TOLD = 12;

export function streamLines(stream: StreamCoverage, options: ViewOptions): readonly string[] {
  const { width, colours } = options;
  const { bytes, parts, unknown, faults, more = 0 } = stream;
  const { command = 0, text = 0, control = 0 } = parts;
  const of = [
    counted(command, 'command'),
    ...(text > 0 ? [`${plural(text, 'run')} of text`] : []),
    ...(control > 0 ? [`${plural(control, 'run')} of control codes`] : []),
  ];
  return [
    '',
    ...wrap(`${plural(bytes, 'byte')}: ${of.join(', ')}.`, width),
    ...noted('Not known to anybody: ', unknown, colours.yellow, width),
    ...noted('Not done as it says: ', faults, colours.red, width),
    ...(more > 0 ? wrap(`${grouped(more)} more of these are not listed.`, width) : []),
  ];
}

const plural = (count: number, noun: string) =>
  `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

function noted(
  label: string,
  list: StreamCoverage['unknown'],
  paint: Formatter,
  width: number,
): readonly string[] {
  if (list.length === 0) return [];
  const told = list.slice(0, TOLD).map(({ name, offset, count, says }) => {
    const times = count > 1 ? ` ${grouped(count)} times, first` : '';
    const why = says === undefined ? '' : `: ${says}`;
    return `${name}${times} at ${offset.toString(16).padStart(6, '0')}${why}`;
  });
  const rest = list.length - told.length;
  const all = rest > 0 ? [...told, `and ${grouped(rest)} more kinds`] : told;
  return hang(label, printable(all.join('; ')), width).map(paint);
}
