/** A whole job as one message: how it begins, and what is in it. */
import type { Decoded, Field } from '../../core/bytes/reader.ts';
import { counted } from '../../core/count.ts';
import type { WireError } from '../../core/errors.ts';
import type { DecodedMessage, JobReader, MessagePart } from '../protocol.ts';
import { createListing } from './listing/listing.ts';

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
  const error = markError(bytes);
  if (error) return { ok: false, error, fields: [] };
  const job = createJob();
  job.take(bytes);
  return job.end();
}

/** A job as it comes: any bytes are one. Memory: as a listing, and some fields. */
export function createJob(): JobReader<EscpJob> {
  const listing = createListing({ pins: 24 });
  const job = new Job();
  return {
    take: (bytes) => job.add(listing.take(bytes)),
    end: () => {
      job.add(listing.end());
      return job.decoded();
    },
  };
}

class Job {
  private readonly fields: Field[] = [];
  private readonly parts: Record<string, number> = {};
  /** Bytes so far, and of those the ones with a field of their own. */
  private length = 0;
  private told = 0;
  private error: WireError | undefined;

  add(parts: Iterable<MessagePart>): void {
    for (const part of parts) {
      const { kind, offset, length, error } = part;
      this.parts[kind] = (this.parts[kind] ?? 0) + 1;
      this.length = offset + length;
      if (error?.kind === 'truncated') this.error ??= { ...error, offset };
      else if (length > 0 && this.fields.length < MOST_FIELDS) {
        this.fields.push(fieldOf(part));
        this.told = this.length;
      }
    }
  }

  decoded(): Decoded<EscpJob> {
    const { error, parts } = this;
    const fields = [...this.fields];
    if (error) return { ok: false, error, fields };
    const [offset, length] = [this.told, this.length - this.told];
    if (length > 0) fields.push({ name: 'what follows', offset, length, value: `${length} bytes` });
    return { ok: true, message: { title: titleOf(parts), parts }, fields };
  }
}

function fieldOf({ name, numbers = '', words, offset, length, kind }: MessagePart): Field {
  const isRun = kind === 'text' || kind === 'control';
  const said = { offset, length, ...(words !== '' && { meaning: words }) };
  return isRun ? { name: kind, value: name, ...said } : { name, value: numbers, ...said };
}

function markError(bytes: Uint8Array): WireError | undefined {
  let at = 0;
  while (at < MOST_ZEROS && bytes[at] === 0) at++;
  const [lead, sign] = bytes.subarray(at, at + 2);
  if (lead === undefined || (lead === ESC && sign === undefined)) {
    const message = 'it ends before its first command';
    return { kind: 'truncated', field: 'mark', offset: bytes.length, message };
  }
  const isMark = lead === ESC && (sign === 0x40 || (sign === 0x01 && isEjl(bytes, at + 2)));
  if (isMark) return undefined;
  const message = 'it begins with neither ESC @ nor a line of EJL';
  return { kind: 'magic', field: 'mark', offset: 0, message };
}

const MARK = [0x40, 0x45, 0x4a, 0x4c];
const isEjl = (bytes: Uint8Array, at: number) =>
  MARK.every((byte, i) => bytes[at + i] === byte || at + i >= bytes.length);

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
