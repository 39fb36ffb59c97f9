import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../core/errors.ts';
import type { Parameter } from './operation.ts';
import { parameterSchema, readInput, readList, type RawInput } from './parameters.ts';

const summary = 'what it is for';
const text: Parameter = { name: 'text', summary, type: 'text' };
const words: Parameter = { name: 'words', summary, type: 'texts' };
const count: Parameter = { name: 'count', summary, type: 'integer', minimum: 1, maximum: 10 };
const flag: Parameter = { name: 'flag', summary, type: 'flag' };
const colour: Parameter = { name: 'colour', summary, type: 'text', choices: ['red', 'blue'] };
const colours: Parameter = { name: 'colours', summary, type: 'texts', choices: ['red', 'blue'] };
const silent: Parameter = { ...text, mayBeEmpty: true };
const silents: Parameter = { ...words, mayBeEmpty: true };
const needed: Parameter = { ...text, required: true };
const preset: Parameter = { ...count, default: 5 };

const given = (parameter: Parameter, raw: RawInput[string]) =>
  readInput([parameter], raw === undefined ? {} : { [parameter.name]: raw })[parameter.name];

describe('a value', () => {
  it.each<[Parameter, RawInput[string], unknown]>([
    [text, 'x', 'x'],
    [text, ['x'], 'x'],
    [silent, '', ''],
    [silents, ['', 'x'], ['', 'x']],
    [text, undefined, undefined],
    [text, [], undefined],
    [words, 'x', ['x']],
    [words, ['x', 'y'], ['x', 'y']],
    [words, undefined, undefined],
    [count, '1', 1],
    [count, '10', 10],
    [count, '007', 7],
    [preset, undefined, 5],
    [preset, '6', 6],
    [flag, true, true],
    [flag, false, false],
    [flag, '', true],
    [flag, 'TRUE', true],
    [flag, 'yes', true],
    [flag, '1', true],
    [flag, 'no', false],
    [flag, '0', false],
    [flag, ['false'], false],
    [flag, undefined, undefined],
    [colour, 'red', 'red'],
    [colours, ['red', 'blue'], ['red', 'blue']],
  ])('%# %o given %j is %j', (parameter, raw, value) => {
    expect(given(parameter, raw)).toEqual(value);
  });
});

describe('what is refused names the parameter', () => {
  it.each<[Parameter, RawInput[string], string]>([
    [needed, undefined, 'text is missing: what it is for'],
    [needed, [], 'text is missing: what it is for'],
    [text, '', 'text is empty: what it is for'],
    [text, ' \t', 'text is empty: what it is for'],
    [words, ['x', ''], 'words is empty: what it is for'],
    [text, true, 'text takes one value'],
    [text, ['x', 'y'], 'text takes one value'],
    [words, true, 'words takes a value'],
    [count, '0', 'count is at least 1 and at most 10, not 0'],
    [count, '11', 'count is at least 1 and at most 10, not 11'],
    [{ ...count, minimum: -1 }, '-2', 'count is at least -1 and at most 10, not -2'],
    [{ name: 'n', summary, type: 'integer', minimum: 1 }, '0', 'n is at least 1, not 0'],
    [count, '1.5', 'count is a whole number, not "1.5"'],
    [count, '', 'count is a whole number, not ""'],
    [count, ' 5', 'count is a whole number, not " 5"'],
    [count, '0x5', 'count is a whole number, not "0x5"'],
    [count, '1e3', 'count is a whole number, not "1e3"'],
    [count, '٣', 'count is a whole number, not "٣"'],
    [count, '9'.repeat(30), `count is a whole number, not "${'9'.repeat(30)}"`],
    [count, true, 'count takes one value'],
    [flag, 'maybe', 'flag is yes or no'],
    [flag, 'constructor', 'flag is yes or no'],
    [flag, '__proto__', 'flag is yes or no'],
    [flag, ['yes', 'no'], 'flag takes one value'],
    [colour, 'green', 'colour is one of red, blue, not "green"'],
    [colours, ['red', 'green'], 'colours is one of red, blue, not "green"'],
  ])('%# %o given %j: %s', (parameter, raw, sentence) => {
    expect(() => given(parameter, raw)).toThrow(new UsageError(sentence));
  });

  it.each([
    ['nonsense', [text, flag], 'there is no parameter "nonsense"; there are: text, flag'],
    ['x', [], 'there is no parameter "x"; there are: none'],
    ['constructor', [text], 'there is no parameter "constructor"; there are: text'],
  ] as const)('an unknown one: %s', (name, parameters, sentence) => {
    expect(() => readInput(parameters, { [name]: 'x' })).toThrow(new UsageError(sentence));
  });
});

describe('words with commas between', () => {
  it.each([
    ['22', ['22']],
    ['22,ssh', ['22', 'ssh']],
    [' 22, ssh ,', ['22', 'ssh']],
  ])('"%s"', (text, read) => {
    expect(readList('only', text)).toEqual(read);
  });

  it.each(['', ',', ' , '])('"%s" has none', (text) => {
    expect(() => readList('only', text)).toThrow(
      new UsageError(`only is empty: there is no word in "${text}"`),
    );
  });
});

describe('whatever comes through a door', () => {
  const parameters = [needed, words, preset, flag, { ...colour, default: 'red' }, colours];
  const someText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('red', 'blue', '5', '-1', 'true', 'constructor', '__proto__', 'toString', ''),
  );
  const someValue = fc.oneof(someText, fc.array(someText, { maxLength: 3 }), fc.boolean());
  const someName = fc.oneof(fc.constantFrom(...parameters.map(({ name }) => name)), fc.string());
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(parameters.map((one) => [one.name, parameterSchema(one)])),
  };
  const isLegal = new Ajv().compile(schema);

  it('is legal by the schema that the door publishes, or refused as the caller’s fault', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.dictionary(someName, someValue, { maxKeys: 4 }), (raw) => {
        try {
          const input = readInput(parameters, raw);
          accepted += 1;
          return isLegal(JSON.parse(JSON.stringify(input)));
        } catch (thrown) {
          return thrown instanceof UsageError && thrown.message !== '';
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});
