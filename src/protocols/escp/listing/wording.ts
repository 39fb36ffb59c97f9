/** How numbers are said in the listing of a job. */
import { counted } from '../../../core/count.ts';

export interface Number {
  readonly name: string;
  /** Bytes; negative: of a number with a sign. */
  readonly size: 1 | 2 | 4 | -1 | -2 | -4;
  /** In words; `all` are those up to this one. An empty text says nothing of it. Absent: the name and the number. */
  readonly says?: (value: number, all: readonly number[]) => string;
  /** Another number says it. */
  readonly isSilent?: true;
}

export interface Layout {
  /** In place of the command's own title. */
  readonly title?: string;
  /** What the command says without parameters. */
  readonly says?: string;
  readonly numbers?: readonly Number[];
  /** Little endian, unless this says otherwise. */
  readonly isBigEndian?: true;
  /** What comes after the numbers. Default: data, whose length is said. */
  readonly rest?: 'text' | 'stops' | 'silent';
}

/** Numbers of a byte each. */
export const bytes = (
  ...numbers: readonly (readonly [name: string, says?: ((value: number) => string) | undefined])[]
): readonly Number[] => numbers.map(([name, says]) => ({ name, size: 1, ...(says && { says }) }));

export const columns: Number = { name: 'columns', size: 2, says: (n) => counted(n, 'column') };

/** Words for 0, 1, 2 …; the number itself where there is none. */
export const named =
  (...words: readonly string[]) =>
  (value: number): string =>
    words[value] ?? `${value}`;

/** The same of commands that take digits for numbers as well, as programs in BASIC write them. */
export const namedOrDigit =
  (...words: readonly string[]) =>
  (value: number): string =>
    words[value] ?? words[value - 0x30] ?? `${value}`;

/** Switches take 0 and 1, and the digits. */
export const onOff = namedOrDigit('off', 'on');

/** `1/180 inch`, as few as will do. */
export function fraction(value: number, parts: number): string {
  if (value === 0) return '0 inch';
  const divisor = commonDivisor(Math.abs(value), parts);
  const [top, bottom] = [value / divisor, parts / divisor];
  return bottom === 1 ? `${top} inch` : `${top}/${bottom} inch`;
}

function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
