/** What a tokenizer is reading: a run of text, a command's parameters, rows. Each is a small machine of its own. */
import type { Input } from './input.ts';
import type { EscpToken, FaultToken, UnknownToken } from '../tokens.ts';

export const ESC = 0x1b;

/** `more`: the input is used up and this goes on; `over`: it is done, and what follows is something else. */
export type Step = EscpToken | 'more' | 'over';

export interface Reading {
  /** Reads on. Each step but `more` and `over` gives one token. */
  step(input: Input): Step;
  /** The stream is over within it. Absent where it may be. */
  cut?(offset: number): FaultToken | undefined;
}

export const le16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);

export const le32 = (bytes: Uint8Array, at: number): number =>
  (le16(bytes, at) | (le16(bytes, at + 2) << 16)) >>> 0;

/** `a`, or `0x8f` where no printable sign is. */
export const signOf = (byte: number): string =>
  byte > 0x20 && byte < 0x7f
    ? String.fromCharCode(byte)
    : `0x${byte.toString(16).padStart(2, '0')}`;

export const fault = (offset: number, length: number, name: string, says: string): FaultToken => ({
  kind: 'fault',
  offset,
  length,
  name,
  says,
});

/** @param bytes the beginning of them */
export const unknown = (
  offset: number,
  end: number,
  name: string,
  bytes: Uint8Array,
): UnknownToken => ({ kind: 'unknown', offset, length: end - offset, name, bytes });
