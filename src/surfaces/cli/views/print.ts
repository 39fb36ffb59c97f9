/** What became of a print job, for a person. */
import type { ChangedCharacter, PrintedFile, PrintResult } from '../../../app/print/result.ts';
import { counted, grouped } from '../../../core/count.ts';
import { formatEndpoint } from '../../../core/endpoint.ts';
import { hang, printable, wrap } from '../text.ts';
import type { View } from '../view.ts';

/** Prose is not read more easily on a wider line. */
const READABLE = 100;
/** More kinds of characters than this are counted: --json has them. */
const MOST_SHOWN = 12;

export const printView: View<PrintResult> = (result, { width: given, colours }) => {
  const width = Math.min(given, READABLE);
  const head = headOf(result);
  return [
    ...(head === undefined ? [] : wrap(head, width).map(colours.bold)),
    ...hang('  For       ', printerWords(result), width),
    ...result.files.flatMap((file) => [
      ...hang('  File      ', fileWords(file), width),
      ...lossLines(file, width).map(colours.yellow),
    ]),
    ...deliveryLines(result, width),
  ];
};

/** Where it went wrong, the other stream says so. */
function headOf({
  done,
  delivery,
  bytes,
  pages,
  copies,
  to,
  output,
  interrupted,
}: PrintResult): string | undefined {
  if (interrupted && done === 'nothing') return undefined;
  const size = `${grouped(bytes)} bytes`;
  const what = pages === undefined ? size : `${counted(pages, 'page')} (${size})`;
  const often = copies > 1 ? `, ${copies} copies` : '';
  const where = to === undefined ? '' : ` to ${placeWords(to)}`;
  if (done === 'nothing') return `Nothing was sent. It would be ${what}${often}${where}.`;
  if (done === 'written') return `Written to ${printable(output!)}, nothing sent: ${what}${often}.`;
  if (delivery!.end !== 'taken' && delivery!.end !== 'unconfirmed') return undefined;
  return `Sent ${what}${often}${where} in ${(delivery!.took / 1000).toFixed(1)} s.`;
}

function placeWords({ host, address, port, via }: NonNullable<PrintResult['to']>): string {
  const place = formatEndpoint({ address, port });
  const name = host === address ? place : `${printable(host)} (${place})`;
  return `${name}, ${via === 'raw' ? 'raw' : 'ESC/P over TCP'}`;
}

function printerWords({ printer: { kind, model, paper, isColour } }: PrintResult): string {
  const head = {
    '9-pin': '9 pins, ESC/P',
    '24-pin': '24 pins, ESC/P2',
    inkjet: 'inkjet, ESC/P raster',
  };
  return `${head[kind]}, as an ${printable(model)}; ${paper.width} x ${paper.height} mm; ${isColour ? 'colour' : 'black alone'}`;
}

function fileWords({ file, kind, pages, encoding, picture }: PrintedFile): string {
  const name = file === '-' ? 'standard input' : printable(file);
  const parts = [
    kind === 'job' ? 'sent as it is' : kind === 'text' ? 'text' : kind.toUpperCase(),
    ...(encoding === undefined ? [] : [`read as ${encoding}, since it is no UTF-8`]),
    ...(picture === undefined ? [] : [pictureWords(picture)]),
    ...(pages === undefined ? [] : [counted(pages, 'page')]),
  ];
  return `${name}: ${parts.join(', ')}`;
}

const pictureWords = ({
  width,
  height,
  printed,
  dpi,
}: NonNullable<PrintedFile['picture']>): string =>
  `${grouped(width)} x ${grouped(height)} pixels on ${printed.width} x ${printed.height} mm at ${dpi.x === dpi.y ? dpi.x : `${dpi.x} x ${dpi.y}`} dpi`;

function lossLines(
  { changed = [], moreChanged = 0, cut = 0 }: PrintedFile,
  width: number,
): string[] {
  const shown = changed.slice(0, MOST_SHOWN).map(changeWords).join('; ');
  const hidden = changed.slice(MOST_SHOWN).reduce((sum, { count }) => sum + count, moreChanged);
  const more = hidden > 0 ? `; and ${counted(hidden, 'character')} more: --json lists them` : '';
  return [
    ...(changed.length > 0 ? hang('  Changed   ', `${shown}${more}`, width) : []),
    ...(cut > 0
      ? hang(
          '  Cut off   ',
          `${counted(cut, 'character')} beyond the right edge: --wrap words, more --cpi, or less --margin`,
          width,
        )
      : []),
  ];
}

function changeWords({
  character,
  codePoint,
  fate,
  printed,
  count,
  line,
}: ChangedCharacter): string {
  const sign = `${printable(character)} (${codePoint})`;
  const how = fate === 'left out' ? 'left out' : `as ${printable(printed)}`;
  return count === 1
    ? `${sign} ${how}, in line ${line}`
    : `${sign} ${how}, ${count} times, first in line ${line}`;
}

const ENDS: Readonly<Partial<Record<NonNullable<PrintResult['delivery']>['end'], string>>> = {
  taken:
    'closed the connection after the last byte: it has all of it. Whether it is on paper, raw printing does not tell',
};

function deliveryLines({ delivery }: PrintResult, width: number): string[] {
  if (delivery === undefined) return [];
  const { end, why, said, saidBytes } = delivery;
  const words = ENDS[end] ?? (end === 'unconfirmed' ? why : undefined);
  return [
    ...(words === undefined ? [] : hang('  Printer   ', `${words}.`, width)),
    ...(saidBytes > 0
      ? hang('  It said   ', `${said} (${counted(saidBytes, 'byte')})`, width)
      : []),
  ];
}
