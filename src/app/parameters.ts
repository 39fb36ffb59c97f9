/** Makes an operation's input of the words that came through a door. The same rules at every door. */
import { UsageError } from '../core/errors.ts';
import type { Input, Parameter, ParameterValue, Schema } from './operation.ts';

/** What a door may hand over: text, several texts, or true for a flag that was given. */
export type RawInput = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/**
 * @throws UsageError for a missing, unknown or ill-formed value; the sentence names the parameter
 */
export function readInput(parameters: readonly Parameter[], raw: RawInput): Input {
  const unknown = Object.keys(raw).find((name) => !parameters.some((known) => known.name === name));
  if (unknown !== undefined) {
    const names = parameters.map(({ name }) => name).join(', ');
    throw new UsageError(`there is no parameter "${unknown}"; there are: ${names || 'none'}`);
  }
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.name, readValue(parameter, raw[parameter.name])]),
  );
}

function readValue(
  parameter: Parameter,
  raw: string | readonly string[] | boolean | undefined,
): ParameterValue | undefined {
  const given = raw === undefined || (Array.isArray(raw) && raw.length === 0) ? undefined : raw;
  if (given === undefined) {
    if (parameter.required)
      throw new UsageError(`${parameter.name} is missing: ${parameter.summary}`);
    return parameter.default;
  }
  switch (parameter.type) {
    case 'flag':
      return readFlag(parameter, given);
    case 'integer':
      return readInteger(parameter, one(parameter, given));
    case 'text':
      return checkWord(parameter, one(parameter, given));
    case 'texts':
      return several(parameter, given).map((word) => checkWord(parameter, word));
  }
}

function one(parameter: Parameter, given: string | readonly string[] | boolean): string {
  if (typeof given === 'string') return given;
  if (Array.isArray(given) && given.length === 1) return given[0]!;
  throw new UsageError(`${parameter.name} takes one value`);
}

function several({ name }: Parameter, given: string | readonly string[] | boolean): string[] {
  if (typeof given === 'boolean') throw new UsageError(`${name} takes a value`);
  return typeof given === 'string' ? [given] : [...given];
}

const FLAG_WORDS: ReadonlyMap<string, boolean> = new Map([
  ['', true],
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
]);

function readFlag(parameter: Parameter, given: string | readonly string[] | boolean): boolean {
  if (typeof given === 'boolean') return given;
  const value = FLAG_WORDS.get(one(parameter, given).toLowerCase());
  if (value === undefined) throw new UsageError(`${parameter.name} is yes or no`);
  return value;
}

function readInteger(parameter: Parameter, text: string): number {
  const { name, minimum = -Infinity, maximum = Infinity } = parameter;
  const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value))
    throw new UsageError(`${name} is a whole number, not "${text}"`);
  if (value < minimum || value > maximum) {
    const limits = [
      ...(minimum > -Infinity ? [`at least ${minimum}`] : []),
      ...(maximum < Infinity ? [`at most ${maximum}`] : []),
    ];
    throw new UsageError(`${name} is ${limits.join(' and ')}, not ${text}`);
  }
  return value;
}

function checkWord({ name, summary, choices, mayBeEmpty }: Parameter, word: string): string {
  if (!mayBeEmpty && word.trim() === '') throw new UsageError(`${name} is empty: ${summary}`);
  if (choices && !choices.includes(word)) {
    throw new UsageError(`${name} is one of ${choices.join(', ')}, not "${word}"`);
  }
  return word;
}

/**
 * The words of a text parameter that takes several, with commas between. Blanks around them are nothing.
 * @throws UsageError when there are none: commas alone must not mean *all*
 */
export function readList(name: string, text: string): string[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  if (words.length === 0) throw new UsageError(`${name} is empty: there is no word in "${text}"`);
  return words;
}

/** A parameter as JSON Schema. */
export function parameterSchema(parameter: Parameter): Schema {
  const word = { type: 'string', ...(parameter.choices && { enum: parameter.choices }) };
  const withDefault = parameter.default === undefined ? {} : { default: parameter.default };
  switch (parameter.type) {
    case 'flag':
      return { type: 'boolean', ...withDefault };
    case 'integer':
      return {
        type: 'integer',
        ...(parameter.minimum !== undefined && { minimum: parameter.minimum }),
        ...(parameter.maximum !== undefined && { maximum: parameter.maximum }),
        ...withDefault,
      };
    case 'text':
      return { ...word, ...withDefault };
    case 'texts':
      return { type: 'array', items: word };
  }
}
