/** What came of an operation: the service's own words, else text, else a dump. */
import type { InvokeResult } from '../../../app/esro/invoking/result.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import { hexdump } from '../../../core/bytes/hexdump.ts';
import { counted } from '../../../core/count.ts';
import { formatEndpoint } from '../../../core/endpoint.ts';
import { hang, printable, wrap } from '../text.ts';
import type { View } from '../view.ts';

export const esroInvokeView: View<InvokeResult> = (result, { width, colours }) => {
  const { outcome, error, lines } = result;
  // Who was silent, and why that is so, stands on the other stream.
  if (outcome === 'failure') return [];
  const name = error?.name === undefined ? '' : ` ${error.name}`;
  const head = outcome === 'error' ? [colours.yellow(`ERROR ${error!.value}${name}`)] : [];
  const means = [error?.means, error?.says].filter((words) => words !== undefined).join(': ');
  const body = lines
    ? lines.flatMap((line) => hanging(printable(line), width))
    : octetLines(result);
  return [
    ...head,
    ...(means === '' ? [] : wrap(printable(means), width)),
    ...(means === '' || error?.name === undefined ? body : []),
    colours.dim(footOf(result)),
  ];
};

/** What stands before the first gap stands alone: the rest hangs from there. */
function hanging(line: string, width: number): string[] {
  const front = /^(?:\S* {2}|\s+)/.exec(line)?.[0];
  return front === undefined ? wrap(line, width) : hang(front, line.slice(front.length), width);
}

function footOf({ to, took, handshake, encoding = '', octets = '' }: InvokeResult): string {
  const size = `${counted(octets.length / 2, 'octet')}, ${encoding}`;
  return `from ${formatEndpoint(to)}, ${handshake}, in ${took} ms, ${size}`;
}

function octetLines({ text, octets = '' }: InvokeResult): string[] {
  if (octets === '') return ['(nothing)'];
  if (text !== undefined) return text.replace(/\n$/, '').split('\n').map(printable);
  return hexdump(fromHex(octets), []).map(({ offset, cells }) => {
    const hex = cells.map((cell) => cell.hex).join(' ');
    const characters = cells.map(({ character }) => character).join('');
    return `${offset.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${characters}`;
  });
}
