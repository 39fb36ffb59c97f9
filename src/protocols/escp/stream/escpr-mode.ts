/** ESC/P-R: ESC, a letter, a length of four bytes, a name of four letters, data; until `ESC @` (fact sheet, 3.6). */
import type { Host } from './host.ts';
import type { Input } from './input.ts';
import { ESCPR_COMMANDS } from './modes.ts';
import { Parameters, tooMuchData, unknownData } from './parameters.ts';
import { ESC, le32, signOf, unknown, type Step } from './reading.ts';
import type { EscpToken } from '../tokens.ts';

/**
 * Of one command, in bytes: a band of pixels says its size in 16 bits, JPEG data come in pieces of that size. What says
 * more is passed over.
 */
export const MOST_PARAMETERS = 1 << 20;

/** Commands alone: what stands between them is nobody's. */
export function escprStep(host: Host, input: Input): Step {
  const byte = input.peek();
  if (byte === undefined) return 'more';
  const { offset } = input;
  input.next();
  if (byte === ESC) return host.open(offset);
  return unknown(offset, offset + 1, `ESC/P-R ${signOf(byte)}`, Uint8Array.of(byte));
}

/** @param letter after ESC: the class of the command */
export function escprCommand(host: Host, letter: number, offset: number): Step {
  const finish = (bytes: Uint8Array, end: number) => finished(host, letter, bytes, offset, end);
  return host.read(new Parameters({ offset, name: 'ESC/P-R' }, extent, finish));
}

function finished(
  host: Host,
  letter: number,
  bytes: Uint8Array,
  offset: number,
  end: number,
): EscpToken | undefined {
  const letters = lettersOf(bytes);
  const name = `ESC/P-R ${letters}`;
  const declared = le32(bytes, 0);
  const isKnown = letters in ESCPR_COMMANDS;
  if (isKnown && declared <= MOST_PARAMETERS) {
    return { kind: 'command', offset, length: end - offset, name, parameters: bytes.subarray(8) };
  }
  const head = Uint8Array.of(ESC, letter, ...bytes.subarray(0, 8));
  host.read((isKnown ? tooMuchData : unknownData)({ offset, name }, head, declared));
  return undefined;
}

/** Data are kept whole, or not at all. */
function extent(bytes: Uint8Array): number {
  if (bytes.length < 8) return 8;
  const length = le32(bytes, 0);
  return 8 + (length <= MOST_PARAMETERS && lettersOf(bytes) in ESCPR_COMMANDS ? length : 0);
}

const lettersOf = (bytes: Uint8Array) => [...bytes.subarray(4, 8)].map(signOf).join('');
