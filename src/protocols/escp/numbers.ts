/** Numbers among a command's parameters: little endian, and zero where the stream had none. */

export const byteAt = (parameters: Uint8Array, at: number): number => parameters[at] ?? 0;

export const wordAt = (parameters: Uint8Array, at: number): number =>
  byteAt(parameters, at) | (byteAt(parameters, at + 1) << 8);

export const longAt = (parameters: Uint8Array, at: number): number =>
  wordAt(parameters, at) + wordAt(parameters, at + 2) * 0x10000;

/** Two's complement. */
export const signedWordAt = (parameters: Uint8Array, at: number): number =>
  (wordAt(parameters, at) << 16) >> 16;

/** Two's complement. */
export const signedLongAt = (parameters: Uint8Array, at: number): number =>
  longAt(parameters, at) | 0;

/** A switch: 1 or the digit. Undefined: neither on nor off. */
export function switchAt(parameters: Uint8Array, at: number): boolean | undefined {
  const value = digitAt(parameters, at);
  return value === 0 ? false : value === 1 ? true : undefined;
}

/** A small number, as itself or as the digit that is written so. */
export function digitAt(parameters: Uint8Array, at: number): number {
  const value = byteAt(parameters, at);
  return value >= 0x30 && value <= 0x39 ? value - 0x30 : value;
}
