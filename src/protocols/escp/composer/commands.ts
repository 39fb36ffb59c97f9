/** Commands as bytes. All numbers of ESC/P and ESC/P2 are little endian (fact sheet, 3.1). */

const ESC = 0x1b;

export const CR = 0x0d;
export const LF = 0x0a;
export const FF = 0x0c;
export const SI = 0x0f;

/** One byte, or a few, that are no escape sequence. */
export const control = (...codes: readonly number[]): Uint8Array => Uint8Array.from(codes);

/** `ESC J n`: a letter, and parameters of a byte each. */
export const escape = (letter: string, ...parameters: readonly number[]): Uint8Array =>
  Uint8Array.of(ESC, letter.charCodeAt(0), ...parameters);

/** `ESC ( V nL nH …`: a letter, the length of what follows, and what follows. */
export const extended = (letter: string, ...parameters: readonly number[]): Uint8Array =>
  Uint8Array.of(ESC, 0x28, letter.charCodeAt(0), ...low16(parameters.length), ...parameters);

export const low16 = (n: number): readonly [number, number] => [n & 0xff, (n >>> 8) & 0xff];

export const low32 = (n: number): readonly number[] => [...low16(n), ...low16(n >>> 16)];

/** A command and the data that belongs to it, as one piece. */
export function withData(command: Uint8Array, data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(command.length + data.length);
  whole.set(command);
  whole.set(data, command.length);
  return whole;
}

/**
 * Leaves the packet mode of IEEE 1284.4, in which inkjets may stand: `@EJL 1284.4`. What every modern driver begins with,
 * whatever the cable (fact sheet, 3.5).
 */
export const EXIT_PACKET_MODE = Uint8Array.from(
  '\0\0\0\x1b\x01@EJL 1284.4\n@EJL     \n',
  (character) => character.charCodeAt(0),
);
