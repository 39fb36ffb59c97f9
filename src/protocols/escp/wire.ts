/** A whole job as one message: how it begins, and what is in it. */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import { counted } from '../../core/count.ts';
import type { DecodedMessage, MessagePart } from '../protocol.ts';
import { createListing } from './listing.ts';

export interface EscpJob extends DecodedMessage {
  /** Commands and runs of text, by kind. */
  readonly parts: Readonly<Record<string, number>>;
}

/** Parts that are fields of their own; what follows is one field. */
const MOST_FIELDS = 4096;
/** Zero bytes before the first command: drivers send three of them to wake a printer. */
const MOST_ZEROS = 64;
const ESC = 0x1b;

/**
 * Reads a job that says so: one that begins with `ESC @` or with `ESC 01 @EJL`, zero bytes before it or not. Total: any
 * bytes give a job, or an error of kind
 * - `magic`: it begins otherwise. It may still be one: text alone is a job, too;
 * - `truncated`: it ends within a command.
 */
export function decode(bytes: Uint8Array): Decoded<EscpJob> {
  return decodeWith(bytes, (r) => {
    readMark(r, bytes);
    const parts: Record<string, number> = {};
    for (const part of partsOf(bytes)) {
      parts[part.kind] = (parts[part.kind] ?? 0) + 1;
      readPart(r, part);
    }
    r.rest('what follows');
    return { title: titleOf(parts), parts };
  });
}

function readMark(r: Reader, bytes: Uint8Array): void {
  let at = 0;
  while (at < MOST_ZEROS && bytes[at] === 0) at++;
  const [lead, sign] = bytes.subarray(at, at + 2);
  if (lead === undefined || (lead === ESC && sign === undefined)) {
    r.refuse('truncated', 'mark', 'it ends before its first command', bytes.length);
  }
  const isMark = lead === ESC && (sign === 0x40 || (sign === 0x01 && isEjl(bytes, at + 2)));
  if (!isMark) r.refuse('magic', 'mark', 'it begins with neither ESC @ nor a line of EJL', 0);
}

const MARK = [0x40, 0x45, 0x4a, 0x4c];
const isEjl = (bytes: Uint8Array, at: number) =>
  MARK.every((byte, i) => bytes[at + i] === byte || at + i >= bytes.length);

function* partsOf(bytes: Uint8Array): Generator<MessagePart> {
  const listing = createListing({ pins: 24 });
  yield* listing.take(bytes);
  yield* listing.end();
}

function readPart(
  r: Reader,
  { name, numbers = '', words, length, kind, error }: MessagePart,
): void {
  const { offset } = r;
  if (error?.kind === 'truncated') {
    r.refuse('truncated', name, `truncated in ${name} at byte ${offset}: ${error.message}`, offset);
  }
  if (length === 0 || r.fields.length >= MOST_FIELDS) return;
  const isRun = kind === 'text' || kind === 'control';
  if (isRun) r.as(kind, length, () => name, words === '' ? undefined : words);
  else r.as(name, length, () => numbers, words);
}

function titleOf(parts: Readonly<Record<string, number>>): string {
  const { command = 0, text = 0, unknown = 0, fault = 0 } = parts;
  const said = [
    counted(command, 'command'),
    ...(text > 0 ? [`${counted(text, 'run')} of text`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(fault > 0 ? [counted(fault, 'fault')] : []),
  ];
  return `ESC/P job: ${said.join(', ')}`;
}
