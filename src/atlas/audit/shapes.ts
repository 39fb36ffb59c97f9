/** Whether JSON that a person wrote has the shape that it should. Total: any JSON is answered, in sentences. */
import { MAX_PORT } from '../../core/transport.ts';

/**
 * What is wrong with a value; nothing when it has the shape.
 * @param where names it for whoever mends it: `programs[3].speaks`
 */
export type Shape = (value: unknown, where: string) => readonly string[];

/** What is left of a value when all that has another shape is put aside, and what was wrong with that. */
export interface Shaped<T> {
  readonly value: T;
  readonly problems: readonly string[];
}

export const text: Shape = (value, where) =>
  wanted(typeof value === 'string', value, where, 'text');
export const flag: Shape = (value, where) =>
  wanted(typeof value === 'boolean', value, where, 'true or false');
export const number: Shape = (value, where) =>
  wanted(typeof value === 'number', value, where, 'a number');

export const optional =
  (shape: Shape): Shape =>
  (value, where) =>
    value === undefined ? [] : shape(value, where);

export const either =
  (one: Shape, other: Shape): Shape =>
  (value, where) => {
    const problems = one(value, where);
    return problems.length === 0 ? [] : other(value, where);
  };

export const listOf =
  (shape: Shape): Shape =>
  (value, where) =>
    listIn(value, where, shape).problems;

export const recordOf =
  (shape: Shape): Shape =>
  (value, where) =>
    recordIn(value, where, shape).problems;

/** The fields of an object, in the order in which they are written. */
export type Fields = Readonly<Record<string, Shape>>;

/** An object with these fields and no others. */
export const objectOf =
  (fields: Fields): Shape =>
  (value, where) => {
    if (!isObject(value)) return wanted(false, value, where, 'an object');
    return [
      ...Object.entries(fields).flatMap(([key, shape]) => shape(value[key], below(where, key))),
      ...strangers(value, Object.keys(fields), where),
    ];
  };

/** The entries of a list that have the shape. */
export function listIn<T>(value: unknown, where: string, shape: Shape): Shaped<T[]> {
  if (!Array.isArray(value)) {
    return { value: [], problems: wanted(false, value, where, 'a list') };
  }
  const found = (value as unknown[]).map((entry, i) => shape(entry, `${where}[${i}]`));
  const sound = (value as T[]).filter((_, i) => found[i]!.length === 0);
  return { value: sound, problems: found.flat() };
}

/** The entries of an object with any keys that have the shape. */
export function recordIn<T>(
  value: unknown,
  where: string,
  shape: Shape,
): Shaped<Record<string, T>> {
  if (!isObject(value)) return { value: {}, problems: wanted(false, value, where, 'an object') };
  const found = Object.entries(value).map(([key, entry]) => ({
    key,
    entry: entry as T,
    problems: shape(entry, below(where, key)),
  }));
  const sound = found.filter(({ problems }) => problems.length === 0);
  return {
    value: Object.fromEntries(sound.map(({ key, entry }) => [key, entry])),
    problems: found.flatMap(({ problems }) => problems),
  };
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys that mean nothing here: misspelt ones, mostly. */
export const strangers = (value: object, known: readonly string[], where: string): string[] =>
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${below(where, key)} means nothing here; known are ${known.join(', ')}`);

export const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_PORT;

const below = (where: string, key: string) => {
  const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
  return where === '' ? name : `${where}.${name}`;
};

function wanted(is: boolean, value: unknown, where: string, shape: string): string[] {
  if (is) return [];
  const name = where || 'it';
  return [
    value === undefined ? `${name} is missing` : `${name} is ${kindOf(value)}, and not ${shape}`,
  ];
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : 'a number';
}
