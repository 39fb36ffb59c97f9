/** A message as a tree of fields beside a hexdump, both in the same colours. */
import type { DecodeResult, ReadableField, ReadableMessage } from '../../../app/decode.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import { hexdump, type DumpCell } from '../../../core/bytes/hexdump.ts';
import { hang, printable } from '../text.ts';
import type { Formatter, View, ViewOptions } from '../view.ts';

export const decodeView: View<DecodeResult> = ({ messages }, options) =>
  messages.flatMap((message, i) => [...(i > 0 ? [''] : []), ...messageLines(message, options)]);

function messageLines(message: ReadableMessage, options: ViewOptions): string[] {
  const { colours, width } = options;
  const bytes = fromHex(message.bytes);
  return [
    ...hang(
      `${colours.bold(message.protocol.toUpperCase())}  `,
      `${printable(message.message) || 'not understood'} (${bytes.length} bytes)`,
      width,
    ),
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
