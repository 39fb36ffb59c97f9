/** Messages: a line for each of a capture's, or a tree of fields beside a hexdump in the same colours. */
import type {
  DecodeCoverage,
  DecodeResult,
  DecodeState,
  MessagePacket,
  ReadableField,
  ReadableMessage,
} from '../../../app/decode.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import { hexdump, type DumpCell } from '../../../core/bytes/hexdump.ts';
import { counted, grouped } from '../../../core/count.ts';
import { formatEndpoint } from '../../../core/endpoint.ts';
import { cut, hang, pad, printable, width as widthOf, wrap } from '../text.ts';
import type { Formatter, LiveView, View, ViewOptions } from '../view.ts';
import { partLines, streamLines } from './decode-part.ts';
import { dayAndTime, timeOfDay } from './sentinel.ts';

export const decodeLiveView: LiveView<ReadableMessage, DecodeState> = {
  row(message, options, state) {
    const { packet, part } = message;
    if (part) {
      const rest = options.full === true ? fieldsAndDump(message, options) : [];
      return [...partLines(part, options), ...rest];
    }
    const isWhole = !packet || options.full === true || isShownAlone(message, state);
    const gap = state?.isAlone === false && isWhole ? [''] : [];
    return [
      ...(packet ? packetLines(message, packet, options) : []),
      ...(isWhole ? messageLines(message, options) : []),
      ...gap,
    ];
  },
};

/** Fields of a message that is shown whole without being asked for: print jobs have thousands. */
const MOST_FIELDS = 100;

const isShownAlone = ({ fields }: ReadableMessage, state: DecodeState | undefined) =>
  state?.isAlone === true && fields.length <= MOST_FIELDS;

/** What is to be said when the messages were told. */
export const decodeView: View<Omit<DecodeResult, 'messages'>> = ({ coverage }, options) =>
  coverage.stream
    ? streamLines(coverage.stream, options)
    : coverage.packets === undefined
      ? []
      : coverageLines(coverage, options);

/** Below this many columns for what was said, it gets a line of its own: on each terminal all lines look alike. */
const ROOM = 32;

function packetLines(
  { protocol, message, error }: ReadableMessage,
  packet: MessagePacket,
  { width, colours }: ViewOptions,
): string[] {
  const time = packet.time === undefined ? '' : `${exactTime(packet.time)}  `;
  const front = `${String(packet.number).padStart(5)}  ${time}`;
  const ways = `${pad(formatEndpoint(packet.from), 21)} → ${pad(formatEndpoint(packet.to), 21)}  `;
  const said = `${message || 'not understood'}${error ? `: ${error.message}` : ''}${missingText(packet)}`;
  const words = (room: number) => {
    const text = cut(printable(said), room);
    return error ? colours.red(text) : text;
  };
  const name = `${pad(protocol, 6)} `;
  const room = width - widthOf(front + ways + name);
  if (room >= ROOM) {
    return [`${colours.dim(front)}${ways}${colours.bold(name)}${words(room)}`];
  }
  const indent = Math.min(front.length, 7);
  return [
    ...hang(
      front,
      printable(`${formatEndpoint(packet.from)} → ${formatEndpoint(packet.to)}`),
      width,
    ),
    `${' '.repeat(indent)}${colours.bold(name)}${words(Math.max(width - indent - widthOf(name), 8))}`,
  ];
}

const missingText = ({ missing }: MessagePacket) =>
  missing === undefined ? '' : ` (${counted(missing, 'byte')} more not captured)`;

/** The clock on the wall, to the microsecond where that is known. */
function exactTime(time: string): string {
  const [, fraction = ''] = /(\.\d{1,6})/.exec(time) ?? [];
  return `${timeOfDay(time)}${fraction}`;
}

function coverageLines(coverage: DecodeCoverage, { width, colours }: ViewOptions): string[] {
  const { packets = 0, messages, errors, first, last } = coverage;
  if (packets === 0) return wrap('The capture has no packets.', width);
  const wrong = errors > 0 ? `, ${grouped(errors)} of them broken` : '';
  const when =
    first !== undefined && last !== undefined
      ? ` (${dayAndTime(first)} to ${timeOfDay(last)})`
      : '';
  const head = `${plural(packets, 'packet')}${when}, ${plural(messages, 'message')} shown${wrong}.`;
  const { protocols = [], unknown = [], skipped = [] } = coverage;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['In it: ', protocols.map((one) => `${one.protocol} ${grouped(one.messages)}`)],
    ['Of no protocol known here: ', unknown.map(unknownText)],
    ['Packets not looked into: ', skipped.map((one) => `${one.reason} ${grouped(one.packets)}`)],
  ];
  return [
    ...(messages > 0 ? [''] : []),
    ...wrap(head, width),
    ...lists.flatMap(([label, items]) =>
      items.length === 0 ? [] : hang(label, printable(items.join(', ')), width).map(colours.dim),
    ),
  ];
}

const plural = (count: number, noun: string) =>
  `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

const unknownText = ({
  transport,
  port,
  service,
  count,
}: NonNullable<DecodeCoverage['unknown']>[number]) =>
  `${transport}/${port}${service === undefined ? '' : ` ${service}`} ${grouped(count)}`;

function messageLines(message: ReadableMessage, options: ViewOptions): string[] {
  const { colours, width } = options;
  const bytes = message.bytes.length / 2;
  return [
    ...hang(
      `${colours.bold(message.protocol.toUpperCase())}  `,
      `${printable(message.message) || 'not understood'} (${counted(bytes, 'byte')})`,
      width,
    ),
    ...fieldsAndDump(message, options),
  ];
}

function fieldsAndDump(message: ReadableMessage, options: ViewOptions): string[] {
  const { colours, width } = options;
  const bytes = fromHex(message.bytes);
  return [
    ...message.fields.flatMap((field, i) =>
      fieldLines(field, fieldColour(i, options), i === message.fields.length - 1, options),
    ),
    ...(message.error
      ? hang(`${colours.red('error')} `, printable(message.error.message), width)
      : []),
    '',
    ...dumpLines(message, bytes, options),
  ];
}

/** Neighbouring fields differ; the same field has the same colour in the tree and in the dump. */
function fieldColour(index: number, { colours }: ViewOptions): Formatter {
  const wheel = [colours.cyan, colours.yellow, colours.green, colours.magenta, colours.blue];
  return wheel[index % wheel.length]!;
}

function fieldLines(
  field: ReadableField,
  colour: Formatter,
  last: boolean,
  { colours, width }: ViewOptions,
): string[] {
  const place = `${field.offset}`.padStart(4);
  const head = `${last ? '└─' : '├─'} ${colours.dim(place)} ${colour(field.name)} `;
  const meaning = field.meaning ? ` ${printable(field.meaning)}` : '';
  return hang(head, `${valueText(field)}${meaning}`.trim(), width);
}

function valueText({ value, length }: ReadableField): string {
  if (typeof value === 'number' && value < 0) return `${value}`;
  if (typeof value === 'number')
    return `${value} (0x${value.toString(16).padStart(2 * length, '0')})`;
  const zeroes = /^00( 00)*$/.test(value) && length > 8;
  return zeroes ? `${length} zero bytes` : printable(value);
}

function dumpLines(message: ReadableMessage, bytes: Uint8Array, options: ViewOptions): string[] {
  const { colours, width } = options;
  const fields = message.fields.map((field) => ({ ...field, value: '' }));
  const perLine = width >= 76 ? 16 : 8;
  const paint = (cell: DumpCell, text: string) =>
    cell.field < 0 ? colours.dim(text) : fieldColour(cell.field, options)(text);
  return hexdump(bytes, fields, perLine).map(({ offset, cells }) => {
    const hex = cells.map((cell) => paint(cell, cell.hex)).join(' ');
    const gap = ' '.repeat(3 * (perLine - cells.length) + 2);
    const text = cells.map((cell) => paint(cell, cell.character)).join('');
    return `${colours.dim(offset.toString(16).padStart(4, '0'))}  ${hex}${gap}${text}`;
  });
}
